import json

import pytest

from dslint.catalogue import page
from dslint.catalogue.index import load_rules

RULES = load_rules()


@pytest.mark.parametrize("word", ["DS101", "ds101", "unmatched-selector"])
def test_a_rule_is_explained_by_id_or_name_with_what_the_documentation_says(process, word):
    rule = next(rule for rule in RULES if rule.id == "DS101")
    assert process("explain", word) == (0, page.brief(rule).rstrip("\n") + "\n", "")
    assert process("explain", word, "--full") == (0, page.page(rule).rstrip("\n") + "\n", "")


def test_an_explanation_may_be_json(dslint):
    data = json.loads(dslint("explain", "DS101", "--format", "json").out)
    assert (data["id"], data["name"]) == ("DS101", "unmatched-selector")


def test_an_unknown_rule_to_explain_is_told_with_what_was_meant(dslint):
    done = dslint("explain", "unmatched-selektor")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        'error: unknown rule "unmatched-selektor"; did you mean DS101 (unmatched-selector)?\nhelp: run dslint rules\n'
    )


def test_a_policy_is_explained_too(dslint, tree, policies):
    assert dslint("explain", "ACME001").code == 2
    assert "ACME001 missing-team" in dslint("explain", "ACME001", "--policies", str(policies)).out
    (tree / "dslint.yaml").write_text("policies: [policies]\n")
    assert "ACME001 missing-team" in dslint("explain", "missing-team").out
