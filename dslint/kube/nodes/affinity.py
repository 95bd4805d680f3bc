"""Node selection: nodeSelector and node affinity against a node's labels and name.

Source: staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go,
staging/src/k8s.io/apimachinery/pkg/labels/selector.go (NewRequirement).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import FieldError, FieldErrors, Key
from dslint.kube.nodes.selectors import Requirement
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import label_value, qualified_name
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.fields import Path

REQUIRED = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
PREFERRED = ("affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution")

_OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]
_FIELD_OPERATORS = ["In", "NotIn"]


class Term(NamedTuple):
    """A node selector term: all its conditions must hold, but one that has none or is malformed matches no node.

    ``fields`` are conditions on the node's fields (only ``metadata.name`` exists), ``errors`` say why the term cannot
    be used at all. ``at`` is its place in the object.
    """

    at: Path
    expressions: tuple[Requirement, ...]
    fields: tuple[Requirement, ...]
    errors: tuple[FieldError, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.expressions or self.fields or self.errors)

    def matches(self, labels: Mapping[str, str], name: str) -> bool:
        """Tell whether a node with these labels and this name meets the term."""
        return not (self.errors or self.is_empty or self.unmet(labels, name))

    def unmet(self, labels: Mapping[str, str], name: str) -> tuple[Requirement, ...]:
        """Return the conditions that the node fails. A node without a name fails none about fields."""
        failed = tuple(wanted for wanted in self.expressions if not wanted.matches(labels))
        if not self.fields or not name:
            return failed
        return failed + tuple(wanted for wanted in self.fields if not _field_matches(wanted, name))


def _field_matches(wanted: Requirement, name: str) -> bool:
    """Compare a field; those that a node does not have are empty."""
    equal = (name if wanted.key == "metadata.name" else "") == wanted.values[0]
    return equal if wanted.operator == "In" else not equal


def required_terms(pod_spec: Mapping[str, Any], at: Path = ()) -> list[Term] | None:
    """Read the terms of required node affinity, one of which must match; ``None`` where it is not asked for.

    ``at`` is the place of the pod spec.
    """
    affinity: Any = pod_spec
    for name in REQUIRED:
        affinity = affinity.get(name)
        if affinity is None:
            return None
    path = ("nodeSelectorTerms",)
    return [
        read_term(term, (*path, index), (*at, *REQUIRED, *path, index))
        for index, term in enumerate(affinity.get("nodeSelectorTerms") or ())
    ]


def preferred_terms(preferred: Sequence[Mapping[str, Any]], at: Path = PREFERRED) -> list[tuple[int, Term]]:
    """Read preferred node affinity as weights and terms; those that cannot count (weight 0, no condition) are left out.

    ``at`` is the place of the list. One malformed term makes the scheduler refuse the pod.
    """
    read = (
        (item.get("weight") or 0, read_term(item.get("preference") or {}, (index,), (*at, index, "preference")))
        for index, item in enumerate(preferred)
    )
    return [(weight, term) for weight, term in read if weight and not term.is_empty]


def score(preferred: Sequence[tuple[int, Term]], labels: Mapping[str, str], name: str) -> int:
    """Return the sum of the weights of the terms that the node meets."""
    return sum(weight for weight, term in preferred if term.matches(labels, name))


def read_term(term: Mapping[str, Any], path: Path, at: Path) -> Term:
    """Read a node selector term; ``path`` is what the server calls it, ``at`` its place in the object."""
    errors = FieldErrors()
    expressions = _read(term, "matchExpressions", at)
    for wanted, raw in zip(expressions, term.get("matchExpressions") or (), strict=True):
        _check_expression(wanted, raw, (*path, *wanted.at[len(at) :]), errors)
    fields = _read(term, "matchFields", at)
    for wanted, raw in zip(fields, term.get("matchFields") or (), strict=True):
        _check_field(wanted, raw, (*path, *wanted.at[len(at) :]), errors)
    return Term(at, expressions, fields, tuple(errors))


def _read(term: Mapping[str, Any], name: str, at: Path) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            item.get("key") or "", item.get("operator") or "", tuple(item.get("values") or ()), (*at, name, index)
        )
        for index, item in enumerate(term.get(name) or ())
    )


def _check_expression(wanted: Requirement, raw: Mapping[str, Any], path: Path, errors: FieldErrors) -> None:
    """Find what makes NewRequirement fail."""
    key, operator, values, at = wanted
    if operator not in _OPERATORS:
        errors.not_supported((*path, "operator"), operator, _OPERATORS, (*at, "operator"))
        return
    faults = qualified_name(key)
    if faults:
        errors.invalid((*path, "key"), key, "; ".join(faults), (*at, "key"))
    here, there = (*path, "values"), (*at, "values")
    if operator in {"In", "NotIn"}:
        if not values:
            errors.invalid(here, raw.get("values"), "for 'in', 'notin' operators, values set can't be empty", there)
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            errors.invalid(here, raw.get("values"), "values set must be empty for exists and does not exist", there)
    else:
        if len(values) != 1:
            errors.invalid(here, raw.get("values"), "for 'Gt', 'Lt' operators, exactly one value is required", there)
        for index, value in enumerate(values):
            if parse_int64(value) is None:
                errors.invalid(
                    (*here, index), value, "for 'Gt', 'Lt' operators, the value must be an integer", (*there, index)
                )
    for index, value in enumerate(values):
        faults = label_value(value)
        if faults:
            errors.invalid((*here, index, Key(key)), value, "; ".join(faults), (*there, index))


def _check_field(wanted: Requirement, raw: Mapping[str, Any], path: Path, errors: FieldErrors) -> None:
    if wanted.operator not in _FIELD_OPERATORS:
        errors.not_supported((*path, "operator"), wanted.operator, _FIELD_OPERATORS, (*wanted.at, "operator"))
    elif len(wanted.values) != 1:
        errors.invalid((*path, "values"), raw.get("values"), "must have one element", (*wanted.at, "values"))
