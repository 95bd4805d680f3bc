"""What is kept of the texts of a run."""

from dslint.catalogue.rule import Rule
from dslint.config import Resolver
from dslint.inputs.load import load_text
from dslint.judge.engine import Engine
from dslint.judge.memory import Memory
from dslint.judge.report import Report
from dslint.judge.together import RunRule
from tests.growth import size

TEXT = (
    "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: %s}\n"
    "spec: {selector: {matchLabels: {a: b}}, template: {spec: {hostNetwork: true}}}\n"
)
DATA = {
    "id": "DS899", "name": "x", "summary": "x", "severity": "info", "default": True, "status": "stable", "since": "0.1",
    "tags": [], "scope": "run", "reads": ["ServiceAccount"],
}  # fmt: skip


def engine():
    made = Engine(Resolver().settings_for("x.yaml"))
    made.memory = Memory([RunRule(Rule(DATA, "x"), made._contexts[-1])])
    return made


def kept(engine):
    return [(one.owner.source.path, one.owner.name.name) for one in engine.memory.kept().get("DS899", ())]


def test_of_a_text_that_is_checked_again_only_the_last_counts():
    one = engine()
    for path, name in (("a.yaml", "one"), ("b.yaml", "two"), ("a.yaml", "three")):
        one.check(load_text(TEXT % name, path), Report())
    assert kept(one) == [("a.yaml", "three"), ("b.yaml", "two")]


def test_a_trial_finds_the_same_and_leaves_nothing_behind():
    one, real, tried = engine(), Report(), Report()
    one.check(load_text(TEXT % "one", "a.yaml"), real)
    one.trial().check(load_text(TEXT % "two", "a.yaml"), tried)
    assert [found.message for found in tried.findings] == [found.message for found in real.findings] != []
    assert kept(one) == [("a.yaml", "one")]
    assert (one.memory.kinds, one.trial().memory.kinds) == (frozenset({"ServiceAccount"}), frozenset())


AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent-%(number)d, namespace: tools}
spec:
  selector: {matchLabels: {app: agent-%(number)d}}
  template:
    metadata: {labels: {app: agent-%(number)d}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.%(number)d
          resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}}
"""


def test_of_each_daemon_set_of_a_stream_little_is_kept():
    def kept(count):
        one = Engine(Resolver().settings_for("x.yaml"))
        for number in range(count):
            one.check(load_text(AGENT % {"number": number}, f"{number}.yaml"), Report())
            one.memory.let_go(f"{number}.yaml")
        return size(*(list(facts.kept.values()) for facts in one.memory.texts.values()))

    assert 0 < kept(40) - kept(20) < 20 * 4096


def test_the_place_of_an_item_is_that_of_the_field_though_no_text_of_it_is_kept():
    from dslint.inputs.documents import daemon_sets, read

    text = "kind: List\nitems:\n- " + (AGENT % {"number": 1}).rstrip().replace("\n", "\n  ") + "\n"
    [document] = read(load_text(text, "a.yaml").source)
    [ds] = daemon_sets(document)
    container = ds.pod_spec.get("containers", 0)
    for field in (ds.root.get("metadata", "name"), container.get("image"), container.get("ports"), ds.root):
        place = ds.keep(field)
        assert (place.location(), place.identity) == (field.location(), field.identity)
    name = ds.keep(ds.root.get("metadata", "name"))
    assert (name.location().pointer, name.identity) == ("/items/0/metadata/name", "items/[0]/metadata/name")
    assert name._pointer is name._identity is None
