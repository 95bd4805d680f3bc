"""The examples of every rule are true: bad is reported on exactly the marked lines, good is clean."""

import pytest

from dslint.policy.testing import findings, mismatches

from .rulefiles import EXAMPLES, RULES

# rules that no manifest can show, with the reason
WITHOUT_EXAMPLES = {
    "DS007": "no manifest is known that a check fails on; tests/test_engine.py provokes it",
}
# messages that no example can show, with the reason
UNREACHED = {
    ("DS007", "crash"): "no manifest is known that a check fails on",
    ("DS199", "undecodable"): "said only where DS110 is not selected",
    ("DS199", "duplicate"): "said only where DS114 is not selected",
    ("DS199", "undeclared"): "said only where DS115 is not selected",
}  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.label for example in EXAMPLES])
def test_an_example_says_what_is_found(example):
    assert [str(found) for found in mismatches(example.rule, example.kind, example.text, strict=True)] == []


def test_every_rule_has_a_bad_and_a_good_example():
    shown = {(example.rule.id, example.kind) for example in EXAMPLES}
    lacking = {rule.id for rule in RULES if not {(rule.id, "bad"), (rule.id, "good")} <= shown}
    assert lacking == set(WITHOUT_EXAMPLES)


def test_every_message_is_shown_by_an_example():
    said = {
        (finding.rule, finding.message_key)
        for example in EXAMPLES
        if example.kind == "bad"
        for finding in findings(example.rule, example.text)
    }
    assert {(rule.id, key) for rule in RULES for key in rule.messages} - said == set(UNREACHED)
