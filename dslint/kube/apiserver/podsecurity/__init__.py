"""The Pod Security Standards: what the levels ``baseline`` and ``restricted`` object to in a pod template.

For a DaemonSet the server only warns and audits; in a namespace that enforces a level its pods are rejected.

Sources: policy/registry.go and policy/check_*.go in staging/src/k8s.io/pod-security-admission (Kubernetes v1.36.2).
"""

from __future__ import annotations

from collections.abc import Callable

from dslint.kube.apiserver.podsecurity import baseline, restricted
from dslint.kube.apiserver.podsecurity.common import Pod, Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["LEVELS", "Violation", "evaluate", "said", "warning"]

LEVELS = ("privileged", "baseline", "restricted")

_Check = Callable[[Pod], Violation | None]
# In the server's order: by id, those of the baseline first.
# Id of a check -> the policy version since which it applies, and the check.
_BASELINE: dict[str, tuple[int, _Check]] = {
    "appArmorProfile": (0, baseline.apparmor),
    "capabilities_baseline": (0, baseline.capabilities),
    "hostNamespaces": (0, baseline.host_namespaces),
    "hostPathVolumes": (0, baseline.host_path_volumes),
    "hostPorts": (0, baseline.host_ports),
    "hostProbesAndHostLifecycle": (34, baseline.handler_hosts),
    "privileged": (0, baseline.privileged),
    "procMount": (0, baseline.proc_mount),
    "seLinuxOptions": (0, baseline.selinux),
    "seccompProfile_baseline": (0, baseline.seccomp),
    "sysctls": (0, baseline.sysctls),
    "windowsHostProcess": (0, baseline.host_process),
}
# The same, with the baseline check that it takes the place of.
_RESTRICTED: dict[str, tuple[int, _Check, str]] = {
    "allowPrivilegeEscalation": (8, restricted.privilege_escalation, ""),
    "capabilities_restricted": (22, restricted.capabilities, "capabilities_baseline"),
    "procMount_restricted": (35, restricted.proc_mount, "procMount"),
    "restrictedVolumes": (0, restricted.volumes, "hostPathVolumes"),
    "runAsNonRoot": (0, restricted.run_as_non_root, ""),
    "runAsUser": (23, restricted.run_as_user, ""),
    "seccompProfile_restricted": (19, restricted.seccomp, "seccompProfile_baseline"),
}


def evaluate(template: dict[str, Any], level: str, minor: int) -> list[Violation]:
    """Return what a level of policy version 1.``minor`` objects to in a decoded pod template, in the server's order.

    Raises ValueError for a level that does not exist.
    """
    if level not in LEVELS:
        raise ValueError(f"{level!r} is no level of the Pod Security Standards")
    if level == "privileged":
        return []
    checks = {name: check for name, (since, check) in _BASELINE.items() if since <= minor}
    if level == "restricted":
        more = {name: entry for name, entry in _RESTRICTED.items() if entry[0] <= minor}
        replaced = {entry[2] for entry in more.values()}
        checks = {name: check for name, check in checks.items() if name not in replaced}
        checks.update((name, entry[1]) for name, entry in more.items())
    pod = Pod((template.get("metadata") or {}).get("annotations") or {}, template.get("spec") or {}, minor)
    found = (check(pod) for check in checks.values())
    return [violation for violation in found if violation is not None]


def warning(violations: list[Violation], level: str, version: str) -> str:
    """Return the text with which the server warns; ``version`` is as the namespace names it (``latest``, ``v1.35``).

    Source: ValidatePodController, enforcementWarning in admission/admission.go, policy/checks.go (ForbiddenDetail).
    """
    return f'would violate PodSecurity "{level}:{version}": {said(violations)}'


def said(violations: list[Violation]) -> str:
    """Return violations in the words of the admission plugin, which rejects pods and warns with the same."""
    return ", ".join(f"{it.reason} ({it.detail})" if it.detail else it.reason for it in violations)
