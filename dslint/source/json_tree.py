r"""JSON text as the same nodes that YAML makes, with places.

YAML's parser would take most JSON, but not surrogate pairs in ``\u`` escapes, and it would read ``1e3`` in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dslint.pattern import pattern
from dslint.source.nodes import MAX_DEPTH, Entry, Mapping, Node, ParseError, Scalar, Sequence
from dslint.source.scalars import Plain, json_number
from dslint.source.tree import Tree

_TOKEN = pattern(
    r"[ \t\n\r]*(?:"
    r'(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>true|false|null)"
    r"|(?P<mark>[{}\[\],:]))"
)
_WORDS: dict[str, Plain] = {"true": True, "false": False, "null": None}


class NotJsonError(Exception):
    """The text is something else from ``offset`` on, YAML perhaps."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _Open:
    __slots__ = ("entries", "items", "key", "start")

    def __init__(self, start: int, *, mapping: bool) -> None:
        self.start = start
        self.entries: list[Entry] | None = [] if mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None


def parse_stream(text: str) -> list[Tree] | None:
    """Return the values of a JSON stream; ``None`` if the text is not JSON. Raises as :func:`values` does."""
    try:
        return list(values(text))
    except NotJsonError:
        return None


def values(text: str) -> Iterator[Tree]:
    """Yield the values of a stream, one after the other; raises :class:`NotJsonError` where it goes on differently.

    Raises :class:`~dslint.source.nodes.ParseError` for a number without a float, and for nesting beyond what any
    manifest needs.
    """
    at = _skip(text, 0)
    while at < len(text):
        root, at = _value(text, at)
        yield Tree(root)
        at = _skip(text, at)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at


def _value(text: str, at: int) -> tuple[Node, int]:
    """Read one value; a small automaton, since depth is the author's choice."""
    stack: list[_Open] = []
    expected = "value"
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotJsonError(_skip(text, at))
        kind, start, at = str(match.lastgroup), match.start(str(match.lastgroup)), match.end()
        token = text[start:at]
        node: Node | None = None
        if kind == "mark":
            if token in "{[":
                _want(start, expected in ("value", "value or end"))
                if len(stack) == MAX_DEPTH:
                    raise ParseError(f"it is nested deeper than {MAX_DEPTH} levels", start, "too-large")
                stack.append(_Open(start, mapping=token == "{"))
                expected = "key or end" if token == "{" else "value or end"
            elif token in "}]":
                node = _close(stack, token, expected, start)
            else:
                expected = _after_punctuation(stack, token, expected, start)
        elif expected in ("key", "key or end"):
            _want(start, kind == "string")
            stack[-1].key = _scalar(token, kind, start, at)
            expected = ":"
        else:
            _want(start, expected in ("value", "value or end"))
            node = _scalar(token, kind, start, at)
        if node is not None:
            if not stack:
                return node, at
            _put(stack[-1], node)
            expected = ","


def _want(at: int, condition: bool) -> None:
    if not condition:
        raise NotJsonError(at)


def _close(stack: list[_Open], token: str, expected: str, at: int) -> Node:
    _want(at, bool(stack))
    opened, end = stack.pop(), at + 1
    is_mapping = opened.entries is not None
    _want(at, is_mapping == (token == "}") and expected in (",", "key or end" if is_mapping else "value or end"))
    if opened.entries is not None:
        return Mapping.of(opened.start, end, opened.entries, 1, flow=True)
    return Sequence(opened.start, end, opened.items, 1, flow=True)


def _after_punctuation(stack: list[_Open], token: str, expected: str, at: int) -> str:
    _want(at, bool(stack) and token == expected)
    if token == ":":
        return "value"
    return "key" if stack[-1].entries is not None else "value"


def _put(opened: _Open, node: Node) -> None:
    if opened.entries is None:
        opened.items.append(node)
    elif opened.key is not None:
        opened.entries.append(Entry(str(opened.key.value), opened.key, node))


def _scalar(token: str, kind: str, start: int, end: int) -> Scalar:
    if kind == "string":
        value = json.loads(token)
        return Scalar(start, end, value, value, '"')
    if kind == "word":
        return Scalar(start, end, token, _WORDS[token], "")
    if any(char in token for char in ".eE"):
        return Scalar(start, end, token, json_number(_float(token, start, end)), "")
    # beyond 64 bits Go's decoder falls back to a float; int() would take 4300 digits at most
    if len(token) <= 20 and -(2**63) <= int(token) < 2**63:
        return Scalar(start, end, token, int(token), "")
    return Scalar(start, end, token, json_number(_float(token, start, end)), "")


def _float(token: str, start: int, end: int) -> float:
    number = float(token)
    if abs(number) == float("inf"):
        raise ParseError("a number is out of range", start, "scalar", end)
    return number
