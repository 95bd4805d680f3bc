"""Admission policies while somebody types: found like anything else, and what they leave open is said once."""

import json

import pytest

from tests.policy.policies import TEXT, binding, policy

from .talk import Talk

pytest.importorskip("cel_expr_python", reason="the extra cel is not installed")


def test_a_policy_is_asked_at_every_change_and_what_it_leaves_open_is_said_once(tmp_path):
    who = [{"expression": "object.metadata.name == 'node-agent'"}, {"expression": "request.userInfo.username == 'a'"}]
    for name, expressions in (("named", who[:1]), ("who", who[1:])):
        one, bound = policy("true"), binding(policyName=name)
        one["spec"]["validations"], one["metadata"]["name"], bound["metadata"]["name"] = expressions, name, name
        (tmp_path / f"{name}.yaml").write_text(f"{json.dumps(one)}\n---\n{json.dumps(bound)}\n", encoding="utf-8")
    (tmp_path / "dslint.yaml").write_text("select: [policy]\n", encoding="utf-8")
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(TEXT, encoding="utf-8")
    with Talk(tmp_path, root=tmp_path) as talk:
        for path in paths:
            (found,) = talk.open(path)
            assert (found["code"], found["range"]["start"]) == ("policy/named", {"line": 3, "character": 8})
        for number in range(3):
            assert len(talk.replace(paths[number % 2], number + 2, TEXT.replace("1.4", f"1.{number}"))) == 1
        assert talk.replace(paths[0], 9, TEXT.replace("name: agent\nspec", "name: node-agent\nspec")) == []
    said = [one["params"]["message"] for one in talk.every if one.get("method") == "window/logMessage"]
    assert [text for text in said if "policy/" in text] == [
        "policy/who is not decided: no file says what request.userInfo is"
    ]
