"""Small checks that several topics share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dslint.kube.fields import FieldErrors, Path

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


def check(
    rule: Callable[[str], list[str]], value: str, path: Path, errors: FieldErrors, at: Path | None = None
) -> None:
    """Add an Invalid for each message of a rule of ``names.py``."""
    for fault in rule(value):
        errors.invalid(path, value, fault, at)


def containers_with_path(spec: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Go through all containers of a pod spec in the server's order.

    Source: VisitContainersWithPath in pkg/apis/core/pods/helpers.go.
    """
    for field in CONTAINER_LISTS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, (*path, field, index)


def go_quote(value: str) -> str:
    """Quote as Go's ``%q`` does, for the characters that occur in manifests."""
    out = json.dumps(value, ensure_ascii=False)
    if out.isprintable() and "\\u" not in out:
        return out
    return '"' + "".join(map(_go_escape, value)) + '"'


_GO_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip


def _go_escape(char: str) -> str:
    known = _GO_ESCAPES.get(char)
    if known:
        return known
    code = ord(char)
    if char.isprintable():
        return char
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
