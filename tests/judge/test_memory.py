"""What is kept of the texts of a run."""

from dslint.catalogue.rule import Rule
from dslint.config import Resolver
from dslint.inputs.load import load_text
from dslint.judge.engine import Engine
from dslint.judge.memory import Memory
from dslint.judge.report import Report
from dslint.judge.together import RunRule

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
    return [(one.owner.source.path, one.owner.name.name) for one in engine.memory.kept("DS899")]


def test_of_a_text_that_is_checked_again_only_the_last_counts():
    one = engine()
    for path, name in (("a.yaml", "one"), ("b.yaml", "two"), ("a.yaml", "three")):
        one.check(load_text(TEXT % name, path), Report())
    assert kept(one) == [("b.yaml", "two"), ("a.yaml", "three")]


def test_a_trial_finds_the_same_and_leaves_nothing_behind():
    one, real, tried = engine(), Report(), Report()
    one.check(load_text(TEXT % "one", "a.yaml"), real)
    one.trial().check(load_text(TEXT % "two", "a.yaml"), tried)
    assert [found.message for found in tried.findings] == [found.message for found in real.findings] != []
    assert kept(one) == [("a.yaml", "one")]
    assert (one.memory.kinds, one.trial().memory.kinds) == (frozenset({"ServiceAccount"}), frozenset())
