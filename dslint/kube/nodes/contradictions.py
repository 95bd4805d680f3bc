"""Conditions on a node's labels that no node can meet together, exactly.

Source of what each operator means: Requirement.Matches in staging/src/k8s.io/apimachinery/pkg/labels/selector.go.
A label value cannot begin with a minus sign, so numbers are never negative.
"""

from __future__ import annotations

from dslint.kube.values.integers import parse_int64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dslint.kube.nodes.selectors import Requirement

# The kubelet sets both to the same value, the node lifecycle controller keeps them equal
# (pkg/kubelet/kubelet_node_status.go, pkg/controller/nodelifecycle/node_lifecycle_controller.go).
_ONE_LABEL = {"beta.kubernetes.io/os": "kubernetes.io/os", "beta.kubernetes.io/arch": "kubernetes.io/arch"}
_LARGEST = 2**63 - 1
_PRESENT = ("In", "Exists", "Gt", "Lt")


def contradiction(wanted: Iterable[Requirement]) -> tuple[Requirement, ...] | None:
    """Return the conditions that exclude each other (one that no value meets stands alone), or ``None``.

    The last of them is the one that leaves nothing. Conditions must be well-formed.
    """
    groups: dict[str, list[Requirement]] = {}
    for one in wanted:
        groups.setdefault(_ONE_LABEL.get(one.key, one.key), []).append(one)
    for group in groups.values():
        if len(group) == 1 and group[0].operator == "In" and group[0].values:
            continue  # as most are
        found = _presence(group) or _numbers(group) or _values(group)
        if found:
            return found
    return None


def _presence(group: Sequence[Requirement]) -> tuple[Requirement, ...] | None:
    """Compare "must be there" with "must not be there"."""
    absent = next((one for one in group if one.operator == "DoesNotExist"), None)
    present = next((one for one in group if one.operator in _PRESENT), None)
    if absent is None or present is None:
        return None
    return (absent, present) if group.index(absent) < group.index(present) else (present, absent)


def _numbers(group: Sequence[Requirement]) -> tuple[Requirement, ...] | None:
    """Compare the bounds of Gt and Lt."""
    low, high = -1, _LARGEST + 1
    lowest: Requirement | None = None
    highest: Requirement | None = None
    for one in group:
        bound = parse_int64(one.values[0]) if one.operator in {"Gt", "Lt"} else None
        if bound is None:
            continue
        if one.operator == "Gt" and bound > low:
            low, lowest = bound, one
        elif one.operator == "Lt" and bound < high:
            high, highest = bound, one
        if low + 1 >= high:
            other = highest if one is lowest else lowest
            return (one,) if other is None else (other, one)
    return None


def _values(group: Sequence[Requirement]) -> tuple[Requirement, ...] | None:
    """Leave out, of the values that In allows, those that another condition refuses."""
    first = next((one for one in group if one.operator == "In"), None)
    if first is None:
        return None
    left = set(first.values)
    before = first
    for one in group:
        kept = {value for value in left if one.matches({one.key: value})}
        if not kept:
            return (before, one) if one is not first else (one,)
        if kept != left:
            before = one
        left = kept
    return None
