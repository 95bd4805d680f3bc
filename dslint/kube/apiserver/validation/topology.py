"""Topology spread constraints.

Source: validateTopologySpreadConstraints in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.matchlabelkeys import (
    validate_match_label_keys,
    validate_unmerged_match_label_keys,
)
from dslint.kube.nodes.selectors import validate_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_NOT_POSITIVE = "must be greater than zero"
_POLICIES = ["Honor", "Ignore"]


def validate_topology_spread(
    constraints: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check ``topologySpreadConstraints`` of a pod."""
    pairs = [(it.get("topologyKey") or "", it.get("whenUnsatisfiable") or "") for it in constraints]
    last = {pair: index for index, pair in enumerate(pairs)}
    for index, constraint in enumerate(constraints):
        here = (*path, index)
        topology_key, action = pairs[index]
        selector = constraint.get("labelSelector")
        skew = constraint.get("maxSkew") or 0
        if skew <= 0:
            errors.invalid((*here, "maxSkew"), skew, _NOT_POSITIVE)
        if not topology_key:
            errors.required((*here, "topologyKey"), "can not be empty")
        if action not in {"DoNotSchedule", "ScheduleAnyway"}:
            errors.not_supported((*here, "whenUnsatisfiable"), action, ["DoNotSchedule", "ScheduleAnyway"])
        if last[pairs[index]] > index:
            errors.duplicate((*here, "{topologyKey, whenUnsatisfiable}"), f"{{{topology_key}, {action}}}", here)
        _min_domains(constraint.get("minDomains"), action, (*here, "minDomains"), errors)
        for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            policy = constraint.get(field)
            if policy is not None and policy not in _POLICIES:
                errors.not_supported((*here, field), policy, _POLICIES)
        if options.match_label_keys_merged:
            validate_match_label_keys(constraint, selector, here, errors, mismatch=False)
        else:
            keys = constraint.get("matchLabelKeys") or []
            validate_unmerged_match_label_keys(keys, selector, (*here, "matchLabelKeys"), errors)
        if not options.invalid_spread_selectors:
            validate_selector(selector, (*here, "labelSelector"), errors)


def _min_domains(minimum: int | None, action: str, path: Path, errors: FieldErrors) -> None:
    if minimum is None:
        return
    if minimum <= 0:
        errors.invalid(path, minimum, _NOT_POSITIVE)
    if action != "DoNotSchedule":
        detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        errors.invalid(path, minimum, detail)
