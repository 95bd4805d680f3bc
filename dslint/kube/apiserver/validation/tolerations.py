"""Tolerations.

Source: ValidateTolerations in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed
from dslint.kube.apiserver.validation.common import check
from dslint.kube.values.gojson import quote
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import decimal_integer, label_value, qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"]
_KEYLESS = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'


def validate_tolerations(
    tolerations: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options, at: Path | None = None
) -> None:
    """Check tolerations; ``at`` is where all of them stand if not at ``path`` (in an annotation)."""
    for index, toleration in enumerate(tolerations):
        operator = toleration.get("operator") or ""
        key = toleration.get("key") or ""
        effect = toleration.get("effect") or ""
        here = (*path, index)
        if key:
            if qualified_name(key):
                check(qualified_name, key, (*here, "key"), errors, at)
        elif operator != "Exists":
            errors.invalid((*here, "operator"), operator, _KEYLESS, at, Typed(operator))
        if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            errors.invalid((*here, "effect"), effect, detail, at, Typed(effect))
        _operator_and_value(operator, toleration.get("value") or "", here, errors, options, at)
        if effect and effect not in _EFFECTS:
            errors.not_supported((*here, "effect"), effect, _EFFECTS, at)


def _operator_and_value(
    operator: str, value: str, path: Path, errors: FieldErrors, options: Options, at: Path | None
) -> None:
    # the server reports a bad value at the operator
    value_at = (*path, "value") if at is None else at
    if operator in {"", "Equal"}:
        faults = label_value(value)
        if faults:
            errors.invalid((*path, "operator"), value, ";".join(faults), value_at)
    elif operator == "Exists":
        if value:
            errors.invalid((*path, "operator"), value, "value must be empty when `operator` is 'Exists'", value_at)
    elif operator not in {"Lt", "Gt"} or options.minor < 35:
        errors.not_supported((*path, "operator"), operator, ["Equal", "Exists"], at)
    elif not options.comparison_operators:
        errors.not_supported((*path, "operator"), operator, ["Equal", "Exists", "Lt", "Gt"], at)
    else:
        check(decimal_integer, value, (*path, "value"), errors, at)
        if parse_int64(value) is None:
            errors.invalid((*path, "value"), value, _parse_int_error(value), at)


def _parse_int_error(value: str) -> str:
    """Return what Go's ``strconv.ParseInt(value, 10, 64)`` says of text that is no 64-bit integer."""
    digits = value[1:] if value[:1] in {"+", "-"} else value
    reason = "value out of range" if digits.isascii() and digits.isdigit() else "invalid syntax"
    return f"strconv.ParseInt: parsing {quote(value)}: {reason}"
