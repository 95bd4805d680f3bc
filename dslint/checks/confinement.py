"""What confines containers and was switched off: seccomp, AppArmor, masked paths, safe sysctls."""

from __future__ import annotations

from dslint.checks.parts import containers, one_hit
from dslint.manifest.rights import Needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_PROFILES = (("seccompProfile", "seccomp"), ("appArmorProfile", "AppArmor"))
# pkg/kubelet/sysctl/safe_sysctls.go; those that need a version of the kernel are safe where it is new enough
_SAFE = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
)  # fmt: skip


def unconfined(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find what is switched off, unless the role needs privilege, which switches it off too."""
    if workload.answer.decode_errors:
        return
    found = list(_switched_off(workload))
    if found and not Needs(workload.role).privileged:
        yield one_hit("found", found)
    elif sysctls := list(_unsafe_sysctls(workload)):
        yield one_hit("sysctl", sysctls)


def _switched_off(workload: Workload) -> Iterator[tuple[str, Field]]:
    pod = workload.pod.get("securityContext") or {}
    spec = workload.written.pod_spec
    for name, shown in _PROFILES:
        if (pod.get(name) or {}).get("type") == "Unconfined":
            yield f"{shown} Unconfined", spec.get("securityContext", name, "type")
    for one in containers(workload):
        if one.security.get("privileged"):
            continue
        for name, shown in _PROFILES:
            if (one.security.get(name) or {}).get("type") == "Unconfined":
                yield f"{shown} Unconfined", one.field(workload).get("securityContext", name, "type")
        if one.security.get("procMount") == "Unmasked":
            yield "procMount Unmasked", one.field(workload).get("securityContext", "procMount")


def _unsafe_sysctls(workload: Workload) -> Iterator[tuple[str, Field]]:
    """Yield the settings of the kernel that the kubelet refuses unless it is told to allow them."""
    sysctls = (workload.pod.get("securityContext") or {}).get("sysctls") or ()
    for index, one in enumerate(sysctls):
        if one.get("name") and one["name"].replace("/", ".") not in _SAFE:
            yield one["name"], workload.written.pod_spec.get("securityContext", "sysctls", index, "name")
