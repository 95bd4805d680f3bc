"""DS607: what confines a container and was switched off, and settings that the kubelet refuses."""

import pytest

from tests.checks.hits import at_marks

CNI = "volumes: [{name: v, hostPath: {path: /etc/cni/net.d}}]\n"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("securityContext: {seccompProfile: {type: §Unconfined}}", ["found"]),
        ("securityContext: {appArmorProfile: {type: §Unconfined}}", ["found"]),
        ("securityContext: {seccompProfile: {type: RuntimeDefault}}", []),
        (CNI + "securityContext: {seccompProfile: {type: Unconfined}}", []),
        ("securityContext: {sysctls: [{name: §net.core.somaxconn, value: '1'}]}", ["sysctl"]),
        ("securityContext: {sysctls: [{name: net/ipv4/tcp_syncookies, value: '1'}]}", []),
        ("securityContext: {seccompProfile: 3}", []),
    ],
    ids=["seccomp", "AppArmor", "on", "a network agent", "an unsafe setting", "a safe one, with slashes", "no mapping"],
)
def test_what_is_switched_off_is_told(fields, messages):
    assert at_marks("DS607", fields) == messages
