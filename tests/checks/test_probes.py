"""DS406 to DS408 and DS415: probes, by what they do to an agent."""

import pytest

from tests.checks.hits import at_marks

AGENT = "containers:\n- name: agent\n  image: registry.example/thing:1.4\n  ports: [{name: web, containerPort: 80}]\n"
STRICT = """\
  §livenessProbe: {exec: {command: [x]}, timeoutSeconds: 5}
  readinessProbe: {exec: {command: [x]}, failureThreshold: 9}
"""
CNI = "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]\n"


@pytest.mark.parametrize(
    ("probe", "messages"),
    [
        ("  livenessProbe: {httpGet: {port: §wbe}}\n", ["liveness"]),
        ("  readinessProbe: {tcpSocket: {port: §metrics}}\n", ["found"]),
        ("  livenessProbe: {httpGet: {port: §wbe}}\n  startupProbe: {httpGet: {port: wbe}}\n", ["found"]),
        ("  livenessProbe: {httpGet: {port: web}}\n", []),
        ("  livenessProbe: {httpGet: {port: 81}}\n", []),
        ("  livenessProbe: {httpGet: {port: '81'}}\n", []),
        ("  livenessProbe: {httpGet: {port: '${PORT}'}}\n", []),
        ("  livenessProbe: {httpGet: 3}\n", []),
    ],
    ids=[
        "a slip",
        "another name",
        "of two probes",
        "right",
        "a number",
        "a number as text",
        "a placeholder",
        "no mapping",
    ],
)
def test_a_probe_names_a_port_of_its_container(probe, messages):
    assert at_marks("DS408", AGENT + probe) == messages


@pytest.mark.parametrize(
    ("probe", "messages"),
    [
        ("  §livenessProbe: {exec: {command: [x]}}\n", ["found"]),
        ("  livenessProbe: {exec: {command: [x]}, timeoutSeconds: 5}\n", []),
        ("  livenessProbe: {exec: {command: [x]}, failureThreshold: 30}\n", []),
        ("  livenessProbe: {httpGet: {port: web}}\n", []),
        (STRICT, ["strict"]),
    ],
    ids=["one second", "five seconds", "patient", "no command", "stricter than readiness"],
)
def test_a_probe_leaves_a_network_agent_time(probe, messages):
    assert at_marks("DS415", CNI + AGENT + probe) == messages
    assert at_marks("DS415", AGENT + probe.replace("§", "")) == []


def test_the_probe_of_a_sidecar_is_its_own():
    probe = "  livenessProbe: {exec: {command: [x]}}\n"
    sidecar = "- name: node-driver-registrar\n  image: registry.example/registrar:2.1\n"
    assert at_marks("DS415", CNI + AGENT + sidecar + probe) == []


def test_two_probes_that_are_one_are_told():
    probe = "{exec: {command: [x]}}"
    assert at_marks("DS407", AGENT + f"  §livenessProbe: {probe}\n  readinessProbe: {probe}\n") == ["found"]
    assert at_marks("DS407", AGENT + f"  livenessProbe: {probe}\n  startupProbe: {probe}\n") == []


def test_no_probe_at_all_is_told():
    assert at_marks("DS406", AGENT.replace("agent", "§agent", 1)) == ["found"]


SIDECAR = "- name: §side\n  image: registry.k8s.io/sig-storage/livenessprobe:v2.14.0"


@pytest.mark.parametrize(
    ("driver", "sidecar", "messages"),
    [
        ("", SIDECAR, ["unasked"]),
        ("", SIDECAR + "@sha256:" + "0" * 64, ["unasked"]),
        ("  livenessProbe: {httpGet: {path: /healthz, port: 9808}}\n", SIDECAR.replace("§", ""), []),
    ],
    ids=["nobody asks", "by its digest", "a probe asks"],
)
def test_a_sidecar_of_csi_that_nobody_asks_is_told(driver, sidecar, messages):
    fields = f"containers:\n- name: driver\n  image: registry.example/csi-driver:1.4\n{driver}{sidecar}\n"
    assert at_marks("DS406", fields) == messages


def test_a_sidecar_may_be_asked_by_any_probe_of_the_pod():
    ready = "  readinessProbe: {httpGet: {path: /healthz, port: 9808}}\n"
    fields = (
        f"containers:\n- name: §driver\n  image: registry.example/csi-driver:1.4\n{ready}{SIDECAR.replace('§', '')}\n"
    )
    assert at_marks("DS406", fields) == ["found"]
