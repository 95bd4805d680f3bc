"""What an EC2NodeClass adds to the nodes that a NodePool describes."""

import pytest

from dslint.errors import InputError
from dslint.inventory.karpenter import MOST_SHAPES, instance_types
from tests.inventory.build import ARM, pool, read, requirement

REFERENCE = {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"}
TYPE = "node.kubernetes.io/instance-type"
AWS = "karpenter.k8s.aws/instance-"


def node_class(alias="al2023@latest", **spec):
    terms = {"amiSelectorTerms": [{"alias": alias}]}
    return {
        "apiVersion": "karpenter.k8s.aws/v1",
        "kind": "EC2NodeClass",
        "metadata": {"name": "default"},
        "spec": {**terms, **spec},
    }


def of_class(*requirements, **spec):
    return read(pool(requirements=list(requirements), nodeClassRef=REFERENCE), node_class(**spec)).groups


def room(group):
    return {name: str(amount) for name, amount in group.room.items()}


def test_nodes_have_the_label_of_their_class_whether_or_not_it_is_there():
    for found in (of_class(ARM), read(pool(requirements=[ARM], nodeClassRef=REFERENCE)).groups):
        assert [one.node.labels["karpenter.k8s.aws/ec2nodeclass"] for one in found] == ["default"]
    auto = {"group": "eks.amazonaws.com", "kind": "NodeClass", "name": "own"}
    (group,) = read(pool(requirements=[ARM], nodeClassRef=auto)).groups
    assert group.node.labels["eks.amazonaws.com/nodeclass"] == "own"


@pytest.mark.parametrize(
    ("spec", "build"),
    [
        ({"alias": "windows2022@latest"}, "10.0.20348"),
        ({"alias": "", "amiFamily": "Windows2025"}, "10.0.26100"),
        ({"alias": "windows2022@latest", "amiFamily": "Custom"}, None),
        ({"alias": "bottlerocket@v1.20.0"}, None),
        ({"alias": ""}, None),
    ],
    ids=["alias", "amiFamily", "amiFamily comes before the alias", "bottlerocket", "nothing said"],
)
def test_the_family_of_images_is_the_system(spec, build):
    found = of_class(requirement("karpenter.sh/capacity-type", "In", "spot"), **spec)
    systems = {(one.node.labels["kubernetes.io/os"], one.node.labels["kubernetes.io/arch"]) for one in found}
    assert systems == ({("windows", "amd64")} if build else {("linux", "amd64"), ("linux", "arm64")})
    assert {one.node.labels.get("node.kubernetes.io/windows-build") for one in found} == {build}


def test_a_pool_for_a_system_that_its_class_has_not_is_no_node():
    windows = requirement("kubernetes.io/os", "In", "windows")
    with pytest.raises(InputError, match="NodePool general: there is no node that meets its requirements"):
        of_class(windows)


def test_types_go_with_their_own_architecture_only_and_bring_their_labels():
    found = of_class(requirement(TYPE, "In", "m5.large", "m7g.xlarge"))
    assert [(one.node.labels[TYPE], one.node.labels["kubernetes.io/arch"]) for one in found] == [
        ("m5.large", "amd64"),
        ("m7g.xlarge", "arm64"),
    ]
    labels = found[1].node.labels
    expected = {"category": "m", "family": "m7g", "generation": "7", "size": "xlarge", "cpu": "4", "memory": "16384"}
    assert {name: labels[f"{AWS}{name}"] for name in expected} == expected


@pytest.mark.parametrize(
    ("requirements", "first", "count"),
    [
        ([requirement(TYPE, "In", "m5.large")], "m5.large", 1),
        ([requirement(f"{AWS}family", "In", "m5"), requirement(f"{AWS}cpu", "Gt", "4")], "m5.2xlarge", 7),
        ([requirement(f"{AWS}family", "In", "m5"), requirement(f"{AWS}cpu", "Lt", "4")], "m5.large", 1),
        ([requirement(f"{AWS}family", "In", "m5"), requirement(f"{AWS}size", "NotIn", "large")], "m5.xlarge", 8),
        ([requirement(f"{AWS}family", "In", "m5"), requirement(f"{AWS}size", "Exists")], "m5.large", 9),
        ([requirement(f"{AWS}category", "In", "x"), ARM], "x2gd.medium", None),
    ],
    ids=["In", "Gt", "Lt", "NotIn", "Exists", "a category"],
)
def test_of_the_types_that_a_pool_allows_the_smallest_is_reckoned_with(requirements, first, count):
    (group,) = of_class(*requirements)
    assert group.sizes[0].name == first
    assert count in (None, len(group.sizes))
    assert group.allocatable == {}


@pytest.mark.parametrize(
    ("spec", "cpu", "memory", "pods"),
    [
        ({}, "1930m", "6903Mi", "29"),
        ({"kubelet": {"maxPods": 110}}, "1930m", "6903Mi", "110"),
        ({"alias": "bottlerocket@latest", "kubelet": {"maxPods": 110}}, "1930m", "6012Mi", "110"),
        ({"kubelet": {"podsPerCore": 5}}, "1930m", "6903Mi", "10"),
        ({"alias": "bottlerocket@latest", "kubelet": {"podsPerCore": 5}}, "1930m", "6903Mi", "29"),
        ({"alias": "windows2022@latest"}, "1930m", "6012Mi", "110"),
        ({"kubelet": {"kubeReserved": {"cpu": "100m", "memory": "1Gi"}}}, "1900m", "6453Mi", "29"),
        ({"kubelet": {"systemReserved": {"cpu": "100m", "memory": "100Mi"}}}, "1830m", "6803Mi", "29"),
        ({"kubelet": {"evictionHard": {"memory.available": "200Mi"}}}, "1930m", "6803Mi", "29"),
        ({"kubelet": {"evictionHard": {"memory.available": "100%"}}}, "1930m", "7003Mi", "29"),
    ],
    ids=["plain", "maxPods", "Bottlerocket reckons with maxPods", "podsPerCore", "not on Bottlerocket", "Windows",
         "kubeReserved", "systemReserved", "evictionHard", "in percent"],
)  # fmt: skip
def test_what_the_kubelet_keeps_for_itself_is_not_there(spec, cpu, memory, pods):
    (group,) = of_class(requirement(TYPE, "In", "m5.large"), **spec)
    assert room(group) == {"cpu": cpu, "memory": memory, "pods": pods}


@pytest.mark.parametrize(
    ("requirements", "spec"),
    [
        ([requirement(TYPE, "In", "m5.large", "brand9.new")], {}),
        ([requirement(TYPE, "In", "m5.large"), requirement(f"{AWS}local-nvme", "Gt", "100")], {}),
        ([requirement(TYPE, "In", "m5.large")], {"kubelet": {"maxPods": "max_pods - 2"}}),
        ([requirement(TYPE, "In", "m5.large")], {"kubelet": {"kubeReserved": {"cpu": "vcpus * 10"}}}),
        ([requirement(TYPE, "In", "m5.large")], {"networkInterfaces": [{"networkCardIndex": 0}]}),
        ([requirement(TYPE, "In", "m5.large")], {"kubelet": {"evictionHard": {"memory.available": 5}}}),
        ([requirement(TYPE, "In", "m5.large")], {"kubelet": {"evictionHard": {"memory.available": "x%"}}}),
    ],
    ids=["a type not known", "a label not known", "maxPods", "kubeReserved", "interfaces", "eviction", "percent"],
)
def test_what_is_not_known_offline_is_left_open(requirements, spec):
    found = of_class(*requirements, **spec)
    assert found
    assert all(group.sizes == () and group.room == {} for group in found)


def test_without_its_class_nothing_is_reckoned():
    types = requirement(TYPE, "In", "m5.large")
    assert all(one.sizes == () for one in read(pool(requirements=[types], nodeClassRef=REFERENCE)).groups)


def test_classes_and_templates_of_one_name_are_kept_apart():
    template = {"apiVersion": "bootstrap.cluster.x-k8s.io/v1beta1", "kind": "KubeadmConfigTemplate"}
    found = read(
        node_class(alias="windows2022@latest"),
        {**template, "metadata": {"name": "default"}},
        pool(nodeClassRef=REFERENCE),
    )
    assert {one.node.labels["kubernetes.io/os"] for one in found.groups} == {"windows"}


def test_startup_taints_are_kept_apart_from_taints():
    startup = [{"key": "node.cilium.io/agent-not-ready", "value": "true", "effect": "NoExecute"}]
    (group,) = read(pool(requirements=[ARM], startupTaints=startup)).groups
    assert (group.node.taints, list(map(str, group.startup))) == ((), ["node.cilium.io/agent-not-ready=true:NoExecute"])


def test_a_hostile_pool_takes_no_longer_than_its_text():
    names = list(instance_types())
    found = of_class(
        requirement(TYPE, "In", *names),
        requirement(f"{AWS}size", "NotIn", *map(str, range(5000))),
        requirement("zone", "In", *map(str, range(5000))),
    )
    assert len(found) == MOST_SHAPES
    with pytest.raises(InputError, match="no node that meets"):
        of_class(requirement(f"{AWS}cpu", "Gt", "9" * 5000))
