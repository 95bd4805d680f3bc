from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.data.pools import pool_of
from dslint.kube.nodes.classes import NodeGroup, Nodes, read_member
from dslint.kube.nodes.facets import ALLOCATABLE, NAME, POOL, TAINTS, label
from dslint.kube.nodes.placement import Placement
from dslint.kube.nodes.reach import Reach
from dslint.kube.values.quantity import parse
from tests.kube.nodes.test_placement import nodes, pods

amounts = st.dictionaries(st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "2Gi"]).map(parse), max_size=2)
members = st.builds(NodeGroup, nodes, st.sampled_from([None, "p", "q"]), st.integers(0, 3), amounts)
fleets = st.lists(members, max_size=40)
FACETS = [NAME, TAINTS, POOL, ALLOCATABLE, label("a"), label("b"), label("c")]
facets = st.frozensets(st.sampled_from(FACETS))


def facts(member, asked):
    """Return what a member has of the facets, worked out one by one."""
    values = {
        NAME: member.node.name,
        TAINTS: member.node.taints,
        POOL: member.pool,
        ALLOCATABLE: sorted(member.allocatable.items()),
    }
    return [values[facet] if facet in values else member.node.labels.get(facet[1]) for facet in sorted(asked)]


@given(fleets, facets)
def test_nodes_are_of_one_class_exactly_if_they_agree(given_members, asked):
    all_nodes = Nodes(given_members)
    found = all_nodes.partition(asked)
    for one, first in zip(all_nodes.members, found.classes, strict=True):
        for other, second in zip(all_nodes.members, found.classes, strict=True):
            assert (first == second) == (facts(one, asked) == facts(other, asked))


@given(fleets, facets, facets)
def test_what_is_expected_changes_no_class(given_members, expected, asked):
    prepared = Nodes(given_members)
    prepared.expect(expected)
    assert prepared.partition(asked) == Nodes(given_members).partition(asked)


@given(fleets, facets)
def test_a_class_has_its_first_node_and_the_nodes_that_its_members_stand_for(given_members, asked):
    all_nodes = Nodes(given_members)
    found = all_nodes.partition(asked)
    for number, (first, size) in enumerate(zip(found.firsts, found.sizes, strict=True)):
        indexes = [index for index, one in enumerate(found.classes) if one == number]
        assert indexes[0] == first
        assert size == sum(all_nodes.members[index].size for index in indexes)
    assert sum(found.sizes) == all_nodes.size


@given(pods, fleets)
def test_a_verdict_for_a_class_is_the_verdict_for_each_of_its_nodes(pod, given_members):
    all_nodes = Nodes(given_members)
    reach = Reach(Placement(pod), all_nodes)
    single = [Placement(pod).verdict(member.node) for member in all_nodes.members]
    assert [reach.verdict(index) for index in range(len(single))] == single == list(reach.per_node())
    runs = [member.size for member, verdict in zip(all_nodes.members, single, strict=True) if verdict.should_run]
    assert reach.desired == sum(runs)
    assert reach.missed == all_nodes.size - sum(runs)


def test_a_node_object_is_read_with_its_pool_and_its_amounts():
    node = {
        "metadata": {"name": "n", "labels": {"cloud.google.com/gke-nodepool": "big"}},
        "spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]},
        "status": {"allocatable": {"cpu": "3920m", "memory": 1024}},
    }
    member = read_member(node)
    assert (member.name, member.pool, member.size) == ("n", "big", 1)
    assert {name: str(amount) for name, amount in member.allocatable.items()} == {"cpu": "3920m", "memory": "1024"}
    assert str(member.node.taints[0]) == "k:NoSchedule"


def test_a_node_without_anything_is_ordinary():
    assert read_member({"metadata": {"name": "n"}}) == NodeGroup(read_member({"metadata": {"name": "n"}}).node)


def test_a_pool_is_named_by_its_label_and_else_by_the_roles():
    assert pool_of({"karpenter.sh/nodepool": "general", "node-role.kubernetes.io/worker": ""}) == "general"
    assert pool_of({"node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/infra": ""}) == "infra,worker"
    assert pool_of({"kubernetes.io/role": "node"}) == "node"
    assert pool_of({"node-role.kubernetes.io/": "", "eks.amazonaws.com/nodegroup": ""}) is None
    assert pool_of({}) is None
