"""Whether two pod templates or specs are the same to the API server, however they are written.

To Go an empty list or map is none, and so is the zero of a field that is no pointer: ``hostNetwork: false`` changes
nothing where nothing was written, ``privileged: false`` does. Which fields are pointers is no part of an OpenAPI
schema, so they are tables here. Both sides are decoded and defaulted. Quantities are compared by their amount.

Sources: Equalities.DeepEqual in staging/src/k8s.io/apimachinery/third_party/forked/golang/reflect/deep_equal.go, the
types in staging/src/k8s.io/api/{core,apps}/v1/types.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from dslint.kube.values.quantity import parse
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Maps with keys of the user's, and structs that are no pointers: an empty one is the same as none.
MAPS = frozenset({
    "annotations", "labels", "limits", "matchLabels", "nodeSelector", "overhead", "requests", "volumeAttributes",
})  # fmt: skip
_QUANTITIES = frozenset({"limits", "overhead", "requests"})
_QUANTITY = frozenset({"divisor", "sizeLimit"})
# The resources of a container are a struct, those of a pod a pointer to one.
_EMPTY_IS_NONE = MAPS | {"metadata", "podAffinityTerm", "preference", "resources", "template", "updateStrategy"}
# Pointers to booleans, integers and strings: their false, 0 and "" is not the same as none.
_POINTERS = frozenset({
    "allowPrivilegeEscalation", "automountServiceAccountToken", "blockOwnerDeletion", "controller",
    "enableServiceLinks", "hostProcess", "hostUsers", "optional", "privileged", "readOnlyRootFilesystem",
    "runAsNonRoot", "setHostnameAsFQDN", "shareProcessNamespace",
    "activeDeadlineSeconds", "defaultMode", "deletionGracePeriodSeconds", "expirationSeconds", "fsGroup",
    "minDomains", "mode", "priority", "revisionHistoryLimit", "runAsGroup", "runAsUser",
    "terminationGracePeriodSeconds", "tolerationSeconds",
    "apiGroup", "fsGroupChangePolicy", "gmsaCredentialSpec", "gmsaCredentialSpecName", "hostnameOverride",
    "localhostProfile", "maxSurge", "maxUnavailable", "mountPropagation", "nodeAffinityPolicy", "nodeTaintsPolicy",
    "preemptionPolicy", "procMount", "recursiveReadOnly", "resourceClaimName", "resourceClaimTemplateName",
    "runAsUserName", "runtimeClassName", "seLinuxChangePolicy", "service", "sizeLimit", "stopSignal",
    "storageClassName", "supplementalGroupsPolicy", "volumeAttributesClassName",
})  # fmt: skip
# Fields that are pointers only in some types.
_POINTERS_OF = {
    "azureDisk": {"fsType", "readOnly"},
    "containers": {"restartPolicy"},
    "csi": {"fsType", "readOnly"},
    "ephemeralContainers": {"restartPolicy"},
    "fc": {"lun"},
    "hostPath": {"type"},
    "initContainers": {"restartPolicy"},
    "options": {"value"},
}


def is_pointer(owner: str, name: str) -> bool:
    """Tell whether false, 0 and "" of a field of ``owner`` are not the same as none."""
    return name in _POINTERS or name in _POINTERS_OF.get(owner, ())


def same(one: Any, other: Any) -> bool:
    """Tell whether two values of the same type are semantically equal."""
    return bool(_normal(one, "") == _normal(other, ""))


class Difference(NamedTuple):
    """A field that two values do not have alike; one that is not there is ``None``.

    In ``path`` an item of a list is named by its index in the first value, or by its name where only the other has it.
    """

    path: tuple[str | int, ...]
    one: Any
    other: Any


def differences(one: Any, other: Any, owner: str = "") -> Iterator[Difference]:
    """Yield in which fields two values of the same type differ semantically; ``owner`` is the field they stand in."""
    yield from _different(_normal(one, owner), _normal(other, owner), ())


def _different(one: Any, other: Any, path: tuple[str | int, ...]) -> Iterator[Difference]:
    if one == other:
        return
    if path and path[-1] in MAPS:
        one, other = one or {}, other or {}
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from _different(one.get(name), other.get(name), (*path, name))
        return
    mine, others = _by_name(one), _by_name(other)
    if mine is None or others is None:
        yield Difference(path, one, other)
        return
    numbers = {name: index for index, name in enumerate(mine)}
    for name in dict.fromkeys((*mine, *others)):
        yield from _different(mine.get(name), others.get(name), (*path, numbers.get(name, name)))
    if list(mine) != list(others) and mine.keys() == others.keys() and path[-1:] == ("initContainers",):
        yield Difference(path, list(mine), list(others))  # they run in this order


def _by_name(value: Any) -> dict[str, Any] | None:
    """Return the items of a list by their names, where all have one of their own."""
    if not isinstance(value, list) or not value:
        return None
    found = {item["name"]: item for item in value if isinstance(item, dict) and isinstance(item.get("name"), str)}
    return found if len(found) == len(value) else None


def _normal(value: Any, owner: str) -> Any:
    """Return a value without what is the same as absent; ``owner`` is the field that it stands in."""
    if isinstance(value, list):
        return [_normal(item, owner) for item in value]
    if not isinstance(value, dict):
        return value
    if owner in _QUANTITIES:
        return {name: parse(amount) for name, amount in value.items()}
    if owner in MAPS:
        return value
    is_pod = owner == "spec" and "containers" in value
    out = {}
    for name, item in value.items():
        kept = _normal(item, name)
        if name in _QUANTITY and isinstance(kept, str):
            kept = parse(kept)
        if kept == [] or (kept == {} and name in _EMPTY_IS_NONE and not (is_pod and name == "resources")):
            continue
        if not isinstance(kept, (dict, list)) and not kept and not is_pointer(owner, name):
            continue
        out[name] = kept
    return out
