from __future__ import annotations

import pytest

from dslint.kube.tolerations import Taint, read_taint, tolerated, tolerates, untolerated

from .vectors import cases

UNSCHEDULABLE = Taint("node.kubernetes.io/unschedulable", effect="NoSchedule")


def matching(case):
    return case is None or "taint" in case or "taints" in case or "unschedulable" in case


CASES = [parameter for parameter in cases("toleration") if matching(parameter.values[0])]


@pytest.mark.parametrize("case", CASES)
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
