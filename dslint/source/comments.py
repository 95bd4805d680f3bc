"""Comments that speak to dslint, and the node that each belongs to.

PyYAML's parser drops comments: they are found in the text, and what lies inside a scalar is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslint.source.layout import Lines, contents
from dslint.source.text import SourceText, Span
from dslint.source.tree import Entry, Mapping, Node, Sequence

MARK = "dslint:"
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#+[ \t]*dslint:[ \t]*(?P<text>[^\r\n]*)", re.MULTILINE)
_SEPARATOR = re.compile(r"[ \t]*,?[ \t]*(?=[^ \t,])")
_OTHER = re.compile(r"[ \t]#(?=[ \t])")


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
    inside = list(contents(root, text))
    for match in found:
        at = match.start()
        if not any(low <= at < high for low, high in inside):
            yield Comment(Span(at, match.start() + len(match[0].rstrip())), match["text"].rstrip(), match.start("text"))


def scope(source: SourceText, comment: Comment, root: Node) -> Scope | None:
    """Return what a comment covers.

    Behind an entry or list item: the outermost that begins on its line, or the innermost that the line belongs to;
    alone on its line: the outermost that begins on the next line with anything on it. ``None`` where nothing follows.
    """
    starts, text = source.starts, source.text
    line = source.place(comment.span.start).line
    low = starts[line - 1]
    code = text[low : comment.span.start].strip()
    if code.strip("- "):
        high = comment.span.start
        return _first_on_line(root, low, high) or _around(root, low + text[low:high].find(code[0]))
    following = comment.span.end
    while following < len(text):
        following = text.find("\n", following) + 1
        if following == 0:
            return None
        end = text.find("\n", following)
        end = len(text) if end < 0 else end
        content = text[following:end].strip()
        if content and not content.startswith("#"):
            return _first_on_line(root, following, end)
    return None


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


def _parts(node: Node, pointer: str) -> Iterator[tuple[Scope, Node]]:
    """Yield the entries of a mapping or the items of a list, each with the node below."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield Scope(Span(entry.key.start, _end(entry)), f"{pointer}/{_escaped(entry.name)}"), entry.value
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield Scope(Span(item.start, max(item.end, item.start + 1)), f"{pointer}/{index}"), item


def _end(entry: Entry) -> int:
    return max(entry.value.end, entry.key.end)


def _first_on_line(root: Node, low: int, high: int) -> Scope | None:
    """Return the outermost entry or item that begins between two offsets."""
    level: list[tuple[str, Node]] = [("", root)]
    while level:
        below: list[tuple[str, Node]] = []
        for pointer, node in level:
            for part, value in _parts(node, pointer):
                if low <= part.span.start < high:
                    return part
                if part.span.start < high and part.span.end > low:
                    below.append((part.pointer, value))
        level = below
    return None


def _around(root: Node, offset: int) -> Scope | None:
    """Return the innermost entry or item around an offset."""
    found, pointer, node = None, "", root
    while True:
        for part, value in _parts(node, pointer):
            if part.span.start <= offset < part.span.end:
                found, pointer, node = part, part.pointer, value
                break
        else:
            return found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
