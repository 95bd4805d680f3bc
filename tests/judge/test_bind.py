"""A rule that names words is asked of the DaemonSets that may have one of them, and its check imported then."""

import pytest

from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.inputs.documents import daemon_sets, read
from dslint.judge.bind import Heard, load, load_later
from dslint.kube.apiserver.warnings.placement import DEPRECATED_NODE_LABELS
from dslint.kube.data.labels import OPT_IN_LABELS, PROVIDER_LABELS
from dslint.kube.versions import DEFAULT
from dslint.manifest.context import Context
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.fragment import Fragment
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from tests.checkout import ROOT
from tests.rules.rulefiles import EXAMPLES

SHARED = ROOT.parent / "shared" / "corpus"
WHOLE = """\
# a word in a comment before it: hostPath
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "r/agent:1.0", args: [%s]}]
"""
SELECTING = (WHOLE % "a").replace("      containers:", "      nodeSelector: {%s: x}\n      containers:")
NAMING = {
    "id": "DS898", "name": "made-up", "summary": "s", "severity": "warning", "default": True, "status": "stable",
    "since": "0.1", "tags": ["x"], "messages": {"found": "x"}, "check": "python:nowhere.check",
    "mentions": ["hostPath", "emptyDir"],
}  # fmt: skip
WORDS = tuple(NAMING["mentions"])


def sets(text, path="a.yaml"):
    for document in read(SourceText.of(path, text), everything=True):
        yield from (one for one in daemon_sets(document) if isinstance(one, DaemonSet))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("a", ()),
        ("hostPat", ()),
        ("hostPath", ("hostPath",)),
        ("a, emptyDir", ("emptyDir",)),
        ('"host\\u0050ath"', WORDS),
        ("!!str a", WORDS),
        ('"*"', WORDS),
    ],
)
def test_a_word_is_there_where_it_stands_or_may_be_hidden(arguments, expected):
    (ds,) = sets(WHOLE % arguments)
    assert ds.words(WORDS) == expected


def test_a_part_may_have_any_word():
    (ds,) = sets(WHOLE % "a")
    part = DaemonSet(ds.source, ds.document, ds.root, Fragment("patch", "it is one"))
    assert part.words(WORDS) == WORDS


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [("a", [2]), ("emptyDir", [1, 2]), ("a, hostPath, hostIPC", [1, 2, 3]), ('"*"', [1, 2, 3])],
)
def test_rules_are_heard_in_order_where_one_of_their_words_may_stand(arguments, expected):
    words = {1: NAMING["mentions"], 2: [], 3: ["hostIPC"]}
    heard = Heard((some, number) for number, some in words.items())
    (ds,) = sets(WHOLE % arguments)
    assert [heard.of(ds), heard.of(ds)] == [expected, expected]


def test_a_check_that_names_words_is_imported_when_it_is_called():
    check = load_later(Rule(NAMING, "DS898.yaml"), tuple(NAMING["mentions"]))
    (ds,) = sets(WHOLE % "hostPath")
    with pytest.raises(ModuleNotFoundError, match=r"dslint\.checks\.nowhere"):
        check(Workload(ds, DEFAULT), Context())


def test_without_its_words_a_rule_has_nothing_to_say():
    rules = [rule for rule in load_rules() if rule.mentions and rule.scope is None]
    some = {
        rule: {key: message.mentions for key, message in rule.messages.items() if message.mentions}
        for rule in load_rules()
        if any(message.mentions for message in rule.messages.values())
    }
    checks = {rule: load(rule) for rule in [*rules, *some]}
    texts = [(one.label, one.text) for one in EXAMPLES]
    texts += [(str(path), path.read_text("utf-8", "replace")) for path in sorted(SHARED.rglob("*.y*ml"))]
    # a label that is added to a table has to be among the words of the rules that know it
    texts += [(label, SELECTING % label) for label in (*DEPRECATED_NODE_LABELS, *OPT_IN_LABELS, *PROVIDER_LABELS)]
    asked = 0
    for path, text in texts:
        for ds in sets(text, path):
            workload = Workload(ds, DEFAULT)
            for rule in rules:
                if not ds.words(rule.mentions):
                    asked += 1
                    context = Context(options={name: one["default"] for name, one in (rule.options or {}).items()})
                    assert (path, rule.id, list(checks[rule](workload, context))) == (path, rule.id, [])
            for rule, messages in some.items():
                said = {hit.message for hit in checks[rule](workload, Context())}
                told = {message for message in said & messages.keys() if not ds.words(tuple(messages[message]))}
                assert (path, rule.id, told) == (path, rule.id, set())
    assert asked > 1000
