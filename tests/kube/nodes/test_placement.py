from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR, Node, Placement
from dslint.kube.nodes.tolerations import Taint

KEYS, VALUES, NAMES = ["a", "b", "c"], ["", "x", "7"], ["n1", "n2"]

labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3)
taints = st.builds(Taint, st.sampled_from(KEYS), st.sampled_from(VALUES), st.sampled_from(["NoSchedule", "NoExecute"]))
nodes = st.builds(Node, st.sampled_from(NAMES), labels, st.lists(taints, max_size=3, unique=True).map(tuple))
expressions = st.fixed_dictionaries(
    {
        "key": st.sampled_from([*KEYS, "no key!"]),
        "operator": st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Like"]),
        "values": st.lists(st.sampled_from(VALUES), max_size=2),
    }
)
fields = st.fixed_dictionaries(
    {"key": st.just("metadata.name"), "operator": st.just("In"), "values": st.sampled_from(NAMES).map(lambda it: [it])}
)
terms = st.fixed_dictionaries(
    {}, optional={"matchExpressions": st.lists(expressions, max_size=2), "matchFields": st.lists(fields, max_size=1)}
)
tolerations = st.fixed_dictionaries({"key": st.sampled_from(KEYS), "operator": st.just("Exists")})
pods = st.fixed_dictionaries(
    {},
    optional={
        "nodeName": st.sampled_from(NAMES),
        "nodeSelector": labels,
        "tolerations": st.lists(tolerations, max_size=2),
        "affinity": st.lists(terms, max_size=3).map(
            lambda given_terms: {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": given_terms},
                }
            }
        ),
    },
)


def without(pod, reasons):
    """Return the pod with what the reasons speak of taken away or tolerated."""
    pod = copy.deepcopy(pod)
    for reason in reasons:
        if reason.kind == NODE_NAME:
            del pod["nodeName"]
        elif reason.kind == NODE_SELECTOR:
            del pod["nodeSelector"][reason.unmet[0].key]
        elif reason.kind == NODE_AFFINITY:
            pod.pop("affinity", None)
        else:
            key, value, effect = reason.taint
            added = {"key": key, "operator": "Equal", "value": value, "effect": effect}
            pod["tolerations"] = [*pod.get("tolerations", ()), added]
    return pod


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
