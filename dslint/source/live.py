"""Texts of objects that no file holds: what a cluster has, as one would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# what YAML takes for a text as it stands, whichever version of YAML it is; anything else is quoted
_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./:@-]*[A-Za-z0-9_./@-])?")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
# JSON leaves as they are what no YAML may hold
_UNPRINTABLE = re.compile("[\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\u2028\u2029\x85]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class LiveText(SourceText):
    """An object of a cluster; ``path`` is what it is called, ``context`` what the cluster is.

    What it is called says nothing of what it is for, as the path of a file does.
    """

    __slots__ = ("_context",)

    def __init__(self, path: str, text: str, context: str) -> None:
        super().__init__(path, text)
        self._context = context

    @property
    def context(self) -> str:  # type: ignore[override]  # other texts have none
        """The context of kubectl for its cluster."""
        return self._context

    @property
    def folder(self) -> str:
        """What it belongs together with: all that its cluster has."""
        return self._context

    def excerpt(self, *_spans: Span) -> SourceText:
        """Return itself: it is one object only."""
        return self


def write(value: Mapping[str, Any]) -> str:
    """Return an object as YAML, in the order of its keys as kubectl prints it.

    Raises RecursionError where it is nested too deeply to be written.
    """
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            item, name = value[key], _scalar(key)
            if isinstance(item, dict) and item:
                yield f"{indent}{name}:"
                yield from _lines(item, f"{indent}  ")
            elif isinstance(item, list) and item:
                yield f"{indent}{name}:"
                yield from _lines(item, indent)
            else:
                yield f"{indent}{name}: {_scalar(item)}"
    elif isinstance(value, list) and value:
        for item in value:
            first, *rest = _lines(item, f"{indent}  ")
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from rest
    else:
        yield f"{indent}{_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        value = _SURROGATE.sub("\ufffd", value)
        return _UNPRINTABLE.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False))
    return json.dumps(value)
