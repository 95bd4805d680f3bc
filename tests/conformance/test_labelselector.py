import pytest

from dslint.kube.apiserver.fields import FieldErrors
from dslint.kube.apiserver.labels import validate_labels
from dslint.kube.nodes.selectors import matches, validate_selector, well_formed
from dslint.kube.values import names

from .vectors import cases

SYNTAX = {
    "labelKey": names.qualified_name,
    "labelValue": names.label_value,
    "dns1123Label": names.dns1123_label,
    "dns1123Subdomain": names.dns1123_subdomain,
    "percent": names.percent,
}


@pytest.mark.parametrize("case", cases("labelselector", *SYNTAX))
def test_names_are_judged_as_by_the_server(case):
    assert SYNTAX[case["kind"]](case["input"]) == case["expect"]["errors"]


@pytest.mark.parametrize("case", cases("labelselector", "labelMap"))
def test_label_maps_are_judged_as_by_the_server(case):
    errors = FieldErrors()
    validate_labels(case["labels"], ("labels",), errors)
    assert (not errors) == case["expect"]["valid"]
    assert all(case["expect"]["detailContains"] in error.detail for error in errors)
    assert all(error.field == "labels" and error.at[-1] in case["labels"] for error in errors)


@pytest.mark.parametrize("case", cases("labelselector", "selector"))
def test_selectors_are_judged_and_matched_as_by_the_server(case):
    selector, expect = case["selector"], case["expect"]
    errors = FieldErrors()
    validate_selector(selector, ("selector",), errors)
    got = [{"field": error.field, "type": error.reason, "detail": error.detail} for error in errors]
    assert sorted(got, key=str) == sorted(expect["errors"], key=str)
    assert (not errors) == expect["valid"]
    assert well_formed(selector) == ("parseError" not in expect)
    assert matches(selector, case["labels"]) == expect.get("match", False)
