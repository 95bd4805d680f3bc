"""What rules say of control-plane nodes where the cluster, or the kind of cluster, is known."""

import pytest

from dslint import Options
from dslint.finding import InsertEntry
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.manifest.cluster import Cluster
from dslint.run import check_paths, check_text
from tests.checks.hits import at_marks, found, hits, pod

LOGS = "volumes: [{name: logs, hostPath: {path: /var/log/pods}}]\n"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
MASTER = "node-role.kubernetes.io/master"
RANCHER = "node-role.kubernetes.io/controlplane"
ETCD = "node-role.kubernetes.io/etcd"
SLIP = "node.kubernetes.io/not-redy"


def nodes(*taints):
    """Return a cluster with a worker and a node for each taint ``key=value:effect``."""
    groups = [NodeGroup(Node("worker", {}))]
    for number, taint in enumerate(taints):
        key, _, effect = taint.rpartition(":")
        name, _, value = key.partition("=")
        groups.append(NodeGroup(Node(f"server-{number}", {}, (Taint(name, value, effect),))))
    return Cluster(Nodes(groups), ("nodes.yaml",))


@pytest.mark.parametrize(
    ("rule", "fields", "where", "expected"),
    [
        ("DS201", LOGS, nodes(), None),
        ("DS201", LOGS, nodes(f"{CONTROL_PLANE}:NoSchedule"), (CONTROL_PLANE, "server-0")),
        ("DS201", LOGS, nodes(f"{MASTER}:NoSchedule", f"{MASTER}:NoSchedule"), (MASTER, "server-0, server-1")),
        ("DS201", LOGS, nodes(f"{RANCHER}=true:NoSchedule"), (RANCHER, "server-0")),
        ("DS201", LOGS, nodes(f"{CONTROL_PLANE}:PreferNoSchedule"), None),
        ("DS201", LOGS + "imagePullSecrets: [{name: ecr}]", nodes(f"{MASTER}:NoSchedule"), (MASTER, "server-0")),
        ("DS201", f"tolerations: [{{key: {MASTER}}}]", nodes(f"{CONTROL_PLANE}:NoSchedule"), None),
        ("DS202", f"tolerations: [{{key: {MASTER}}}]", nodes(), None),
        ("DS202", f"tolerations: [{{key: {MASTER}}}]", nodes(f"{MASTER}:NoSchedule"), None),
        ("DS202", f"tolerations: [{{key: {MASTER}}}]", nodes(f"{CONTROL_PLANE}:NoSchedule"), (MASTER, "server-0")),
        (
            "DS207",
            "nodeSelector: {kubernetes.io/osx: a}",
            nodes("kubernetes.io/osx:NoSchedule"),
            ("kubernetes.io/osx",),
        ),
        ("DS207", f"tolerations: [{{key: {SLIP}}}]", nodes(f"{SLIP}:NoSchedule"), None),
        ("DS207", f"tolerations: [{{key: {SLIP}}}]", nodes(), (SLIP,)),
    ],
)
def test_the_given_nodes_decide(rule, fields, where, expected):
    said = [hit.params for _, hit in hits(rule, pod(fields), cluster=where)]
    assert [tuple(one[name] for name in ("key", "nodes") if name in one) for one in said] == [expected] * bool(expected)


@pytest.mark.parametrize(
    "toleration",
    [
        f"§{{key: {CONTROL_PLANE}, value: 'true'}}",
        f"§{{key: {CONTROL_PLANE}, operator: Equal, value: x, effect: NoSchedule}}",
    ],
)
def test_a_value_that_the_control_plane_taint_does_not_have(toleration):
    assert at_marks("DS201", f"tolerations: [{toleration}]") == ["valued"]


@pytest.mark.parametrize(
    ("taints", "message", "key", "told"),
    [
        ((f"{CONTROL_PLANE}:NoSchedule", f"{MASTER}:NoSchedule"), "valued-nodes", CONTROL_PLANE, "server-0"),
        ((f"{CONTROL_PLANE}=true:NoSchedule",), None, None, None),
        ((f"{MASTER}:NoSchedule",), "nodes", MASTER, "server-0"),
        (
            (f"{RANCHER}=true:NoSchedule", f"{ETCD}=true:NoExecute"),
            "nodes",
            f"{RANCHER} and {ETCD}",
            "server-0, server-1",
        ),
        ((), None, None, None),
    ],
    ids=["without a value", "with that value", "another taint", "those of RKE", "no taint"],
)
def test_a_value_is_held_against_the_taints_of_the_given_nodes(taints, message, key, told):
    text = pod(LOGS + f"tolerations: [{{key: {CONTROL_PLANE}, value: 'true'}}]")
    said = [(hit.message, hit.params) for _, hit in hits("DS201", text, cluster=nodes(*taints))]
    assert [(one, params["key"], params["nodes"]) for one, params in said] == [(message, key, told)] * bool(told)


def test_a_retired_toleration_and_the_nodes_that_it_misses_are_one_finding(tmp_path):
    (tmp_path / "dslint.yaml").write_text(f"pools: [{{name: servers, taints: ['{CONTROL_PLANE}:NoSchedule']}}]\n")
    (tmp_path / "a.yaml").write_text(pod(LOGS + f"tolerations: [{{key: {MASTER}, effect: NoSchedule}}]"))
    report = check_paths(str(tmp_path), Options(select=("DS201", "DS202")))
    assert [(one.rule, *one.at.start) for one in report.findings] == [("DS202", 11, 27)]
    assert report.findings[0].message == f"toleration for {MASTER} does not cover servers"


@pytest.mark.parametrize(
    "toleration",
    [
        f"{{key: {CONTROL_PLANE}, value: 'true'}}, {{key: {CONTROL_PLANE}}}",
        f"{{key: {CONTROL_PLANE}, value: 'true', effect: NoExecute}}",
        f"{{key: {CONTROL_PLANE}, operator: Exists}}",
    ],
)
def test_a_value_beside_what_tolerates_the_taint(toleration):
    assert found("DS201", pod(f"tolerations: [{toleration}]")) == []


def test_an_agent_of_openshift_gets_both_tolerations():
    [(_, hit)] = hits("DS201", pod(LOGS + "imagePullSecrets: [{name: openshift-logging}]"))
    assert (hit.message, hit.params["key"]) == ("openshift", "node-role.kubernetes.io/master")
    [fix] = hit.fix
    assert isinstance(fix, InsertEntry)
    assert [one["key"] for one in fix.value] == [MASTER, CONTROL_PLANE]


def test_a_patch_gets_its_tolerations_from_elsewhere():
    text = pod(LOGS).replace("  selector: {matchLabels: {app: agent}}\n", "")
    assert found("DS201", text.replace("metadata: {labels: {app: agent}}", "metadata: {}")) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("args: ['/var/log/containers/web-*.log']", None),
        ("args: ['/var/log/pods/logging_web-1_*/']", None),
        ("args: ['/var/log/containers/*.log']", "found"),
    ],
)
@pytest.mark.parametrize("image", ["registry.example/agent:1.4", "registry.example/node-problem-detector:1"])
def test_the_logs_of_named_workloads_are_those_of_their_nodes(fields, message, image):
    text = pod(LOGS.replace("/pods", "")).replace("image: registry.example/agent:1.4", f"image: '{image}', {fields}")
    assert [hit.message for hit in found("DS201", text)] == ([message] if message else [])


@pytest.mark.parametrize(
    "fields",
    [
        "initContainers: [{name: a, image: 'quay.io/coreos/hyperkube:v1.36.0'}]",
        "initContainers: [{name: a, image: 'registry.k8s.io/kube-apiserver-arm64@sha256:0'}]",
        "initContainers: [{name: a, image: etcd}]",
        "serviceAccountName: openshift-agent",
        "initContainers: [{name: a, image: 'quay.io/ocp-team/a:1'}]",
    ],
)
def test_a_control_plane_speaks_of_its_own_cluster(fields):
    assert found("DS202", pod(f"tolerations: [{{key: {MASTER}}}]\n{fields}")) == []
    assert found("DS204", pod(f"nodeSelector: {{{MASTER}: ''}}\n{fields}")) == []


@pytest.mark.parametrize(("path", "speaks"), [("/var/lib/k0s/kubelet", False), ("/var/lib/kubelet", True)])
def test_controllers_of_k0s_have_a_taint_of_their_own(path, speaks):
    text = pod(f"tolerations: [{{key: {MASTER}}}]\nvolumes: [{{name: v, hostPath: {{path: {path}}}}}]")
    assert bool(found("DS202", text)) is speaks


@pytest.mark.parametrize(
    ("image", "speaks"),
    [
        ("cloud-controller-manager:v1.20.1", False),
        ("cloud-controller-manager:v1.23.0-rc.1@sha256:0", False),
        ("cloud-controller-manager:v1.24.0", True),
        ("cloud-controller-manager:v1.230.0", True),
        ("cloud-controller-manager", True),
        ("agent:v1.20.1", True),
    ],
)
def test_a_cloud_controller_is_for_the_kubernetes_of_its_version(image, speaks):
    name = image.partition(":")[0]
    container = f"{{name: {name}, image: 'registry.example/{image}'}}"
    text = pod(f"nodeSelector: {{{MASTER}: ''}}").replace("{name: agent, image: registry.example/agent:1.4}", container)
    assert [(one.line, one.column) for one in found("DS204", text)] == [(10, 22)] * speaks
    text = text.replace(f"nodeSelector: {{{MASTER}: ''}}", f"tolerations: [{{key: {MASTER}}}]")
    assert [(one.line, one.column) for one in found("DS202", text)] == [(10, 27)] * speaks


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        ("clusters/gke/agent.yaml", False),
        ("prod-eks-1/agent.yaml", False),
        ("agent-k3s.yaml", False),
        ("weeks/agent.yaml", True),
        ("aws/agent.yaml", True),
    ],
)
def test_a_path_may_name_a_cluster_whose_control_plane_is_no_node(path, speaks):
    options = Options(no_config=True, select=("DS201", "DS202"))
    report = check_text(pod(LOGS), path=path, options=options)
    assert [(one.rule, *one.at.start) for one in report.findings] == [("DS201", 8, 5)] * speaks
    report = check_text(pod(f"tolerations: [{{key: {MASTER}}}]"), path=path, options=options)
    assert [(one.rule, *one.at.start) for one in report.findings] == [("DS202", 10, 27)] * speaks


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("e2e/agent.yaml", "rig"), ("deploy/mock-agent.yaml", "rig"), ("testdata/agent.yaml", "rig"),
        ("deploy/agent.yaml", "found"), ("examples/agent.yaml", "found"), ("latest/agent.yaml", "found"),
    ],
)  # fmt: skip
def test_a_rig_of_tests_needs_no_control_plane_nodes(path, message):
    report = check_text(pod(LOGS), path=path, options=Options(no_config=True, select=("DS201",)))
    (found,) = report.findings
    assert (found.message_key, found.severity == "info", *found.at.start) == (message, message == "rig", 8, 5)


@pytest.mark.parametrize(("path", "message"), [("/", "place"), ("/sys", "found")], ids=["a place alone", "a path"])
def test_where_something_is_mounted_shows_less_than_what_is(path, message):
    text = pod(
        "containers:\n- {name: a, image: r.example/a-exporter:1, volumeMounts: [{name: root, mountPath: /rootfs}]}\n"
        f"volumes: [{{name: root, hostPath: {{path: {path}}}}}]"
    )
    report = check_text(text, path="agent.yaml", options=Options(no_config=True, select=("DS201",)))
    assert [(one.message_key, *one.at.start) for one in report.findings] == [(message, 8, 5)]


CRITICAL = "priorityClassName: system-node-critical\n"
WATCHED = "hostPID: true\nvolumes: [{name: v, hostPath: {path: /sys/fs/cgroup}}]\n"


@pytest.mark.parametrize(
    ("fields", "image", "told"),
    [
        (CRITICAL + WATCHED, "thing", ["found"]),
        (WATCHED, "thing", []),
        (CRITICAL.replace("node", "cluster") + WATCHED, "thing", []),
        (CRITICAL + WATCHED + "tolerations: [{key: example.com/gpu, operator: Exists}]\n", "thing", []),
        (CRITICAL + WATCHED + "nodeSelector: {pool: gpu}\n", "thing", []),
        (WATCHED, "falco", ["found"]),
    ],
    ids=[
        "critical for nodes",
        "no class",
        "critical for the cluster",
        "chosen taints",
        "chosen nodes",
        "it guards nodes",
    ],
)
def test_what_is_critical_for_nodes_or_guards_them_belongs_on_all(fields, image, told):
    mount = "volumeMounts: [{name: v, mountPath: /v}]"
    container = f"containers: [{{name: agent, image: 'registry.example/{image}:1.4', {mount}}}]"
    assert [hit.message for hit in found("DS201", pod(fields + container))] == told
