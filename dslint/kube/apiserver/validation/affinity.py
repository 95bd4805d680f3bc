"""Node affinity, pod affinity and pod anti-affinity.

Source: validateAffinity and what it calls in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed
from dslint.kube.apiserver.validation.common import check
from dslint.kube.apiserver.validation.matchlabelkeys import validate_match_label_keys
from dslint.kube.nodes.selectors import validate_selector
from dslint.kube.values.names import dns1123_label, dns1123_subdomain, label_value, qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_NOT_AN_OPERATOR = "not a valid selector operator"
_WEIGHT = "must be in the range 1-100"


def validate_affinity(affinity: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check ``affinity`` of a pod."""
    node = affinity.get("nodeAffinity")
    if node:
        _node_affinity(node, (*path, "nodeAffinity"), errors, options)
    for field in ("podAffinity", "podAntiAffinity"):
        pods = affinity.get(field)
        if pods:
            _pod_affinity(pods, (*path, field), errors, options)


def _node_affinity(affinity: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    required = affinity.get(_REQUIRED)
    if required is not None:
        terms = required.get("nodeSelectorTerms")
        place = (*path, _REQUIRED, "nodeSelectorTerms")
        if not terms:
            errors.required(place, "must have at least one node selector term")
        for index, term in enumerate(terms or ()):
            _node_selector_term(term, (*place, index), errors, options.invalid_node_affinity_values)
    for index, term in enumerate(affinity.get(_PREFERRED) or ()):
        place = (*path, _PREFERRED, index)
        _weight(term, place, errors)
        # values that no label can have are let pass here, the server only warns
        _node_selector_term(term.get("preference") or {}, (*place, "preference"), errors, allow_invalid_values=True)


def _weight(term: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    weight = term.get("weight") or 0
    if not 1 <= weight <= 100:
        errors.invalid((*path, "weight"), weight, _WEIGHT)


def _node_selector_term(
    term: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    allow_invalid_values: bool,
) -> None:
    for index, requirement in enumerate(term.get("matchExpressions") or ()):
        _label_requirement(requirement, (*path, "matchExpressions", index), errors)
        if not allow_invalid_values:
            for number, value in enumerate(requirement.get("values") or ()):
                if label_value(value):
                    check(label_value, value, (*path, "matchExpressions", index, "values", number), errors)
    for index, requirement in enumerate(term.get("matchFields") or ()):
        _field_requirement(requirement, (*path, "matchFields", index), errors)


def _label_requirement(requirement: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a condition on a node's labels (ValidateNodeSelectorRequirement), all but its values' syntax."""
    operator = requirement.get("operator") or ""
    values = requirement.get("values") or ()
    if operator in {"In", "NotIn"}:
        if not values:
            errors.required((*path, "values"), "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            errors.forbidden(
                (*path, "values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'", values
            )
    elif operator in {"Gt", "Lt"}:
        if len(values) != 1:
            errors.required((*path, "values"), "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        errors.invalid((*path, "operator"), operator, _NOT_AN_OPERATOR, bad=Typed(operator))
    check(qualified_name, requirement.get("key") or "", (*path, "key"), errors)


def _field_requirement(requirement: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a condition on a node's fields; only ``metadata.name`` is known (ValidateNodeFieldSelectorRequirement)."""
    operator = requirement.get("operator") or ""
    values = requirement.get("values") or ()
    if operator not in {"In", "NotIn"}:
        errors.invalid((*path, "operator"), operator, _NOT_AN_OPERATOR, bad=Typed(operator))
    elif len(values) != 1:
        errors.required(
            (*path, "values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        )
    key = requirement.get("key") or ""
    if key != "metadata.name":
        errors.invalid((*path, "key"), key, "not a valid field selector key")
        return
    for index, value in enumerate(values):
        check(dns1123_subdomain, value, (*path, "values", index), errors)


def _pod_affinity(affinity: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    for index, term in enumerate(affinity.get(_REQUIRED) or ()):
        _pod_affinity_term(term, (*path, _REQUIRED, index), errors, options)
    for index, term in enumerate(affinity.get(_PREFERRED) or ()):
        place = (*path, _PREFERRED, index)
        _weight(term, place, errors)
        _pod_affinity_term(term.get("podAffinityTerm") or {}, (*place, "podAffinityTerm"), errors, options)


def _pod_affinity_term(term: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    selector = term.get("labelSelector")
    for field in ("labelSelector", "namespaceSelector"):
        validate_selector(term.get(field), (*path, field), errors, allow_invalid_values=options.invalid_selector_values)
    for index, namespace in enumerate(term.get("namespaces") or ()):
        check(dns1123_label, namespace, (*path, "namespace"), errors, (*path, "namespaces", index))
    validate_match_label_keys(term, selector, path, errors, mismatch=True)
    topology_key = term.get("topologyKey") or ""
    if not topology_key:
        errors.required((*path, "topologyKey"), "can not be empty")
    check(qualified_name, topology_key, (*path, "topologyKey"), errors)
