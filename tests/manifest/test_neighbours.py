from hypothesis import given
from hypothesis import strategies as st

from dslint.coverage import cover, read_daemon_sets
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node, Placement
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from dslint.manifest.asking import NOTHING
from dslint.manifest.cluster import Cluster
from tests.coverage.build import covered, manifest
from tests.kube.nodes.strategies import node_groups, pods

PORT = {"containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 9100}]}]}
LINUX, WINDOWS = Node("linux", {"os": "linux"}), Node("windows", {"os": "windows"})
FLEET = Nodes([NodeGroup(LINUX), NodeGroup(WINDOWS)])


def clashes(coverage, row):
    return [
        [fact.message for fact in coverage.rows[row].neighbour.note(index).pending if fact.kind == "host-port"]
        for index in range(len(coverage.nodes.groups))
    ]


def test_two_daemon_sets_clash_only_where_both_run():
    coverage = covered(FLEET, PORT, {**PORT, "nodeSelector": {"os": "linux"}}, {**PORT, "nodeSelector": {"os": "none"}})
    assert clashes(coverage, 0) == [["b asks for host port 9100/TCP too, and one of the two gets it"], []]
    assert clashes(coverage, 1) == [["a asks for host port 9100/TCP too, and one of the two gets it"], []]
    assert clashes(coverage, 2) == [[], []]
    assert coverage.rows[0].reach.desired == 2


def test_two_versions_of_one_daemon_set_do_not_clash():
    import json

    text = json.dumps(manifest(PORT)) + json.dumps(manifest({**PORT, "nodeSelector": {"os": "linux"}}))
    coverage = cover(read_daemon_sets(text, "x.json").daemon_sets, Cluster(FLEET))
    assert clashes(coverage, 0) == [[], []]


def test_resources_preferences_and_taints_stand_beside_the_verdict():
    soft = Taint("s", "", "PreferNoSchedule")
    small = NodeGroup(Node("small", {}, (soft,)), allocatable={"cpu": parse("1")})
    spec = {"containers": [{"name": "a", "resources": {"requests": {"cpu": "2"}}}]}
    coverage = covered(Nodes([small]), spec)
    assert coverage.rows[0].reach.verdict(0).should_run
    note = coverage.rows[0].neighbour.note(0)
    assert [fact.message for fact in note.pending] == ["requests 2 of cpu, the node has 1"]
    assert note.preference is not None
    assert note.preference.avoided == (soft,)


def test_where_it_does_not_run_there_is_nothing_to_add():
    small = NodeGroup(Node("small", {}, (Taint("t", "", "NoSchedule"),)), allocatable={"cpu": parse("1")})
    spec = {"containers": [{"name": "a", "resources": {"requests": {"cpu": "2"}}}]}
    assert covered(Nodes([small]), spec).rows[0].neighbour.note(0) == NOTHING


def test_who_names_its_node_has_no_scheduler():
    small = NodeGroup(Node("small", {}), allocatable={"cpu": parse("1")})
    spec = {"nodeName": "small", "containers": [{"name": "a", "resources": {"requests": {"cpu": "2"}}}]}
    assert covered(Nodes([small]), spec).rows[0].neighbour.note(0) == NOTHING


@given(st.lists(pods, min_size=1, max_size=2), st.lists(node_groups, min_size=1, max_size=10))
def test_what_the_scheduler_adds_changes_no_verdict_and_is_that_of_the_node_alone(specs, given_members):
    specs = [{**spec, **PORT} for spec in specs]
    coverage = covered(Nodes(given_members), *specs)
    for index, group in enumerate(given_members):
        single = covered(Nodes([group]), *specs)
        for row, alone, spec in zip(coverage.rows, single.rows, specs, strict=True):
            assert row.neighbour.note(index) == alone.neighbour.note(0)
            assert row.reach.verdict(index) == Placement(spec).verdict(group.node)
