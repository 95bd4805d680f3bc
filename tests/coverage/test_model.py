import copy

from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage import cover, read_daemon_sets
from dslint.inventory import load
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from tests.coverage.build import covered
from tests.kube.nodes.strategies import fleets, pods


@given(st.lists(pods, min_size=1, max_size=3), fleets, st.booleans())
def test_grouping_changes_no_answer(specs, nodes, explain):
    coverage = covered(nodes, *specs)
    coverage.explain = explain
    seen = []
    for column in coverage.columns:
        seen += column.nodes
        assert column.size == sum(nodes.groups[index].size for index in column.nodes)
        for index in column.nodes:
            group, first = nodes.groups[index], nodes.groups[column.first]
            assert (
                (group.pool, group.node.taints) == (first.pool, first.node.taints) == (column.pool, first.node.taints)
            )
            assert [group.node.labels.get(key) for key in coverage.labels] == [
                first.node.labels.get(key) for key in coverage.labels
            ]
            for row in coverage.rows:
                assert row.reach.verdict(index) == row.reach.verdict(column.first)
                assert row.neighbour.note(index) == row.neighbour.note(column.first)
                told = [(one.message, one.place, one.remedy) for one in row.obstacles(index)]
                assert told == [(one.message, one.place, one.remedy) for one in row.obstacles(column.first)]
                if explain:
                    assert row.conditions(index) == row.conditions(column.first)
    assert sorted(seen) == list(range(len(nodes.groups)))
    assert [column.number for column in coverage.columns] == list(range(1, len(coverage.columns) + 1))


def test_nodes_of_one_shape_are_one_group_however_many_there_are():
    shapes = [
        (f"pool-{number}", {"pool": str(number)}, (Taint("pool", str(number), "NoSchedule"),) if number % 2 else ())
        for number in range(12)
    ]
    nodes = Nodes(
        NodeGroup(Node(f"n{number}", {**labels, "kubernetes.io/hostname": f"n{number}"}, taints), pool)
        for number in range(600)
        for pool, labels, taints in [shapes[number % 12]]
    )
    spec = {"nodeSelector": {"kubernetes.io/hostname": "n0"}, "tolerations": [{"operator": "Exists"}]}
    coverage = covered(nodes, {"tolerations": [{"key": "pool", "value": "3", "effect": "NoSchedule"}]}, spec)
    assert [column.size for column in coverage.columns] == [1, *[50] * 11, 49]


def test_a_label_that_is_asked_for_tells_groups_apart_unless_it_has_very_many_values():
    nodes = Nodes(NodeGroup(Node(f"n{number}", {"zone": str(number % 3), "id": str(number)})) for number in range(600))
    spec = {"nodeSelector": {"zone": "1"}}
    coverage = covered(nodes, spec)
    assert (coverage.labels, [column.size for column in coverage.columns]) == (("zone",), [200, 200, 200])
    coverage = covered(nodes, {"nodeSelector": {"id": "7"}})
    assert (coverage.labels, [column.size for column in coverage.columns]) == ((), [599, 1])
    assert [column.size for column in covered(nodes, {}).columns] == [600]


def test_a_manifest_is_never_changed():
    nodes = load(["profile:mixed"]).nodes
    spec = {"hostNetwork": True, "containers": [{"name": "a", "resources": {"limits": {"cpu": "1"}}}]}
    found = read_daemon_sets(
        "kind: DaemonSet\nspec: {template: {spec: " + str(spec).replace("True", "true") + "}}", "x"
    )
    before = copy.deepcopy(found.daemon_sets[0].value)
    assert cover(found.daemon_sets, Cluster(nodes)).columns
    assert found.daemon_sets[0].value == before
