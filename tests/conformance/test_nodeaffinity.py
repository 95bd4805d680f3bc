import json

import pytest

from dslint.kube.nodes.affinity import preferred_terms, required_terms, score

from .vectors import cases

TYPES = {"FieldValueInvalid": "Invalid value", "FieldValueNotSupported": "Unsupported value"}


def text(errors):
    """Write errors as Go prints an aggregate of them."""
    lines = [
        f"{error.field}: {TYPES[error.reason]}: {json.dumps(error.value, separators=(',', ':'))}: {error.detail}"
        for error in errors
    ]
    return lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"


@pytest.mark.parametrize("case", cases("nodeaffinity", has="podSpec"))
def test_nodes_are_selected_as_in_kubernetes(case):
    spec, node, expect = case["podSpec"], case["node"], case["expect"]
    labels = node["labels"]
    selected = all(labels.get(key) == value for key, value in spec.get("nodeSelector", {}).items())
    terms = required_terms(spec)
    matched = terms is None or any(term.matches(labels, node["name"]) for term in terms)
    assert (selected and matched) == expect["match"]
    if "error" in expect:
        assert text([error for term in terms for error in term.errors]) == expect["error"]


@pytest.mark.parametrize("case", cases("nodeaffinity", has="preferred"))
def test_preferences_are_scored_as_in_kubernetes(case):
    terms = preferred_terms(case["preferred"])
    errors = [error for _, term in terms for error in term.errors]
    if "parseError" in case["expect"]:
        assert text(errors) == case["expect"]["parseError"]
    else:
        assert not errors
        assert score(terms, case["node"]["labels"], case["node"]["name"]) == case["expect"]["score"]
