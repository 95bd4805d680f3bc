"""The text of an open document, and positions in the units that the editor counts in."""

from __future__ import annotations

from dslint.source.text import BYTE_ORDER_MARK, SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dslint.source.location import Location

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"
"""The names of position encodings in the protocol."""


def units(text: str, encoding: str) -> int:
    """Return how many units a stretch of a line has."""
    if encoding == UTF32 or text.isascii():
        return len(text)
    if encoding == UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


def characters(line: str, count: int, encoding: str) -> int:
    """Return how many characters of a line the first units are; one inside of a character is in front of it."""
    if encoding == UTF32 or line.isascii():
        return min(count, len(line))
    seen = 0
    for number, char in enumerate(line):
        seen += units(char, encoding)
        if seen > count:
            return number
    return len(line)


class Document:
    """A document as the editor has it in one version; a change makes another."""

    __slots__ = ("path", "source", "text", "uri", "version")

    def __init__(self, uri: str, path: str, text: str, version: int | None) -> None:
        self.uri = uri
        self.path = path
        self.text = text
        self.version = version
        self.source = SourceText(path, text)

    @property
    def mark(self) -> int:
        """How many characters stand before the text that is checked: a byte-order mark is none of it."""
        return int(self.text.startswith(BYTE_ORDER_MARK))

    def offset(self, position: Any, encoding: str) -> int:
        """Return the offset of a position of the protocol; what is beyond the end of a line or of all is the end."""
        starts = self.source.starts
        if position.line >= len(starts):
            return len(self.text)
        begin, end = self.source.bounds(position.line + 1)
        return begin + characters(self.text[begin:end], position.character, encoding)

    def moved(self, at: Location) -> Location | None:
        """Return where a place of the text on the disk is in this one; ``None`` where it was edited since."""
        old, new = at.source.text, self.text[self.mark :]
        if old == new or at.source.size != len(old):
            return at
        same = next(
            (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
        )
        left = min(len(old), len(new)) - same
        tail = next((size for size in range(left) if old[-1 - size] != new[-1 - size]), left)
        span = at.span
        if span.start >= len(old) - tail:
            by = len(new) - len(old)
            span = Span(span.start + by, span.end + by)
        elif span.end > same:
            return None
        return at._replace(source=SourceText(at.source.path, new), span=span)

    def changed(self, changes: Iterable[Any], version: int | None, encoding: str) -> Document:
        """Return the document after changes, one after the other."""
        document = self
        for change in changes:
            text = change.text
            between = getattr(change, "range", None)
            if between is not None:
                start, end = sorted((document.offset(between.start, encoding), document.offset(between.end, encoding)))
                text = document.text[:start] + text + document.text[end:]
            document = Document(self.uri, self.path, text, version)
        return document if document is not self else Document(self.uri, self.path, self.text, version)


class Places:
    """Turns stretches of texts into ranges of the protocol."""

    def __init__(self, encoding: str = UTF16) -> None:
        self.encoding = encoding

    def position(self, source: SourceText, offset: int, mark: int = 0) -> dict[str, int]:
        """Return the position of an offset; ``mark`` characters stand before the text in the editor."""
        offset = min(offset, source.size)
        line = source.place(offset).line
        begin, _ = source.bounds(line)
        begin = min(begin, offset)
        before = source.slice(begin, offset)
        if mark and begin == 0:
            before = BYTE_ORDER_MARK + before
        if line == source.origin.line + 1:
            return {"line": line - 1, "character": units(before, self.encoding) + source.origin.column}
        return {"line": line - 1, "character": units(before, self.encoding)}

    def range(self, source: SourceText, span: Span, mark: int = 0) -> dict[str, dict[str, int]]:
        """Return the range of a stretch."""
        return {
            "start": self.position(source, span.start, mark),
            "end": self.position(source, max(span.start, span.end), mark),
        }
