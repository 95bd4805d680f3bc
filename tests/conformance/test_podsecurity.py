import pytest

from dslint.kube.apiserver.podsecurity import evaluate

from .vectors import RECORDED, cases


@pytest.mark.parametrize("level", ["baseline", "restricted"])
@pytest.mark.parametrize("case", cases("psa"))
def test_pods_violate_what_they_violate_in_kubernetes(case, level):
    version = case["policyVersion"]
    minor = RECORDED if version == "latest" else int(version.rpartition(".")[2])
    found = evaluate({"metadata": case["metadata"], "spec": case["podSpec"]}, level, minor)
    expect = case["expect"][level]
    assert (not found) == expect["allowed"]
    assert [{"reason": it.reason, "detail": it.detail} for it in found] == expect["violations"]
    assert all(it.places for it in found)
