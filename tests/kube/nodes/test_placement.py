from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.placement import NODE_AFFINITY, Placement
from tests.kube.nodes.build import without
from tests.kube.nodes.strategies import nodes, pods, tolerations


@given(pods, nodes)
def test_a_pod_runs_exactly_where_nothing_speaks_against_it(pod, node):
    verdict = Placement(pod).verdict(node)
    assert verdict.should_run == (not verdict.reasons)
    assert verdict.should_continue_running or not verdict.should_run


@given(pods, nodes)
def test_the_reasons_are_complete(pod, node):
    reasons = Placement(pod).verdict(node).reasons
    assert Placement(without(pod, reasons)).verdict(node).should_run


@given(pods, nodes)
def test_no_reason_can_be_left_out(pod, node):
    reasons = Placement(pod).verdict(node).reasons
    for left in reasons:
        others = [it for it in reasons if it != left and not (it.kind == left.kind == NODE_AFFINITY)]
        assert not Placement(without(pod, others)).verdict(node).should_run


@given(pods, nodes, tolerations)
def test_one_more_toleration_never_takes_a_node_away(pod, node, more):
    before = Placement(pod).verdict(node)
    after = Placement({**pod, "tolerations": [*pod.get("tolerations", ()), more]}).verdict(node)
    assert after.should_run >= before.should_run
    assert after.should_continue_running >= before.should_continue_running


@given(pods, st.lists(nodes, min_size=2, max_size=6))
def test_a_verdict_does_not_depend_on_the_nodes_asked_about_before(pod, asked):
    placement = Placement(pod)
    assert [placement.verdict(node) for node in asked] == [Placement(pod).verdict(node) for node in asked]
