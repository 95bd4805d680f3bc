import copy

import pytest

from dslint.kube.nodes.placement import Node, Placement
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.nodes.virtual import keep_off, virtual
from dslint.source.tree import parse, plain
from tests.kube.nodes.build import affinity, expression

FARGATE = {"eks.amazonaws.com/compute-type": "fargate"}
NODES = [
    (Node("n", FARGATE), "Fargate"),
    (Node("n", {}, (Taint("eks.amazonaws.com/compute-type", "fargate", "NoSchedule"),)), "Fargate"),
    (Node("n", {"type": "virtual-kubelet"}), "virtual-kubelet"),
    (Node("n", {}, (Taint("virtual-kubelet.io/provider", "azure", "NoSchedule"),)), "virtual-kubelet"),
    (Node("n", {"eks.amazonaws.com/compute-type": "auto", "type": "gpu"}), None),
    (Node("n", {}, (Taint("type", "x", "NoSchedule"),)), None),
]


@pytest.mark.parametrize(("node", "kind"), NODES)
def test_a_node_without_a_machine_is_known_by_its_label_or_its_taint(node, kind):
    assert virtual(node) == kind


PODS = {
    "without affinity": {},
    "one term": affinity(expression("disk", "In", "ssd")),
    "two terms": affinity(expression("disk", "In", "ssd"), expression("zone", "Exists")),
}


@pytest.mark.parametrize("pod", PODS.values(), ids=PODS)
def test_what_keeps_pods_off_virtual_nodes_keeps_off_all_of_them_and_no_other(pod):
    machine = Node("n", {"disk": "ssd", "zone": "a"})
    nodes = [Node("n", {**machine.labels, **labels}) for labels in (FARGATE, {"type": "virtual-kubelet"})]
    spec = copy.deepcopy(pod)
    for one in keep_off(nodes, Placement(pod)):
        there = spec
        for name in one.path[3:-1]:
            there = there.setdefault(name, {}) if isinstance(there, dict) else there[name]
        there[one.path[-1]] = [*there.get(one.path[-1], []), *plain(parse(one.yaml).root)]
    assert all(Placement(pod).verdict(node).should_run for node in nodes)
    assert not any(Placement(spec).verdict(node).should_run for node in nodes)
    assert Placement(spec).verdict(machine).should_run
