import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.tolerations import Taint, covers, pod_tolerations, tolerated, tolerates, untolerated

KEYS = ["a", "b", "node.kubernetes.io/not-ready"]
VALUES = ["", "x", "7", "10", "-3"]
EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

taints = st.builds(Taint, st.sampled_from(KEYS), st.sampled_from(VALUES), st.sampled_from(EFFECTS))
tolerations = st.fixed_dictionaries(
    {},
    optional={
        "key": st.sampled_from(["", *KEYS]),
        "operator": st.sampled_from(["", "Equal", "Exists", "Gt", "Lt", "In"]),
        "value": st.sampled_from(VALUES),
        "effect": st.sampled_from(["", *EFFECTS]),
        "tolerationSeconds": st.integers(-1, 60),
    },
)


@given(st.lists(tolerations, max_size=4), tolerations, st.lists(taints, max_size=4), st.booleans())
def test_one_more_toleration_never_makes_a_taint_untolerated(given_ones, more, on_node, comparison):
    before = untolerated(given_ones, on_node, comparison=comparison)
    assert set(untolerated([*given_ones, more], on_node, comparison=comparison)) <= set(before)


@given(tolerations, tolerations, taints, st.booleans())
def test_what_covers_a_toleration_tolerates_all_that_it_tolerates(wide, narrow, taint, comparison):
    if covers(wide, narrow) and tolerates(narrow, taint, comparison=comparison):
        assert tolerates(wide, taint, comparison=comparison)


@given(st.lists(tolerations, max_size=4), st.booleans(), taints)
def test_pods_tolerate_what_their_template_tolerates(given_ones, host_network, taint):
    merged = pod_tolerations({"tolerations": given_ones, "hostNetwork": host_network})
    assert not tolerated(given_ones, taint) or tolerated(merged, taint)


@pytest.mark.parametrize("host_network", [False, True])
def test_only_pods_on_the_host_network_tolerate_a_node_without_network(host_network):
    taint = Taint("node.kubernetes.io/network-unavailable", effect="NoSchedule")
    assert tolerated(pod_tolerations({"hostNetwork": host_network}), taint) == host_network


def test_a_node_that_is_not_ready_keeps_new_pods_off_and_old_ones_on():
    merged = pod_tolerations({})
    assert tolerated(merged, Taint("node.kubernetes.io/not-ready", effect="NoExecute"))
    assert not tolerated(merged, Taint("node.kubernetes.io/not-ready", effect="NoSchedule"))


def test_a_taint_that_only_discourages_keeps_no_pod_off():
    assert untolerated([], [Taint("a", effect="PreferNoSchedule"), Taint("a", effect="Unknown")]) == []
