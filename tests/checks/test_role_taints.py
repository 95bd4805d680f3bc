"""DS219, DS224, DS225 and DS228: taints that agents must tolerate for what they are."""

import pytest

from dslint import Options
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from dslint.run import check_paths
from tests.checks.hits import at_marks, hits, pod

READY = "- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoSchedule}\n"
SEEN = '- {key: node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}\n'
OTHER = "- {key: CriticalAddonsOnly, operator: Exists}\n"
MASTER = "node-role.kubernetes.io/master"
EVICTED = "- {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}\n"


def agent(name, path="", tolerations="", host="true"):
    text = f"hostNetwork: {host}\ncontainers:\n- {{name: {name}, image: registry.example/{name}:1.4}}\n"
    text += f"volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n" if path else ""
    return text + (f"§tolerations:\n{tolerations}" if tolerations else "")


NET = "/etc/cni/net.d"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (agent("flannel", NET, OTHER), ["found"]),
        (agent("flannel", NET, EVICTED), ["found"]),
        (agent("flannel", NET + "/", OTHER), ["found"]),
        (agent("kube-proxy", tolerations=OTHER), ["found"]),
        (agent("cloud-controller-manager", tolerations=SEEN), ["cloud"]),
        (agent("cloud-controller-manager", tolerations=READY), ["cloud"]),
        (agent("flannel", NET, READY.replace("§", "")).replace("§", ""), []),
        (agent("flannel", NET, "- {operator: Exists, effect: NoSchedule}\n").replace("§", ""), []),
        (agent("flannel", NET, OTHER, host="false").replace("§", ""), []),
        (agent("flannel", "/opt/cni/bin", OTHER).replace("§", ""), []),
        (agent("multus", NET, OTHER).replace("§", ""), []),
        (agent("kube-vip", tolerations=OTHER).replace("§", ""), []),
        (agent("cloud-controller-manager", tolerations=READY + SEEN).replace("§", ""), []),
        (agent("fluent-bit", "/var/log", OTHER).replace("§", ""), []),
        (agent("flannel", NET, OTHER).replace("§", "") + "nodeSelector: {example.com/npu: 'true'}\n", []),
        (agent("flannel", NET, OTHER) + "nodeSelector: {kubernetes.io/os: linux}\n", ["found"]),
    ],
    ids=[
        "a network plugin",
        "tolerated for eviction alone",
        "a slash behind the path",
        "kube-proxy",
        "a cloud controller for new nodes alone",
        "a cloud controller for nodes that are not ready alone",
        "tolerated",
        "all tolerated",
        "not in the network of the node",
        "binaries alone",
        "a plugin that comes second",
        "addresses of Services",
        "a cloud controller with both",
        "another agent",
        "a plugin for some nodes only",
        "a plugin for one system",
    ],
)
def test_an_agent_that_makes_nodes_ready_must_get_there(fields, messages):
    assert at_marks("DS219", fields) == messages


def test_what_shows_the_role_is_a_second_place_and_what_lacks_is_named():
    [(ds, hit)] = hits("DS219", pod(agent("flannel", NET)))
    assert [ds.source.place(note.field.span().start) for note in hit.notes] == [(13, 44)]
    assert hit.absence
    assert hit.params["taints"] == "node.kubernetes.io/not-ready:NoSchedule"
    assert hit.params["keys"] == "node.kubernetes.io/not-ready and node-role.kubernetes.io/control-plane"


def test_a_stated_role_is_enough():
    text = pod("dnsPolicy: Default").replace("{name: agent}", "{name: agent, annotations: {dslint.dev/role: cni}}", 1)
    assert [hit.message for _, hit in hits("DS219", text)] == ["found"]


def test_an_agent_that_no_node_gets_ready_by_is_told_that_and_not_that_control_planes_are_missed_too():
    text = pod(agent("flannel", NET).replace("§", ""))
    assert hits("DS201", text) == []
    assert [hit.message for _, hit in hits("DS201", text, selected=frozenset({"DS201"}))] == ["found"]


@pytest.mark.parametrize(("version", "messages"), [("apps/v1", ["found"]), ("extensions/v1beta1", [])])
@pytest.mark.parametrize("rule", ["DS201", "DS219"])
def test_what_no_cluster_takes_any_more_gets_no_advice_about_nodes(rule, version, messages):
    text = pod(agent("flannel", NET).replace("§", "")).replace("apps/v1", version, 1)
    assert [hit.message for _, hit in hits(rule, text, selected=frozenset({rule}))] == messages


CSI = (
    "containers:\n- {{name: driver, image: registry.example/csi:1, args: [--csi-address=/csi/csi.sock]}}\n"
    "volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n{more}"
)


WITHOUT_FARGATE = """affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions: [{key: eks.amazonaws.com/compute-type, operator: NotIn, values: [fargate]}]"""


def csi(more="", path="/var/lib/kubelet/plugins/block.csi"):
    return CSI.format(path=path, more=more)


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (csi("§tolerations: [{key: batch, operator: Exists}]"), ["found"]),
        (csi("§tolerations: [{key: CriticalAddonsOnly, operator: Exists}]"), ["hardly"]),
        (csi("§tolerations: [{operator: Exists, effect: NoExecute}]"), ["hardly"]),
        (csi("§tolerations: [{key: node.kubernetes.io/disk-pressure, operator: Exists}]"), ["hardly"]),
        (csi("nodeSelector: {kubernetes.io/os: linux}\n§tolerations: []"), ["none"]),
        (csi("§tolerations: []").replace("registry.example/csi", "registry.example/hostpathplugin"), ["found"]),
        (csi("§tolerations: []").replace("registry.example/csi", "localhost/csi"), ["found"]),
        (csi("tolerations: [{operator: Exists}]"), []),
        (csi("tolerations: [{operator: Exists, effect: NoSchedule}]"), []),
        (csi("nodeSelector: {disk: ssd}"), []),
        (csi("§tolerations: []\n" + WITHOUT_FARGATE), ["none"]),
        (csi("nodeSelector: {kubernetes.io/os: windows}"), []),
        (csi(path="/srv/data"), []),
    ],
    ids=[
        "one taint",
        "add-ons alone",
        "eviction alone",
        "conditions of nodes alone",
        "all Linux nodes",
        "a sample of drivers",
        "an image of one machine",
        "all",
        "all that keep off",
        "a pool",
        "all but virtual nodes",
        "Windows",
        "no kubelet",
    ],
)
def test_a_node_plugin_belongs_where_pods_with_volumes_go(fields, messages):
    assert at_marks("DS224", fields) == messages


@pytest.mark.parametrize(
    ("tolerations", "image", "told"),
    [
        ("[{key: node-role.kubernetes.io/master, operator: Exists}]", "registry.example/csi", ("DS202", 13, 27)),
        ("[{key: batch, operator: Exists}]", "registry.example/aws-efs-csi-driver", ("DS228", 13, 7)),
        ("[]", "registry.example/aws-efs-csi-driver", ("DS224", 13, 7)),
    ],
    ids=["the retired taint", "a startup taint", "none"],
)
def test_what_is_not_told_of_a_node_plugin_keeps_no_other_rule_quiet(tmp_path, tolerations, image, told):
    text = pod(csi(f"tolerations: {tolerations}").replace("registry.example/csi", image))
    (tmp_path / "ds.yaml").write_text(text)
    found = [one for one in check_paths([str(tmp_path)]).findings if one.rule.startswith("DS2")]
    assert [(one.rule, one.at.start.line, one.at.start.column) for one in found] == [told]
    options = Options(select=["DS224", told[0]])  # told by name, it is the only one
    found = check_paths([str(tmp_path)], options).findings
    assert [(one.rule, one.at.start.line, one.at.start.column) for one in found] == [("DS224", 13, 7)]


def test_of_given_nodes_those_are_named_that_a_node_plugin_misses():
    taints = (Taint("batch", "true", "NoSchedule"),)
    fargate = {"eks.amazonaws.com/compute-type": "fargate"}
    nodes = [NodeGroup(Node("web", {})), NodeGroup(Node("batch", {}, taints)), NodeGroup(Node("f", fargate, taints))]
    [(ds, hit)] = hits("DS224", pod(csi("tolerations: []")), cluster=Cluster(Nodes(nodes), ("nodes.yaml",), ()))
    assert (hit.message, *ds.source.place(hit.field.span(key=True).start)) == ("nodes", 13, 7)
    assert hit.params == {"nodes": "batch", "taint": "batch=true:NoSchedule"}
    assert hits("DS224", pod(csi()), cluster=Cluster(Nodes(nodes[:1]), ("nodes.yaml",), ())) == []


NVIDIA = "nvcr.io/nvidia/k8s-device-plugin:v0.17.1"


def plugin(image, more=""):
    return f"containers: [{{name: plugin, image: {image}}}]\n{more}"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (plugin(NVIDIA, "§tolerations: []"), ["found"]),
        (plugin("rocm/k8s-device-plugin:1.31", "§tolerations: []"), ["found"]),
        (plugin("nvcr.io/nvidia/kubevirt-gpu-device-plugin:v1.5.0", "§tolerations: []"), ["found"]),
        (plugin("vault.habana.ai/docker/docker-k8s-device-plugin:1.2", "§tolerations: []"), ["found"]),
        (plugin(NVIDIA, "nodeSelector: {pool: gpu}\n§tolerations: []"), ["found"]),
        (plugin(NVIDIA, "tolerations: [{key: nvidia.com/gpu, operator: Exists}]"), []),
        (plugin(NVIDIA, "tolerations: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]"), []),
        (plugin(NVIDIA, "tolerations: [{operator: Exists}]"), []),
        (plugin(NVIDIA, "nodeSelector: {pool: gpu}\ntolerations: [{key: pool, operator: Exists}]"), []),
        (plugin(NVIDIA, "nodeSelector: {cloud.google.com/gke-accelerator: a100}"), []),
        (plugin("ghcr.io/mellanox/k8s-rdma-shared-dev-plugin:1.5"), []),
    ],
    ids=[
        "NVIDIA", "AMD", "for virtual machines", "by its registry",
        "a label of its own alone", "tolerated", "with a value", "all tolerated", "a pool of its own",
        "nodes that another rule knows", "no usual taint",
    ],
)  # fmt: skip
def test_a_device_plugin_gets_to_the_nodes_of_its_vendor(fields, messages):
    assert at_marks("DS225", fields) == messages


EBS = "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.40.0"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        (plugin(EBS, "tolerations: [{key: CriticalAddonsOnly, operator: Exists}]"), "ebs.csi.aws.com/agent-not-ready"),
        (plugin("quay.io/cilium/cilium:v1.17@sha256:" + "0" * 64), "node.cilium.io/agent-not-ready"),
        (plugin("docker.io/istio/install-cni:1.29.1"), "cni.istio.io/not-ready"),
        (plugin(EBS, "tolerations: [{operator: Exists, effect: NoExecute}]"), None),
        (plugin(EBS, "tolerations: [{key: ebs.csi.aws.com/agent-not-ready, operator: Exists}]"), None),
        (plugin("quay.io/cilium/cilium-envoy:v1.34"), None),
        (plugin("registry.example/agent:1.4"), None),
    ],
    ids=[
        "EBS",
        "Cilium",
        "Istio",
        "all tolerated",
        "its own tolerated",
        "another program of a project",
        "another agent",
    ],
)
def test_an_agent_tolerates_the_startup_taint_that_it_takes_away(fields, key):
    found = hits("DS228", pod(fields))
    assert [hit.params["key"] for _, hit in found] == ([key] if key else [])
    assert [ds.source.place(note.field.span().start) for ds, hit in found for note in hit.notes] == [(10, 42)] * len(
        found
    )


@pytest.mark.parametrize(
    ("general", "fields"),
    [
        ("DS202", agent("flannel", NET, f"- {{key: {MASTER}, operator: Exists, effect: NoSchedule}}\n")),
        ("DS202", csi(f"tolerations: [{{key: {MASTER}, operator: Exists, effect: NoSchedule}}]")),
        ("DS228", agent("cilium", NET)),
        ("DS228", csi("tolerations: []").replace("registry.example/csi:1", EBS)),
    ],
    ids=["a network plugin", "a CSI plugin", "a network plugin's own taint", "a CSI plugin's own taint"],
)
def test_one_list_of_tolerations_is_one_finding(general, fields):
    text = pod(fields.replace("§", ""))
    assert hits(general, text) == []
    assert len(hits(general, text, selected=frozenset({general}))) == 1
