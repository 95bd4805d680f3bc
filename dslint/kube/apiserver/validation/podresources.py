"""Resources of the pod as a whole, and its overhead.

Sources: validatePodResources, validatePodResourceConsistency, validateOverhead in
pkg/apis/core/validation/validation.go; AggregateContainerRequests, AggregateContainerLimits in
staging/src/k8s.io/component-helpers/resource/helpers.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.validation.resources import validate_resource_requirements
from dslint.kube.values.quantity import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options
    from dslint.kube.values.quantity import Quantity


def validate_overhead(overhead: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check a pod's overhead, which the server takes for the limits of a container."""
    found: FieldErrors = type(errors)()
    validate_resource_requirements({"limits": overhead}, path, found, options, claim_names=set())
    # the error's path says "limits", a place that the object does not have
    depth = len(path)
    errors.extend(error._replace(at=(*path, *error.at[depth + 1 :])) for error in found)


def validate_pod_resources(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check ``resources`` of a pod that has them, and their sum over the containers against it."""
    resources = spec["resources"]
    here = (*path, "resources")
    if (spec.get("os") or {}).get("name") == "windows":
        errors.forbidden(here, "may not be set for a windows pod", resources)
        return
    if resources.get("claims") is not None:
        errors.forbidden((*here, "claims"), "claims may not be set for Resources at pod-level", resources["claims"])
    claims = {claim["name"] for claim in spec.get("resourceClaims") or () if claim.get("name")}
    validate_resource_requirements(resources, here, errors, options, claim_names=claims, pod_level=True)
    _consistency(spec, resources, here, errors)


def _consistency(spec: dict[str, Any], resources: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    requests = resources.get("requests") or {}
    for name, total in aggregate(spec, "requests").items():
        if name in requests and total > parse(requests[name]):
            detail = f"must be greater than or equal to aggregate container requests of {total}"
            errors.invalid((*path, "requests", Key(name)), requests[name], detail, bad=str(parse(requests[name])))
    limits = resources.get("limits") or {}
    if not limits:
        return
    for name, total in aggregate(spec, "limits").items():
        if name.startswith("hugepages-") and name in limits and total > parse(limits[name]):
            detail = f"must be greater than or equal to aggregate container limits of {total}"
            errors.invalid((*path, "limits", Key(name)), limits[name], detail, bad=str(parse(limits[name])))
    for index, container in enumerate(spec.get("containers") or ()):
        own = (container.get("resources") or {}).get("limits") or {}
        for name, limit in own.items():
            if name in limits and parse(limit) > parse(limits[name]):
                # the server puts the container below the pod's resources and the name before "limits"
                place = (*path, "containers", index, Key(name), "limits")
                at = (*path[:-1], "containers", index, "resources", "limits", Key(name))
                errors.invalid(place, limit, f"must be less than or equal to pod limits of {parse(limits[name])}", at)


def aggregate(spec: dict[str, Any], kind: str) -> dict[str, Quantity]:
    """Add up the containers' ``requests`` or ``limits`` as they count for the pod.

    Init containers run one after the other, each beside the sidecars started before it.
    """
    total: dict[str, Quantity] = {}
    for container in spec.get("containers") or ():
        _add(total, _amounts(container, kind))
    sidecars: dict[str, Quantity] = {}
    peak: dict[str, Quantity] = {}
    for container in spec.get("initContainers") or ():
        amounts = _amounts(container, kind)
        if container.get("restartPolicy") == "Always":
            _add(total, amounts)
            _add(sidecars, amounts)
            amounts = sidecars
        else:
            _add(amounts, sidecars)
        _raise(peak, amounts)
    _raise(total, peak)
    return total


def _amounts(container: dict[str, Any], kind: str) -> dict[str, Quantity]:
    resources = container.get("resources") or {}
    return {name: parse(amount) for name, amount in (resources.get(kind) or {}).items()}


def _add(total: dict[str, Quantity], amounts: dict[str, Quantity]) -> None:
    for name, amount in amounts.items():
        total[name] = total[name] + amount if name in total else amount


def _raise(total: dict[str, Quantity], amounts: dict[str, Quantity]) -> None:
    for name, amount in amounts.items():
        if name not in total or amount > total[name]:
            total[name] = amount
