from __future__ import annotations

import pytest

from tests.checks.hits import at_marks, hits, pod


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("hostNetwork: §true", ["unset"]),
        ("hostNetwork: §true\ndnsPolicy: null", ["unset"]),
        ("hostNetwork: §true\ndnsPolicy: ''", ["unset"]),
        ("hostNetwork: true\ndnsPolicy: §ClusterFirst", ["found"]),
        ("hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet", []),
        ("hostNetwork: true\ndnsPolicy: Default", []),
        ("hostNetwork: true\ndnsPolicy: None", []),
        ("hostNetwork: false", []),
        ("dnsPolicy: ClusterFirst", []),
        ("hostNetwork: 'true'", []),
        ("hostNetwork: true\nnodeSelector: {kubernetes.io/os: windows}", []),
        ("hostNetwork: true\nos: {name: windows}", []),
    ],
)
def test_host_network_dns(fields: str, messages: list[str]) -> None:
    assert at_marks("DS701", fields) == messages


def test_an_unset_policy_may_come_from_elsewhere() -> None:
    assert [hit.absence for _, hit in hits("DS701", pod("hostNetwork: true"))] == [True]


@pytest.mark.parametrize(
    ("path", "fixed"),
    [("/etc/cni/net.d", False), ("/opt/cni/bin/", False), ("/var/log", True), ("/etc/cni", True)],
)
def test_an_agent_that_sets_up_the_network_cannot_wait_for_the_cluster_dns(path: str, fixed: bool) -> None:
    text = pod(f"hostNetwork: true\nvolumes: [{{name: v, hostPath: {{path: {path}}}}}, {{name: w, emptyDir: {{}}}}]")
    [(_, hit)] = hits("DS701", text)
    assert (hit.message, bool(hit.fix)) == ("unset", fixed)
