"""Comments that speak to dslint, and the node that each belongs to.

PyYAML's parser drops comments: they are found in the text, and what lies inside a scalar is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source.layout import Lines, contents
from dslint.source.text import SourceText, Span
from dslint.source.tree import Entry, Mapping, Node, Sequence

MARK = "dslint:"
_COMMENT = pattern(r"(?:^|(?<=[ \t\r]))#+[ \t]*dslint:[ \t]*(?P<text>[^\r\n]*)", re.MULTILINE)
_SEPARATOR = pattern(r"[ \t]*,?[ \t]*(?=[^ \t,])")
_OTHER = pattern(r"[ \t]#(?=[ \t])")


class Comment(NamedTuple):
    """A comment ``# dslint: text``: where it stands, and where its text does."""

    span: Span
    text: str
    text_start: int


class Scope(NamedTuple):
    """A node with everything below it: its text, and its JSON Pointer from the document's root."""

    span: Span
    pointer: str

    def covers(self, offset: int, pointer: str) -> bool:
        """Tell whether a place is in it: by text, or by path where the text is an anchor's elsewhere."""
        inside = self.span.start <= offset < self.span.end
        return inside or pointer == self.pointer or pointer.startswith(f"{self.pointer}/")


def comments(text: str, start: int, end: int, root: Node) -> Iterator[Comment]:
    """Yield the comments to dslint between two offsets of a document's text, in order."""
    found = [match for match in _COMMENT.finditer(text, start, end) if MARK in match[0]]
    if not found:
        return
    scalars = sorted(contents(root, text))
    starts = [scalar.start for scalar in scalars]
    for match in found:
        at = match.start()
        before = bisect_right(starts, at) - 1
        if before < 0 or scalars[before].end <= at:
            yield Comment(Span(at, match.start() + len(match[0].rstrip())), match["text"].rstrip(), match.start("text"))


class _Part(NamedTuple):
    """An entry or a list item, and the one that it is a part of."""

    scope: Scope
    depth: int
    parent: _Part | None


class Scopes:
    """What the comments of a document cover; made of one walk over it, however many comments there are."""

    def __init__(self, source: SourceText, root: Node) -> None:
        self._source = source
        self._parts = sorted(_parts(root), key=lambda part: (part.scope.span.start, part.depth))
        self._starts = [part.scope.span.start for part in self._parts]
        self._passed = range(0)  # the lines without content that were seen last

    def of(self, comment: Comment) -> Scope | None:
        """Return what a comment covers.

        Behind an entry or list item: the outermost that begins on its line, or the innermost that the line belongs to;
        alone on its line: the outermost that begins on the next line with anything on it. ``None`` where nothing
        follows.
        """
        starts, text = self._source.starts, self._source.text
        line = bisect_right(starts, comment.span.start)
        low = starts[line - 1]
        code = text[low : comment.span.start].strip()
        if code.strip("- "):
            high = comment.span.start
            return self._first(low, high) or self._around(low + text[low:high].find(code[0]))
        return self._below(line)

    def at(self, offset: int, *, alone: bool) -> Scope | None:
        """Return what a comment covers that would stand at an offset, ``alone`` on its line or behind something."""
        starts, text = self._source.starts, self._source.text
        line = bisect_right(starts, offset)
        low, high = starts[line - 1], self._end(line - 1)
        code = text[low:offset].strip()
        if not alone and code.strip("- "):
            return self._first(low, offset) or self._around(low + text[low:offset].find(code[0]))
        return self._first(offset, high) if text[offset:high].strip() else self._below(line)

    def _below(self, line: int) -> Scope | None:
        line = self._content(line)
        return self._first(self._source.starts[line], self._end(line)) if line < len(self._source.starts) else None

    def _content(self, line: int) -> int:
        """Return the first line with anything but a comment on it, from one on; lines are counted from 0."""
        if line not in self._passed:
            at = line
            while at < len(self._source.starts) and self._is_blank(at):
                at += 1
            self._passed = range(line, at + 1)
        return self._passed[-1]

    def _is_blank(self, line: int) -> bool:
        content = self._source.text[self._source.starts[line] : self._end(line)].strip()
        return not content or content.startswith("#")

    def _end(self, line: int) -> int:
        starts = self._source.starts
        return starts[line + 1] if line + 1 < len(starts) else len(self._source.text)

    def _first(self, low: int, high: int) -> Scope | None:
        """Return the outermost entry or item that begins between two offsets."""
        on_line = self._parts[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
        return min(on_line, key=lambda part: part.depth).scope if on_line else None

    def _around(self, offset: int) -> Scope | None:
        """Return the innermost entry or item around an offset."""
        before = bisect_right(self._starts, offset) - 1
        part = self._parts[before] if before >= 0 else None
        while part is not None and part.scope.span.end <= offset:
            part = part.parent
        return part.scope if part is not None else None


def whole(root: Node) -> Scope:
    """Return the scope that is a whole document."""
    return Scope(Span(root.start, root.end), "")


def without_name(text: str, comment: Comment, name: Span) -> Span | None:
    """Return what to remove so that a suppression no longer has one of its names; ``None`` if that is its only one."""
    opening = text.rfind("[", comment.text_start, name.start) + 1
    closing = text.find("]", name.end, comment.span.end)
    if behind := _SEPARATOR.match(text, name.end, closing):
        return Span(name.start, behind.end())
    before = text[opening : name.start]
    return Span(opening + len(before.rstrip(", \t")), name.end) if before.strip(", \t") else None


def without(source: SourceText, comment: Comment) -> Span:
    """Return what to remove so that a comment is gone, with its line if it is alone; another one behind it stays."""
    text, lines = source.text, Lines(source.text)
    start, end = lines.start(comment.span.start), lines.end(comment.span.start)
    other = _OTHER.search(text, comment.text_start, comment.span.end)
    if other is not None:
        return Span(comment.span.start, other.end() - 1)
    if text[start : comment.span.start].strip():
        return Span(start + len(text[start : comment.span.start].rstrip()), end)
    following = lines.following(end)
    return Span(lines.before(start) if following == end and start else start, following)


def _parts(root: Node) -> Iterator[_Part]:
    """Yield every entry of a mapping and every item of a list."""
    pending: list[tuple[Node, str, _Part | None]] = [(root, "", None)]
    while pending:
        node, pointer, parent = pending.pop()
        for scope, value in _below(node, pointer):
            part = _Part(scope, parent.depth + 1 if parent else 0, parent)
            yield part
            pending.append((value, scope.pointer, part))


def _below(node: Node, pointer: str) -> Iterator[tuple[Scope, Node]]:
    """Yield the entries of a mapping or the items of a list, each with the node below."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield Scope(Span(entry.key.start, _end(entry)), f"{pointer}/{_escaped(entry.name)}"), entry.value
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield Scope(Span(item.start, max(item.end, item.start + 1)), f"{pointer}/{index}"), item


def _end(entry: Entry) -> int:
    return max(entry.value.end, entry.key.end)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
