"""Where the items of a list stand that is too large to be read at once, and what is around them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    class Bytes(Protocol):
        """An input that is read in parts."""

        size: int

        def read(self, start: int, end: int) -> bytes:
            """Return the bytes between two offsets."""

        def find(self, pattern: re.Pattern[bytes], start: int, limit: int) -> int | None:
            """Return where a pattern first begins between two offsets."""


# what stands around the items, and how far an item may go on
_AROUND = 8 * 1024 * 1024
_FARTHEST = 64 * 1024 * 1024
_BLOCK = 1 << 20
_ITEMS = re.compile(rb"^items:[ \t]*(?:#[^\n]*)?\r?\n", re.MULTILINE)
_FIRST = re.compile(rb"(?:[ \t]*(?:#[^\n]*|\r?)\n)*(?P<indent> *)-[ \r\n]")
# what opens a string, closes it or is left of it where the block ends
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("|\\?\Z)|[{}\[\]]', re.DOTALL)


class Listed(NamedTuple):
    """A document: where it ends, and, if it is a list, its items and the text of the list without them."""

    end: int
    items: Iterable[tuple[int, int]] | None
    header: bytes


def listed_yaml(large: Bytes, start: int) -> Listed | None:
    """Return a document whose key ``items`` stands at the left and has a block list; ``None`` for any other.

    A line at the dash's indent or further left can be part of an item only inside quotes or brackets, which libyaml
    lets go on anywhere: such an item is not whole, cut there, and is told as what cannot be read.
    """
    head = large.read(start, start + _BLOCK)
    key = _ITEMS.search(head)
    first = _FIRST.match(head, key.end()) if key else None
    if key is None or first is None:
        return None
    begin, indent = start + key.end(), len(first["indent"])
    over = re.compile(rb"\n[^\s#]" if indent else rb"\n(?:---|[^\s#-])")
    found = large.find(over, start + first.end() - 2, large.size)
    behind = large.size if found is None else found + 1
    end = _end(large, behind)
    if end is None:
        return None
    header = head[: key.end()] + large.read(behind, end)
    return Listed(end, _yaml_items(large, begin, behind, indent), header) if _is_list(header) else None


def _end(large: Bytes, at: int) -> int | None:
    """Return where a document ends whose items end at an offset; ``None`` if it goes on for too long."""
    if large.read(at, at + 3) == b"---" or at >= large.size:
        return at
    limit = min(at + _AROUND, large.size)
    found = large.find(re.compile(rb"\n---"), at, limit)
    if found is not None:
        return found + 1
    return large.size if limit == large.size else None


def _is_list(header: bytes) -> bool:
    from dslint.source.tree import Mapping, ParseError, Scalar, parse

    try:
        tree = parse(header.decode())
    except (ParseError, UnicodeDecodeError):
        return False
    items = tree.root.fields.get("items") if isinstance(tree.root, Mapping) else None
    return tree.rest is None and items is not None and isinstance(items.value, Scalar) and items.value.value is None


def _yaml_items(large: Bytes, start: int, end: int, indent: int) -> Iterator[tuple[int, int]]:
    """Yield where the items of a block list begin and end; comments above a dash belong to what they stand above."""
    dash = re.compile(rb"\n" + b" " * indent + rb"-(?=[ \r\n])")
    comments = re.compile(rb"\n((?: {0,%d}#[^\n]*\n)+)\Z" % indent)
    at, begin = start, start
    while at < end:
        # the dash of the item itself, behind the comments above it, is not the next one
        own = _FIRST.match(large.read(at, at + _BLOCK)) if at == start else None
        found = large.find(dash, at + own.end() - 2 if own else at, end)
        at = end if found is None else found + 1
        cut = at
        if at < end and (above := comments.search(large.read(max(at - 4096, begin), at))):
            cut -= len(above[1])
        yield begin, cut
        begin = cut


def listed_json(large: Bytes, start: int) -> Listed | None:
    """Return the JSON object at an offset, with where it ends; ``None`` where no end of it is to be found.

    Its items are given only where it has one key ``items`` with a list of objects.
    """
    spans, depth, name, opened, closed, begin = array("Q"), 0, 0, 0, 0, start
    at, size, single = start, _BLOCK, True
    while True:
        block = large.read(at, at + size)
        seen = len(block)
        for match in _TOKEN.finditer(block):
            token, place = match[0], at + match.start()
            if token[:1] == b'"':
                if match[1] != b'"':
                    seen = match.start()  # the rest of it is in the next block
                elif depth == 1:
                    name = at + match.end() if token == b'"items"' else 0
            elif token in b"{[":
                if depth == 1 and token == b"[" and name and large.read(name, place).strip() == b":":
                    single, opened = single and not opened, place + 1
                elif depth == 2 and opened and not closed:
                    begin, single = place, single and token == b"{"
                depth += 1
            else:
                depth -= 1
                if depth == 2 and opened and not closed:
                    spans.extend((begin, place + 1))
                elif depth == 1 and opened and not closed:
                    closed = place
                elif depth == 0:
                    header = large.read(start, opened) + large.read(closed, place + 1) if closed and single else b""
                    items = _pairs(large, spans, opened, closed) if header else None
                    return Listed(place + 1, items, header)
        outside = at + seen - (spans[-1] if spans and not closed else closed or start)
        if not block or at + len(block) >= large.size or outside > _FARTHEST:
            return None
        size = size if seen else 2 * size
        at += seen


def _pairs(large: Bytes, spans: array[int], start: int, end: int) -> list[tuple[int, int]] | None:
    """Return the items of a list of objects; ``None`` if there is anything else in it."""
    pairs = list(zip(spans[::2], spans[1::2], strict=True))
    at = start
    for number, (begin, stop) in enumerate(pairs):
        if large.read(at, begin).strip() != (b"," if number else b""):
            return None
        at = stop
    return pairs if pairs and not large.read(at, end).strip() else None
