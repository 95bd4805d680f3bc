"""The security context of a container.

Source: ValidateSecurityContext in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2), for an API server that
allows privileged containers (``--allow-privileged``).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed
from dslint.kube.apiserver.validation.podsecuritycontext import (
    validate_apparmor_profile,
    validate_seccomp_profile,
    validate_windows_options,
)
from dslint.kube.values.names import group_id, user_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_PROC_MOUNTS = ["Default", "Unmasked"]


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
            detail = "`hostUsers` must be false to use `Unmasked`"
            errors.invalid((*path, "procMount"), proc_mount, detail, bad=Typed(proc_mount))
    if context.get("allowPrivilegeEscalation") is False:
        if context.get("privileged"):
            _escalates(context, "`privileged` to true", path, errors)
        for capability in (context.get("capabilities") or {}).get("add") or ():
            if capability == "CAP_SYS_ADMIN":
                _escalates(context, "`capabilities.Add` CAP_SYS_ADMIN", path, errors)
    seccomp = context.get("seccompProfile")
    if seccomp is not None:
        validate_seccomp_profile(seccomp, (*path, "seccompProfile"), errors)
    apparmor = context.get("appArmorProfile")
    if apparmor is not None:
        validate_apparmor_profile(apparmor, (*path, "appArmorProfile"), errors)
    windows = context.get("windowsOptions")
    if windows is not None:
        validate_windows_options(windows, (*path, "windowsOptions"), errors)


def _escalates(context: dict[str, Any], other: str, path: Path, errors: FieldErrors) -> None:
    from dslint.kube.apiserver.structures import security_context

    detail = f"cannot set `allowPrivilegeEscalation` to false and {other}"
    errors.invalid(path, context, detail, (*path, "allowPrivilegeEscalation"), security_context(context))
