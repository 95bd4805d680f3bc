"""Reads the plain block form of YAML, which most manifests have throughout, without PyYAML.

PyYAML takes longer to import than one file takes to check. What it and go-yaml make of tabs, anchors, tags, escapes,
values over several lines and all else that is not plain stays theirs to say: for a text with any of it there is no
answer here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dslint.pattern import pattern
from dslint.source.nodes import Entry, Mapping, Node, Scalar, Sequence, plain
from dslint.source.scalars import NUMBER_STARTS, WORDS, Plain, ScalarError, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_DEPTH = 64
_LONGEST = 200  # so many characters of a line are remembered

_MARKERS = ("\n---", "\n...")
_QUOTES = "\"'"
_QUOTED = r"\"[ !#-\[\]-~]{0,250}\"|'[ -&(-~]{0,250}'"
# a value that is nothing but a word or a path, as most are
_SIMPLE = r"[A-Za-z0-9/][A-Za-z0-9_./=-]*(?::[A-Za-z0-9_./=-]+)*\Z"
_KEY = rf"[A-Za-z_/][A-Za-z0-9_./-]{{0,250}}|{_QUOTED}"
_LINE = pattern(rf"( *)((?:- +)*)(?:({_KEY}):(?: +|\Z))?(?:({_SIMPLE})|([ -~]*)\Z)")
_TEXT = pattern(r"(?:\"[^\"\\]*\"|'[^']*')(?= *$| +#)")
_PLAIN = pattern(r"[A-Za-z0-9_./$(~+\\<^;]|-[^ ]")
_WORD = rf"(?:{_QUOTED}|(?:--?)?[A-Za-z0-9_./][A-Za-z0-9_./=-]*)"
_WORDS = pattern(_WORD)
_FLOW_KEY = rf"(?:{_QUOTED}|[A-Za-z_/][A-Za-z0-9_./-]*)"
_LIST = pattern(rf"\[ *(?:{_WORD} *(?:, *{_WORD} *)*)?\](?= *$| +#)")
_MAP = pattern(rf"\{{ *(?:{_FLOW_KEY}: +{_WORD} *(?:, *{_FLOW_KEY}: +{_WORD} *)*)?\}}(?= *$| +#)")


class _Unplain(Exception):  # noqa: N818 - no error: PyYAML reads the text
    """Something stands in the text that is not plain."""


class _Open:
    """A collection whose end has not come yet.

    ``last`` is the latest value or item, ``key`` one that waits for its value, and ends at ``behind``.
    """

    __slots__ = (
        "behind",
        "column",
        "is_mapping",
        "items",
        "key",
        "keys",
        "last",
        "name",
        "plain",
        "size",
        "start",
        "values",
    )

    behind: int
    items: list[Node]
    keys: list[Scalar | int]
    last: Node
    name: str
    plain: dict[str, Any]
    values: dict[str, Node]

    def __init__(self, column: int, start: int, *, mapping: bool) -> None:
        self.column = column
        self.start = start
        self.is_mapping = mapping
        self.key: Scalar | int | None = None
        self.size = 1
        if mapping:
            self.values, self.plain, self.keys = {}, {}, []
        else:
            self.items = []

    def put(self, node: Node, size: int) -> None:
        """Take in a value; a key counts too."""
        self.last = node
        if self.key is None:
            self.size += size
            self.items.append(node)
        else:
            self.size += size + 1
            self.values[self.name] = node
            self.plain[self.name] = node.value
            self.keys.append(self.key)
            self.key = None

    def mapping(self) -> Mapping:
        """Return what it is; raises _Unplain where a name stands twice."""
        if len(self.values) < len(self.keys):
            raise _Unplain
        return Mapping(self.start, self.last.end, self.values, self.keys, self.size, self.plain)

    def sequence(self) -> Sequence:
        """Return what it is."""
        return Sequence(self.start, self.last.end, self.items, self.size, [one.value for one in self.items])


def read(text: str, offset: int) -> Node | None:
    """Return the root of a text that is one plain document, ``None`` for any other; ``offset`` is added to places."""
    begin = 4 if text.startswith("---\n") else 0
    if not text.isascii() or any(marker in text for marker in _MARKERS) or text.startswith(("---", "..."), begin):
        return None
    try:
        return _Reader(text, offset).root(begin)
    except (_Unplain, ScalarError):
        return None


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        self.lines = text.split("\n")
        if self.lines.pop():
            raise _Unplain  # the last one does not end
        self.offset = offset
        self.stack: list[_Open] = []

    def root(self, at: int) -> Node:
        stack, lines, offset = self.stack, self.lines, self.offset
        number, count = 1 if at else 0, len(lines)
        while number < count:
            line = lines[number]
            size = len(line)
            begin, at, number = at, at + size + 1, number + 1
            head, _, rest = line.partition(": ")
            if rest.isalnum() and size < _LONGEST and (start := _start(head)) is not None:
                column, dashes, width, name, style = start
                simple: str | None = rest
                value = _plain(rest) if rest[0] in NUMBER_STARTS or rest in WORDS else rest
            else:
                parts = _line(line) if size < _LONGEST else _parts(line)
                if parts is None:
                    raise _Unplain
                column, dashes, width, name, style, simple, rest, value = parts
                if column < 0:
                    continue  # an empty line, or a comment
            if dashes:
                if not (name is not None and dashes == "- " and self._follows(column, begin)):
                    self._enter(column, begin + column, mapping=False)
                    self._nest(column, begin, dashes, mapping=name is not None)
                column += len(dashes)
                top = stack[-1]
            elif not stack or (top := stack[-1]).column != column or top.key is not None or not top.is_mapping:
                if stack and column > top.column and top.key is not None and len(stack) < MAX_DEPTH:
                    stack.append(top := _Open(column, begin + column + offset, mapping=True))  # as most are
                else:
                    self._enter(column, begin + column, mapping=True)
                    top = stack[-1]
            if name is not None:
                place = begin + column + offset
                key: Scalar | int = Scalar(place, place + width, name, name, style) if style else place
                if simple is not None:
                    behind = at - 1 + offset
                    top.values[name] = top.last = Scalar(behind - len(simple), behind, simple, value, "")
                    top.plain[name] = value
                    top.keys.append(key)
                    top.size += 2
                    continue
                top.key, top.name, top.behind = key, name, place + width
                if not rest or rest[0] == "#":
                    continue
            if rest[0] == "|":
                number, at = self._text(top, rest, number, at)
            else:
                self._value(top, rest, at - 1 - len(rest) + offset)
        root = None
        while stack:
            root = self._close()
        if root is None:
            raise _Unplain
        return root

    def _enter(self, column: int, at: int, *, mapping: bool) -> None:
        """Open a collection at a column, or go back to the one that is open there."""
        stack = self.stack
        while stack:
            top = stack[-1]
            if column > top.column or (column == top.column and not mapping and top.key is not None):
                if top.key is None:
                    raise _Unplain
                break
            if column == top.column and mapping == top.is_mapping:
                if top.key is not None:
                    self._leave_out(top)
                return
            if len(stack) == 1:
                raise _Unplain
            self._close()
        if len(stack) == MAX_DEPTH:
            raise _Unplain
        stack.append(_Open(column, at + self.offset, mapping=mapping))

    def _follows(self, column: int, begin: int) -> bool:
        """Go on with the next mapping of a list where the one before it is open and complete, as it mostly is."""
        stack = self.stack
        if len(stack) < 2:
            return False
        last, items = stack[-1], stack[-2]
        if last.column != column + 2 or last.key is not None or not last.is_mapping:
            return False
        if items.column != column or items.is_mapping:
            return False
        items.put(last.mapping(), last.size)
        last.start, last.values, last.plain = begin + column + 2 + self.offset, {}, {}
        last.keys, last.size = [], 1
        return True

    def _nest(self, column: int, begin: int, dashes: str, *, mapping: bool) -> None:
        """Open what further dashes and a key on the same line begin."""
        stack, start = self.stack, begin + self.offset
        for step in range(1, len(dashes)):
            if dashes[step] == "-":
                stack.append(_Open(column + step, start + column + step, mapping=False))
        column += len(dashes)
        if mapping:
            stack.append(_Open(column, start + column, mapping=True))
        if len(stack) > MAX_DEPTH:
            raise _Unplain

    def _close(self) -> Node:
        """Put the innermost collection into the one around it, if there is one."""
        stack = self.stack
        top = stack.pop()
        if top.key is not None:
            self._leave_out(top)
        node = top.mapping() if top.is_mapping else top.sequence()
        if stack:
            stack[-1].put(node, top.size)
        return node

    def _leave_out(self, top: _Open) -> None:
        """Take a key without a value for null, which stands behind its colon."""
        end = top.behind + 1
        top.put(Scalar(end, end, "", None, ""), 1)

    def _value(self, top: _Open, rest: str, start: int) -> None:
        """Take in a value that ends on its line."""
        first = rest[0]
        if first in _QUOTES:
            raw = _matched(_TEXT.match(rest))
            top.put(Scalar(start, start + len(raw), raw[1:-1], raw[1:-1], first), 1)
        elif first == "[":
            raw = _matched(_LIST.match(rest))
            items: list[Node] = [_scalar(word, start) for word in _WORDS.finditer(raw)]
            size, value = 1 + len(items), [one.value for one in items]
            top.put(Sequence(start, start + len(raw), items, size, value, flow=True), size)
        elif first == "{":
            raw = _matched(_MAP.match(rest))
            words = [_scalar(word, start) for word in _WORDS.finditer(raw)]
            entries = [Entry(key.raw, key, value) for key, value in zip(words[::2], words[1::2], strict=True)]
            if any(key.value is not key.raw for key in words[::2]):
                raise _Unplain
            size = 1 + len(words)
            found = Mapping.of(start, start + len(raw), entries, size, flow=True)
            if found.duplicates:
                raise _Unplain
            found.value = plain(found)
            top.put(found, size)
        else:
            if " #" in rest:
                rest = rest[: rest.index(" #")]
            raw = rest.rstrip(" ")
            if ": " in rest or raw[-1] == ":" or not _PLAIN.match(raw):
                raise _Unplain
            top.put(Scalar(start, start + len(raw), raw, _plain(raw), ""), 1)

    def _text(self, top: _Open, rest: str, number: int, after: int) -> tuple[int, int]:
        """Take in a block of text, ``|`` or ``|-``, behind a key or dash; return the next line and where it begins."""
        head, start = rest.rstrip(" "), after - 1 - len(rest) + self.offset
        if head not in ("|", "|-"):
            raise _Unplain
        lines, indent, end = list[str](), 0, 0
        for index in range(number, len(self.lines)):
            line = self.lines[index]
            if not line.isprintable():
                raise _Unplain
            content = line.lstrip(" ")
            depth = len(line) - len(content)
            if content:
                if depth <= top.column:
                    break
                indent = indent or depth
                if depth < indent:
                    raise _Unplain
                end = after + len(line.rstrip(" "))
            elif not indent or depth > indent:
                raise _Unplain
            lines.append(line[indent:])
            after += len(line) + 1
        if not indent:
            raise _Unplain
        number += len(lines)
        while not lines[-1]:
            lines.pop()
        raw = "\n".join(lines) + ("\n" if head == "|" else "")
        top.put(Scalar(start, end + self.offset, raw, raw, "|"), 1)
        return number, after


def _parts(text: str) -> tuple[int, str, int, str | None, str, str | None, str, Plain] | None:
    """Return what stands on a line.

    That is its column, its dashes, how wide its key is written, the key, its quote, the value if it is a word, the
    rest, and what that word means. The column of an empty line or a comment is negative; ``None`` for what is not
    plain.
    """
    line = _LINE.match(text)
    if line is None:
        return None
    indent, dashes, name, simple, rest = line.groups()
    if name is None:
        if simple is None and (not rest or rest[0] == "#"):
            return None if dashes else (-1, "", 0, None, "", None, "", None)
        return (len(indent), dashes, 0, None, "", None, rest or simple or "", None) if dashes else None
    value = None if simple is None else _plain(simple)
    if name[0] in _QUOTES:
        return len(indent), dashes, len(name), name[1:-1], name[0], simple, rest or simple or "", value
    return None if name in WORDS else (len(indent), dashes, len(name), name, "", simple, rest or simple or "", value)


_line = lru_cache(maxsize=4096)(_parts)  # manifests are much alike


@lru_cache(maxsize=4096)
def _start(head: str) -> tuple[int, str, int, str | None, str] | None:
    """Return the first five parts of a line that begins so, up to its ``: ``; ``None`` where that is no key."""
    parts = _parts(f"{head}:")
    return None if parts is None or parts[3] is None else parts[:5]


def _matched(found: re.Match[str] | None) -> str:
    if found is None:
        raise _Unplain
    return found[0]


@lru_cache(maxsize=1024)
def _plain(raw: str) -> Plain:
    return resolve(raw, None, plain=True) if raw[0] in NUMBER_STARTS or raw in WORDS else raw


def _scalar(word: re.Match[str], start: int) -> Scalar:
    raw, begin, end = word[0], start + word.start(), start + word.end()
    if raw[0] in _QUOTES:
        raw = raw[1:-1]
        return Scalar(begin, end, raw, raw, word[0][0])
    return Scalar(begin, end, raw, resolve(raw, None, plain=True), "")
