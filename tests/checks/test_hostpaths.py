"""DS602, DS603, DS703, DS704, DS707, DS709 and DS711: paths of the node, each at its place."""

import re

import pytest

from tests.checks.hits import at_marks, hits, mounts, pod


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
    ("path", "minor", "messages"),
    [
        ("§/sys/fs/cgroup/cpuset/kubepods.slice, type: Directory", 37, ["cgroups"]),
        ("§/sys/fs/cgroup/memory, type: Directory", 35, ["cgroups"]),
        ("/sys/fs/cgroup/memory, type: Directory", 34, []),
        ("/sys/fs/cgroup/memory, type: ''", 37, []),
        ("/sys/fs/cgroup/kubepods.slice, type: Directory", 37, []),
        ("/sys/fs/cgroup, type: Directory", 37, []),
    ],
    ids=["a controller", "the first version without", "the one before", "not checked", "of both", "all of them"],
)
def test_cgroups_of_the_first_version_are_nowhere_any_more(path, minor, messages):
    assert at_marks("DS709", mounts(path), minor) == messages


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


def test_a_mount_that_holds_volumes_comes_before_one_that_reaches_the_node_without_need():
    fields = mounts("/", "/var/log").replace("thing", "log-shipper").replace("mountPath: /m0", "mountPath: §/m0")
    assert at_marks("DS704", fields.replace("m1}", "m1, mountPropagation: Bidirectional}")) == ["found"]


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
