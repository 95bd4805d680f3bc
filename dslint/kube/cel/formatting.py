"""``text.format(list)``: what the API server writes, or a refusal where the CEL implementation would write otherwise.

Source: ext/formatting.go of github.com/google/cel-go.
"""

from __future__ import annotations

import re
from datetime import timedelta

from dslint.kube.cel.values import UNDECIDED, CelValueError, text_of
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLAUSE = re.compile(r"%(?:(%)|(?:\.(\d+))?([sdfebxXo]))?")
_NAMES = {bool: "bool", int: "int", float: "double", str: "string", bytes: "bytes", list: "list", dict: "map"}
_WORDS = {
    "d": "decimal clause can only be used on integers",
    "f": "fixed-point clause can only be used on doubles",
    "b": "only integers and bools can be formatted as binary",
    "x": "only integers, byte buffers, and strings can be formatted as hex",
    "X": "only integers, byte buffers, and strings can be formatted as hex",
    "o": "octal clause can only be used on integers",
}


def formatted(template: Any, values: Any) -> str:
    """Return a text with its clauses filled in."""
    if not isinstance(values, list):
        raise CelValueError("no such overload")
    given = iter(values)
    count = 0

    def clause(found: re.Match[str]) -> str:
        nonlocal count
        if found[1]:
            return "%"
        if found[3] is None:
            raise CelValueError("could not parse formatting clause")
        count += 1
        value = next(given, given)
        if value is given:
            raise CelValueError(f"index {count - 1} out of range")
        return _written(found[3], found[2], value)

    return CLAUSE.sub(clause, text_of(template))


def _written(kind: str, precision: str | None, value: Any) -> str:
    whole = type(value) is int
    if kind == "s":
        return _string(value)
    if kind == "d" and whole:
        return str(value)
    if kind == "b" and (whole or isinstance(value, bool)):
        return format(int(value), "b")
    if kind in "xX" and whole:
        return format(value, kind)
    if kind in "xX" and isinstance(value, str):
        text = text_of(value).encode().hex()
        return text.upper() if kind == "X" else text
    if kind == "o" and whole:
        return format(value, "o")
    if kind == "f" and isinstance(value, float):
        return f"{value:.{precision or 6}f}"
    if kind in _WORDS and type(value) in _NAMES and not isinstance(value, float):
        raise CelValueError(f"error during formatting: {_WORDS[kind]}, was given {_NAMES[type(value)]}")
    raise CelValueError(f"{UNDECIDED}the clause %{kind} of such a value")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if type(value) is int:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, timedelta) and not value.microseconds:
        return f"{int(value.total_seconds())}s"
    if isinstance(value, list) and not any(isinstance(it, (float, timedelta, dict, bytes, list)) for it in value):
        return f"[{', '.join(quote(text_of(it)) if isinstance(it, str) else _string(it) for it in value)}]"
    raise CelValueError(f"{UNDECIDED}the clause %s of such a value")
