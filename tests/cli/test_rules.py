import json

import pytest

from dslint.catalogue.index import load_rules

RULES = load_rules()


def test_rules_are_listed_in_columns(process):
    done = process("rules")
    header, *rows = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert header.split() == ["id", "name", "severity", "default", "fix", "status", "since", "summary"]
    assert [row.split()[0] for row in rows] == [rule.id for rule in RULES]
    row = next(row for row in rows if row.startswith("DS101"))
    assert row.split()[:7] == ["DS101", "unmatched-selector", "error", "on", "unsafe", "stable", "0.1"]
    column = header.index("severity")
    assert all(row[column - 1 :].startswith(f" {rule.severity} ") for row, rule in zip(rows, RULES, strict=True))


def test_rules_as_json_are_objects_with_the_promised_keys(process):
    data = json.loads(process("rules", "--format", "json").out)
    assert [one["id"] for one in data] == [rule.id for rule in RULES]
    for one in data:
        assert {"id", "name", "severity", "default", "status", "fix", "summary"} <= set(one)
        assert one["severity"] in ("error", "warning", "info")
        assert isinstance(one["default"], bool)
        assert one["status"] in ("preview", "stable", "deprecated")
        assert one["fix"] in ("safe", "unsafe", "mixed", "none")


def test_rules_as_markdown_are_a_table(dslint):
    lines = dslint("rules", "--format", "markdown").out.splitlines()
    assert lines[0] == "| id | name | severity | default | fix | status | since | summary |"
    assert lines[1] == "| --- | --- | --- | --- | --- | --- | --- | --- |"
    assert len(lines) == len(RULES) + 2
    assert lines[[rule.id for rule in RULES].index("DS101") + 2].startswith(
        "| DS101 | unmatched-selector | error | on | unsafe | stable | 0.1 | "
    )


def speaks_by_default(rule):
    return rule.default or any(said.default for said in rule.messages.values())


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("DS101", ["DS101"]),
        ("unmatched-selector,DS302", ["DS101", "DS302"]),
        ("ALL", [rule.id for rule in RULES]),
        ("DEFAULT", [rule.id for rule in RULES if speaks_by_default(rule) and rule.status != "preview"]),
        ("DS3", [rule.id for rule in RULES if rule.id.startswith("DS3")]),
        ("tag:rollout", [rule.id for rule in RULES if "rollout" in rule.tags]),
    ],
)
def test_what_a_choice_would_run_can_be_listed(dslint, word, ids):
    data = json.loads(dslint("rules", "--format", "json", "--select", word).out)
    assert [one["id"] for one in data] == sorted({*ids, "DS001", "DS007"})


def test_an_unknown_rule_to_list_is_told(dslint):
    done = dslint("rules", "--select", "DS1O1")
    assert (done.code, done.out) == (2, "")
    assert 'unknown rule "DS1O1" in --select; did you mean DS101 (unmatched-selector)?' in done.err


def test_a_rule_that_is_on_in_part_is_told_so_and_counted(dslint):
    line = next(line for line in dslint("rules").out.splitlines() if line.startswith("DS214 "))
    assert line.split()[:4] == ["DS214", "missing-os-selection", "warning", "partly"]
    assert "DS214 missing-os-selection · warning · on by default in part" in dslint("explain", "DS214").out


def test_policies_are_listed_too(dslint, tree, policies):  # noqa: ARG001
    assert "ACME001" not in dslint("rules").out
    assert "ACME001  missing-team" in dslint("rules", "--policies", "policies").out
    assert "ACME001" in dslint("rules", "--policies", "policies", "--select", "ACME001").out
