"""The checks that the restricted level adds to those of the baseline, or puts in their places.

Source: policy/check_*.go in staging/src/k8s.io/pod-security-admission (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Path
from dslint.kube.apiserver.podsecurity.baseline import bad_seccomp, unmasked
from dslint.kube.apiserver.podsecurity.common import CONTEXT, SPEC, Pod, Setters, Violation, join_quoted, plural

_ALLOWED_VOLUMES = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip
_OTHER_VOLUMES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd",
    "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk",
    "photonPersistentDisk", "portworxVolume", "scaleIO", "storageos",
)  # fmt: skip


def volumes(pod: Pod) -> Violation | None:
    """Allow volumes of the cluster, not of the node or of a storage system."""
    places: list[Path] = []
    names: list[str] = []
    kinds: set[str] = set()
    for index, volume in enumerate(pod.spec.get("volumes") or ()):
        sources = [name for name, value in volume.items() if name != "name" and value is not None]
        if not sources or any(kind in sources for kind in _ALLOWED_VOLUMES):
            continue  # without a source it is an emptyDir
        kind = next((kind for kind in _OTHER_VOLUMES if kind in sources), "unknown")
        places.append((*SPEC, "volumes", index, sources[0] if kind == "unknown" else kind))
        names.append(volume.get("name") or "")
        kinds.add(kind)
    if not names:
        return None
    verb = "uses" if len(names) == 1 else "use"
    detail = (
        f"{plural('volume', names)} {join_quoted(names)} {verb} "
        f"{plural('restricted volume type', kinds)} {join_quoted(sorted(kinds))}"
    )
    return Violation("restrictedVolumes", "restricted volume types", detail, tuple(places))


def privilege_escalation(pod: Pod) -> Violation | None:
    """Require that containers forbid the escalation of privileges; in Windows pods not since 1.25."""
    if pod.minor >= 25 and pod.is_windows:
        return None
    bad = Setters()
    for name, context, path in pod.contexts():
        if context.get("allowPrivilegeEscalation") is not False:
            bad.add(name, (*path, "allowPrivilegeEscalation"))
    if not bad:
        return None
    detail = f"{bad.who} must set securityContext.allowPrivilegeEscalation=false"
    return Violation("allowPrivilegeEscalation", "allowPrivilegeEscalation != false", detail, tuple(bad.places))


def run_as_non_root(pod: Pod) -> Violation | None:
    """Require that containers do not run as root; since 1.35 not in a pod with users of its own."""
    if pod.minor >= 35 and pod.has_own_users:
        return None
    explicit, implicit = Setters(), Setters()
    pod_wide = pod.context.get("runAsNonRoot")
    if pod_wide is False:
        explicit.add(None, (*SPEC, CONTEXT, "runAsNonRoot"))
    for name, context, path in pod.contexts():
        own = context.get("runAsNonRoot")
        if own is False:
            explicit.add(name, (*path, "runAsNonRoot"))
        elif own is None and not pod_wide:
            implicit.add(name, (*path, "runAsNonRoot"))
    if explicit:
        detail = f"{explicit.who} must not set securityContext.runAsNonRoot=false"
    elif implicit:
        detail = f"pod or {implicit.who} must set securityContext.runAsNonRoot=true"
    else:
        return None
    return Violation("runAsNonRoot", "runAsNonRoot != true", detail, tuple((explicit or implicit).places))


def run_as_user(pod: Pod) -> Violation | None:
    """Make nobody root (since 1.23); since 1.35 that is allowed in a pod with users of its own."""
    if pod.minor >= 35 and pod.has_own_users:
        return None
    bad = Setters()
    if pod.context.get("runAsUser") == 0:
        bad.add(None, (*SPEC, CONTEXT, "runAsUser"))
    for name, context, path in pod.contexts():
        if context.get("runAsUser") == 0:
            bad.add(name, (*path, "runAsUser"))
    if not bad:
        return None
    return Violation("runAsUser", "runAsUser=0", f"{bad.who} must not set runAsUser=0", tuple(bad.places))


def seccomp(pod: Pod) -> Violation | None:
    """Require a seccomp profile, the runtime's or the node's (since 1.19); in Windows pods not since 1.25."""
    if pod.minor >= 25 and pod.is_windows:
        return None
    explicit, implicit = Setters(), Setters()
    valid = {"RuntimeDefault", "Localhost"}
    profile = pod.context.get("seccompProfile")
    pod_wide = profile is not None and profile.get("type") in valid
    if profile is not None and not pod_wide:
        explicit.add(None, (*SPEC, CONTEXT, "seccompProfile", "type"), profile.get("type") or "")
    for name, context, path in pod.contexts():
        own = context.get("seccompProfile")
        if own is None:
            if not pod_wide:
                implicit.add(name, (*path, "seccompProfile"))
        elif own.get("type") not in valid:
            explicit.add(name, (*path, "seccompProfile", "type"), own.get("type") or "")
    if explicit:
        return bad_seccomp(explicit, "seccompProfile_restricted")
    if not implicit:
        return None
    detail = f'pod or {implicit.who} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Violation("seccompProfile_restricted", "seccompProfile", detail, tuple(implicit.places))


def capabilities(pod: Pod) -> Violation | None:
    """Require all capabilities dropped, and none but NET_BIND_SERVICE added (since 1.22; on Windows until 1.24)."""
    if pod.minor >= 25 and pod.is_windows:
        return None
    keeping, adding = Setters(), Setters()
    for name, context, path in pod.contexts():
        given = context.get("capabilities") or {}
        if "ALL" not in (given.get("drop") or ()):
            keeping.add(name, (*path, "capabilities", "drop"))
        for index, capability in enumerate(given.get("add") or ()):
            if capability != "NET_BIND_SERVICE":
                adding.add(name, (*path, "capabilities", "add", index), capability)
    details = []
    if keeping:
        details.append(f'{keeping.who} must set securityContext.capabilities.drop=["ALL"]')
    if adding:
        details.append(f"{adding.who} must not include {adding.quoted_values} in securityContext.capabilities.add")
    if not details:
        return None
    places = (*keeping.places, *adding.places)
    return Violation("capabilities_restricted", "unrestricted capabilities", "; ".join(details), places)


def proc_mount(pod: Pod) -> Violation | None:
    """Keep ``/proc`` masked, whoever's users the pod has (since 1.35)."""
    return unmasked(pod, "procMount_restricted")
