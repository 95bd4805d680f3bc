"""docs/contributing/claims.md: whatever a rule says of another program has a row that says how it is known."""

from __future__ import annotations

import json
import re

import pytest

from tests.checkout import ROOT

from .rulefiles import CONTENTS

PAGE = ROOT / "docs" / "contributing" / "claims.md"
TEXT = PAGE.read_text(encoding="utf-8")
# a program, and how texts name it
PROGRAMS = {
    "kubectl": r"\bkubectl\b",
    "kustomize": r"\bkustomize\b",
    "Helm": r"\bHelm\b",
    "Flux": r"\bFlux\b",
    "API server": r"\bserver\b",
    "controller": r"\bcontroller\b",
    "scheduler": r"\bscheduler\b",
    "kubelet": r"\bkubelet\b",
    "kubeadm": r"\bkubeadm\b",
    "OpenShift": r"\bOpenShift\b",
    "k3s": r"\bk3s\b",
    "RKE": r"\bRKE2?\b",
    "minikube": r"\bminikube\b",
    "EKS": r"\bEKS\b",
    "AKS": r"\bAKS\b",
    "GKE": r"\bGKE\b",
}
RULES = {content["id"]: content for content in CONTENTS.values()}
CASES = {case["id"] for case in json.loads((ROOT / "tests/conformance/own/kubectl.json").read_text())["cases"]}
VECTORS = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/exactness.md").read_text(encoding="utf-8"), re.MULTILINE))
VECTORS.add("cluster")  # what a whole cluster answered, of which that page has a column


def rows(title):
    section = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert {len(row) for row in cells} == {3}
    return cells[1:]


BY_RULE = {rule: [claim for ids, claim, _ in rows("Rules") if rule in ids.split()] for rule in RULES}
ROWS = rows("Rules") + rows("Guides")


def named(*texts):
    return {program for program, pattern in PROGRAMS.items() if any(re.search(pattern, text) for text in texts)}


def said_by(rule):
    """Return the programs that the texts of a rule name; its examples say nothing of any."""
    content = RULES[rule]
    messages = [text for message in content["messages"].values() for text in message.values() if isinstance(text, str)]
    return named(*(content.get(key, "") for key in ("summary", "rationale", "fix-note", "why")), *messages)


@pytest.mark.parametrize("rule", RULES)
def test_whatever_a_rule_says_of_another_program_has_a_row(rule):
    assert sorted(said_by(rule) - named(*BY_RULE[rule])) == []


@pytest.mark.parametrize("rule", RULES)
def test_no_row_outlives_what_a_rule_says(rule):
    said = said_by(rule)
    assert [claim for claim in BY_RULE[rule] if named(claim) and not named(claim) & said] == []


@pytest.mark.parametrize(("where", "known"), [(row[0], row[2]) for row in ROWS], ids=[row[1][:60] for row in ROWS])
def test_each_row_says_how_it_is_known(where, known):
    assert all(part in RULES or (part.endswith(".md") and (ROOT / part).exists()) for part in where.split())
    cases, vectors = (set(re.findall(rf"`{kind}: ([^`]+)`", known)) for kind in ("case", "vectors"))
    assert cases <= CASES
    assert vectors <= VECTORS
    runs = re.findall(r"`run (\d)`", known)
    assert all(re.search(rf"^{run}\. \*\*", TEXT, re.MULTILINE) for run in runs)
    assert all((ROOT / path).exists() for path in re.findall(r"`((?:tests|dslint)/[^`]+)`", known))
    assert cases or vectors or runs or re.search(r"https://\S+|`[\w.-]+/[\w./{}-]+`|\w/\w+#\d+", known)
