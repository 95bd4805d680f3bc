import json
import subprocess
import sys

import jsonschema
import pytest

import dslint
from dslint.finding import Finding, identity
from dslint.inputs.unchecked import NotChecked
from dslint.judge.report import Report
from dslint.render.json import render
from dslint.render.style import Style
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from tests.render.build import CLOSED, MANIFEST, SCHEMA, label, node_label, replace, report, selector, three


def data(made, *, suppressed=False):
    value = json.loads("".join(render(made, Style(color=True, terminal=True), suppressed=suppressed)))
    jsonschema.Draft202012Validator(CLOSED).validate(value)
    return value


def test_the_schema_is_a_schema_and_knows_every_key():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    finding = data(three())["findings"][0]
    assert set(finding) == set(SCHEMA["$defs"]["finding"]["required"]) == set(SCHEMA["$defs"]["finding"]["properties"])


def test_findings_look_as_promised(golden):
    text = "".join(render(three(), Style(color=True)))
    golden("report.json", text.replace(dslint.__version__, "VERSION"))
    assert data(three())["findings"][0] == {
        "rule": "DS101",
        "name": "unmatched-selector",
        "severity": "error",
        "message": "pod template label app=agnet does not satisfy the selector",
        "path": "deploy/node-agent.yaml",
        "line": 17,
        "column": 14,
        "endLine": 17,
        "endColumn": 19,
        "pointer": "/spec/template/metadata/labels/app",
        "document": 0,
        "object": {"apiVersion": "apps/v1", "kind": "DaemonSet", "namespace": "monitoring", "name": "node-agent"},
        "origin": None,
        "related": [
            {
                "message": 'the selector requires "agent"',
                "path": "deploy/node-agent.yaml",
                "line": 11,
                "column": 12,
                "pointer": "/spec/selector/matchLabels/app",
                "role": "context",
            }
        ],
        "fix": None,
        "fixHeldBack": None,
        "fingerprint": "26c3df807d592b4fadcd2d825a778295",
        "identity": identity(selector(SourceText("", MANIFEST))),
        "cause": None,
        "help": 'set the label to "agent"',
        "url": None,
        "versions": None,
        "field": "spec.template.metadata.labels",
        "reason": "FieldValueInvalid",
        "serverWarning": None,
        "suppression": None,
    }


def test_what_was_not_checked_is_named_and_counted():
    value = data(Report(not_checked=[NotChecked("a/b.yaml", 7, "render it \x7f")]))
    assert value["notChecked"] == [{"path": "a/b.yaml", "line": 7, "reason": "render it \x7f"}]
    assert value["summary"]["notChecked"] == 1


def test_no_finding_is_a_report_all_the_same():
    value = data(Report(files=2, daemon_sets=3))
    assert (value["findings"], value["notChecked"]) == ([], [])
    assert value["tool"] == {"name": "dslint", "version": dslint.__version__}
    assert value["summary"] == {
        "files": 2,
        "daemonSets": 3,
        "errors": 0,
        "warnings": 0,
        "infos": 0,
        "suppressed": 0,
        "known": 0,
        "notChecked": 0,
        "truncated": False,
        "fixable": 0,
        "fixableUnsafe": 0,
    }


def test_the_summary_counts_by_severity():
    summary = data(three())["summary"]
    assert (summary["files"], summary["daemonSets"]) == (4, 6)
    assert (summary["errors"], summary["warnings"], summary["infos"]) == (1, 1, 1)


def test_suppressed_findings_are_counted_and_shown_on_request():
    source = SourceText("a.yaml", MANIFEST)
    made = report(selector(source), suppressed=[(node_label(source), "OPS-17"), (node_label(source), "")])
    hidden = data(made)
    assert [one["rule"] for one in hidden["findings"]] == ["DS101"]
    assert hidden["summary"]["suppressed"] == 2
    everything = data(made, suppressed=True)
    assert [one["suppression"] for one in everything["findings"]] == [None, {"reason": "OPS-17"}, {"reason": None}]
    assert everything["summary"] == hidden["summary"]


def test_a_fingerprint_does_not_depend_on_what_is_shown():
    source = SourceText("a.yaml", MANIFEST)
    twin = replace(selector(source), at=label(source, "agent"))
    made = report(selector(source), suppressed=[(twin, "a reason")])
    shown = {one["line"]: one["fingerprint"] for one in data(made, suppressed=True)["findings"]}
    assert len(set(shown.values())) == 2
    assert data(made)["findings"][0]["fingerprint"] == shown[17]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 日本\r\nü: marked", (2, 4, 2, 10)),
        ("\tb: marked", (1, 5, 1, 11)),
        ("a\rb\n🐳 marked", (3, 3, 3, 9)),
    ],
    ids=["CRLF and wide", "tab", "lone CR and beyond the basic plane"],
)
def test_columns_count_code_points(text, place):
    source = SourceText("a.yaml", text)
    found = data(report(Finding("X1", "x", "info", "m", label(source, "marked"))))["findings"][0]
    assert (found["line"], found["column"], found["endLine"], found["endColumn"]) == place


def test_a_finding_about_the_text_has_no_object():
    source = SourceText("a.yaml", "x")
    found = data(report(Finding("DS001", "unreadable-yaml", "error", "m", Location(source, Span(1, 2), "", ""))))
    assert found["findings"][0]["object"] is None
    assert found["findings"][0]["pointer"] == ""


def test_hostile_text_is_escaped_and_comes_back_whole():
    evil = "\x1b[2J\x7f\x9b\u202e\udc80\ud83d é"
    text = "".join(render(report(replace(selector(SourceText("a.yaml", MANIFEST)), message=evil)), Style()))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert json.loads(text)["findings"][0]["message"] == evil


def test_a_published_page_is_linked(monkeypatch):
    monkeypatch.setattr(dslint, "DOCS_URL", "https://docs.example")
    source = SourceText("a.yaml", MANIFEST)
    found = data(report(selector(source), replace(node_label(source), rule="ACME1")))["findings"]
    assert [one["url"] for one in found] == ["https://docs.example/rules/unmatched-selector/", None]


def test_the_module_can_be_run_in_a_folder_where_it_would_shadow_the_library():
    code = "import dslint.render.json as ours, json; assert ours is not json and json.loads('[]') == []"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
