"""The old annotation with tolerations as JSON, read as the server reads it, with Go's own error texts.

Sources: GetTolerationsFromPodAnnotations in pkg/apis/core/helper/helpers.go, ``core.Toleration`` in
pkg/apis/core/types.go (Kubernetes v1.36.2); scanner and decoder of Go's encoding/json. The internal type has no JSON
names, but Go ignores the case of the names.
"""

from __future__ import annotations

import json
import re

from dslint.kube.values.gojson import quote
from dslint.kube.values.integers import parse_int64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_DIGITS = re.compile(r"[0-9]*")
_FIELDS = {
    "key": ("Key", "string"),
    "operator": ("Operator", "core.TolerationOperator"),
    "value": ("Value", "string"),
    "effect": ("Effect", "core.TaintEffect"),
    "tolerationseconds": ("TolerationSeconds", "int64"),
}
_NAMES = {"tolerationseconds": "tolerationSeconds"}


class TolerationsError(ValueError):
    """The text is no list of tolerations; the message is the server's."""


def read_tolerations(text: str) -> list[dict[str, Any]]:
    """Return the tolerations, with the names of the API; raises TolerationsError."""
    try:
        _Scanner(text).document()
        pairs = json.loads(text, object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number)
    except RecursionError:  # Go reads ten times deeper than Python; nothing that deep is a list of tolerations
        raise TolerationsError("exceeded max depth") from None
    if pairs is None:
        return []
    if isinstance(pairs, _Object) or not isinstance(pairs, list):
        raise TolerationsError(f"json: cannot unmarshal {_kind(pairs)} into Go value of type []core.Toleration")
    faults: list[str] = []
    tolerations = [_toleration(item, faults) for item in pairs]
    if faults:
        raise TolerationsError(faults[0])
    return tolerations


class _Object(list["Any"]):
    """The members of a JSON object in their order, repeated ones too."""


class _Number(str):
    """A JSON number as written."""

    __slots__ = ()


def _kind(value: Any) -> str:
    if isinstance(value, _Number):
        return "number"
    if isinstance(value, _Object):
        return "object"
    return {bool: "bool", list: "array"}.get(type(value), "string")


def _toleration(item: Any, faults: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if item is None:
        return found
    if not isinstance(item, _Object):
        faults.append(f"json: cannot unmarshal {_kind(item)} into Go value of type core.Toleration")
        return found
    for name, value in item:
        field = name.lower()
        if field not in _FIELDS:
            continue
        key = _NAMES.get(field, field)
        if value is None:
            if field == "tolerationseconds":
                found.pop(key, None)
            continue
        fault = _wrong_type(field, value)
        if fault:
            faults.append(fault)
        else:
            found[key] = int(value) if field == "tolerationseconds" else value
    return found


def _wrong_type(field: str, value: Any) -> str:
    name, kind = _FIELDS[field]
    found = _kind(value)
    if kind == "int64":
        if found == "number":
            if parse_int64(value) is not None:
                return ""
            found = f"number {value}"
    elif found == "string":
        return ""
    return f"json: cannot unmarshal {found} into Go struct field Toleration.{name} of type {kind}"


class _Scanner:
    """Checks the syntax of a JSON text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def document(self) -> None:
        """Read the whole text as one value."""
        self.value()
        self.space()
        if self.at < len(self.text):
            self.fail("after top-level value")

    def space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def fail(self, context: str) -> None:
        char = self.peek()
        if not char:
            raise TolerationsError("unexpected end of JSON input")
        # Go looks at bytes, and shows one as if it were a character
        byte = chr(char.encode("utf-8", "surrogatepass")[0])
        shown = {"'": "'\\''", '"': "'\"'"}.get(byte) or f"'{quote(byte)[1:-1]}'"
        raise TolerationsError(f"invalid character {shown} {context}")

    def value(self) -> None:
        self.space()
        char = self.peek()
        if char == "{":
            self.members()
        elif char == "[":
            self.elements()
        elif char == '"':
            self.string()
        elif char == "-" or (char and char in "0123456789"):
            self.number()
        elif char and char in "tfn":
            self.literal({"t": "true", "f": "false", "n": "null"}[char])
        else:
            self.fail("looking for beginning of value")

    def elements(self) -> None:
        self.at += 1
        self.space()
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            self.value()
            self.space()
            char = self.peek()
            if char not in {",", "]"}:
                self.fail("after array element")
            self.at += 1
            if char == "]":
                return

    def members(self) -> None:
        self.at += 1
        self.space()
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            self.space()
            if self.peek() != '"':
                self.fail("looking for beginning of object key string")
            self.string()
            self.space()
            if self.peek() != ":":
                self.fail("after object key")
            self.at += 1
            self.value()
            self.space()
            char = self.peek()
            if char not in {",", "}"}:
                self.fail("after object key:value pair")
            self.at += 1
            if char == "}":
                return

    def string(self) -> None:
        self.at += 1
        while True:
            char = self.peek()
            if not char or char < " ":
                self.fail("in string literal")
            self.at += 1
            if char == '"':
                return
            if char == "\\":
                self.escape()

    def escape(self) -> None:
        char = self.peek()
        if not char or char not in 'bfnrt\\/"u':
            self.fail("in string escape code")
        self.at += 1
        if char == "u":
            for _ in range(4):
                if not re.fullmatch("[0-9a-fA-F]", self.peek()):
                    self.fail("in \\u hexadecimal character escape")
                self.at += 1

    def number(self) -> None:
        if self.peek() == "-":
            self.at += 1
        if self.peek() == "0":
            self.at += 1
        else:
            self.digits("in numeric literal")
        if self.peek() == ".":
            self.at += 1
            self.digits("after decimal point in numeric literal")
        if self.peek() in {"e", "E"}:
            self.at += 1
            if self.peek() in {"+", "-"}:
                self.at += 1
            self.digits("in exponent of numeric literal")

    def digits(self, context: str) -> None:
        match = _DIGITS.match(self.text, self.at)
        end = match.end() if match else self.at
        if end == self.at:
            self.fail(context)
        self.at = end

    def literal(self, word: str) -> None:
        for char in word:
            if self.peek() != char:
                self.fail(f"in literal {word} (expecting '{char}')")
            self.at += 1
