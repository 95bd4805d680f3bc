import pytest

from dslint.kube.apiserver.fields import FieldErrors
from dslint.kube.apiserver.validation.options import create_options
from dslint.kube.apiserver.validation.tolerations import validate_tolerations
from dslint.kube.nodes.tolerations import Taint, read_taint, tolerated, tolerates, untolerated
from dslint.kube.versions import VERIFIED

from .vectors import cases

UNSCHEDULABLE = Taint("node.kubernetes.io/unschedulable", effect="NoSchedule")


def about_syntax(case):
    return case is not None and "errors" in case["expect"]


CASES = cases("toleration")


@pytest.mark.parametrize("case", [case for case in CASES if about_syntax(case.values[0])])
def test_tolerations_are_judged_as_by_the_server(case):
    errors = FieldErrors()
    options = create_options(VERIFIED).but(comparison_operators=case["comparisonOperatorsEnabled"])
    validate_tolerations([case["toleration"]], ("tolerations",), errors, options)
    got = [{"field": error.field, "type": error.reason, "detail": error.detail} for error in errors]
    assert sorted(got, key=str) == sorted(case["expect"]["errors"], key=str)
    assert (not errors) == case["expect"]["valid"]


@pytest.mark.parametrize("case", [case for case in CASES if not about_syntax(case.values[0])])
def test_tolerations_tolerate_what_they_tolerate_in_kubernetes(case):
    comparison = case.get("comparisonOperatorsEnabled", False)
    expect = case["expect"]
    if "taint" in case:
        assert tolerates(case["toleration"], read_taint(case["taint"]), comparison=comparison) == expect["tolerates"]
    elif "consideredTaints" in case:
        got = all(
            tolerated(case["tolerations"], taint, comparison=comparison)
            for taint in map(read_taint, case["consideredTaints"])
        )
        assert got == expect["allTolerated"]
    elif "taints" in case:
        got = untolerated(case["tolerations"], map(read_taint, case["taints"]), comparison=comparison)
        assert (not got) == expect["schedulerFilterPasses"]
    else:
        passes = not case["unschedulable"] or tolerated(case["tolerations"], UNSCHEDULABLE)
        assert passes == expect["schedulerFilterPasses"]
