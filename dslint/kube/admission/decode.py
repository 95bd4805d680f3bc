"""Policies and bindings as the API server decodes them: of the right types, without what is null or what it ignores.

Source: ValidatingAdmissionPolicy and its binding in staging/src/k8s.io/api/admissionregistration/v1/types.go
(Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]
_TEXT = ""
_SELECTOR = {"matchLabels": {"": _TEXT}, "matchExpressions": [{"key": _TEXT, "operator": _TEXT, "values": [_TEXT]}]}
_RULE = {
    **{name: [_TEXT] for name in ("operations", "apiGroups", "apiVersions", "resources", "resourceNames")},
    "scope": _TEXT,
}
_MATCH = {
    "namespaceSelector": _SELECTOR,
    "objectSelector": _SELECTOR,
    "resourceRules": [_RULE],
    "excludeResourceRules": [_RULE],
    "matchPolicy": _TEXT,
}
_NAMED = [{"name": _TEXT, "expression": _TEXT}]
_METADATA = {"name": _TEXT}
# A field has the form of its value: a text, a list of one form, the fields of a mapping; "" stands for any name.
_POLICY = {
    "metadata": _METADATA,
    "spec": {
        "failurePolicy": _TEXT,
        "paramKind": {"apiVersion": _TEXT, "kind": _TEXT},
        "matchConstraints": _MATCH,
        "matchConditions": _NAMED,
        "variables": _NAMED,
        "validations": [dict.fromkeys(("expression", "message", "reason", "messageExpression"), _TEXT)],
        "auditAnnotations": [{"key": _TEXT, "valueExpression": _TEXT}],
    },
}
_BINDING = {
    "metadata": _METADATA,
    "spec": {
        "policyName": _TEXT,
        "paramRef": {
            **dict.fromkeys(("name", "namespace", "parameterNotFoundAction"), _TEXT),
            "selector": _SELECTOR,
        },
        "matchResources": _MATCH,
        "validationActions": [_TEXT],
    },
}
_WORDS: dict[type, str] = {str: "a text", list: "a list", dict: "a mapping"}


class DecodeError(Exception):
    """A value has the wrong type; ``path`` is its place."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


def decode_policy(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy as the server has it; raises DecodeError."""
    found: dict[str, Any] = _decode(value, _POLICY, ())
    return {"metadata": {}, "spec": {}, **found}


def decode_binding(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a binding as the server has it; raises DecodeError."""
    found: dict[str, Any] = _decode(value, _BINDING, ())
    return {"metadata": {}, "spec": {}, **found}


def _decode(value: Any, form: Any, path: Path) -> Any:
    """Return a value in a form; what is null is the form's empty value."""
    if value is None:
        return type(form)()
    if not isinstance(value, type(form)):
        raise DecodeError(path, f"takes {_WORDS[type(form)]}, not {_kind(value)}")
    if isinstance(form, list):
        return [_decode(one, form[0], (*path, index)) for index, one in enumerate(value)]
    if isinstance(form, dict):
        return {
            name: _decode(value[name], form.get(name, form.get("")), (*path, name))
            for name in value
            if (name in form or "" in form) and (value[name] is not None or "" in form)
        }
    return value


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return _WORDS.get(type(value), "a number")
