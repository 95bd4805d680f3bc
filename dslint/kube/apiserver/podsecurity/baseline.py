"""The checks of the baseline level.

Source: policy/check_*.go in staging/src/k8s.io/pod-security-admission (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key, Path
from dslint.kube.apiserver.podsecurity.common import (
    CONTEXT,
    SPEC,
    Pod,
    Setters,
    Violation,
    join_quoted,
    named_containers,
    plural,
)
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.apiserver.podsecurity.common import Object

_POD_CONTEXT = (*SPEC, CONTEXT)
_ADDED = ("capabilities", "add")
_DEFAULT_CAPABILITIES = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
# Sysctl -> the policy version since which it is allowed.
_SYSCTLS = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
}
_SELINUX_TYPES = {"": 0, "container_t": 0, "container_init_t": 0, "container_kvm_t": 0, "container_engine_t": 31}
_HANDLERS = (
    ("livenessProbe",), ("readinessProbe",), ("startupProbe",), ("lifecycle", "postStart"), ("lifecycle", "preStop"),
)  # fmt: skip


def host_namespaces(pod: Pod) -> Violation | None:
    """Keep off the namespaces of the node."""
    shared = [field for field in ("hostNetwork", "hostPID", "hostIPC") if pod.spec.get(field)]
    if not shared:
        return None
    detail = ", ".join(f"{field}=true" for field in shared)
    return Violation("hostNamespaces", "host namespaces", detail, tuple((*SPEC, field) for field in shared))


def privileged(pod: Pod) -> Violation | None:
    """Allow no privileged container."""
    bad = Setters()
    for name, context, path in pod.contexts():
        if context.get("privileged"):
            bad.add(name, (*path, "privileged"))
    if not bad:
        return None
    detail = f"{bad.who} must not set securityContext.privileged=true"
    return Violation("privileged", "privileged", detail, tuple(bad.places))


def capabilities(pod: Pod) -> Violation | None:
    """Allow no capabilities to be added but those that runtimes give anyway."""
    bad = Setters()
    for name, context, path in pod.contexts():
        for index, capability in enumerate((context.get("capabilities") or {}).get("add") or ()):
            if capability not in _DEFAULT_CAPABILITIES:
                bad.add(name, (*path, *_ADDED, index), capability)
    if not bad:
        return None
    detail = f"{bad.who} must not include {bad.quoted_values} in securityContext.capabilities.add"
    return Violation("capabilities_baseline", "non-default capabilities", detail, tuple(bad.places))


def host_path_volumes(pod: Pod) -> Violation | None:
    """Allow no volume that is a path of the node."""
    bad = {
        (*SPEC, "volumes", index, "hostPath"): volume.get("name") or ""
        for index, volume in enumerate(pod.spec.get("volumes") or ())
        if volume.get("hostPath") is not None
    }
    if not bad:
        return None
    detail = f"{plural('volume', bad)} {join_quoted(bad.values())}"
    return Violation("hostPathVolumes", "hostPath volumes", detail, tuple(bad))


def host_ports(pod: Pod) -> Violation | None:
    """Allow no container to take a port of the node."""
    bad = Setters()
    for name, container, path in pod.containers():
        for index, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                bad.add(name, (*path, "ports", index, "hostPort"), str(port["hostPort"]))
    if not bad:
        return None
    verb = "uses" if len(bad.containers) == 1 else "use"
    detail = f"{bad.who} {verb} {plural('hostPort', bad.values)} {', '.join(sorted(bad.values))}"
    return Violation("hostPorts", "hostPort", detail, tuple(bad.places))


def handler_hosts(pod: Pod) -> Violation | None:
    """Let probes and lifecycle handlers call only the pod itself (since 1.34)."""
    bad = Setters()
    for name, container, path in pod.containers():
        for steps in _HANDLERS:
            handler: Object = container
            for step in steps:
                handler = handler.get(step) or {}
            for kind in ("httpGet", "tcpSocket"):
                host = (handler.get(kind) or {}).get("host")
                if host:
                    bad.add(name, (*path, *steps, kind, "host"), host)
    if not bad:
        return None
    names = sorted(set(bad.containers))
    verb = "uses" if len(names) == 1 else "use"
    what = plural("probe or lifecycle host", bad.values)
    detail = f"{named_containers(names)} {verb} {what} {bad.quoted_values}"
    return Violation("hostProbesAndHostLifecycle", "probe or lifecycle host", detail, tuple(bad.places))


def apparmor(pod: Pod) -> Violation | None:
    """Allow the AppArmor profiles of the runtime and the node, never none."""
    bad = _bad_profiles(pod, "appArmorProfile")
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    annotated = {
        f"{key}={quote(value)}": ("spec", "template", "metadata", "annotations", Key(key))
        for key, value in sorted(pod.annotations.items())
        if key.startswith(prefix) and value not in {"", "runtime/default"} and not value.startswith("localhost/")
    }
    if annotated:
        bad.extra.append(plural("annotation", annotated))
        bad.places.extend(annotated.values())
    if not bad:
        return None
    values = [*sorted(bad.values), *sorted(annotated)]
    detail = f"{bad.who} must not set AppArmor profile type to {join_quoted(values)}"
    return Violation("appArmorProfile", plural("forbidden AppArmor profile", values), detail, tuple(bad.places))


def selinux(pod: Pod) -> Violation | None:
    """Allow the SELinux types of containers, but no users and roles."""
    bad = Setters()
    types: set[str] = set()
    parts: set[str] = set()
    pod_wide: list[tuple[str | None, Object, Path]] = [(None, pod.context, _POD_CONTEXT)]
    for name, context, path in [*pod_wide, *pod.contexts()]:
        options = context.get("seLinuxOptions") or {}
        kind = options.get("type") or ""
        if pod.minor < _SELINUX_TYPES.get(kind, 1 << 30):
            bad.add(name, (*path, "seLinuxOptions", "type"))
            types.add(kind)
        for field in ("user", "role"):
            if options.get(field):
                bad.add(name, (*path, "seLinuxOptions", field))
                parts.add(field)
    if not bad:
        return None
    wrong = [f"{plural('type', types)} {join_quoted(sorted(types))}"] if types else []
    wrong += [f"{field} may not be set" for field in ("user", "role") if field in parts]
    detail = f"{bad.who} set forbidden securityContext.seLinuxOptions: {'; '.join(wrong)}"
    return Violation("seLinuxOptions", "seLinuxOptions", detail, tuple(bad.places))


def proc_mount(pod: Pod) -> Violation | None:
    """Keep ``/proc`` masked; since 1.35 a pod with users of its own may see it."""
    return None if pod.minor >= 35 and pod.has_own_users else unmasked(pod, "procMount")


def unmasked(pod: Pod, check: str) -> Violation | None:
    """Object to any other ``procMount`` than the default."""
    bad = Setters()
    for name, context, path in pod.contexts():
        kind = context.get("procMount")
        if kind is not None and kind != "Default":
            bad.add(name, (*path, "procMount"), kind)
    if not bad:
        return None
    detail = f"{bad.who} must not set securityContext.procMount to {bad.quoted_values}"
    return Violation(check, "procMount", detail, tuple(bad.places))


def seccomp(pod: Pod) -> Violation | None:
    """Allow the seccomp profiles of the runtime and the node; before 1.19 annotations name them."""
    if pod.minor < 19:
        return _annotated_seccomp(pod)
    bad = _bad_profiles(pod, "seccompProfile")
    return bad_seccomp(bad, "seccompProfile_baseline") if bad else None


def bad_seccomp(bad: Setters, check: str) -> Violation:
    """Return the objection to seccomp profiles of a wrong type."""
    detail = f"{bad.who} must not set securityContext.seccompProfile.type to {bad.quoted_values}"
    return Violation(check, "seccompProfile", detail, tuple(bad.places))


def _annotated_seccomp(pod: Pod) -> Violation | None:
    prefix = "seccomp.security.alpha.kubernetes.io/pod"
    keys = [prefix, *(f"container.seccomp.security.alpha.kubernetes.io/{name}" for name, _, _ in pod.containers())]
    bad = {}
    for key in keys:
        value = pod.annotations.get(key)
        if value is None or value in {"runtime/default", "docker/default"} or value.startswith("localhost/"):
            continue
        bad[f"{key}={quote(value)}"] = ("spec", "template", "metadata", "annotations", Key(key))
    if not bad:
        return None
    detail = f"forbidden {plural('annotation', bad)} {', '.join(sorted(bad))}"
    return Violation("seccompProfile_baseline", "seccompProfile", detail, tuple(bad.values()))


def sysctls(pod: Pod) -> Violation | None:
    """Allow sysctls that stay within the pod."""
    bad = {
        (*_POD_CONTEXT, "sysctls", index, "name"): sysctl.get("name") or ""
        for index, sysctl in enumerate(pod.context.get("sysctls") or ())
        if pod.minor < _SYSCTLS.get(sysctl.get("name") or "", 1 << 30)
    }
    if not bad:
        return None
    return Violation("sysctls", "forbidden sysctls", ", ".join(bad.values()), tuple(bad))


def host_process(pod: Pod) -> Violation | None:
    """Allow no Windows container that is a process of the node."""
    bad = Setters()
    pod_wide: list[tuple[str | None, Object, Path]] = [(None, pod.context, _POD_CONTEXT)]
    for name, context, path in [*pod_wide, *pod.contexts()]:
        if (context.get("windowsOptions") or {}).get("hostProcess"):
            bad.add(name, (*path, "windowsOptions", "hostProcess"))
    if not bad:
        return None
    detail = f"{bad.who} must not set securityContext.windowsOptions.hostProcess=true"
    return Violation("windowsHostProcess", "hostProcess", detail, tuple(bad.places))


def _bad_profiles(pod: Pod, field: str) -> Setters:
    """Return who sets a profile whose type is neither RuntimeDefault nor Localhost."""
    bad = Setters()
    pod_wide: list[tuple[str | None, Object, Path]] = [(None, pod.context, _POD_CONTEXT)]
    for name, context, path in [*pod_wide, *pod.contexts()]:
        profile = context.get(field)
        if profile is not None and profile.get("type") not in {"RuntimeDefault", "Localhost"}:
            bad.add(name, (*path, field, "type"), profile.get("type") or "")
    return bad
