"""Requests and limits: names and quantities of resources.

Source: validateResourceRequirements and the checks of names below it in pkg/apis/core/validation/validation.go,
pkg/apis/core/helper/helpers.go; SupportedPodLevelResources in staging/src/k8s.io/component-helpers/resource/helpers.go
(Kubernetes v1.36.2).
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.badvalues import GoValue, resource_name
from dslint.kube.apiserver.fields import Key
from dslint.kube.values.names import dns1123_label, extended_resource, native_resource, qualified_name
from dslint.kube.values.quantity import Quantity, QuantityError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_COUNTED = {
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
}
_CONTAINER = {"cpu", "ephemeral-storage", "memory"}
_STANDARD = {
    *_COUNTED,
    *_CONTAINER,
    "storage",
    *(f"requests.{name}" for name in (*_CONTAINER, "storage")),
    *(f"limits.{name}" for name in _CONTAINER),
}
_HUGE_PAGES = "hugepages-"
_POD_LEVEL = ["cpu", _HUGE_PAGES, "memory"]
_ZERO = parse(0)
_NEGATIVE = "must be greater than or equal to 0"


class _Resource:
    """What the name of a resource says of it, in a container or at the level of the pod.

    There only CPU, memory and huge pages are ``supported``.
    """

    __slots__ = ("faults", "huge_page", "integer", "overcommit", "supported")

    def __init__(self, name: str, *, pod_level: bool) -> None:
        native, extended = native_resource(name), extended_resource(name)
        self.huge_page = name.startswith(_HUGE_PAGES)
        self.integer = name in _COUNTED or extended
        self.overcommit = native and not self.huge_page
        self.faults = _name_faults(name)
        self.supported = True
        if pod_level:
            self.supported = bool(self.faults) or name in {"cpu", "memory"} or self.huge_page
        elif "/" not in name:
            if not (name in _CONTAINER or self.huge_page):
                self.faults.append("must be a standard resource for containers")
        elif not native and not extended:
            self.faults.append("doesn't follow extended resource name standard")


@lru_cache(maxsize=1024)
def _resource(name: str, pod_level: bool) -> _Resource:
    return _Resource(name, pod_level=pod_level)


def _name_faults(name: str) -> list[str]:
    faults = list(qualified_name(name))
    standard = name in _STANDARD or name.startswith((_HUGE_PAGES, f"requests.{_HUGE_PAGES}"))
    if not faults and "/" not in name and not standard:
        faults.append("must be a standard resource type or fully qualified")
    return faults


def validate_resource_requirements(
    requirements: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    options: Options,
    *,
    claim_names: set[str],
    pod_level: bool = False,
) -> None:
    """Check the limits, requests and claims of a container, or with ``pod_level`` of a pod.

    ``claim_names`` are the names of the pod's resource claims. A request that exceeds its limit is reported at
    ``requests``, as the server does, and placed at the request.
    """
    limits = requirements.get("limits") or {}
    requests = requirements.get("requests") or {}
    cpu_or_memory = huge_pages = False
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            resource = _resource(name, pod_level)
            quantity = parse(amount)
            _validate_amount(name, resource, quantity, (*path, field), errors, options)
            huge_pages = huge_pages or resource.huge_page
            cpu_or_memory = cpu_or_memory or name in {"cpu", "memory"}
            if field == "requests":
                _validate_request(name, resource, quantity, limits.get(name), path, errors)
    if huge_pages and not cpu_or_memory:
        errors.forbidden(path, "HugePages require cpu or memory", requirements)
    claims = requirements.get("claims")
    if claims:
        _validate_claims(claims, claim_names, (*path, "claims"), errors)


def _validate_amount(
    name: str, resource: _Resource, quantity: Quantity, path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check one entry of ``limits`` or ``requests``, whose path is given."""
    for fault in resource.faults:
        errors.invalid((*path, Key(name)), name, fault, bad=resource_name(name))
    if not resource.supported:
        errors.not_supported((*path, Key(name)), name, _POD_LEVEL, bad=resource_name(name))
    if quantity < _ZERO:
        errors.invalid((*path, Key(name)), str(quantity), _NEGATIVE)
    if resource.integer and quantity.milli_value() % 1000:
        text = str(quantity)
        errors.invalid((*path, Key(name)), text, "must be an integer", bad=GoValue(text))
    if resource.huge_page and not options.indivisible_huge_pages and not _divisible(name, quantity):
        fault = f"{quantity} is not positive integer multiple of {name}"
        errors.invalid((*path, Key(name)), str(quantity), fault)


def _divisible(name: str, quantity: Quantity) -> bool:
    """Tell whether an amount is a whole number of huge pages of the size that the resource's name says."""
    try:
        page = parse(name[len(_HUGE_PAGES) :])
    except QuantityError:
        return False
    size = page.value()
    if size <= 0 or page.milli_value() % 1000:
        return False
    return quantity.value() % size == 0


def _validate_request(
    name: str, resource: _Resource, quantity: Quantity, limit: Any, path: Path, errors: FieldErrors
) -> None:
    """Check a request against its limit, which must be the same for resources that cannot be overcommitted."""
    place = (*path, "requests", Key(name))
    if limit is None:
        if not resource.overcommit:
            errors.required((*path, "limits"), "Limit must be set for non overcommitable resources", place)
        return
    most = parse(limit)
    if quantity == most:
        return
    if not resource.overcommit:
        errors.invalid((*path, "requests"), str(quantity), f"must be equal to {name} limit of {most}", place)
    elif quantity > most:
        fault = f"must be less than or equal to {name} limit of {most}"
        errors.invalid((*path, "requests"), str(quantity), fault, place)


def _validate_claims(claims: list[dict[str, Any]], known: set[str], path: Path, errors: FieldErrors) -> None:
    """Check the references to the pod's resource claims: each claim, or request of one, once."""
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        here = (*path, index)
        name, request = claim.get("name") or "", claim.get("request") or ""
        if not name:
            errors.required(here, at=(*here, "name"))
            continue
        if name in seen:
            errors.duplicate(here, name)
        else:
            key = f"{name}/{request}" if request else name
            if request:
                for fault in dns1123_label(request):
                    errors.invalid((*here, "request"), request, fault)
            if key in seen:
                errors.duplicate(here, key)
            elif not request:
                for other in seen:
                    if "/" in other and other.partition("/")[0] == name:
                        errors.duplicate(here, name)
            seen.add(key)
        if name not in known:
            rest = f": {', '.join(sorted(known))}" if known else " which is empty"
            detail = f"must be one of the names in pod.spec.resourceClaims{rest}"
            errors.add("FieldValueNotFound", here, detail, name, (*here, "name"))
