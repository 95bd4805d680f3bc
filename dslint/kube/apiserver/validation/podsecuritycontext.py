"""The pod's security context; its profiles and Windows options are also those of containers.

Source: validatePodSpecSecurityContext and what it calls in pkg/apis/core/validation/validation.go, sysctl namespaces
in staging/src/k8s.io/component-helpers/node/util/sysctl/{namespace,convert}.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

import re
from functools import cache

from dslint.kube.apiserver.badvalues import Typed
from dslint.kube.apiserver.validation.common import check
from dslint.kube.apiserver.validation.paths import relative_path
from dslint.kube.values.names import dns1123_subdomain, group_id, size, user_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_MAX_PROFILE = 4095  # bytes, PATH_MAX - 1
_MAX_SYSCTL = 253
_SYSCTL = r"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
_IPC_SYSCTLS = {
    "kernel.msg",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shm",
    "kernel.shm_rmid_forced",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
}
_PROFILE_TYPES = ["Localhost", "RuntimeDefault", "Unconfined"]


def validate_pod_security_context(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check ``securityContext`` of the pod ``spec``; ``path`` is the spec's."""
    context = spec.get("securityContext") or {}
    here = (*path, "securityContext")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        errors.invalid(
            (*(path if options.minor >= 37 else here), "shareProcessNamespace"),
            True,
            "ShareProcessNamespace and HostPID cannot both be enabled",
            (*path, "shareProcessNamespace"),
        )
    if not context:
        return
    for field, rule in (("fsGroup", group_id), ("runAsUser", user_id), ("runAsGroup", group_id)):
        value = context.get(field)
        if value is not None:
            for fault in rule(value):
                errors.invalid((*here, field), value, fault)
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        for fault in group_id(group):
            errors.invalid((*here, "supplementalGroups", index), group, fault)
    if context.get("sysctls"):
        _sysctls(context["sysctls"], spec, (*here, "sysctls"), errors, options)
    _one_of(context, "fsGroupChangePolicy", ["Always", "OnRootMismatch"], here, errors)
    validate_profiles(context, here, errors)
    _one_of(context, "supplementalGroupsPolicy", ["Merge", "Strict"], here, errors)
    policies = ["Recursive"] if options.only_recursive_selinux else ["MountOption", "Recursive"]
    _one_of(context, "seLinuxChangePolicy", policies, here, errors)


def _one_of(context: dict[str, Any], field: str, supported: list[str], path: Path, errors: FieldErrors) -> None:
    value = context.get(field)
    if value is not None and value not in supported:
        errors.not_supported((*path, field), value, supported)


def validate_profiles(context: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check the seccomp profile, Windows options and AppArmor profile of a pod's or container's security context."""
    seccomp = context.get("seccompProfile")
    if seccomp is not None:
        validate_seccomp_profile(seccomp, (*path, "seccompProfile"), errors)
    windows = context.get("windowsOptions")
    if windows:
        validate_windows_options(windows, (*path, "windowsOptions"), errors)
    apparmor = context.get("appArmorProfile")
    if apparmor is not None:
        validate_apparmor_profile(apparmor, (*path, "appArmorProfile"), errors)


def validate_seccomp_profile(profile: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a seccomp profile (validateSeccompProfileField)."""
    kind = profile.get("type") or ""
    local = profile.get("localhostProfile")
    place = (*path, "localhostProfile")
    if not kind:
        errors.required((*path, "type"), "type is required when seccompProfile is set")
    elif kind not in _PROFILE_TYPES:
        errors.not_supported((*path, "type"), kind, _PROFILE_TYPES)
    if kind == "Localhost":
        if local is None:
            errors.required(place, "must be set when seccomp type is Localhost")
        else:
            check(relative_path, local, place, errors)
    elif local is not None:
        from dslint.kube.apiserver.structures import seccomp_profile

        errors.invalid(place, local, "can only be set when seccomp type is Localhost", bad=seccomp_profile(profile))


def validate_apparmor_profile(profile: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check an AppArmor profile (ValidateAppArmorProfileField)."""
    kind = profile.get("type") or ""
    local = profile.get("localhostProfile")
    place = (*path, "localhostProfile")
    if kind == "Localhost":
        if not local:
            errors.required(place, "must be set when AppArmor type is Localhost")
        elif local != local.strip():
            errors.invalid(place, local, "must not be padded with whitespace")
        if local and size(local) > _MAX_PROFILE:
            errors.too_long(place, local, _MAX_PROFILE)
    elif kind in _PROFILE_TYPES:
        if local is not None:
            errors.invalid(place, local, "can only be set when AppArmor type is Localhost", bad=Typed(local))
    elif not kind:
        errors.required((*path, "type"), "type is required when appArmorProfile is set")
    else:
        errors.not_supported((*path, "type"), kind, _PROFILE_TYPES)


def _sysctls(
    sysctls: list[dict[str, Any]], spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options
) -> None:
    seen: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        name = sysctl.get("name") or ""
        place = (*path, index, "name")
        if not name:
            errors.required(place)
        elif size(name) > _MAX_SYSCTL or not _pattern(_SYSCTL[1:-1]).fullmatch(name):
            errors.invalid(place, name, f"must have at most {_MAX_SYSCTL} characters and match regex {_SYSCTL}")
        elif name in seen:
            errors.duplicate(place, name)
        if not options.host_namespaced_sysctls:
            namespace = sysctl_namespace(name)
            if spec.get("hostNetwork") and namespace == "Net":
                errors.invalid(place, name, "may not be specified when 'hostNetwork' is true")
            elif spec.get("hostIPC") and namespace == "IPC":
                errors.invalid(place, name, "may not be specified when 'hostIPC' is true")
        seen.add(name)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def sysctl_namespace(name: str) -> str:
    """Return the kernel namespace of a sysctl: ``Net``, ``IPC`` or an empty string (GetNamespace)."""
    first = re.search("[./]", name)
    if first and first[0] == "/":
        name = name.translate({ord("."): "/", ord("/"): "."})
    name = name.partition("*")[0]
    if name in _IPC_SYSCTLS or name.startswith("fs.mqueue."):
        return "IPC"
    return "Net" if name.startswith("net.") else ""


_MAX_CREDENTIAL_SPEC = 64 * 1024
_MAX_DOMAIN = 256
_MAX_USER = 104
_NETBIOS = r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}'
_DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_FORBIDDEN_IN_USER = set('"/\\:;|=,+*?<>@[]')


def validate_windows_options(options: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check Windows options (validateWindowsSecurityContextOptions); lengths are in bytes."""
    name = options.get("gmsaCredentialSpecName")
    if name is not None:
        check(dns1123_subdomain, Typed(name), (*path, "gmsaCredentialSpecName"), errors)
    credentials = options.get("gmsaCredentialSpec")
    if credentials is not None:
        if not credentials:
            errors.invalid((*path, "gmsaCredentialSpec"), credentials, "gmsaCredentialSpec cannot be an empty string")
        elif size(credentials) > _MAX_CREDENTIAL_SPEC:
            errors.invalid((*path, "gmsaCredentialSpec"), credentials, "gmsaCredentialSpec size must be under 64 KiB")
    user = options.get("runAsUserName")
    if user is not None:
        check(_run_as_user_name, Typed(user), (*path, "runAsUserName"), errors)


def _run_as_user_name(value: str) -> list[str]:
    if not value:
        return ["runAsUserName cannot be an empty string"]
    if any(char < " " or char == "\x7f" for char in value):
        return ["runAsUserName cannot contain control characters"]
    if value.count("\\") > 1:
        return ["runAsUserName cannot contain more than one backslash"]
    domain, backslash, user = value.rpartition("\\")
    faults = []
    if size(domain) >= _MAX_DOMAIN:
        faults.append(f"runAsUserName's Domain length must be under {_MAX_DOMAIN} characters")
    if (
        backslash
        and not _pattern(_NETBIOS).fullmatch(domain)
        and not _pattern(rf"{_DNS_LABEL}(?:\.{_DNS_LABEL})*").fullmatch(domain)
    ):
        faults.append("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
    if not user:
        faults.append("runAsUserName's User cannot be empty")
    elif size(user) > _MAX_USER:
        faults.append(f"runAsUserName's User length must not be longer than {_MAX_USER} characters")
    if user and not user.strip(". "):
        faults.append("runAsUserName's User cannot contain only periods or spaces")
    if not _FORBIDDEN_IN_USER.isdisjoint(user):
        faults.append("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]")
    return faults
