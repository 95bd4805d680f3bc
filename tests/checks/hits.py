"""What a rule's check says of a manifest, and where: by rule id, so that its file and its check are tested together."""

from functools import cache
from typing import NamedTuple

from dslint.catalogue.index import load_rules
from dslint.inputs.documents import daemon_sets, read
from dslint.judge.bind import load
from dslint.judge.yields import standing
from dslint.kube.versions import DEFAULT
from dslint.manifest.context import Context
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from dslint.template import fill
from tests.manifests import CONTAINER, START

HEAD = START + CONTAINER
FIRST = 10  # the line on which a pod's fields begin


@cache
def rules():
    return {rule.id: rule for rule in load_rules()}


class Found(NamedTuple):
    message: str
    line: int
    column: int


def pod(fields):
    """Return a DaemonSet with some fields of the pod's spec, from line 10 and column 7 on."""
    return HEAD + "".join(f"      {line}\n" if line else "\n" for line in fields.splitlines())


def hits(rule, text, minor=DEFAULT, selected=None, cluster=None, fragment=None):
    """Return what a rule says of a text, but for what it leaves to the selected rules that it yields to."""
    source = SourceText("agent.yaml", text)
    context = Context(minor, frozenset(rules()) if selected is None else selected, cluster=cluster)
    sets = [one for document in read(source) for one in daemon_sets(document) if isinstance(one, DaemonSet)]
    assert sets
    out = []
    for one in sets:
        one.fragment = fragment
        workload = Workload(one, minor)
        told = [
            (other, hit) for other in _concerned(rule, context.selected) for hit in checked(other, workload, context)
        ]
        out += [(one, hit) for teller, hit in standing(told) if teller.id == rule]
    return out


def checked(rule, workload, context):
    """Return the hits of one rule, which sees its own options at their defaults."""
    check = load(rule)
    assert check is not None
    options = {name: option.get("default") for name, option in (rule.options or {}).items()}
    return list(check(workload, context.of(options)))


def _concerned(rule, selected):
    """Yield a rule, and those that are on and that it yields to."""
    words = [word.partition(".")[0] for words in rules()[rule].yields_to.values() for word in words]
    for other in rules().values():
        named = other.id in selected and other.scope is None and other.check and other.id.startswith(tuple(words))
        if other.id == rule or (words and named):
            yield other


def found(rule, text, minor=DEFAULT, selected=None):
    """Return message, line and column of each hit of a rule, after filling in its words."""
    out = []
    for ds, hit in hits(rule, text, minor, selected):
        message = rules()[rule].messages[hit.message]
        for part in (message.text, message.label, message.why, message.help):
            fill(part or "", hit.params)
        place = ds.source.place((hit.part or hit.field.span(key=hit.key)).start)
        out.append(Found(hit.message, *place))
    return out


def words(rule, text):
    """Return message and help of each hit of a rule, as people read them."""
    messages = [(rules()[rule].messages[hit.message], hit.params) for _, hit in hits(rule, text)]
    return [(fill(message.text, params), fill(message.help or "", params)) for message, params in messages]


def at_marks(rule, marked, minor=DEFAULT, selected=None):
    """Return the messages about a pod whose fields hold a ``§`` before each place that must be reported, in order."""
    lines = pod(marked).split("\n")
    places = []
    for number, line in enumerate(lines, 1):
        rest = line
        while "§" in rest:
            places.append((number, rest.index("§") + 1))
            rest = rest.replace("§", "", 1)
        lines[number - 1] = rest
    hit = found(rule, "\n".join(lines), minor, selected)
    assert sorted((line, column) for _, line, column in hit) == places
    return [message for message, _, _ in hit]


def mounts(*paths, mount="", kind="containers", extra=""):
    """Return a pod that mounts paths; a ``§`` before a path marks its volume, one in ``mount`` its mount."""
    rows = [f"  - {{name: v{index}, mountPath: {mount}/m{index}}}" for index in range(len(paths))]
    if kind == "initContainers":
        extra = "containers: [{name: main, image: registry.example/thing:1.4}]\n" + extra
    volumes = [f"- name: v{index}\n  hostPath: {{path: {path}}}" for index, path in enumerate(paths)]
    head = f"{kind}:\n- name: agent\n  image: registry.example/thing:1.4\n  volumeMounts:\n"
    return extra + head + "\n".join(rows) + "\nvolumes:\n" + "\n".join(volumes)
