"""What the API server fills in before it validates a DaemonSet.

Sources: pkg/apis/apps/v1/defaults.go (SetDefaults_DaemonSet) and zz_generated.defaults.go
(SetObjectDefaults_DaemonSet), pkg/apis/core/v1/defaults.go, pkg/apis/core/v1/conversion.go (serviceAccount, the init
container annotations). The defaults are the same from v1.28.15 to v1.36.2 but for fields that came later.
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.values.image import default_pull_policy
from dslint.kube.values.quantity import Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Object = dict[str, Any]

_FILE_MODE = 0o644
_TOKEN_SECONDS = 3600
_PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
# Annotations of old clients, which the server drops from templates (pkg/apis/core/v1/conversion.go).
_INIT_CONTAINER_ANNOTATIONS = frozenset(
    f"pod.{stage}.kubernetes.io/init-container{name}" for stage in ("alpha", "beta") for name in ("s", "-statuses")
)
# Volume source -> its defaults. They replace what is missing, in the sources of _NO_POINTERS also what is empty.
_VOLUMES: dict[str, Object] = {
    "azureDisk": {"cachingMode": "ReadWrite", "fsType": "ext4", "readOnly": False, "kind": "Shared"},
    "configMap": {"defaultMode": _FILE_MODE},
    "downwardAPI": {"defaultMode": _FILE_MODE},
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "projected": {"defaultMode": _FILE_MODE},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
    "secret": {"defaultMode": _FILE_MODE},
}
_NO_POINTERS = frozenset({"iscsi", "rbd", "scaleIO"})


def apply_defaults(ds: Object) -> Object:
    """Return the decoded DaemonSet with the server's defaults; the input is not changed, unchanged parts are shared.

    ``spec``, ``spec.template`` and ``spec.template.spec`` are always there. Quantities of resources come out rounded
    up to thousandths and in canonical form. Fields of features that are off are left alone.
    """
    spec = dict(ds.get("spec", ()))
    strategy = dict(spec.get("updateStrategy", ()))
    strategy["type"] = strategy.get("type") or "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        strategy["rollingUpdate"] = {"maxUnavailable": 1, "maxSurge": 0, **strategy.get("rollingUpdate", {})}
    elif "rollingUpdate" in strategy:  # the internal type has no pointers: what is not given is 0
        strategy["rollingUpdate"] = {"maxUnavailable": 0, "maxSurge": 0, **strategy["rollingUpdate"]}
    spec["updateStrategy"] = strategy
    spec.setdefault("revisionHistoryLimit", 10)
    template = dict(spec.get("template", ()))
    metadata = template.get("metadata", {})
    if not _INIT_CONTAINER_ANNOTATIONS.isdisjoint(metadata.get("annotations", ())):
        kept = {k: v for k, v in metadata["annotations"].items() if k not in _INIT_CONTAINER_ANNOTATIONS}
        template["metadata"] = {**metadata, "annotations": kept}
    template["spec"] = _pod_spec(template.get("spec", {}))
    spec["template"] = template
    return {**ds, "spec": spec}


def _pod_spec(given: Object) -> Object:
    spec = dict(given)
    for field, default in (
        ("dnsPolicy", "ClusterFirst"),
        ("restartPolicy", "Always"),
        ("schedulerName", "default-scheduler"),
    ):
        spec[field] = spec.get(field) or default
    spec.setdefault("securityContext", {})
    spec.setdefault("terminationGracePeriodSeconds", 30)
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        if kind in spec:
            spec[kind] = [_container(container) for container in spec[kind]]
    if "volumes" in spec:
        spec["volumes"] = [_volume(volume) for volume in spec["volumes"]]
    if "overhead" in spec:
        spec["overhead"] = _resource_list(spec["overhead"])
    if "resources" in spec:
        spec["resources"] = _resources(spec["resources"])
    return spec


def _container(given: Object) -> Object:
    container = dict(given)
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = default_pull_policy(container.get("image", ""))
    container["terminationMessagePath"] = container.get("terminationMessagePath") or "/dev/termination-log"
    container["terminationMessagePolicy"] = container.get("terminationMessagePolicy") or "File"
    container["resources"] = _resources(container["resources"]) if "resources" in container else {}
    if "ports" in container:
        container["ports"] = [it if it.get("protocol") else {**it, "protocol": "TCP"} for it in container["ports"]]
    if "env" in container:
        container["env"] = [_variable(it) if "valueFrom" in it else it for it in container["env"]]
    for field in _PROBES:
        if field in container:
            container[field] = _probe(container[field])
    if "lifecycle" in container:
        handlers = container["lifecycle"].items()
        container["lifecycle"] = {name: _handler(it) if isinstance(it, dict) else it for name, it in handlers}
    return container


def _variable(variable: Object) -> Object:
    source = _with_field_version(variable["valueFrom"])
    if "fileKeyRef" in source:
        source = {**source, "fileKeyRef": {"optional": False, **source["fileKeyRef"]}}
    return {**variable, "valueFrom": source}


def _with_field_version(source: Object) -> Object:
    """Return a variable's source or a downward API file with the version of its field reference."""
    reference = source.get("fieldRef")
    if reference is None or reference.get("apiVersion"):
        return source
    return {**source, "fieldRef": {**reference, "apiVersion": "v1"}}


def _probe(given: Object) -> Object:
    probe = _handler(given)
    probe = {**probe, **{field: probe.get(field) or default for field, default in _PROBE.items()}}
    if "grpc" in probe:
        probe["grpc"] = {"service": "", **probe["grpc"]}
    return probe


def _handler(handler: Object) -> Object:
    action = handler.get("httpGet")
    if action is None or (action.get("path") and action.get("scheme")):
        return handler
    defaults = {"path": action.get("path") or "/", "scheme": action.get("scheme") or "HTTP"}
    return {**handler, "httpGet": {**action, **defaults}}


def _resources(given: Object) -> Object:
    resources = dict(given)
    for kind in ("limits", "requests"):
        if kind in resources:
            resources[kind] = _resource_list(resources[kind])
    return resources


def _resource_list(resources: dict[str, str]) -> dict[str, str]:
    return {name: _rounded(value) for name, value in resources.items()}


@lru_cache(maxsize=1024)
def _rounded(text: str) -> str:
    """Return a quantity rounded up to thousandths; one that needs no rounding stays as it is (Quantity.RoundUp)."""
    quantity = parse(text)
    if (quantity * 1000).is_integer():
        return str(quantity)
    return str(Quantity(quantity.milli_value(), -3, quantity.format))


def _volume(volume: Object) -> Object:
    if not volume.keys() - {"name"}:
        return {**volume, "emptyDir": {}}
    for field, value in volume.items():
        if field in _VOLUMES:
            volume = {**volume, field: _volume_source(field, value)}
        elif field == "ephemeral" and "volumeClaimTemplate" in value:
            volume = {**volume, field: {**value, "volumeClaimTemplate": _claim_template(value["volumeClaimTemplate"])}}
        elif field == "image" and not value.get("pullPolicy"):
            policy = default_pull_policy(value.get("reference", ""))
            volume = {**volume, field: {**value, "pullPolicy": policy}}
    return volume


def _volume_source(kind: str, given: Object) -> Object:
    source = {**_VOLUMES[kind], **given}
    if kind in _NO_POINTERS:
        source = {field: value or _VOLUMES[kind].get(field, value) for field, value in source.items()}
    elif kind == "downwardAPI" and "items" in source:
        source["items"] = [_with_field_version(item) for item in source["items"]]
    elif kind == "projected" and "sources" in source:
        source["sources"] = [_projection(it) for it in source["sources"]]
    return source


def _projection(source: Object) -> Object:
    downward = source.get("downwardAPI")
    if downward is not None and "items" in downward:
        source = {**source, "downwardAPI": {"items": [_with_field_version(item) for item in downward["items"]]}}
    if "serviceAccountToken" in source:
        token = {"expirationSeconds": _TOKEN_SECONDS, **source["serviceAccountToken"]}
        source = {**source, "serviceAccountToken": token}
    return source


def _claim_template(template: Object) -> Object:
    spec = {"volumeMode": "Filesystem", **template.get("spec", {})}
    if "resources" in spec:
        spec["resources"] = _resources(spec["resources"])
    return {**template, "spec": spec}
