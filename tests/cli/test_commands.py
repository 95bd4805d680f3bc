from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from dslint.catalogue import page
from dslint.catalogue.index import load_rules
from tests.cli.manifests import OLD, POLICY
from tests.cli.process import Done

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dslint.catalogue.rule import Rule

    Run = Callable[..., Done]

RULES = load_rules()


@pytest.fixture
def policies(tree: Path) -> Path:
    (tree / "policies").mkdir()
    (tree / "policies" / "ACME001-team.yaml").write_text(POLICY)
    return tree / "policies"


def test_rules_are_listed_in_columns(process: Run) -> None:
    done = process("rules")
    header, *rows = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert header.split() == ["id", "name", "severity", "default", "fix", "status", "since", "summary"]
    assert [row.split()[0] for row in rows] == [rule.id for rule in RULES]
    row = next(row for row in rows if row.startswith("DS101"))
    assert row.split()[:7] == ["DS101", "unmatched-selector", "error", "on", "unsafe", "stable", "0.1"]
    column = header.index("severity")
    assert all(row[column - 1 :].startswith(f" {rule.severity} ") for row, rule in zip(rows, RULES, strict=True))


def test_rules_as_json_are_objects_with_the_promised_keys(process: Run) -> None:
    data = json.loads(process("rules", "--format", "json").out)
    assert [one["id"] for one in data] == [rule.id for rule in RULES]
    for one in data:
        assert {"id", "name", "severity", "default", "status", "fix", "summary"} <= set(one)
        assert one["severity"] in ("error", "warning", "info")
        assert isinstance(one["default"], bool)
        assert one["status"] in ("preview", "stable", "deprecated")
        assert one["fix"] in ("safe", "unsafe", "mixed", "none")


def test_rules_as_markdown_are_a_table(dslint: Run) -> None:
    lines = dslint("rules", "--format", "markdown").out.splitlines()
    assert lines[0] == "| id | name | severity | default | fix | status | since | summary |"
    assert lines[1] == "| --- | --- | --- | --- | --- | --- | --- | --- |"
    assert len(lines) == len(RULES) + 2
    assert lines[[rule.id for rule in RULES].index("DS101") + 2].startswith(
        "| DS101 | unmatched-selector | error | on | unsafe | stable | 0.1 | "
    )


def speaks_by_default(rule: Rule) -> bool:
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
def test_what_a_choice_would_run_can_be_listed(dslint: Run, word: str, ids: list[str]) -> None:
    data = json.loads(dslint("rules", "--format", "json", "--select", word).out)
    assert [one["id"] for one in data] == sorted({*ids, "DS001", "DS007"})


def test_an_unknown_rule_to_list_is_told(dslint: Run) -> None:
    done = dslint("rules", "--select", "DS1O1")
    assert (done.code, done.out) == (2, "")
    assert 'unknown rule "DS1O1" in --select; did you mean DS101 (unmatched-selector)?' in done.err


@pytest.mark.parametrize("word", ["DS101", "ds101", "unmatched-selector"])
def test_a_rule_is_explained_by_id_or_name_with_what_the_documentation_says(process: Run, word: str) -> None:
    rule = next(rule for rule in RULES if rule.id == "DS101")
    assert process("explain", word) == (0, page.page(rule).rstrip("\n") + "\n", "")


def test_an_explanation_may_be_json(dslint: Run) -> None:
    data = json.loads(dslint("explain", "DS101", "--format", "json").out)
    assert (data["id"], data["name"]) == ("DS101", "unmatched-selector")


def test_an_unknown_rule_to_explain_is_told_with_what_was_meant(dslint: Run) -> None:
    done = dslint("explain", "unmatched-selektor")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        'error: unknown rule "unmatched-selektor"; did you mean DS101 (unmatched-selector)?\nhelp: run dslint rules\n'
    )


def test_a_policy_is_explained_too(dslint: Run, tree: Path, policies: Path) -> None:
    assert dslint("explain", "ACME001").code == 2
    assert "ACME001 missing-team" in dslint("explain", "ACME001", "--policies", str(policies)).out
    (tree / "dslint.yaml").write_text("policies: [policies]\n")
    assert "ACME001 missing-team" in dslint("explain", "missing-team").out


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_on_a_terminal_a_pager_shows_the_explanation(tree: Path) -> None:
    import pty
    import subprocess
    import sys

    from tests.cli.process import environment

    pager = tree / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/paged: /'\n")
    pager.chmod(0o755)
    ours, theirs = pty.openpty()
    env = environment(TERM="xterm", PAGER=str(pager), NO_COLOR="1")
    command = [sys.executable, "-m", "dslint", "explain", "DS101"]
    done = subprocess.run(
        command, cwd=tree, env=env, stdin=theirs, stdout=theirs, stderr=theirs, check=False, timeout=120
    )
    out = os.read(ours, 200)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0
    assert out.startswith(b"paged: # DS101 unmatched-selector")


def test_settings_are_shown_with_where_they_were_said(dslint: Run, tree: Path) -> None:
    (tree / "deploy").mkdir()
    (tree / "deploy" / "a.yaml").write_text(OLD)
    (tree / "deploy" / "dslint.yaml").write_text(
        'kubernetes-version: "1.31"\n'
        "extend-select: [DS302]\n"
        "ignore: [DS101]\n"
        "exceptions:\n"
        "  - rules: [DS302]\n"
        "    names: [agent]\n"
        "    reason: old clusters\n"
        "    until: 2999-12-31\n"
    )
    done = dslint("config", "deploy/a.yaml")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0] == "config file         deploy/dslint.yaml"
    assert "kubernetes-version  1.31       deploy/dslint.yaml:1" in lines
    assert "fail-on             warning    default" in lines
    on = next(line for line in lines if line.startswith("rules on"))
    assert on.endswith("DEFAULT, + DS302 (deploy/dslint.yaml:2), - DS101 (deploy/dslint.yaml:3)")
    assert lines[-1] == (
        "exceptions          1          DS302 for DaemonSet agent until 2999-12-31: old clusters (deploy/dslint.yaml:5)"
    )
    assert dslint("config", "deploy").out == done.out
    assert dslint("config").out.startswith("config file         none\n")
    assert dslint("config", "deploy", "--no-config").out == dslint("config").out
    assert dslint("config", "--config", "deploy/dslint.yaml").out == done.out
    every = dslint("config", "deploy", "-v").out.splitlines()
    assert "off  DS101  unmatched-selector  (DS101 (deploy/dslint.yaml:3))" in every
    assert "on   DS302  deprecated-node-label  (DS302 (deploy/dslint.yaml:2))" in every


def test_settings_of_a_path_that_is_not_there_are_none(dslint: Run) -> None:
    done = dslint("config", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "nowhere" in done.err


def test_init_writes_a_configuration_that_is_valid_and_changes_nothing(dslint: Run, tree: Path) -> None:
    before = dslint("config").out.splitlines()
    assert dslint("init") == (0, "", "Wrote dslint.yaml.\n")
    after = dslint("config").out.splitlines()
    assert after[0] == "config file         dslint.yaml"
    assert [line.split()[:2] for line in after[1:]] == [line.split()[:2] for line in before[1:]]
    assert (tree / "dslint.yaml").read_text().lstrip().startswith("#")


@pytest.mark.parametrize("name", ["dslint.yaml", ".dslint.yaml"])
def test_init_never_overwrites(dslint: Run, tree: Path, name: str) -> None:
    (tree / name).write_text("fail-on: error\n")
    done = dslint("init")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {name} is there already\n")
    assert [path.name for path in tree.iterdir() if path.name != ".git"] == [name]
    assert (tree / name).read_text() == "fail-on: error\n"


def test_the_examples_of_policies_are_run(dslint: Run, tree: Path, policies: Path) -> None:
    assert dslint("test", "policies") == (0, "", "2 examples passed.\n")
    assert dslint("test").code == 2
    (tree / "dslint.yaml").write_text("policies: [policies]\n")
    assert dslint("test") == (0, "", "2 examples passed.\n")
    (policies / "ACME001-team.yaml").write_text(POLICY.replace("  # <- ACME001", "").replace("agent\n", "b\n", 1))
    done = dslint("test", "policies")
    assert done.code == 1
    assert done.out.startswith("policies/ACME001-team.yaml:")
    assert done.err == "1 of 2 examples failed.\n"
