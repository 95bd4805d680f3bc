"""The syntax tree of a checked expression, read from the bytes that a CEL implementation serializes it to.

Sources: proto/cel/expr/checked.proto, syntax.proto (github.com/google/cel-spec);
https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from collections.abc import Iterator

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# the kinds of an expression, by the number of their field in cel.expr.Expr
_KINDS = {3: "const", 4: "ident", 5: "select", 6: "call", 7: "list", 8: "struct", 9: "comprehension"}
_CONSTANTS = {1: None, 2: bool, 3: int, 4: int, 5: float, 6: str, 7: bytes}


class Node(NamedTuple):
    """One expression; which fields mean something depends on its kind."""

    id: int
    kind: str
    name: str = ""
    """Of an identifier, a field, a function or the variable of a comprehension."""
    value: Any = None
    """Of a constant."""
    target: Node | None = None
    """Of a selection or a call."""
    args: tuple[Node, ...] = ()
    """Of a call; the items of a list or struct; of a comprehension range, start, condition, step and result."""
    test_only: bool = False
    """Of a selection: it is ``has(…)``."""
    second: str = ""
    """Of a comprehension: its second variable; with ``accumulator`` the one that it builds up."""
    accumulator: str = ""
    optional: bool = False
    """Of a list or struct: it has items that may be left out."""
    at: tuple[int, int] = (0, 0)
    """Of a call: where the name of its function stands among the bytes."""

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.args)
            if node.target is not None:
                stack.append(node.target)


class Tree(NamedTuple):
    """A checked expression: its root, and by the ids of its nodes where they begin in the text and their types.

    A type is known by its bytes, which are the same for equal types.
    """

    root: Node
    positions: dict[int, int]
    types: dict[int, bytes]


def read_tree(data: bytes) -> Tree:
    """Read a serialized ``cel.expr.CheckedExpr``, which may be packed into an ``Any``."""
    fields = list(_fields(data, 0, len(data)))
    if fields and fields[0][0] == 1 and data[fields[0][1] : fields[0][2]].startswith(b"type.googleapis.com/"):
        _, start, end, _ = next(one for one in fields if one[0] == 2)
        fields = list(_fields(data, start, end))
    root, positions, types = None, {}, {}
    for number, start, end, _ in fields:
        if number == 3:
            entry = {key: (a, b, value) for key, a, b, value in _fields(data, start, end)}
            types[entry[1][2]] = data[entry[2][0] : entry[2][1]] if 2 in entry else b""
        elif number == 4:
            root = _node(data, start, end)
        elif number == 5:
            positions = dict(_positions(data, start, end))
    assert root is not None  # noqa: S101 - there is no expression without one
    return Tree(root, positions, types)


def _positions(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    for number, first, last, _ in _fields(data, start, end):
        if number == 4:
            entry = {key: value for key, _, _, value in _fields(data, first, last)}
            yield entry.get(1, 0), entry.get(2, 0)


def _node(data: bytes, start: int, end: int) -> Node:
    identity = 0
    for number, first, last, value in _fields(data, start, end):
        if number == 2:
            identity = value
        elif number in _KINDS:
            return _READERS[_KINDS[number]](data, first, last, identity)
    return Node(identity, "const")  # nothing said is null


def _const(data: bytes, start: int, end: int, identity: int) -> Node:
    for number, first, last, value in _fields(data, start, end):
        kind = _CONSTANTS.get(number)
        if kind is str:
            return Node(identity, "const", value=data[first:last].decode("utf-8", "replace"))
        if kind is bytes:
            return Node(identity, "const", value=data[first:last])
        if kind is float:
            from struct import unpack

            return Node(identity, "const", value=unpack("<d", data[first:last])[0])
        return Node(identity, "const", value=bool(value) if kind is bool else value if kind is int else None)
    return Node(identity, "const")


def _ident(data: bytes, start: int, end: int, identity: int) -> Node:
    return Node(identity, "ident", name=_text(data, start, end, 1))


def _select(data: bytes, start: int, end: int, identity: int) -> Node:
    target, test = None, False
    for number, first, last, value in _fields(data, start, end):
        if number == 1:
            target = _node(data, first, last)
        elif number == 3:
            test = bool(value)
    return Node(identity, "select", name=_text(data, start, end, 2), target=target, test_only=test)


def _call(data: bytes, start: int, end: int, identity: int) -> Node:
    target, args, at = None, [], (0, 0)
    for number, first, last, _ in _fields(data, start, end):
        if number == 1:
            target = _node(data, first, last)
        elif number == 2:
            at = (first, last)
        elif number == 3:
            args.append(_node(data, first, last))
    return Node(identity, "call", name=data[at[0] : at[1]].decode(), target=target, args=tuple(args), at=at)


def _list(data: bytes, start: int, end: int, identity: int) -> Node:
    fields = list(_fields(data, start, end))
    args = tuple(_node(data, a, b) for number, a, b, _ in fields if number == 1)
    return Node(identity, "list", args=args, optional=any(one[0] == 2 for one in fields))


def _struct(data: bytes, start: int, end: int, identity: int) -> Node:
    args, optional = [], False
    for number, first, last, _ in _fields(data, start, end):
        if number == 2:
            fields = list(_fields(data, first, last))
            args += [_node(data, a, b) for key, a, b, _ in fields if key in (3, 4)]
            optional = optional or any(one[0] == 5 and one[3] for one in fields)
    return Node(identity, "struct", name=_text(data, start, end, 1), args=tuple(args), optional=optional)


def _comprehension(data: bytes, start: int, end: int, identity: int) -> Node:
    parts: dict[int, Node] = {}
    for number, first, last, _ in _fields(data, start, end):
        if number in (2, 4, 5, 6, 7):
            parts[number] = _node(data, first, last)
    return Node(
        identity,
        "comprehension",
        name=_text(data, start, end, 1),
        second=_text(data, start, end, 8),
        accumulator=_text(data, start, end, 3),
        args=tuple(parts[number] for number in (2, 4, 5, 6, 7)),
    )


_READERS = {
    "const": _const,
    "ident": _ident,
    "select": _select,
    "call": _call,
    "list": _list,
    "struct": _struct,
    "comprehension": _comprehension,
}


def _text(data: bytes, start: int, end: int, wanted: int) -> str:
    found = next((data[a:b] for number, a, b, _ in _fields(data, start, end) if number == wanted), b"")
    return found.decode()


def _fields(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield number, start and end of the contents, and the value of a number, of each field of a message."""
    at = start
    while at < end:
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, after = _varint(data, at)
            yield number, at, after, value - (1 << 64) if value >> 63 else value
        elif wire == 2:
            size, at = _varint(data, at)
            after = at + size
            yield number, at, after, 0
        else:
            after = at + (8 if wire == 1 else 4)
            yield number, at, after, 0
        at = after


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
