"""DS601, DS605, DS606 and DS614: what containers may do, held against what their role needs."""

import pytest

from tests.checks.hits import at_marks, hits, pod

LOGS = "volumes: [{name: v, hostPath: {path: /var/log/containers}}]\n"
CNI = "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]\n"
KERNEL = "volumes: [{name: v, hostPath: {path: /var/log/pods}}, {name: k, hostPath: {path: /sys/kernel/debug}}]\n"


def container(security, more=""):
    return f"containers:\n- name: agent\n  image: registry.example/thing:1.4\n  securityContext: {security}\n{more}"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (LOGS + container("{privileged: §true}"), ["found"]),
        (CNI + container("{privileged: true}"), []),
        (KERNEL + container("{privileged: true}"), []),
        (container("{privileged: true}"), []),
        (LOGS + container("{privileged: false}"), []),
        (LOGS + container("{privileged: true}", "  command: [sh, -c, 'nsenter -t 1 -m true']\n"), []),
        (LOGS + container("{privileged: 3}"), []),
    ],
    ids=[
        "a log shipper", "a network agent", "work in the kernel", "no role", "not privileged", "tools of the node",
        "no boolean",
    ],
)  # fmt: skip
def test_privilege_that_the_role_does_not_need_is_told(fields, messages):
    assert at_marks("DS601", fields) == messages


@pytest.mark.parametrize(
    ("image", "enough"),
    [("fluent-bit", "DAC_READ_SEARCH"), ("ingress-nginx", "NET_BIND_SERVICE, NET_ADMIN, NET_RAW")],
    ids=["a log shipper", "an ingress controller"],
)
def test_what_a_role_needs_in_place_of_privilege_is_named(image, enough):
    [(_, hit)] = hits("DS601", pod(container("{privileged: true}").replace("thing", image)))
    assert hit.params["enough"] == enough


CSI = """\
containers:
- name: driver
  image: registry.example/csi-driver:1.4
  args: [--csi-address=/csi/csi.sock, --kubelet-registration-path=/var/lib/kubelet/plugins/d/csi.sock]
  securityContext: {privileged: true}
- name: node-driver-registrar
  image: registry.example/registrar:1.4
  securityContext:
"""


@pytest.mark.parametrize(
    ("security", "messages"),
    [
        ("    privileged: §true\n", ["aside"]),
        ("    # SELinux asks for it\n    privileged: true\n", []),
    ],
    ids=["without a word", "explained"],
)
def test_a_registrar_beside_a_driver_needs_no_privilege(security, messages):
    assert at_marks("DS601", CSI + security) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (LOGS + "hostPID: §true\n", ["found"]),
        (LOGS + "hostIPC: true\nhostNetwork: §true\n", ["found"]),
        (LOGS + "hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet\n", []),
        (CNI + "hostNetwork: true\nhostPID: true\n", []),
        ("hostPID: true\n", []),
        (LOGS + "hostPID: true\n" + container("{privileged: true}"), []),
    ],
    ids=["a log shipper", "two", "somebody thought about it", "a network agent", "no role", "privileged"],
)
def test_a_namespace_of_the_node_without_a_use_is_told(fields, messages):
    assert at_marks("DS605", fields) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (LOGS + container("{capabilities: {add: [§SYS_ADMIN]}}"), ["found"]),
        (LOGS + container("{capabilities: {add: [KILL, §ALL]}}"), ["found"]),
        (CNI + container("{capabilities: {add: [SYS_ADMIN]}}"), []),
        (container("{capabilities: {add: [§CAP_KILL]}}"), ["prefixed"]),
        (container("{capabilities: {add: [SYS_ADMIN]}}"), []),
    ],
    ids=["beyond the role", "all", "a network agent", "a prefix", "no role"],
)
def test_capabilities_beyond_the_role_are_told(fields, messages):
    assert at_marks("DS606", fields) == messages


def test_capabilities_of_a_privileged_container_do_nothing():
    assert at_marks("DS614", container("{privileged: true, §capabilities: {drop: [ALL]}}")) == ["found"]
    assert at_marks("DS614", container("{privileged: false, capabilities: {drop: [ALL]}}")) == []


def test_capabilities_beside_privileged_are_another_message_of_csi_drivers_and_none_where_privileged_is_told():
    csi = "volumes: [{name: v, hostPath: {path: /var/lib/kubelet/plugins_registry}}]\n"
    assert at_marks("DS614", csi + container("{privileged: true, §capabilities: {add: [SYS_ADMIN]}}")) == ["driver"]
    unneeded = LOGS + container("{privileged: true, capabilities: {drop: [ALL]}}").replace(
        "thing:1.4", "fluent-bit:3.2"
    )
    assert len(hits("DS601", pod(unneeded))) == 1
    assert hits("DS614", pod(unneeded)) == []


def test_windows_agents_are_in_the_network_of_the_node_if_they_are_its_processes():
    assert at_marks("DS605", LOGS + "hostNetwork: true\nnodeSelector: {kubernetes.io/os: windows}\n") == []
