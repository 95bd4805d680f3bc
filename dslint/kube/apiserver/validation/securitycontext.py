"""The security context of a container.

Source: ValidateSecurityContext in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2), for an API server that
allows privileged containers (``--allow-privileged``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.kube.apiserver.validation.podsecuritycontext import (
    validate_apparmor_profile,
    validate_seccomp_profile,
    validate_windows_options,
)
from dslint.kube.values.names import group_id, user_id

if TYPE_CHECKING:
    from dslint.kube.apiserver.fields import FieldErrors, Path

_PROC_MOUNTS = ["Default", "Unmasked"]
_ALONE = "cannot set `allowPrivilegeEscalation` to false and "


def validate_security_context(context: dict[str, Any], path: Path, errors: FieldErrors, *, host_users: bool) -> None:
    """Check a container's ``securityContext``; ``host_users``: the pod shares the node's users, which is the default.

    The names of capabilities are not checked, and only ``CAP_SYS_ADMIN`` is known to escalate.
    """
    user, group = context.get("runAsUser"), context.get("runAsGroup")
    if user is not None:
        for fault in user_id(user):
            errors.invalid((*path, "runAsUser"), user, fault)
    if group is not None:
        for fault in group_id(group):
            errors.invalid((*path, "runAsGroup"), group, fault)
    proc_mount = context.get("procMount")
    if proc_mount is not None:
        if proc_mount not in _PROC_MOUNTS:
            errors.not_supported((*path, "procMount"), proc_mount, _PROC_MOUNTS)
        if host_users and proc_mount == "Unmasked":
            errors.invalid((*path, "procMount"), proc_mount, "`hostUsers` must be false to use `Unmasked`")
    if context.get("allowPrivilegeEscalation") is False:
        place = (*path, "allowPrivilegeEscalation")
        if context.get("privileged"):
            errors.invalid(path, context, f"{_ALONE}`privileged` to true", place)
        for capability in (context.get("capabilities") or {}).get("add") or ():
            if capability == "CAP_SYS_ADMIN":
                errors.invalid(path, context, f"{_ALONE}`capabilities.Add` CAP_SYS_ADMIN", place)
    seccomp = context.get("seccompProfile")
    if seccomp is not None:
        validate_seccomp_profile(seccomp, (*path, "seccompProfile"), errors)
    apparmor = context.get("appArmorProfile")
    if apparmor is not None:
        validate_apparmor_profile(apparmor, (*path, "appArmorProfile"), errors)
    windows = context.get("windowsOptions")
    if windows is not None:
        validate_windows_options(windows, (*path, "windowsOptions"), errors)
