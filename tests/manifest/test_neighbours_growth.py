"""DaemonSets that share what a node has once: what is said of twice as many is about twice the work."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.values.quantity import parse
from dslint.manifest.cluster import Cluster
from tests.coverage.build import manifest
from tests.growth import MOST, calls

CONTAINER = {"name": "a", "image": "r.example/a:1"}
SPECS = {
    "one host port": {"containers": [CONTAINER | {"ports": [{"containerPort": 80, "hostPort": 80}]}]},
    "the memory": {"containers": [CONTAINER | {"resources": {"requests": {"memory": "1Gi"}}}]},
}
ROOM = {"memory": parse("4Gi"), "cpu": parse("4"), "pods": parse("10000")}
NODES = Nodes([NodeGroup(Node("a", {"kubernetes.io/os": "linux"}, ()), allocatable=ROOM)])


def agents(spec, count):
    text = "\n".join(json.dumps(manifest(spec, f"agent-{number}")) for number in range(count))
    return read_daemon_sets(text, "ds.json").daemon_sets


def told(daemon_sets):
    """Return how many pods can stay Pending on the only node."""
    rows = cover(daemon_sets, Cluster(NODES, ())).rows
    return sum(bool(row.neighbour.note(0).pending) for row in rows)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_twice_as_many_on_one_node_are_about_twice_the_work(spec):
    assert told(agents(spec, 100)) == 100
    few, many = (calls(told, sets) for sets in (agents(spec, 100), agents(spec, 200)))
    assert many <= MOST * few
