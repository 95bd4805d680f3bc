"""Policies and bindings of the wrong types: the server decodes none, and says where."""

import pytest

from dslint.kube.admission.decode import DecodeError, decode_binding, decode_policy

RULE = {"apiGroups": ["apps"], "resources": ["daemonsets"]}


@pytest.mark.parametrize(
    ("spec", "path", "message"),
    [
        ({"validations": [{"expression": ["true"]}]}, ("validations", 0, "expression"), "takes a text, not a list"),
        ({"validations": {"expression": "true"}}, ("validations",), "takes a list, not a mapping"),
        ({"matchConditions": [{}, "true"]}, ("matchConditions", 1), "takes a mapping, not a text"),
        ({"failurePolicy": True}, ("failurePolicy",), "takes a text, not true or false"),
        (
            {"matchConstraints": {"resourceRules": [{"apiVersions": [1]}]}},
            ("matchConstraints", "resourceRules", 0, "apiVersions", 0),
            "takes a text, not a number",
        ),
        (
            {"matchConstraints": {"objectSelector": {"matchLabels": {"a": ["b"]}}}},
            ("matchConstraints", "objectSelector", "matchLabels", "a"),
            "takes a text, not a list",
        ),
    ],
)
def test_what_has_the_wrong_type_is_told_with_its_path(spec, path, message):
    with pytest.raises(DecodeError) as caught:
        decode_policy({"spec": spec})
    assert (caught.value.path, caught.value.message) == (("spec", *path), message)


def test_a_binding_is_decoded_as_well():
    with pytest.raises(DecodeError) as caught:
        decode_binding({"spec": {"paramRef": {"selector": "all"}}})
    assert caught.value.path == ("spec", "paramRef", "selector")


def test_what_is_null_is_not_there_and_empty_in_a_list_or_among_labels():
    given = {"matchPolicy": None, "resourceRules": [None, RULE | {"operations": [None]}]}
    selector = {"matchLabels": {"team": None}, "matchExpressions": None}
    policy = decode_policy({"spec": {"matchConstraints": {**given, "objectSelector": selector}, "paramKind": None}})
    assert policy["spec"] == {
        "matchConstraints": {
            "resourceRules": [{}, RULE | {"operations": [""]}],
            "objectSelector": {"matchLabels": {"team": ""}},
        }
    }


def test_what_the_server_does_not_know_is_left_out():
    assert decode_policy({"kind": "a", "spec": {"colour": ["red"]}, "status": 1}) == {"metadata": {}, "spec": {}}
    assert decode_binding({"metadata": {"name": "b", "labels": 1}}) == {"metadata": {"name": "b"}, "spec": {}}
