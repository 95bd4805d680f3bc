"""``dslint test`` tells which example failed, where, and what was expected."""

from pathlib import Path

import pytest

from dslint.errors import RuleFileError
from dslint.kube.versions import NEWEST, OLDEST
from dslint.testing import findings, marks, run, summary
from tests.checks.hits import pod, rules

EXAMPLES = Path(__file__).parents[1] / "examples" / "policies"
POLICY = (EXAMPLES / "image-from-elsewhere.yaml").read_text(encoding="utf-8")


def results(folder, old="", new=""):
    assert old in POLICY
    path = folder / "policy.yaml"
    path.write_text(POLICY.replace(old, new, 1), encoding="utf-8")
    found = run([str(folder)])
    lines = [line.removeprefix(f"{path}:") for result in found for line in result.lines()]
    return lines, summary(found)


def test_the_example_policies_pass():
    found = run([str(EXAMPLES)])
    assert [line for result in found for line in result.lines()] == []
    assert {(result.rule.id, result.kind) for result in found} == {
        (f"ACME00{number}", kind) for number in range(1, 7) for kind in ("bad", "good")
    }


def test_all_that_pass_are_counted(tmp_path):
    assert results(tmp_path) == ([], "2 examples passed.")


OF = "of ACME001 (image-from-elsewhere))"
BAD = f"(bad example 'images of a public registry, in containers and init containers' {OF}"
GOOD = f"(good example 'images of a public registry, in containers and init containers' {OF}"
FAILURES = {
    "a marked line that is not reported": (
        ("metrics:1.4", "metrics:1.4 # <- ACME001"),
        [f"43: expected ACME001, got nothing {BAD}"],
    ),
    "a reported line that is not marked": (
        ("image: busybox:1.36 # <- ACME001", "image: busybox:1.36"),
        [
            f"38: expected nothing, got ACME001: image busybox:1.36 does not come from registry.acme.example {BAD}",
        ],
    ),
    "a good example that is reported": (
        ("registry.acme.example/mirror/busybox", "busybox"),
        [f"61: expected nothing, got ACME001: image busybox:1.36 does not come from registry.acme.example {GOOD}"],
    ),
    "an example that cannot be read": (
        ("image: registry.acme.example/mirror/busybox:1.36", "image: a: b"),
        None,
    ),
}


@pytest.mark.parametrize(("change", "expected"), FAILURES.values(), ids=FAILURES)
def test_a_failed_example_is_told_with_its_line_in_the_file(tmp_path, change, expected):
    lines, told = results(tmp_path, *change)
    if expected is None:
        assert len(lines) == 1
        assert lines[0].startswith("61: expected nothing, got DS001: kubectl cannot read")
    else:
        assert lines == expected
    assert told == "1 of 2 examples failed."


def test_a_bad_example_without_a_mark_fails(tmp_path):
    text = POLICY.replace(" # <- ACME001", "").replace("busybox:1.36\n", "registry.acme.example/x\n", 1)
    (tmp_path / "policy.yaml").write_text(text.replace("docker.io/", "registry.acme.example/"), encoding="utf-8")
    (line,) = [line for result in run([str(tmp_path)]) for line in result.lines()]
    assert line.endswith(f'policy.yaml:22: expected a line marked "# <- ACME001", got nothing {BAD}')


PART = """\
id: ACME003
name: tty
summary: container with a terminal, or of no purpose
severity: warning
messages: {found: "{field} is {value}", missing: no args}
target: container
schema: {required: [args], properties: {tty: {const: false}}}
examples:
  - title: a terminal
    target: container
    bad: |
      args: []
      tty: true # <- ACME003
    good: |
      args: []
      tty: false
  - title: neither
    target: container
    bad: |
      # <- ACME003
      tty: false
"""
TTY = "(bad example 'a terminal' of ACME003 (tty))"
PARENT = '(at "- name: agent", which completes the example)'
NEITHER = "(bad example 'neither' of ACME003 (tty))"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("tty: true # <- ACME003", "tty: false # <- ACME003", [f"13: expected ACME003, got nothing {TTY}"]),
        (
            "tty: true # <- ACME003",
            "tty: false",
            [f'11: expected a line marked "# <- ACME003", got nothing {TTY}'],
        ),
        (
            "# <- ACME003\n      tty: false",
            "args: [] # <- ACME003",
            [f"20: expected ACME003, got nothing {NEITHER}"],
        ),
        (
            "# <- ACME003\n      tty: false",
            "tty: false # <- ACME003",
            [
                f"19: expected nothing, got ACME003: no args {PARENT} {NEITHER}",
                f"20: expected ACME003, got nothing {NEITHER}",
            ],
        ),
        ("      tty: false\n", "      args: []\n", []),
    ],
    ids=["as it is", "silent", "no mark", "no parent", "the parent is not marked", "another good one"],
)
def test_an_example_of_a_part_is_told_with_the_lines_that_it_has(tmp_path, old, new, expected):
    path = tmp_path / "policy.yaml"
    path.write_text(PART.replace(old, new, 1), encoding="utf-8")
    lines = [line.removeprefix(f"{path}:") for result in run([str(tmp_path)]) for line in result.lines()]
    assert lines == expected


def test_an_example_may_mark_what_other_rules_report(tmp_path):
    lines, _ = results(tmp_path, "              app: log-shipper\n", "              app: log-shiper # <- DS101\n")
    assert lines == []


def test_an_example_may_mark_what_other_policies_report(tmp_path):
    (tmp_path / "other.yaml").write_text((EXAMPLES / "agent-without-team.yaml").read_text(encoding="utf-8"))
    lines, _ = results(tmp_path, "            labels:\n", "            labels: # <- ACME002\n")
    assert lines == []


def test_a_mark_that_names_no_rule_is_an_error_in_the_file(tmp_path):
    with pytest.raises(RuleFileError) as caught:
        results(tmp_path, "36 # <- ACME001", "36 # <- ACME01")
    assert caught.value.message == 'unknown rule "ACME01" in a mark'


@pytest.mark.parametrize(
    ("config", "messages"), [("", []), ('kubernetes-version: "1.30"', ["later"]), ("ignore: [DS302]", [])]
)
def test_an_example_is_run_for_the_version_that_its_own_configuration_names(config, messages):
    found = findings(rules()["DS109"], pod("hostnameOverride: agent"), config=config)
    own = [(one.message_key, *one.at.start) for one in found if one.rule == "DS109"]
    assert own == [(message, 10, 7) for message in messages]


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        (f">=1.{NEWEST}", "2 examples passed."),
        (f"<1.{OLDEST + 1}", "2 examples passed."),
        ("<1.20", "1 of 2 examples failed."),
        (">=1.99", "1 of 2 examples failed."),
    ],
)
def test_examples_are_run_for_a_version_that_the_policy_applies_to(tmp_path, versions, told):
    _, summed_up = results(tmp_path, "severity: error", f'severity: error\nkubernetes: "{versions}"')
    assert summed_up == told


def test_a_policy_without_examples_has_no_results(tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY[: POLICY.index("examples:")], encoding="utf-8")
    assert summary(run([str(tmp_path)])) == "No examples to run."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # <- DS101\nb: 2\nc: 3 # <- DS102, ACME-7 \n", {(1, "DS101"), (3, "DS102"), (3, "ACME-7")}),
        ("a: 1 # see <- DS101\n# <- DS102 and more\n", set()),
        ("a: 1\r\nb: 2 # <- DS101\r\n", {(2, "DS101")}),
    ],
    ids=["one and several", "no marks", "CRLF"],
)
def test_marks_are_read_at_the_ends_of_lines(text, expected):
    assert marks(text) == expected
