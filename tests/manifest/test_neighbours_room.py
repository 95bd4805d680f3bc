"""Whether the pods that are made can run: what stays Pending, because of whom, and what nobody can say."""

import json

import pytest

from dslint.coverage import cover, read_daemon_sets
from dslint.coverage.row import PENDING, RUNS
from dslint.coverage.totals import of_all
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.values.quantity import parse
from dslint.manifest.asking import NOTHING
from dslint.manifest.cluster import Cluster
from dslint.manifest.neighbours import Neighbours
from dslint.manifest.surroundings import Surroundings
from tests.coverage.build import covered, manifest


def node(name="n", labels=None, **allocatable):
    return NodeGroup(Node(name, labels or {}), allocatable={key: parse(value) for key, value in allocatable.items()})


def pod(priority=None, port=None, **requests):
    container = {"name": "a", "image": "i", "resources": {"requests": requests}}
    container |= {"ports": [{"containerPort": port, "hostPort": port}]} if port else {}
    return {"containers": [container], **({"priorityClassName": priority} if priority else {})}


def told(coverage, index=0):
    return [
        (row.neighbour.note(index).can_run, [one.message for one in row.neighbour.note(index).pending])
        for row in coverage.rows
    ]


CRITICAL, CLUSTER = "system-node-critical", "system-cluster-critical"


@pytest.mark.parametrize(
    ("room", "pods", "expected"),
    [
        ({"cpu": "2", "pods": "9"}, [pod(cpu="1"), pod(cpu="1")], [(True, []), (True, [])]),
        ({"cpu": "1", "pods": "9"}, [pod(cpu="1500m")], [(False, ["requests 1500m of cpu, the node has 1"])]),
        (
            {"cpu": "2", "pods": "9"},
            [pod(CRITICAL, cpu="1500m"), pod(cpu="1")],
            [(True, []), (False, ["requests 1 of cpu; a, of a higher priority, leaves 500m of 2"])],
        ),
        (  # whoever else is there
            {"cpu": "2", "pods": "9"},
            [pod(CRITICAL, cpu="500m"), pod(cpu="3")],
            [(True, []), (False, ["requests 3 of cpu, the node has 2"])],
        ),
        (
            {"memory": "3Gi", "pods": "9"},
            [pod(memory="2Gi"), pod(memory="2Gi")],
            [
                (None, ["requests 2Gi of memory; b leaves 1Gi of 3Gi, and whoever is first gets it"]),
                (None, ["requests 2Gi of memory; a leaves 1Gi of 3Gi, and whoever is first gets it"]),
            ],
        ),
        (
            {"pods": "1"},
            [pod(CLUSTER), pod(CRITICAL)],
            [(False, ["the node takes 1 pod, and b, of a higher priority, runs there"]), (True, [])],
        ),
        (
            {},
            [pod(CRITICAL, 80), pod(None, 80)],
            [(True, []), (False, ["a asks for host port 80/TCP too, and has a higher priority"])],
        ),
        (
            {},
            [pod("mine", 80), pod(None, 80)],
            [
                (None, ["b asks for host port 80/TCP too, and the priority class mine decides, which is not known"]),
                (None, ["a asks for host port 80/TCP too, and the priority class mine decides, which is not known"]),
            ],
        ),
        (
            {"cpu": "1", "pods": "9"},
            [pod(**{"nvidia.com/gpu": "1"})],
            [(False, ["requests 1 of nvidia.com/gpu, the node has 0"])],
        ),
        ({}, [pod(cpu="99")], [(True, [])]),
    ],
    ids=[
        "there is room",
        "more than the node has",
        "a higher priority has it",
        "more than the node has beside others",
        "equal priorities",
        "too many pods",
        "a port and a higher priority",
        "a class that is not known",
        "a resource that the node has not",
        "a node of which nothing is known",
    ],
)
def test_what_a_pod_lacks_is_told_with_who_has_it(room, pods, expected):
    assert told(covered(Nodes([node(**room)]), *pods)) == expected


def test_pods_that_stay_pending_are_counted_and_do_not_run():
    small, large = node("small", cpu="1", pods="9"), node("large", cpu="8", pods="9")
    coverage = covered(Nodes([small, large]), pod(cpu="2"))
    assert coverage.cells[coverage.rows[0]] == (PENDING, RUNS)
    bill = of_all(coverage)
    assert (bill.pods, bill.running, bill.tally.pending, bill.tally.wanted, bill.tally.missed) == (2, 1, 1, 2, 0)


def test_who_evicts_others_is_told_of_it():
    coverage = covered(Nodes([node(cpu="2", pods="9")]), pod(CRITICAL, cpu="2"), pod(cpu="1"))
    assert coverage.rows[0].neighbour.note(0).evicts == ("b",)
    assert coverage.rows[1].neighbour.note(0).evicts == ()


def test_nodes_that_differ_in_what_they_have_are_told_apart():
    nodes = Nodes([node("a", cpu="1", pods="9"), node("b", cpu="500m", pods="9"), node("c", cpu="4", pods="9")])
    coverage = covered(nodes, pod(cpu="2"))
    assert [told(coverage, index)[0][1] for index in range(3)] == [
        ["requests 2 of cpu, the node has 1"],
        ["requests 2 of cpu, the node has 500m"],
        [],
    ]


def test_work_for_nodes_of_one_scarcity_is_done_once():
    nodes = Nodes([node(f"n{number}", cpu="4", memory=f"{1000 + number}Mi", pods="9") for number in range(200)])
    coverage = covered(nodes, pod(**{"nvidia.com/gpu": "1"}), *(pod(cpu="100m") for _ in range(5)))
    neighbours = Neighbours(nodes, Surroundings())
    for row in coverage.rows:
        neighbours.add(row.neighbour.asking)
    assert len(neighbours.running.outcomes) == 2  # all get what they want; there is no GPU


RUNTIME = {
    "apiVersion": "node.k8s.io/v1",
    "kind": "RuntimeClass",
    "metadata": {"name": "gvisor"},
    "handler": "runsc",
    "scheduling": {"nodeSelector": {"zone": "z1"}},
    "overhead": {"podFixed": {"cpu": "3"}},
}
CLASS = {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "mine"}, "value": 7}
LIMITS = {
    "apiVersion": "v1",
    "kind": "LimitRange",
    "metadata": {"name": "l", "namespace": "ops"},
    "spec": {"limits": [{"type": "Container", "default": {"cpu": "3"}}]},
}


def around(spec, *objects, namespace="ops", nodes):
    ds = manifest(spec)
    ds["metadata"]["namespace"] = namespace
    found = read_daemon_sets("\n---\n".join(map(json.dumps, (ds, *objects))), "x.yaml")
    return cover(found.daemon_sets, Cluster(nodes), found.objects)


def test_a_runtime_class_keeps_pods_pending_where_its_label_is_missing():
    nodes = Nodes([node("a", {"zone": "z1"}, cpu="8", pods="9"), node("b", {}, cpu="8", pods="9")])
    coverage = around({**pod(), "runtimeClassName": "gvisor"}, RUNTIME, nodes=nodes)
    assert coverage.rows[0].reach.desired == 2
    assert coverage.cells[coverage.rows[0]] == (RUNS, PENDING)
    (fact,) = coverage.rows[0].neighbour.note(1).pending
    assert (fact.kind, fact.message) == (
        "runtime-class-selector",
        "RuntimeClass gvisor asks for the node label zone=z1, which is missing",
    )
    assert str(coverage.rows[0].requests["cpu"]) == "3"


def test_without_the_object_in_the_set_nothing_is_said():
    nodes = Nodes([node("b", {}, cpu="8", pods="9")])
    assert told(around({**pod(), "runtimeClassName": "gvisor"}, nodes=nodes)) == [(True, [])]


@pytest.mark.parametrize(("namespace", "runs"), [("ops", False), ("other", True)])
def test_a_limit_range_counts_in_its_namespace(namespace, runs):
    coverage = around(pod(), LIMITS, namespace=namespace, nodes=Nodes([node(cpu="1", pods="9")]))
    assert told(coverage)[0][0] is runs


def test_a_class_of_the_set_decides():
    spec = [manifest(pod("mine", cpu="2"), name="a"), manifest(pod(cpu="1"), name="b")]
    found = read_daemon_sets("\n---\n".join(map(json.dumps, (*spec, CLASS))), "x.yaml")
    coverage = cover(found.daemon_sets, Cluster(Nodes([node(cpu="2", pods="9")])), found.objects)
    assert [can for can, _ in told(coverage)] == [True, False]


def test_where_no_pod_is_made_nothing_stands_beside_it():
    coverage = covered(Nodes([node(cpu="1", pods="9")]), {**pod(cpu="2"), "nodeSelector": {"a": "b"}})
    assert coverage.rows[0].neighbour.note(0) == NOTHING
