"""The examples of every rule are true: bad is reported on exactly the marked lines, good is clean."""

import pytest

from dslint.testing import findings, mismatches

from .rulefiles import EXAMPLES, ROOT, RULES

# rules that no manifest can show, with the reason
WITHOUT_EXAMPLES = {
    "DS123": "about two revisions; tests/cli/test_check_since.py has some",
    "DS008": "about the configuration; tests/cli/test_check_nodes.py has some",
    "DS009": "about the configuration; tests/judge/test_unmatched.py has some",
    "DS007": "no manifest is known that a check fails on; tests/cli/test_check.py makes one fail",
}
# messages that no example shows, by rule and the test that has them said
ELSEWHERE = {
    ("DS001", "tests/cli/test_check_filled.py"): "placeholder",
    ("DS001", "tests/inputs/test_documents.py"): "textual",
    ("DS001", "tests/inputs/test_large.py"): "oversized",
    ("DS001", "tests/source/test_faults.py"): (
        "anchor circle control-character directive escape inline-list key line-separator missing-colon missing-space "
        "mixed odd-space open-bracket scalar syntax unquoted"
    ),
    ("DS420", "tests/checks/test_images_moving.py"): "own trial",
    ("DS205", "tests/checks/test_impossible.py"): "alone empty system",
    ("DS213", "tests/checks/test_impossible.py"): "alone empty number",
    ("DS301", "tests/checks/test_apiversions.py"): "selector",
    ("DS302", "tests/checks/test_deprecated_labels.py"): "clash gone master-term",
    ("DS304", "tests/checks/test_deprecated_fields.py"): "flex hook",
    ("DS223", "tests/checks/test_nodes.py"): "example-similar example-similar-value example-value",
    ("DS305", "tests/checks/test_volumes.py"): "deprecated",
    ("DS306", "tests/checks/test_retired.py"): "own",
}
# messages that no text can provoke, with the reason
NOWHERE = {
    ("DS008", "found"): "about the configuration",
    ("DS009", "found"): "about the configuration",
    ("DS009", "baseline"): "about a baseline",
    ("DS123", "found"): "about two revisions",
    (
        "DS412",
        "found",
    ): "no manifest is known: each known error of pods alone has its own words",
    ("DS001", "too-large"): "about the size of a file",
    ("DS001", "undecodable"): "about bytes, and an example is text",
    ("DS001", "replaced"): "about bytes, and an example is text",
    ("DS001", "unreadable"): "about a file that cannot be read to its end",
    ("DS001", "unlisted"): "about a folder that cannot be opened",
    ("DS001", "unrendered"): "about a chart or an overlay",
    ("DS006", "no-mode"): "said only where neither DS119 nor DS199 is selected",
    ("DS007", "crash"): "no manifest is known that a check fails on",
    ("DS199", "undecodable"): "said only where DS110 is not selected",
    ("DS199", "duplicate"): "said only where DS114 is not selected",
    ("DS199", "undeclared"): "said only where DS115 is not selected",
}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.label for example in EXAMPLES])
def test_an_example_says_what_is_found(example):
    assert [str(found) for found in mismatches(*example[:3], config=example.config, strict=True)] == []


def test_every_rule_has_a_bad_and_a_good_example():
    shown = {(example.rule.id, example.kind) for example in EXAMPLES}
    lacking = {rule.id for rule in RULES if not {(rule.id, "bad"), (rule.id, "good")} <= shown}
    assert lacking == set(WITHOUT_EXAMPLES)


def test_every_message_is_shown_by_an_example():
    said = {
        (finding.rule, finding.message_key)
        for example in EXAMPLES
        if example.kind == "bad"
        for finding in findings(example.rule, example.text, config=example.config)
    }
    listed = {(rule, key) for (rule, _), keys in ELSEWHERE.items() for key in keys.split()}
    assert {(rule.id, key) for rule in RULES for key in rule.messages} - said == listed | set(NOWHERE)


@pytest.mark.parametrize(("where", "keys"), ELSEWHERE.items(), ids=[rule for rule, _ in ELSEWHERE])
def test_a_message_without_an_example_is_in_the_test_that_is_named(where, keys):
    text = (ROOT / where[1]).read_text(encoding="utf-8")
    assert [key for key in keys.split() if f'"{key}"' not in text] == []
