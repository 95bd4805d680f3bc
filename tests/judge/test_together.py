"""Rules about a whole run: what is kept for them, the objects of other kinds that they are given, and what they say."""

from pathlib import Path

import pytest

from dslint import Options
from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.finding import Hit
from dslint.judge import together
from dslint.run import check_paths
from tests.manifests import IN_NAMESPACE

AGENT = (
    IN_NAMESPACE % "logs"
    + """\
      serviceAccountName: agnet
      containers: [{name: agent, image: registry.example/agent:1.4}]
"""
)
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: agent, namespace: logs}\n"
OTHER = ACCOUNT.replace("name: agent,", "name: other,")
UNNAMED = AGENT.replace("serviceAccountName", "hostname")
MISSING = [("agent.yaml", 9, 27)]


def account(workload, _context):
    name = workload.pod.get("serviceAccountName")
    return (name, workload.written.keep(workload.written.pod_spec.get("serviceAccountName"))) if name else None


def missing(kept, objects, _context):
    there = {(one.namespace, one.name) for one in objects if one.kind == "ServiceAccount"}
    for one in kept:
        name, place = one.facts
        if there and (one.owner.name.namespace, name) not in there:
            yield Hit("found", place, {"name": name})


@pytest.fixture(autouse=True)
def _rule(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    data = {"id": "DS899", "name": "made-up", "summary": "s", "severity": "warning", "default": True, "status":
            "stable", "since": "0.1", "tags": ["x"], "messages": {"found": "no account {name}"}, "check": "python:x.y",
            "scope": "run", "collect": "python:x.z", "mentions": ["serviceAccount"], "reads": ["ServiceAccount"],
            }  # fmt: skip
    made = [*load_rules(), Rule(data, "DS899.yaml")]
    monkeypatch.setattr("dslint.catalogue.index.load_rules", lambda: made)
    monkeypatch.setattr("dslint.config.settings.load_rules", lambda: made)
    monkeypatch.setattr(together, "load", lambda _: missing)
    monkeypatch.setattr(together, "load_collect", lambda _: account)


def found(*paths, select=("DS899",)):
    report = check_paths(paths or (".",), Options(no_config=True, select=select))
    assert not report.errors
    return [(one.path, one.at.start.line, one.at.start.column) for one in report.findings]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"agent.yaml": AGENT}, [], id="nothing of the kind, nothing said"),
        pytest.param({"agent.yaml": AGENT, "b.yaml": ACCOUNT}, MISSING, id="in a file behind it"),
        pytest.param({"a.yaml": ACCOUNT, "agent.yaml": AGENT}, MISSING, id="in a file before it"),
        pytest.param({"agent.yaml": f"{AGENT}---\n{ACCOUNT}"}, MISSING, id="in the same stream"),
        pytest.param({"agent.yaml": AGENT, "b.yaml": ACCOUNT.replace("agent", "agnet")}, [], id="it is there"),
        pytest.param({"agent.yaml": AGENT, "b.yaml": OTHER + "a: {{ b }}\n"}, [], id="what cannot be read"),
        pytest.param({"agent.yaml": UNNAMED, "b.yaml": ACCOUNT}, [], id="a DaemonSet without a word of it"),
    ],
)  # fmt: skip
def test_a_rule_is_given_the_objects_that_it_reads(files, expected):
    for name, text in files.items():
        Path(name).write_text(text)
    assert found() == expected


def test_what_it_says_can_be_suppressed_and_is_named_when_it_fails(monkeypatch):
    Path("b.yaml").write_text(ACCOUNT)
    Path("agent.yaml").write_text(AGENT.replace("agnet", "agnet # dslint: ignore[DS899] made by the operator"))
    report = check_paths(["."], Options(no_config=True, select=("DS899",)))
    assert (report.findings, [reason for _, reason in report.suppressed]) == ([], ["made by the operator"])
    monkeypatch.setattr(together, "load", lambda _: lambda *_: 1 / 0)
    report = check_paths(["."], Options(no_config=True, select=("DS899",)))
    assert [(one.rule, one.path) for one in report.findings] == [("DS007", "agent.yaml")]
    assert report.errors == ["agent.yaml: the check of DS899 (made-up) failed with ZeroDivisionError: division by zero"]


def test_a_rule_that_cannot_be_had_fails_only_where_it_has_kept_something(monkeypatch):
    def gone(_):
        raise ImportError("no such check")

    monkeypatch.setattr(together, "load", gone)
    for name, text in {"a": AGENT, "b": UNNAMED}.items():
        Path(name).mkdir()
        Path(name, "dslint.yaml").write_text("select: [DS899]\n")
        Path(name, "agent.yaml").write_text(text)
    report = check_paths(["a", "b"])
    assert [(one.rule, one.path) for one in report.findings] == [("DS007", "a/agent.yaml")]
    assert report.errors == ["a/agent.yaml: the check of DS899 (made-up) failed with ImportError: no such check"]


def test_other_kinds_are_not_read_where_no_rule_asks_for_them(monkeypatch):
    def never(*_):
        raise AssertionError("parsed for nothing")

    monkeypatch.setattr("dslint.inputs.documents.others", never)
    Path("agent.yaml").write_text(f"{AGENT}---\n{ACCOUNT}")
    Path("b.yaml").write_text(ACCOUNT)
    assert found(select=("DS1",)) == []


def test_objects_count_that_no_rule_looked_for_when_they_were_met():
    """The rule is on in the last folder alone, and where the account is met one is on that reads other kinds."""
    for name, select in {"a": "DS504", "c": "DS899"}.items():
        Path(name).mkdir()
        Path(name, "dslint.yaml").write_text(f"select: [{select}]\n")
        Path(name, "agent.yaml").write_text(AGENT if name == "c" else UNNAMED)
    Path("b.yaml").write_text(ACCOUNT)
    report = check_paths(["."])
    assert [(one.rule, one.path, *one.at.start) for one in report.findings] == [("DS899", "c/agent.yaml", 9, 27)]
