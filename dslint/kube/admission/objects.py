"""The objects that admission policies see: a new DaemonSet, and the pod that its controller creates of it.

Policies see an object with the server's defaults as it is sent back to clients: to Go an empty list is none, and so is
the zero of a field that is no pointer. What the server makes up for each object (uid, times, managed fields) is left
out, and so is what admission plugins change in pods before policies see them, but for the service account.

Sources: staging/src/k8s.io/apiserver/pkg/registry/rest/create.go; pkg/registry/{apps/daemonset,core/pod}/strategy.go;
plugin/pkg/admission/serviceaccount/admission.go; pkg/apis/core/helper/qos/qos.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.equality import MAPS, is_pointer
from dslint.kube.apiserver.labelkeys import merge_label_keys
from dslint.kube.apiserver.podcreation import created_pod
from dslint.kube.apiserver.poddefaults import apply_pod_defaults
from dslint.kube.values.quantity import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Object = dict[str, Any]


NODE, REVISION, SUFFIX = "node", "0", "xxxxx"
"""What stands for the names that the controller and the server make up."""
NO_UID = "00000000-0000-0000-0000-000000000000"
_GENERATION = "deprecated.daemonset.template.generation"
_PROFILE = "container.apparmor.security.beta.kubernetes.io/"
_PROFILES = {"unconfined": "Unconfined", "runtime/default": "RuntimeDefault"}
_STATUS = ("currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady")
_ALWAYS: dict[str, Object] = {"resourceFieldRef": {"divisor": "0"}, "volumeClaimTemplate": {"metadata": {}}}


def new_daemonset(stored: Object) -> Object:
    """Return a DaemonSet as policies see it when it is created; ``stored`` is what the server makes of it."""
    shown: Object = _shown({**stored, "status": {}}, "")
    metadata = shown["metadata"]
    annotations = {**metadata.get("annotations", {})}
    annotations[_GENERATION] = "1"
    shown["metadata"] = {**metadata, "annotations": annotations, "generation": 1}
    if not metadata.get("name") and metadata.get("generateName"):
        shown["metadata"]["name"] = f"{metadata['generateName']}{SUFFIX}"
    return {
        **shown,
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "status": dict.fromkeys(_STATUS, 0),
    }


def new_pod(stored: Object, minor: int) -> Object:
    """Return the pod of a DaemonSet as policies see it when the controller creates it.

    ``stored`` is the DaemonSet as the server stores it.
    """
    meta = stored["metadata"]
    name = meta.get("name") or f"{meta.get('generateName') or ''}{SUFFIX}"
    pod = created_pod({**stored, "metadata": {**meta, "name": name}}, NODE, REVISION)
    spec = apply_pod_defaults(pod["spec"], minor)
    spec.setdefault("enableServiceLinks", True)
    spec = merge_label_keys(spec, pod["metadata"]["labels"], minor)
    owner = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "name": name,
        "uid": NO_UID,
        "controller": True,
        "blockOwnerDeletion": True,
    }
    labels = {**pod["metadata"]["labels"]}
    labels["pod-template-generation"] = "1"
    metadata = {
        **pod["metadata"],
        "labels": labels,
        "name": f"{pod['metadata']['generateName']}{SUFFIX}",
        "generation": 1,
        "ownerReferences": [owner],
    }
    spec = _with_profiles(spec, pod["metadata"]["annotations"])
    shown: Object = _shown({"metadata": metadata, "spec": spec}, "")
    status = {"phase": "Pending", "qosClass": qos_class(spec)}
    return {"apiVersion": "v1", "kind": "Pod", **shown, "status": status}


def _with_profiles(spec: Object, annotations: dict[str, str]) -> Object:
    """Return a pod's spec with the AppArmor profiles that annotations name (applyAppArmorVersionSkew)."""
    if not any(key.startswith(_PROFILE) for key in annotations) or (spec.get("os") or {}).get("name") == "windows":
        return spec
    shared = (spec.get("securityContext") or {}).get("appArmorProfile")
    out = {**spec}
    for kind in ("containers", "initContainers"):
        if kind in spec:
            out[kind] = [_profiled(one, annotations.get(_PROFILE + one["name"]), shared) for one in spec[kind]]
    return out


def _profiled(container: Object, profile: str | None, shared: Any) -> Object:
    context = container.get("securityContext") or {}
    if profile is None or context.get("appArmorProfile"):
        return container
    if profile.startswith("localhost/"):
        found = {"type": "Localhost", "localhostProfile": profile.removeprefix("localhost/")}
    elif profile in _PROFILES:
        found = {"type": _PROFILES[profile]}
    else:
        return container
    return container if found == shared else {**container, "securityContext": {**context, "appArmorProfile": found}}


def admitted(pod: Object) -> Object:
    """Return a pod with the service account that the admission plugin ServiceAccount, on by default, fills in."""
    spec = {**pod["spec"]}
    account = spec.get("serviceAccountName") or "default"
    spec["serviceAccountName"] = spec["serviceAccount"] = account
    return {**pod, "spec": spec}


def qos_class(spec: Object) -> str:
    """Return the quality of service class of a pod."""
    own = spec.get("resources") or {}
    if own.get("requests") or own.get("limits"):
        containers = [{"resources": own}]
    else:
        containers = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    counted, guaranteed = False, True
    for container in containers:
        resources = container.get("resources") or {}
        requests, limits = (_computed(resources.get(kind)) for kind in ("requests", "limits"))
        counted = counted or bool(requests or limits)
        guaranteed = guaranteed and set(limits) == {"cpu", "memory"} and requests == limits
    return "BestEffort" if not counted else "Guaranteed" if guaranteed else "Burstable"


def _computed(amounts: Any) -> Object:
    return {
        name: parse(amount) for name, amount in (amounts or {}).items() if name in ("cpu", "memory") and parse(amount)
    }


def _shown(value: Any, owner: str) -> Any:
    """Return a value as the server sends it; ``owner`` is the field that it stands in."""
    if isinstance(value, list):
        return [_shown(item, owner) for item in value]
    if not isinstance(value, dict):
        return value
    out = {**_ALWAYS.get(owner, {})}
    is_map = owner in MAPS
    for name, item in value.items():
        if is_map:
            out[name] = item
            continue
        kept = _shown(item, name)
        if kept is None or kept == [] or (kept == {} and (name in MAPS or name == "metadata")):
            continue
        if not isinstance(kept, (dict, list)) and not kept and not is_pointer(owner, name):
            continue
        out[name] = kept
    return out
