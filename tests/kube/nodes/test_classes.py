from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.data.pools import pool_of
from dslint.kube.nodes.classes import NodeGroup, Nodes, read_node_group
from dslint.kube.nodes.placement import Placement
from dslint.kube.nodes.reach import Reach
from tests.kube.nodes.strategies import FACETS, facts, node_groups, pods

groups = st.lists(node_groups, max_size=40)
facets = st.frozensets(st.sampled_from(FACETS))


@given(groups, facets)
def test_nodes_are_of_one_class_exactly_if_they_agree(given_groups, asked):
    all_nodes = Nodes(given_groups)
    found = all_nodes.partition(asked)
    for one, first in zip(all_nodes.groups, found.classes, strict=True):
        for other, second in zip(all_nodes.groups, found.classes, strict=True):
            assert (first == second) == (facts(one, asked) == facts(other, asked))


@given(groups, facets, facets)
def test_what_is_expected_changes_no_class(given_groups, expected, asked):
    prepared = Nodes(given_groups)
    prepared.expect(expected)
    assert prepared.partition(asked) == Nodes(given_groups).partition(asked)


@given(groups, facets)
def test_a_class_has_its_first_node_and_the_nodes_that_its_members_stand_for(given_groups, asked):
    all_nodes = Nodes(given_groups)
    found = all_nodes.partition(asked)
    for number, (first, size) in enumerate(zip(found.firsts, found.sizes, strict=True)):
        indexes = [index for index, one in enumerate(found.classes) if one == number]
        assert indexes[0] == first
        assert size == sum(all_nodes.groups[index].size for index in indexes)
    assert sum(found.sizes) == all_nodes.size


@given(pods, groups)
def test_a_verdict_for_a_class_is_the_verdict_for_each_of_its_nodes(pod, given_groups):
    all_nodes = Nodes(given_groups)
    reach = Reach(Placement(pod), all_nodes)
    single = [Placement(pod).verdict(group.node) for group in all_nodes.groups]
    assert [reach.verdict(index) for index in range(len(single))] == single == list(reach.per_node())
    runs = [group.size for group, verdict in zip(all_nodes.groups, single, strict=True) if verdict.should_run]
    assert reach.desired == sum(runs)


def test_a_node_object_is_read_with_its_pool_and_its_amounts():
    node = {
        "metadata": {"name": "n", "labels": {"cloud.google.com/gke-nodepool": "big"}},
        "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]},
        "status": {"allocatable": {"cpu": "3920m", "memory": 1024}},
    }
    group = read_node_group(node)
    assert (group.name, group.pool, group.size) == ("n", "big", 1)
    assert {name: str(amount) for name, amount in group.allocatable.items()} == {"cpu": "3920m", "memory": "1024"}
    assert str(group.node.taints[0]) == "k:NoSchedule"


def test_a_node_without_anything_is_ordinary():
    assert read_node_group({"metadata": {"name": "n"}}) == NodeGroup(read_node_group({"metadata": {"name": "n"}}).node)


def test_a_pool_is_named_by_its_label_and_else_by_the_roles():
    assert pool_of({"karpenter.sh/nodepool": "general", "node-role.kubernetes.io/worker": ""}) == "general"
    assert pool_of({"node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/infra": ""}) == "infra,worker"
    assert pool_of({"kubernetes.io/role": "node"}) == "node"
    assert pool_of({"node-role.kubernetes.io/": "", "eks.amazonaws.com/nodegroup": ""}) is None
    assert pool_of({}) is None
