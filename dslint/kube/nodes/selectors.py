"""Label selectors: syntax and matching.

Sources: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go (ValidateLabelSelector),
pkg/apis/meta/v1/helpers.go (LabelSelectorAsSelector), pkg/labels/selector.go (Requirement.Matches).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed
from dslint.kube.apiserver.fields import FieldErrors, Key
from dslint.kube.apiserver.labels import validate_labels
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import label_value, qualified_name
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import Path


class Requirement(NamedTuple):
    """One condition of a selector; ``at`` is its place in the object that was given to :func:`requirements`."""

    key: str
    operator: str
    values: tuple[str, ...]
    at: Path = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tell whether the labels meet the condition; an unknown operator is never met.

        NotIn and DoesNotExist hold where the label is missing. Gt and Lt compare 64-bit integers and never hold for
        anything else.
        """
        operator = self.operator
        value = labels.get(self.key)
        if operator == "In":
            return value is not None and value in self.values
        if operator == "NotIn":
            return value is None or value not in self.values
        if operator == "Exists":
            return value is not None
        if operator == "DoesNotExist":
            return value is None
        if operator not in {"Gt", "Lt"} or value is None or len(self.values) != 1:
            return False
        left, right = parse_int64(value), parse_int64(self.values[0])
        if left is None or right is None:
            return False
        return left > right if operator == "Gt" else left < right


def requirements(selector: Mapping[str, Any] | None, path: Path = ()) -> list[Requirement]:
    """List the conditions of a label selector, all of which must hold; ``path`` is the selector's own place.

    A null is the empty text, which the decoder makes of it.
    """
    if not selector:
        return []
    found = [
        Requirement(key, "In", (value or "",), (*path, "matchLabels", Key(key)))
        for key, value in (selector.get("matchLabels") or {}).items()
    ]
    found += [
        Requirement(
            expression.get("key") or "",
            expression.get("operator") or "",
            tuple(value or "" for value in expression.get("values") or ()),
            (*path, "matchExpressions", index),
        )
        for index, expression in enumerate(selector.get("matchExpressions") or ())
    ]
    return found


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str] | None) -> bool:
    """Tell whether a label selector selects the labels.

    A missing selector selects nothing, an empty one everything. A malformed selector selects nothing: the server
    cannot use it at all (see :func:`well_formed`).
    """
    if selector is None or not well_formed(selector):
        return False
    given = labels or {}
    return all(requirement.matches(given) for requirement in requirements(selector))


def well_formed(selector: Mapping[str, Any] | None) -> bool:
    """Tell whether LabelSelectorAsSelector can read the selector (a missing one it can)."""
    errors = FieldErrors()
    validate_selector(selector, (), errors)
    return not errors


def validate_selector(
    selector: Mapping[str, Any] | None,
    path: Path,
    errors: FieldErrors,
    *,
    allow_invalid_values: bool = False,
    at: Path | None = None,
) -> None:
    """Check a label selector; a missing one is valid.

    ``allow_invalid_values`` is for updates of stored selectors that already hold an invalid value in an expression.
    ``at`` is the selector's place in the object where it differs from the server's ``path``.
    """
    if not selector:
        return
    place = path if at is None else at
    validate_labels(selector.get("matchLabels"), (*path, "matchLabels"), errors, (*place, "matchLabels"))
    for index, expression in enumerate(selector.get("matchExpressions") or ()):
        here = (*path, "matchExpressions", index)
        there = (*place, "matchExpressions", index)
        operator = expression.get("operator") or ""
        values = expression.get("values") or ()
        if operator in {"In", "NotIn"}:
            if not values:
                errors.required(
                    (*here, "values"), "must be specified when `operator` is 'In' or 'NotIn'", (*there, "values")
                )
        elif operator in {"Exists", "DoesNotExist"}:
            if values:
                errors.forbidden(
                    (*here, "values"),
                    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
                    values,
                    (*there, "values"),
                )
        else:
            errors.invalid(
                (*here, "operator"), operator, "not a valid selector operator", (*there, "operator"), Typed(operator)
            )
        key = expression.get("key") or ""
        for fault in qualified_name(key):
            errors.invalid((*here, "key"), key, fault, (*there, "key"))
        if not allow_invalid_values:
            for number, value in enumerate(values):
                for fault in label_value(value):
                    errors.invalid((*here, "values", number), value, fault, (*there, "values", number))
