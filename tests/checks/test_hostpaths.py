"""DS307, DS602, DS603, DS604, DS703, DS704, DS707, DS709 and DS711: paths of the node, each at its place."""

import re

import pytest

from dslint.run import check_paths
from tests.checks.hits import at_marks, hits, pod


def mounts(*paths, mount="", kind="containers", extra=""):
    """Return a pod that mounts paths; a ``§`` before a path marks its volume, one in ``mount`` its mount."""
    rows = [f"  - {{name: v{index}, mountPath: {mount}/m{index}}}" for index in range(len(paths))]
    if kind == "initContainers":
        extra = "containers: [{name: main, image: registry.example/thing:1.4}]\n" + extra
    volumes = [f"- name: v{index}\n  hostPath: {{path: {path}}}" for index, path in enumerate(paths)]
    head = f"{kind}:\n- name: agent\n  image: registry.example/thing:1.4\n  volumeMounts:\n"
    return extra + head + "\n".join(rows) + "\nvolumes:\n" + "\n".join(volumes)


def unused(path):
    """Return a pod with a path that no container mounts: the kubelet passes over it."""
    return mounts("/data") + f"\n- name: left\n  hostPath: {{path: {path}}}"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/", mount="§"), ["found"]),
        (mounts("/etc/", mount="§"), ["found"]),
        (mounts("/lib/modules", mount="§"), ["modules"]),
        (mounts("/data"), []),
        (mounts("/etc", kind="initContainers"), []),
        (mounts("/etc/cni/net.d"), []),
        (mounts("/").replace("m0}", "m0, readOnly: true}"), []),
        (mounts("/", extra="nodeSelector: {kubernetes.io/os: windows}\n"), []),
    ],
    ids=["the root", "a slash at the end", "modules", "data", "it installs", "its own", "read only", "a drive"],
)
def test_what_the_node_is_made_of_is_only_read(fields, messages):
    assert at_marks("DS602", fields) == messages


@pytest.mark.parametrize(
    ("paths", "fixed"),
    [(["/usr"], 0), (["/etc/kubernetes"], 1), (["/etc/kubernetes/pki", "/usr"], 0)],
    ids=["where it installs itself", "credentials", "both"],
)
def test_what_installs_itself_may_only_lose_credentials(paths, fixed):
    fields = mounts(*paths, "/opt/cni/bin").replace("thing:1.4", "cni-agent:1.4")
    [(_, hit)] = hits("DS602", pod(fields))
    assert len(hit.fix) == fixed


def test_what_only_reads_gets_its_root_read_only():
    [(_, hit)] = hits("DS602", pod(mounts("/", "/etc")))
    assert len(hit.fix) == 2


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/var/log/pods", mount="§"), ["found"]),
        (mounts("/var/log"), []),
        (mounts("/data"), []),
    ],
    ids=["logs of pods", "all logs", "no logs"],
)
def test_logs_are_only_read(fields, messages):
    assert at_marks("DS603", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("§/run/containerd/containerd.sock").replace("thing", "log-shipper"), ["found"]),
        (mounts("§/var/run/crio/crio.sock").replace("thing", "log-shipper"), ["found"]),
        (mounts("/run/containerd/containerd.sock"), []),
        (mounts("/run/containerd"), []),
        (mounts("/run/containerd/containerd.sock", extra="hostPID: true\n").replace("thing", "falco"), []),
    ],
    ids=["containerd", "CRI-O", "no role", "a folder", "an agent that watches"],
)
def test_the_socket_of_the_runtime_is_told(fields, messages):
    assert at_marks("DS604", fields, selected=frozenset({"DS604"})) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("§/var/run/docker.sock", "§/var/lib/docker/containers"), ["socket", "logs"]),
        (mounts("§/var/run/docker.sock", "/var/lib/docker"), ["socket"]),
        (mounts("§/var/lib/docker"), ["data"]),
        (mounts("/var/log", "§/var/lib/docker/containers"), ["left"]),
        (mounts("/var/log", "§/var/lib/docker/containers").replace("registry.example", "localhost"), ["beside"]),
        (mounts("/var/run/docker.sock", "/run/containerd/containerd.sock"), []),
        (mounts("/var/run", "/var/lib/docker"), []),
        (mounts("/var/log/pods", "/var/lib/docker/containers, type: §Directory"), ["stuck"]),
        (mounts("/run/containerd/containerd.sock", "/var/run/docker.sock, type: §Socket"), ["stuck"]),
        (mounts("/var/log/pods", "/var/lib/docker/containers, type: DirectoryOrCreate"), []),
        (mounts("/var/run/docker.sock", extra="nodeSelector: {runtime: docker}\n"), []),
    ],
    ids=[
        "both",
        "what a socket is for",
        "its data alone",
        "beside the logs",
        "beside the logs, on one machine",
        "several runtimes",
        "the sockets of all",
        "a folder that has to be there",
        "a socket that has to be there",
        "made where it is missing",
        "nodes with Docker",
    ],
)
def test_what_docker_alone_makes_is_told(fields, messages):
    assert at_marks("DS307", fields) == messages


SET = "name: i, image: registry.example/thing:1.4, env: [{name: CRI, value: docker}]"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (mounts("/var/log", "/var/lib/docker/containers", "/mnt/sda1/var/lib/docker/containers"), False),
        (mounts("/var/log", "/var/lib/docker/containers", extra="# as Minikube has it\n"), False),
        (mounts("/var/log", "/var/lib/docker/containers", "/data/minikubes"), True),
        (mounts("/var/log", "/var/lib/docker/containers", extra=f"initContainers: [{{{SET}}}]\n"), False),
        (mounts("/var/log", "/var/lib/docker/containers", extra="# cri-dockerd\n"), False),
    ],
    ids=["its disk", "a comment", "another word", "a setting", "what makes it a runtime"],
)
def test_nodes_that_are_said_to_run_docker_do(fields, told):
    assert bool(hits("DS307", pod(fields))) is told


ALLOY = 'kind: ConfigMap\nmetadata: {name: c}\ndata:\n  config.alloy: |\n    discovery.docker "all" {}\n'
MOUNTED = "services: {a: {volumes: ['/var/run/docker.sock:/var/run/docker.sock']}}\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, True),
        ({"logs/config.yaml": ALLOY}, False),
        ({"other/config.yaml": ALLOY}, True),
        ({"logs/config.yaml": "kind: ConfigMap\ndata: {a: discovery.kubernetes}\n"}, True),
        ({"README.md": "# Lab\n\n    minikube start --cpus 4\n"}, False),
        ({"README.md": "# Lab\n\n    minikube start --container-runtime=containerd\n"}, True),
        ({"README.md": "# Lab, on whatever cluster\n"}, True),
        ({"README.md": "# Agent\n\n    minikube start\n", "go.mod": "module registry.example/agent\n"}, True),
        ({"scripts/Setup-minikube.ps1": "minikube start --driver=hyperv\n"}, False),
        ({"scripts/minikube.sh": "kubectl config use-context minikube\n"}, True),
        ({"docker-compose/portainer/docker-compose.yml": MOUNTED}, False),
        ({"compose.yaml": MOUNTED}, False),
        ({"compose.yaml": "services: {a: {image: redis}}\n"}, True),
        ({"app/compose.yaml": MOUNTED}, True),
        ({"compose.yaml": MOUNTED, "package.json": "{}\n"}, True),
    ],
    ids=[
        "nothing around",
        "a configuration that asks Docker",
        "of another folder",
        "a configuration that asks Kubernetes",
        "a README that starts minikube",
        "with another runtime",
        "a README",
        "one of software",
        "a script that starts it",
        "a script that only uses it",
        "a folder for Compose",
        "a file for Compose",
        "without the socket",
        "of an application",
        "of software",
    ],
)
def test_the_tree_says_whether_nodes_run_docker(tmp_path, files, told):
    (tmp_path / ".git").mkdir()
    for name, text in {"logs/agent.yaml": pod(mounts("/var/run/docker.sock")), **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert any(one.rule == "DS307" for one in check_paths([str(tmp_path)]).findings) is told


@pytest.mark.parametrize(("config", "told"), [(ALLOY, False), ("kind: ConfigMap\nmetadata: {name: c}\n", True)])
def test_an_agent_whose_configuration_asks_docker_needs_its_socket(tmp_path, config, told):
    shipper = pod(mounts("/run/podman/podman.sock", "/var/log/pods")).replace("thing:", "promtail:")
    (tmp_path / "agent.yaml").write_text(shipper)
    (tmp_path / "config.yaml").write_text(config)
    assert any(one.rule == "DS604" for one in check_paths([str(tmp_path)]).findings) is told


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  args: [--prune]\n", "socket"),
        ("  args: [--cri, /run/runtime.sock]\n", "cri"),
        ("  env: [{name: CONTAINER_RUNTIME_ENDPOINT, value: /run/runtime.sock}]\n", "cri"),
        ("  env: [{name: DESCRIPTION, value: critical}]\n", "socket"),
    ],
)
def test_another_socket_is_advised_only_to_what_speaks_with_other_runtimes(more, message):
    fields = mounts("/var/run/docker.sock").replace("  volumeMounts:", f"{more}  volumeMounts:")
    assert [hit.message for _, hit in hits("DS307", pod(fields))] == [message]


def test_a_path_has_a_type():
    assert at_marks("DS703", mounts("§/data", "/run/a.sock")) == ["found"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("§/run/agent.sock"), ["found"]),
        (mounts("/run/agent.sock, type: Socket"), []),
        (mounts("/run/a.sock", "/run/b.sock"), []),
        (mounts("/var/run/docker.sock", "/run/containerd", "/var/run/crio"), []),
        (mounts("§/run/containerd/containerd.sock", "/run/containerd"), ["found"]),
        (mounts("§/run/agent.sock", "/run/containerd", "/var/run/crio"), ["found"]),
        (mounts("/data"), []),
        (unused("/run/agent.sock"), []),
        (mounts("§/dev/net/tun"), ["device"]),
        (mounts("§/dev/ttyUSB0", "/data"), ["device"]),
        (mounts("/dev/net/tun, type: CharDevice"), []),
        (mounts("/dev/null", "/dev/dri"), []),
        (mounts("§/run/agent.sock", "/dev/kvm"), ["found"]),
    ],
    ids=[
        "untyped",
        "typed",
        "alternatives",
        "folders of other runtimes",
        "the folder of the same one",
        "of no runtime",
        "a folder",
        "mounted nowhere",
        "a device of a module",
        "a device that is plugged in",
        "a typed device",
        "what every node has",
        "both",
    ],
)
def test_a_socket_or_device_has_a_type(fields, messages):
    assert at_marks("DS707", re.sub(r"/m(\d)}", r"/m\1.sock}", fields)) == messages


def test_what_is_mounted_as_a_folder_is_no_socket():
    """The registrar of a CSI driver makes its socket there."""
    registration = "/var/lib/kubelet/plugins_registry/block.csi.example-reg.sock"
    assert at_marks("DS707", mounts(registration)) == []


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/run/agent.sock, type: §File"), ["found"]),
        (mounts("/var/log, type: §Socket"), ["found"]),
        (mounts("/run/agent.sock, type: Socket"), []),
        (mounts("/run/agent.sock, type: ''"), []),
        (mounts("/etc/localtime, type: File"), []),
        (mounts("/run/agent.sock, type: §File", kind="initContainers"), ["found"]),
        (unused("/run/agent.sock, type: File"), []),
        (mounts("/run/a.sock, type: §File", "/var/log, type: Socket"), ["found"]),
    ],
    ids=["a socket", "a folder", "right", "not checked", "a file", "to prepare", "mounted nowhere", "two"],
)
def test_a_type_fits_its_path(fields, messages):
    assert at_marks("DS709", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/", mount="§"), ["found"]),
        (mounts("/var/lib/kubelet/", mount="§"), ["found"]),
        (mounts("/").replace("m0}", "m0, mountPropagation: HostToContainer}"), []),
        (mounts("/", kind="initContainers"), []),
        (mounts("/", extra="nodeSelector: {kubernetes.io/os: windows}\n"), []),
        (mounts("/data"), []),
    ],
    ids=["the root", "the kubelet", "it follows", "only at the start", "Windows", "another path"],
)
def test_a_mount_of_the_node_follows_it(fields, messages):
    assert at_marks("DS704", fields) == messages


@pytest.mark.parametrize(
    ("image", "path", "mode", "messages"),
    [
        ("log-shipper", "/var/log", "§Bidirectional", ["needless"]),
        ("log-shipper", "/", "§Bidirectional", ["needless"]),
        ("log-shipper", "/var/log", "HostToContainer", []),
        ("log-shipper", "/var/lib/buffer", "Bidirectional", []),
        ("cni-agent", "/run/netns", "Bidirectional", []),
        ("csi-driver", "/var/lib/kubelet/pods", "Bidirectional", []),
        ("thing", "/data", "Bidirectional", []),
    ],
    ids=["logs", "the root", "it follows", "its own", "namespaces of the network", "volumes", "no role"],
)
def test_a_mount_reaches_the_node_only_where_the_role_needs_it(image, path, mode, messages):
    fields = mounts(path).replace("thing", image).replace("m0}", f"m0, mountPropagation: {mode}}}")
    assert at_marks("DS704", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("dnsPolicy: §ClusterFirstWithHostNet", ["found"]),
        ("dnsPolicy: ClusterFirstWithHostNet\nhostNetwork: true", []),
        ("dnsPolicy: ClusterFirst", []),
    ],
    ids=["without", "with", "the default"],
)
def test_host_dns_needs_the_network_of_the_node(fields, messages):
    assert at_marks("DS711", fields) == messages


@pytest.mark.parametrize(
    "fields",
    [
        mounts("/usr/local/bin", "/etc/systemd/system"),
        mounts("/etc/kubernetes/node-feature-discovery/features.d"),
        mounts("/", "/opt/cni/bin").replace("m0}", "m0, mountPropagation: HostToContainer}"),
        mounts("/").replace("thing", "acme-cni"),
    ],
    ids=["programs and units", "of other software", "the node's tools run in it", "the way to install a plugin"],
)
def test_what_is_meant_to_be_written_is_left_alone(fields):
    assert not hits("DS602", pod(fields))


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/", mount="§").replace("thing", "exporter"), ["found"]),
        (mounts("/", "/etc/cni/net.d", mount="§").replace("§/m1", "/m1").replace("thing", "acme-cni"), ["found"]),
        (mounts("/usr", mount="§").replace("thing", "acme-cni"), ["found"]),
    ],
    ids=["an agent of another kind", "with a folder to install into", "not the root"],
)
def test_a_network_agent_with_another_way_to_install_its_plugin_only_reads_the_root(fields, messages):
    assert at_marks("DS602", fields) == messages


MODULES = mounts("/lib/modules", "/sys").replace("/m0}", "§/m0}")
PRIVILEGED = ":1.4\n  securityContext: {privileged: true}\n"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("/", mount="§").replace("m0}", "m0, readOnly: false}"), ["meant"]),
        ("hostPID: true\n" + mounts("/", mount="§").replace(":1.4\n", PRIVILEGED), ["meant"]),
        (mounts("/", mount="§").replace(":1.4\n", PRIVILEGED), ["found"]),
        ("hostPID: true\n" + mounts("/", mount="§"), ["found"]),
        (mounts("/", "/etc", mount="§").replace("§/m0}", "/m0, readOnly: false}"), ["found"]),
        (mounts("/lib/modules").replace("m0}", "m0, readOnly: false}"), []),
    ],
    ids=["written", "it has the node anyway", "privileged alone", "processes alone", "one of two", "modules"],
)
def test_what_is_meant_to_be_written_is_an_info(fields, messages):
    assert at_marks("DS602", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (MODULES.replace("§", "").replace(":1.4\n", PRIVILEGED), []),
        (MODULES.replace(":1.4\n", PRIVILEGED).replace("m1}", "m1, readOnly: true}"), ["modules"]),
        (MODULES.replace(":1.4\n", PRIVILEGED).replace("/sys", "/data"), ["modules"]),
        (MODULES, ["modules"]),
    ],
    ids=["it writes more", "it reads more", "it writes elsewhere", "without privileges"],
)
def test_modules_are_told_where_a_container_does_not_write_its_node_anyway(fields, messages):
    assert at_marks("DS602", fields) == messages


def test_a_root_that_follows_the_node_is_told_of_what_runs_no_tools_there():
    fields = mounts("/", mount="§").replace("m0}", "m0, mountPropagation: HostToContainer}")
    assert at_marks("DS602", fields) == ["found"]


def test_what_changes_its_node_at_once_holds_no_volume_for_long():
    assert hits("DS704", pod(mounts("/")))
    assert not hits("DS704", pod(mounts("/").replace("thing:1.4", "node-tuner:1.4")))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("", True),
        ("nodeSelector: {bottlerocket.aws/updater-interface-version: 2.0.0}\n", False),
    ],
    ids=["any node", "a node whose containerd is there"],
)
def test_the_socket_of_dockershim_is_that_of_containerd_on_bottlerocket(fields, told):
    assert bool(hits("DS307", pod(fields + mounts("/var/run/dockershim.sock")))) is told
    assert hits("DS307", pod(fields + mounts("/var/run/docker.sock")))
