from __future__ import annotations

import pytest

from tests.checks.hits import hits, pod, said


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
    assert said("DS701", fields) == messages


def test_an_unset_policy_may_come_from_elsewhere() -> None:
    assert [hit.absence for _, hit in hits("DS701", pod("hostNetwork: true"))] == [True]
