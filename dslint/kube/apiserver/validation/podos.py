"""What the operating system of a pod forbids, and Windows host process containers.

Source: validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2). The server is taken to run with --allow-privileged.
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.common import containers_with_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_ON_LINUX = "windows options cannot be set for a linux pod"
_ON_WINDOWS = "cannot be set for a windows pod"
_NOT_IN_WINDOWS_POD = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "sysctls",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
)
_NOT_IN_WINDOWS_CONTAINER = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
)


def validate_os(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check ``os`` of a pod that names one, and the fields that this system does not have."""
    name = spec["os"].get("name") or ""
    if not name:
        errors.required((*path, "os", "name"))
    elif name == "linux":
        _linux(spec, path, errors)
    elif name == "windows":
        _windows(spec, path, errors)
    else:
        errors.not_supported((*path, "os"), name, ["linux", "windows"], (*path, "os", "name"))


def _security_contexts(spec: dict[str, Any], path: Path) -> list[tuple[dict[str, Any], Path]]:
    return [
        (container["securityContext"], (*place, "securityContext"))
        for container, place in containers_with_path(spec, path)
        if container.get("securityContext")
    ]


def _linux(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    pod = (spec.get("securityContext") or {}, (*path, "securityContext"))
    for context, place in (pod, *_security_contexts(spec, path)):
        if context.get("windowsOptions") is not None:
            errors.forbidden((*place, "windowsOptions"), _ON_LINUX, context["windowsOptions"])


def _windows(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    for field in ("hostUsers", "shareProcessNamespace"):
        if spec.get(field) is not None:
            errors.forbidden((*path, field), _ON_WINDOWS, spec[field])
    for field in ("hostPID", "hostIPC"):
        if spec.get(field):
            errors.forbidden((*path, field), _ON_WINDOWS, True)
    context = spec.get("securityContext") or {}
    for field in _NOT_IN_WINDOWS_POD:
        value = context.get(field)
        if value is not None and (value or field != "sysctls"):
            errors.forbidden((*path, "securityContext", field), _ON_WINDOWS, value)
    for own, place in _security_contexts(spec, path):
        for field in _NOT_IN_WINDOWS_CONTAINER:
            if own.get(field) is not None:
                errors.forbidden((*place, field), _ON_WINDOWS, own[field])


def validate_host_process(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check Windows host process containers: all or none, and on the host network."""
    pod = _host_process(spec)
    count = 0
    containers = 0
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            containers += 1
            own = _host_process(container)
            if pod is not None and own is not None and pod != own:
                place = (*path, field, index, "securityContext", "windowsOptions", "hostProcess")
                value = "true" if pod else "false"
                errors.invalid(
                    place, own, f"pod hostProcess value must be identical if both are specified, was {value}"
                )
            count += bool(pod if own is None else own)
    if not count:
        return
    if count != containers:
        detail = "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        errors.invalid(path, "", detail)
    if not spec.get("hostNetwork"):
        detail = "hostNetwork must be true if pod contains any hostProcess containers"
        errors.invalid((*path, "hostNetwork"), False, detail)


def _host_process(owner: dict[str, Any]) -> bool | None:
    context = owner.get("securityContext")
    options = context and context.get("windowsOptions")
    return options.get("hostProcess") if options else None
