r"""JSON text as the same nodes that YAML makes, with places.

YAML's parser would take most JSON, but not surrogate pairs in ``\u`` escapes, and it would read ``1e3`` in its own way.
kubectl reads a stream that opens with a brace as JSON, one object after the other without a separator.

Source: staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go (YAMLOrJSONDecoder).
"""

from __future__ import annotations

import json
import re

from dslint.source.nodes import MAX_DEPTH, Entry, Mapping, Node, ParseError, Scalar, Sequence
from dslint.source.scalars import Plain, json_number
from dslint.source.tree import Tree

_TOKEN = re.compile(
    r"[ \t\n\r]*(?:"
    r'(?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>true|false|null)"
    r"|(?P<mark>[{}\[\],:]))"
)
_WORDS: dict[str, Plain] = {"true": True, "false": False, "null": None}


class _NotJsonError(Exception):
    """The text is something else, YAML in flow style perhaps."""


class _Open:
    __slots__ = ("entries", "items", "key", "start")

    def __init__(self, start: int, *, mapping: bool) -> None:
        self.start = start
        self.entries: list[Entry] | None = [] if mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None


def parse_stream(text: str) -> list[Tree] | None:
    """Return the values of a JSON stream; ``None`` if the text is not JSON, and kubectl would try YAML.

    Raises :class:`~dslint.source.nodes.ParseError` for a number without a float, and for nesting beyond what any
    manifest needs.
    """
    trees = []
    at = _skip(text, 0)
    try:
        while at < len(text):
            root, at = _value(text, at)
            trees.append(Tree(root))
            at = _skip(text, at)
    except _NotJsonError:
        return None
    return trees


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
            raise _NotJsonError
        kind, start, at = str(match.lastgroup), match.start(str(match.lastgroup)), match.end()
        token = text[start:at]
        node: Node | None = None
        if kind == "mark":
            if token in "{[":
                _want(expected in ("value", "value or end"))
                if len(stack) == MAX_DEPTH:
                    raise ParseError(f"it is nested deeper than {MAX_DEPTH} levels", start, "too-large")
                stack.append(_Open(start, mapping=token == "{"))
                expected = "key or end" if token == "{" else "value or end"
            elif token in "}]":
                node = _close(stack, token, expected, at)
            else:
                expected = _after_punctuation(stack, token, expected)
        elif expected in ("key", "key or end"):
            _want(kind == "string")
            stack[-1].key = _scalar(token, kind, start, at)
            expected = ":"
        else:
            _want(expected in ("value", "value or end"))
            node = _scalar(token, kind, start, at)
        if node is not None:
            if not stack:
                return node, at
            _put(stack[-1], node)
            expected = ","


def _want(condition: bool) -> None:
    if not condition:
        raise _NotJsonError


def _close(stack: list[_Open], token: str, expected: str, end: int) -> Node:
    _want(bool(stack))
    opened = stack.pop()
    is_mapping = opened.entries is not None
    _want(is_mapping == (token == "}") and expected in (",", "key or end" if is_mapping else "value or end"))
    if opened.entries is not None:
        return Mapping(opened.start, end, opened.entries, flow=True, anchor=None, size=1)
    return Sequence(opened.start, end, opened.items, flow=True, anchor=None, size=1)


def _after_punctuation(stack: list[_Open], token: str, expected: str) -> str:
    _want(bool(stack) and token == expected)
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
