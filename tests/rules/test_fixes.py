"""The fixes of every rule do what its examples show, to the letter, and no more the second time."""

import re

import pytest

from dslint.catalogue.example import complete
from dslint.kube.versions import NEWEST, VERIFIED

from .fixing import fixed
from .rulefiles import CONTENTS, RULES

MARK = re.compile(r" *# <- (?:[\w-]+, *)*[\w-]+$", re.MULTILINE)
# messages whose fix no example shows, with the reason
ELSEWHERE = {
    ("DS006", "no-mode"): "said only where neither DS119 nor DS199 is selected: tests/checks/test_input.py",
    ("DS102", "old-version"): "what is left is the error about the version: tests/checks/apiserver/test_fixes.py",
}

SHOWN = [
    pytest.param(
        rule,
        *(complete(example[kind], example.get("target")).text for kind in ("bad", "fixed")),
        example.get("config", ""),
        id=f"{rule.id}-{number}",
    )
    for rule, data in zip(RULES, CONTENTS.values(), strict=True)
    for number, example in enumerate(data.get("examples", ()), 1)
    if "fixed" in example
]


def version(rule):
    return f"1.{VERIFIED if rule.applies_to(VERIFIED) else NEWEST}"


@pytest.mark.parametrize(("rule", "bad", "good", "config"), SHOWN)
def test_a_fix_makes_of_an_example_what_is_shown(rule, bad, good, config):
    outcome = fixed(MARK.sub("", bad), rule.id, version(rule), config=config)
    assert outcome.source.text == good
    assert outcome.failed == []
    assert fixed(good, rule.id, version(rule), config=config).applied == []


def test_every_fix_is_shown_by_an_example():
    offered = {(rule.id, key) for rule in RULES for key, said in rule.messages.items() if said.fix != "none"}
    made = {
        (finding.rule, finding.message_key)
        for rule, bad, _, config in (param.values for param in SHOWN)
        for finding in fixed(MARK.sub("", bad), rule.id, version(rule), config=config).applied
    }
    assert offered - made == set(ELSEWHERE)
