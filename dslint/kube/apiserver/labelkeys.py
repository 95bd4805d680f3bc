"""What the server puts into the label selectors of a new pod: the pod's own labels that ``matchLabelKeys`` name.

Source: mutatePodAffinity, mutateTopologySpreadConstraints in pkg/registry/core/pod/strategy.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.feature_gates import enabled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OPERATORS = (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn"))
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def merge_label_keys(spec: dict[str, Any], labels: dict[str, str], minor: int) -> dict[str, Any]:
    """Return a pod's spec with selectors that hold the values of the keys that they name; the input is not changed."""
    affinity, constraints = spec.get("affinity"), spec.get("topologySpreadConstraints")
    if affinity and enabled("MatchLabelKeysInPodAffinity", minor):
        kinds = {
            kind: _affinity(affinity[kind], labels) for kind in ("podAffinity", "podAntiAffinity") if affinity.get(kind)
        }
        spec = {**spec, "affinity": {**affinity, **kinds}}
    if constraints and enabled("MatchLabelKeysInPodTopologySpreadSelectorMerge", minor):
        spec = {**spec, "topologySpreadConstraints": [_term(it, labels) for it in constraints]}
    return spec


def _affinity(affinity: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    merged = dict(affinity)
    if affinity.get(_REQUIRED):
        merged[_REQUIRED] = [_term(term, labels) for term in affinity[_REQUIRED]]
    if affinity.get(_PREFERRED):
        merged[_PREFERRED] = [
            {**it, "podAffinityTerm": _term(it.get("podAffinityTerm") or {}, labels)} for it in affinity[_PREFERRED]
        ]
    return merged


def _term(term: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    selector = term.get("labelSelector")
    added = [
        {"key": key, "operator": operator, "values": [labels[key]]}
        for field, operator in _OPERATORS
        for key in term.get(field) or ()
        if key in labels
    ]
    if selector is None or not added:
        return term
    expressions = [*(selector.get("matchExpressions") or ()), *added]
    return {**term, "labelSelector": {**selector, "matchExpressions": expressions}}
