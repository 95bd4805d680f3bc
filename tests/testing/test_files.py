"""Test files beside policies: what is allowed, what is denied, what is said; and what is wrong with the file."""

import json

import pytest

from dslint.errors import RuleFileError
from dslint.testing import run
from tests.checkout import ROOT
from tests.policy.policies import DAEMONSETS, PODS, TEXT, binding, policy

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")
NAMED = "object.metadata.name.startsWith('log-')"


def results(folder, text, *objects):
    path = folder / "p.yaml"
    path.write_text("\n---\n".join(json.dumps(one) for one in objects or (policy(NAMED), binding())), encoding="utf-8")
    (folder / "p.test.yaml").write_text(text, encoding="utf-8")
    return run([str(folder)])


def block(text):
    return "".join(f"      {line}\n" for line in text.splitlines())


def example(kind, text=TEXT, more=""):
    return f"policy: p\nexamples:\n  - title: it\n    {kind}: |\n{block(text)}{more}"


def told(found, folder):
    return [line.removeprefix(f"{folder}/") for one in found for line in one.lines()]


def test_the_policies_of_the_examples_pass_their_tests():
    found = run([str(ROOT / "examples" / "admission")])
    assert [line for one in found for line in one.lines()] == []
    assert len({one.rule.id for one in found}) == 6
    assert {one.kind for one in found} == {"allow", "deny"}


def test_what_is_denied_and_what_is_said_of_it_passes(tmp_path):
    (one,) = results(tmp_path, example("deny", more="    message: not like this\n"))
    assert (one.ok, one.kind, one.title, one.rule.id) == (True, "deny", "it", "policy/p")


def test_what_is_allowed_passes(tmp_path):
    (one,) = results(tmp_path, example("allow", TEXT.replace("name: agent\nspec", "name: log-agent\nspec")))
    assert one.ok


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            example("allow"),
            "p.test.yaml:8: expected nothing, got policy/p: not like this (allow example 'it' of policy/p (p))",
            id="allowed and denied",
        ),
        pytest.param(
            example("deny", TEXT.replace("name: agent\nspec", "name: log-agent\nspec")),
            "p.test.yaml:5: expected policy/p, got nothing (deny example 'it' of policy/p (p))",
            id="denied and allowed",
        ),
        pytest.param(
            example("deny", more="    message: other words\n"),
            'p.test.yaml:8: expected "other words", got "not like this" (deny example \'it\' of policy/p (p))',
            id="other words",
        ),
    ],
)
def test_what_differs_is_told_with_its_place(tmp_path, text, line):
    assert told(results(tmp_path, text), tmp_path) == [line]


def test_an_example_that_the_server_refuses_shows_nothing(tmp_path):
    (line,) = told(results(tmp_path, example("deny", TEXT.replace("{app: agent}", "{app: other}"))), tmp_path)
    assert "expected what the API server accepts, got DS101: " in line


def test_what_is_not_decided_is_no_decision(tmp_path):
    asks = policy("request.userInfo.username == 'a'")
    (line,) = told(results(tmp_path, example("allow"), asks, binding()), tmp_path)
    assert "expected a decision, got none: no file says what request.userInfo is" in line


def test_what_is_said_of_pods_is_what_the_server_says(tmp_path):
    text = example("deny", more="    message: not like this\n")
    (one,) = results(tmp_path, text, policy("false", PODS), binding("Warn"))
    assert one.ok


def test_a_part_is_completed_and_a_configuration_counts(tmp_path):
    asks = policy("false", DAEMONSETS, constraints={"namespaceSelector": {"matchLabels": {"env": "prod"}}})
    config = "    config: |\n      cluster: {namespaces: {monitoring: {labels: {env: prod}}}}\n"
    text = f"policy: p\nexamples:\n  - target: container\n    deny: |\n      image: a:1\n{config}"
    assert [one.ok for one in results(tmp_path, text, asks, binding())] == [True]


def test_a_rule_file_may_be_tested_so_too(tmp_path):
    text = "policy: image-from-elsewhere\nexamples:\n  - target: container\n    deny: |\n      image: a:1\n"
    (tmp_path / "a.test.yaml").write_text(text, encoding="utf-8")
    source = (ROOT / "examples" / "policies" / "image-from-elsewhere.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(source, encoding="utf-8")
    assert [one.kind for one in run([str(tmp_path)])] == ["bad", "good", "deny"]


def test_a_policy_that_the_server_would_refuse_fails_without_any_example(tmp_path):
    (tmp_path / "p.yaml").write_text(json.dumps(policy("object.spec ==")), encoding="utf-8")
    (one,) = run([str(tmp_path)])
    assert not one.ok
    assert "expected a policy that the API server stores" in next(one.lines())


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("examples: []\n", "a test file names its policy", 1),
        ("policy: p\n", "a test file has examples", 1),
        ("policy: q\nexamples:\n  - allow: a\n", 'no policy here is called "q"', 1),
        ("policy: p\nexamples:\n  - allow: a\n    deny: b\n", "an example has either allow or deny", 3),
        ("policy: p\nexamples:\n  - deni: a\n", 'unknown key "deni"', 3),
        ("policy: p\nexamples:\n  - allow: a\n    message: b\n", "nothing is said of what is allowed", 4),
        ("policy: p\nexamples:\n  - allow: a\n    target: pod\n", '"pod" is not one of spec, podTemplate', 4),
        ("policy: p\nexamples:\n  - allow: [a]\n", "allow is a text", 3),
        ("policy: [\n", "[ is never closed", 1),
    ],
)
def test_a_mistake_in_a_test_file_is_told_with_its_place(tmp_path, text, message, line):
    with pytest.raises(RuleFileError) as error:
        results(tmp_path, text)
    assert message in str(error.value)
    assert (error.value.source.path, error.value.source.place(error.value.span.start).line) == (
        str(tmp_path / "p.test.yaml"),
        line,
    )
