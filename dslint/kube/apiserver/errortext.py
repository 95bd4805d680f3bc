"""An error as the API server prints it: ``spec.os: Unsupported value: "x": supported values: "linux", "windows"``.

What stands behind "value:" is what the server's code holds, which is not always what the manifest says. From Kubernetes
1.34 on it is JSON for all but plain texts, numbers and booleans; before that it is Go's ``%#v``, which names types, and
prints memory addresses where a field is a pointer: then it is left out here.

Source: Error.ErrorBody in staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (v1.36.3, v1.33.13).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import GoValue, Typed
from dslint.kube.values.gojson import json_quote, json_text, quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError

_KINDS = {
    "FieldValueRequired": "Required value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueNotFound": "Not found",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
}
WITHOUT_VALUE = {"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong"}
_JSON_SINCE = 34


def error_text(error: FieldError, minor: int) -> str:
    """Return an error as Kubernetes 1.``minor`` prints it."""
    text = f"{error.field}: {_KINDS.get(error.reason, error.reason)}"
    if error.reason not in WITHOUT_VALUE:
        value = _value_text(error.bad, minor)
        text += "" if value is None else f": {value}"
    return f"{text}: {error.detail}" if error.detail else text


def _value_text(value: Any, minor: int) -> str | None:
    as_json = minor >= _JSON_SINCE
    if isinstance(value, str):
        return json_quote(value) if as_json and isinstance(value, Typed) else quote(value)
    if isinstance(value, GoValue):
        return json_text(value.json) if as_json else value.verbose
    return None if isinstance(value, (dict, list)) else json_text(value)
