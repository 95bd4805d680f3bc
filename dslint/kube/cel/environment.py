"""What an admission policy may name beside its own variables: types of names, and fields that the server knows.

Sources: BuildRequestType, BuildNamespaceType, mustBuildEnvs in staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/
compile.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KIND = {"group": "string", "version": "string", "kind": "string"}
_RESOURCE = {"group": "string", "version": "string", "resource": "string"}
_USER = {"username": "string", "uid": "string", "groups": "list<string>", "extra": "map<string,list<string>>"}
REQUEST: dict[str, Any] = {
    "kind": _KIND,
    "resource": _RESOURCE,
    "subResource": "string",
    "requestKind": _KIND,
    "requestResource": _RESOURCE,
    "requestSubResource": "string",
    "name": "string",
    "namespace": "string",
    "operation": "string",
    "userInfo": _USER,
    "dryRun": "bool",
    "options": "dyn",
}
NAMESPACE: dict[str, Any] = {
    "metadata": {
        "name": "string",
        "generateName": "string",
        "namespace": "string",
        "labels": "map<string,string>",
        "annotations": "map<string,string>",
        "UID": "string",
        "creationTimestamp": "timestamp",
        "deletionGracePeriodSeconds": "int",
        "deletionTimestamp": "timestamp",
        "generation": "int",
        "resourceVersion": "string",
        "finalizers": "list<string>",
    },
    "spec": {"finalizers": "list<string>"},
    "status": {"phase": "string"},
}
STRUCTS = {"request": REQUEST, "namespaceObject": NAMESPACE}
AUTHORIZER = {"authorizer": "Authorizer", "authorizer.requestResource": "ResourceCheck"}
UNKNOWABLE = ("authorizer", "request.userInfo")
"""What no file says: who asks, and what they may."""


def names(*, params: bool, authorizer: bool) -> Iterator[tuple[str, str]]:
    """Yield the names of an expression with their types."""
    yield from (("object", "dyn"), ("oldObject", "dyn"), ("request", "dyn"), ("namespaceObject", "dyn"))
    for name, fields in STRUCTS.items():
        yield from _leaves(name, fields)
    if params:
        yield "params", "dyn"
    if authorizer:
        yield from AUTHORIZER.items()


def _leaves(name: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, kind in fields.items():
        if isinstance(kind, dict):
            yield from _leaves(f"{name}.{key}", kind)
        elif kind != "timestamp":
            yield f"{name}.{key}", kind


def undefined(path: tuple[str | int, ...]) -> str:
    """Return the field of a path that the server does not know, empty where it knows them all."""
    fields: Any = STRUCTS.get(str(path[0]))
    for step in path[1:]:
        if not isinstance(fields, dict):
            return ""
        if step not in fields:
            return str(step)
        fields = fields[step]
    return ""
