import pytest

from dslint.kube.nodes.rollout import allows_surge, counts

from .vectors import cases


@pytest.mark.parametrize("case", cases("rollout"))
def test_updates_go_in_the_steps_that_the_controller_takes(case):
    strategy = {"type": "RollingUpdate", "rollingUpdate": case["rollingUpdate"]}
    got = counts(strategy, case["desiredNumberScheduled"])
    expect = case["expect"]
    assert (got.max_unavailable, got.max_surge) == (expect["maxUnavailable"], expect["maxSurge"])
    assert allows_surge(strategy) == expect["allowsSurge"]
