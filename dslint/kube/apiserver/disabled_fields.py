"""What the server drops from a pod template before validation because the feature behind it is off.

Source: DropDisabledTemplateFields, dropDisabledFields in pkg/api/pod/util.go of v1.28 to v1.37.
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.feature_gates import enabled, exists
from dslint.kube.apiserver.fields import POD_SPEC, Path
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    _Dict = dict[str, Any]
    # Each owner of a gated field in a pod's spec, with the field's name.
    _Places = Iterator[tuple[_Dict, str]]
    # The gate, what finds the gated fields, and what drops one.
    _Rule = tuple[str, Callable[[_Dict], _Places], Callable[[_Dict, _Dict, str], None]]


class DroppedField(NamedTuple):
    """A field that the server drops, and the feature gate that would keep it."""

    gate: str
    at: Path


_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_CREDENTIALS = ("serviceAccountToken", "clusterTrustBundle", "podCertificate")


def drop_disabled(ds: _Dict, minor: int, old: _Dict | None = None) -> _Dict:
    """Return the DaemonSet as Kubernetes 1.``minor`` sees it, without the fields of features that are off by default.

    A feature that the stored object ``old`` already uses stays. The argument is never changed; it is returned where
    there is nothing to drop. Fields that this version does not know at all are the decoder's business.
    """
    spec = _pod_spec(ds)
    stored = _pod_spec(old) if old else {}
    rules = [rule for rule in _rules_off(minor) if _used(rule, spec) and not _used(rule, stored)]
    if not rules:
        return ds
    from copy import deepcopy  # few manifests use a feature that is off

    spec = deepcopy(spec)
    for _, find, drop in rules:
        for owner, field in list(find(spec)):
            drop(spec, owner, field)
    return {**ds, "spec": {**ds["spec"], "template": {**ds["spec"]["template"], "spec": spec}}}


def dropped_fields(ds: _Dict, minor: int) -> Iterator[DroppedField]:
    """Yield what :func:`drop_disabled` takes out of a DaemonSet with defaults."""
    spec = _pod_spec(ds)
    found = [(gate, id(owner), field) for gate, find, _ in _rules_off(minor) for owner, field in find(spec)]
    paths = dict(_paths(spec, POD_SPEC)) if found else {}
    for gate, owner, field in found:
        yield DroppedField(gate, (*paths[owner], field))


def _paths(value: Any, at: Path) -> Iterator[tuple[int, Path]]:
    """Yield the identity of each mapping in a value, with its path."""
    if isinstance(value, dict):
        yield id(value), at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inside:
        yield from _paths(item, (*at, step))


def _pod_spec(ds: _Dict) -> _Dict:
    spec: _Dict = ((ds.get("spec") or {}).get("template") or {}).get("spec") or {}
    return spec


def _used(rule: _Rule, spec: _Dict) -> bool:
    return next(rule[1](spec), None) is not None


@lru_cache(maxsize=16)
def _rules_off(minor: int) -> list[_Rule]:
    return [rule for rule in _RULES if exists(rule[0], minor) and not enabled(rule[0], minor)]


def _containers(spec: _Dict) -> Iterator[_Dict]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def _of_pod(*fields: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        return ((spec, field) for field in fields if spec.get(field) is not None)

    return find


def _of_context(field: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        context = spec.get("securityContext") or {}
        return iter([(context, field)] if context.get(field) is not None else [])

    return find


def _of_containers(field: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        return ((container, field) for container in _containers(spec) if container.get(field) is not None)

    return find


def _of_projections(field: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        for volume in spec.get("volumes") or ():
            projected = volume.get("projected")
            for source in (projected and projected.get("sources")) or ():
                if source.get(field) is not None:
                    yield source, field

    return find


def _affinity_label_keys(spec: _Dict) -> _Places:
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity = (spec.get("affinity") or {}).get(kind) or {}
        preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms = [term.get("podAffinityTerm") or {} for term in preferred]
        for term in [*(affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or ()), *terms]:
            for field in ("matchLabelKeys", "mismatchLabelKeys"):
                if term.get(field):
                    yield term, field


def _claims(spec: _Dict) -> _Places:
    # in the pod or a container: the server looks at the pod only where it asks whether an old object has claims
    if spec.get("resourceClaims") is not None:
        yield spec, "resourceClaims"
    for container in _containers(spec):
        resources = container.get("resources") or {}
        if resources.get("claims") is not None:
            yield resources, "claims"


def _file_keys(spec: _Dict) -> _Places:
    for container in _containers(spec):
        for variable in container.get("env") or ():
            source = variable.get("valueFrom") or {}
            if source.get("fileKeyRef") is not None:
                yield source, "fileKeyRef"


def _images(spec: _Dict) -> _Places:
    return ((volume, "image") for volume in spec.get("volumes") or () if volume.get("image") is not None)


def _proc_mounts(spec: _Dict) -> _Places:
    for container in _containers(spec):
        context = container.get("securityContext") or {}
        if context.get("procMount") not in {None, "Default"}:
            yield context, "procMount"


def _of_mounts(field: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        for container in _containers(spec):
            for mount in container.get("volumeMounts") or ():
                if mount.get(field) is not None:
                    yield mount, field

    return find


def _restart_rules(spec: _Dict) -> _Places:
    for container in _containers(spec):
        if container.get("restartPolicyRules") is not None:
            yield container, "restartPolicyRules"
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(field) or ():
            policy = container.get("restartPolicy")
            if policy is not None and not (field == "initContainers" and policy == "Always"):
                yield container, "restartPolicy"


def _sidecars(spec: _Dict) -> _Places:
    for container in spec.get("initContainers") or ():
        if container.get("restartPolicy") is not None:
            yield container, "restartPolicy"


def _sleeps(spec: _Dict) -> _Places:
    for container in _containers(spec):
        lifecycle = container.get("lifecycle") or {}
        for hook in ("preStop", "postStart"):
            if (lifecycle.get(hook) or {}).get("sleep") is not None:
                yield lifecycle[hook], "sleep"


def _stop_signals(spec: _Dict) -> _Places:
    for container in _containers(spec):
        lifecycle = container.get("lifecycle")
        if lifecycle and lifecycle.get("stopSignal") is not None:
            yield lifecycle, "stopSignal"


def _of_handlers(kind: str, field: str) -> Callable[[_Dict], _Places]:
    def find(spec: _Dict) -> _Places:
        for container in _containers(spec):
            lifecycle = container.get("lifecycle") or {}
            for owner, names in ((container, _PROBES), (lifecycle, ("preStop", "postStart"))):
                for name in names:
                    action = (owner.get(name) or {}).get(kind) or {}
                    if action.get(field) is not None:
                        yield action, field

    return find


def _empty_dir_modes(spec: _Dict) -> _Places:
    for volume in spec.get("volumes") or ():
        source = volume.get("emptyDir") or {}
        if source.get("mode") is not None:
            yield source, "mode"


def _user_fields(spec: _Dict) -> _Places:
    """Yield the users of files, of one source for each volume and projection: the server forgets a second one."""
    for volume in spec.get("volumes") or ():
        kind = _first(volume, "secret", "configMap", "downwardAPI", "projected")
        if kind is None:
            continue
        yield from _users(volume[kind])
        for source in volume[kind].get("sources") or ():
            kind = _first(source, "secret", "downwardAPI", "configMap", *_CREDENTIALS)
            if kind is not None:
                yield from _users(source[kind])


def _first(owner: _Dict, *fields: str) -> str | None:
    return next((field for field in fields if owner.get(field) is not None), None)


def _users(source: _Dict) -> _Places:
    for owner in (source, *(source.get("items") or ())):
        for field in ("defaultUser", "user"):
            if owner.get(field) is not None:
                yield owner, field


def _drop_field(_spec: _Dict, owner: _Dict, field: str) -> None:
    del owner[field]


def _drop_stop_signal(spec: _Dict, lifecycle: _Dict, field: str) -> None:
    """Drop a stop signal; a lifecycle without content goes too."""
    del lifecycle[field]
    for container in _containers(spec):
        if container.get("lifecycle") is lifecycle and not lifecycle:
            del container["lifecycle"]


def _drop_image_volume(spec: _Dict, volume: _Dict, _field: str) -> None:
    """Drop an image volume together with its mounts."""
    name = volume.get("name") or ""
    spec["volumes"] = [other for other in spec["volumes"] if other is not volume]
    for container in _containers(spec):
        mounts = container.get("volumeMounts")
        if mounts:
            container["volumeMounts"] = [mount for mount in mounts if (mount.get("name") or "") != name]


def _set_default(_spec: _Dict, owner: _Dict, field: str) -> None:
    owner[field] = "Default"


_RULES = (
    ("UserNamespacesSupport", _of_pod("hostUsers"), _drop_field),
    ("SupplementalGroupsPolicy", _of_context("supplementalGroupsPolicy"), _drop_field),
    ("PodLevelResources", _of_pod("resources"), _drop_field),
    ("ProcMountType", _proc_mounts, _set_default),
    ("MatchLabelKeysInPodAffinity", _affinity_label_keys, _drop_field),
    ("DynamicResourceAllocation", _claims, _drop_field),
    ("ClusterTrustBundleProjection", _of_projections("clusterTrustBundle"), _drop_field),
    ("PodCertificateRequest", _of_projections("podCertificate"), _drop_field),
    ("GenericWorkload", _of_pod("schedulingGroup", "workloadRef"), _drop_field),
    ("InPlacePodVerticalScaling", _of_containers("resizePolicy"), _drop_field),
    ("SidecarContainers", _sidecars, _drop_field),
    ("ContainerRestartRules", _restart_rules, _drop_field),
    ("RecursiveReadOnlyMounts", _of_mounts("recursiveReadOnly"), _drop_field),
    ("HostnameOverride", _of_pod("hostnameOverride"), _drop_field),
    ("EnvFiles", _file_keys, _drop_field),
    ("PodLifecycleSleepAction", _sleeps, _drop_field),
    ("ImageVolume", _images, _drop_image_volume),
    ("SELinuxChangePolicy", _of_context("seLinuxChangePolicy"), _drop_field),
    ("AtomicWriteVolumeUserFields", _user_fields, _drop_field),
    ("EmptyDirVolumeMode", _empty_dir_modes, _drop_field),
    ("EvictionRequestAPI", _of_pod("evictionResponders"), _drop_field),
    ("GRPCContainerProbeTLS", _of_handlers("grpc", "mode"), _drop_field),
    ("H2CContainerProbe", _of_handlers("httpGet", "protocol"), _drop_field),
    ("VolumeBindMountOptions", _of_mounts("bindMountOptions"), _drop_field),
    ("ContainerStopSignals", _stop_signals, _drop_stop_signal),
)
