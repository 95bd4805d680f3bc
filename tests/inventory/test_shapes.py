"""Nodes that a NodePool of Karpenter or a MachineDeployment of Cluster API describes."""

import pytest

from dslint.inventory.karpenter import MOST_SHAPES
from dslint.kube.nodes.tolerations import Taint
from tests.inventory.build import ARM, pool, read, requirement

REGISTERED = {"karpenter.sh/registered": "true", "karpenter.sh/initialized": "true"}


def machines(annotations=None, labels=None, replicas=3, config=None, **spec):
    spec = {**spec, "bootstrap": {"configRef": {"name": config}}} if config else spec
    return {
        "apiVersion": "cluster.x-k8s.io/v1beta1",
        "kind": "MachineDeployment",
        "metadata": {"name": "md-0", "annotations": annotations or {}},
        "spec": {"replicas": replicas, "template": {"metadata": {"labels": labels or {}}, "spec": spec}},
    }


def test_a_pool_is_one_node_of_each_shape_that_its_requirements_allow():
    zones = requirement("topology.kubernetes.io/zone", "In", "a", "b")
    found = read(pool(labels={"team": "x"}, requirements=[ARM, zones], taints=[{"key": "t", "effect": "NoSchedule"}]))
    assert [group.name for group in found.groups] == ["general-1", "general-2"]
    assert [group.node.labels["topology.kubernetes.io/zone"] for group in found.groups] == ["a", "b"]
    common = {"kubernetes.io/arch": "arm64", "kubernetes.io/os": "linux", "team": "x", **REGISTERED}
    for group in found.groups:
        assert common.items() <= group.node.labels.items()
        assert group.node.labels["karpenter.sh/nodepool"] == group.pool == "general"
        assert (group.node.taints, group.size) == ((Taint("t", "", "NoSchedule"),), 1)
    assert found.notes == (
        "nodes.yaml: NodePool general: how many nodes it has is not known, one of each shape is counted",
    )


def test_startup_taints_are_told_and_keep_nobody_off():
    startup = [{"key": "node.cilium.io/agent-not-ready", "value": "true", "effect": "NoExecute"}]
    found = read(pool(requirements=[ARM], startupTaints=startup))
    assert [(group.name, group.node.taints) for group in found.groups] == [("general", ())]
    assert found.notes[0].endswith(
        "; until an agent takes it away a new one has node.cilium.io/agent-not-ready=true:NoExecute too"
    )


@pytest.mark.parametrize(
    ("requirements", "systems"),
    [
        ([], [("linux", "amd64"), ("linux", "arm64")]),
        ([ARM], [("linux", "arm64")]),
        ([requirement("kubernetes.io/arch", "NotIn", "arm64")], [("linux", "amd64")]),
        ([ARM, requirement("kubernetes.io/arch", "NotIn", "arm64")], []),
        ([requirement("kubernetes.io/os", "Exists"), ARM], [("linux", "arm64"), ("windows", "arm64")]),
        ([requirement("kubernetes.io/arch", "In", "amd64", "arm64"), ARM], [("linux", "arm64")]),
        (["nonsense", {"key": 5}], [("linux", "amd64"), ("linux", "arm64")]),
    ],
    ids=["nothing asked", "In", "NotIn", "a contradiction", "Exists", "In twice", "nonsense"],
)
def test_requirements_of_one_label_are_held_together(requirements, systems):
    found = read(pool(requirements=requirements), pool("other", requirements=[ARM])).groups
    shapes = [group.node.labels for group in found if group.pool == "general"]
    assert [(one["kubernetes.io/os"], one["kubernetes.io/arch"]) for one in shapes] == systems


def test_of_very_many_shapes_each_value_is_taken_once():
    types = requirement("node.kubernetes.io/instance-type", "In", *(f"t{number}" for number in range(40)))
    found = read(pool(requirements=[types, requirement("zone", "In", "a", "b", "c")]))
    assert len(found.groups) == 40 <= MOST_SHAPES
    assert {group.node.labels["zone"] for group in found.groups} == {"a", "b", "c"}
    assert found.notes[0].endswith("; 40 of 240 shapes are taken")


def test_a_hostile_pool_makes_no_more_shapes_than_anybody_reads():
    many = [requirement(f"k{key}", "In", *map(str, range(5000))) for key in range(40)]
    assert len(read(pool(requirements=many)).groups) == MOST_SHAPES


def test_a_machine_deployment_has_replicas_and_the_labels_that_reach_its_nodes():
    given = {"node-role.kubernetes.io/gpu": "", "x.node.cluster.x-k8s.io/y": "1", "team": "x"}
    (group,) = read(machines(labels=given)).groups
    assert (group.name, group.pool, group.size) == ("md-0", "md-0", 3)
    assert group.node.labels == {
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": "md-0",
        "node-role.kubernetes.io/gpu": "",
        "x.node.cluster.x-k8s.io/y": "1",
    }


@pytest.mark.parametrize(
    "arguments", [{"node-labels": "a=b,c="}, [{"name": "v", "value": "2"}, {"name": "node-labels", "value": "a=b,c="}]]
)
def test_what_its_bootstrap_template_registers_counts(arguments):
    node = {"taints": [{"key": "t", "value": "v", "effect": "NoSchedule"}], "kubeletExtraArgs": arguments}
    template = {
        "apiVersion": "bootstrap.cluster.x-k8s.io/v1beta1",
        "kind": "KubeadmConfigTemplate",
        "metadata": {"name": "join"},
        "spec": {"template": {"spec": {"joinConfiguration": {"nodeRegistration": node}}}},
    }
    (group,) = read(machines(config="join"), template).groups
    assert {"a": "b", "c": ""}.items() <= group.node.labels.items()
    assert group.node.taints == (Taint("t", "v", "NoSchedule"),)


def test_what_the_autoscaler_is_told_of_a_deployment_without_nodes_counts():
    prefix = "capacity.cluster-autoscaler.kubernetes.io/"
    told = {f"{prefix}labels": "a=b", f"{prefix}taints": "gpu=yes:NoSchedule,spot:NoExecute"}
    found = read(machines(told, replicas=None))
    assert found.groups[0].node.labels["a"] == "b"
    assert found.groups[0].node.taints == (Taint("gpu", "yes", "NoSchedule"), Taint("spot", "", "NoExecute"))
    assert found.notes == ("nodes.yaml: MachineDeployment md-0: how many nodes it has is not known, one is counted",)


def test_a_deployment_has_what_the_autoscaler_is_told_and_nothing_where_that_is_not_all():
    prefix = "capacity.cluster-autoscaler.kubernetes.io/"
    (group,) = read(machines({f"{prefix}cpu": "16", f"{prefix}memory": "128G"})).groups
    assert {name: str(amount) for name, amount in group.room.items()} == {"cpu": "16", "memory": "128G", "pods": "110"}
    assert group.allocatable == {}
    for told in ({f"{prefix}cpu": "16"}, {f"{prefix}cpu": "16", f"{prefix}memory": "much"}):
        assert read(machines(told)).groups[0].room == {}
