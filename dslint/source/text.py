"""The decoded text of one input and its lines."""

from __future__ import annotations

from bisect import bisect_right

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, MutableSequence, Sequence
    from typing import Any

    from dslint.source.archive import Archive, Packed

BYTE_ORDER_MARK = "\ufeff"
WIDEST = 400
"""So many characters of a line are shown at most."""
WHOLE_UP_TO = 4096
"""Of a text of so many characters excerpts are the whole."""
_SMALL = 2048
_LARGE = 100_000


class Span(NamedTuple):
    """A stretch of text: code point offsets, 0-based, the end exclusive."""

    start: int
    end: int


class Position(NamedTuple):
    """Where people look: line and column, 1-based, in code points."""

    line: int
    column: int


class Origin(NamedTuple):
    """What stands before a text that is a piece of its input: bytes, lines, and characters in its first line."""

    offset: int
    line: int
    column: int


WHOLE = Origin(0, 0, 0)


class UndecodableError(Exception):
    """The bytes are no text: ``source`` is what comes before the fault, ``span`` the place behind it.

    ``replaced``: kubectl reads on, with U+FFFD in the place of such a byte.
    """

    def __init__(self, reason: str, source: SourceText, *, replaced: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.source = source
        self.span = Span(len(source.text), len(source.text) + 1)
        self.replaced = replaced


class SourceText:
    """One input as text, without its byte-order mark, or a piece of one; ``path`` is the name to show."""

    __slots__ = ("_excerpts", "_starts", "archive", "encoding", "had_mark", "origin", "parsed", "path", "text")
    is_rendered = False
    context: str | None = None  # of the cluster that it is an object of

    def __init__(
        self, path: str, text: str, *, had_mark: bool = False, encoding: str = "utf-8", origin: Origin = WHOLE
    ) -> None:
        self.path = path
        self.text = text
        self.had_mark = had_mark
        self.encoding = encoding
        self.origin = origin
        self._starts: Sequence[int] | None = None
        self._excerpts: Excerpts | None = None
        self.archive: Archive | None = None
        """Where what is kept of it goes, together with what is kept of other pieces of its input."""
        self.parsed: dict[tuple[int, int], Any] | None = None
        """The trees of its documents by their places, where it is read more than once."""

    @classmethod
    def decode(cls, path: str, data: bytes) -> SourceText:
        """Decode UTF-8, or UTF-16 where a byte-order mark says so; raise :class:`UndecodableError` for anything else.

        Source: unicode.BOMOverride in FileVisitor.Visit, staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go.
        """
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.startswith(b"\xff\xfe\x00\x00"):
            encoding = "utf-16-le" if data.startswith(b"\xff") else "utf-16-be"
            try:
                return cls(path, data[2:].decode(encoding), had_mark=True, encoding=encoding)
            except UnicodeDecodeError as error:
                readable = cls(path, data[2 : error.start + 2].decode(encoding))
                raise UndecodableError("a character is not UTF-16", readable, replaced=True) from None
        wide = _wide_encoding(data)
        if wide:
            raise UndecodableError(f"it is {wide}", cls(path, ""))
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            readable = cls.of(path, data[: error.start].decode("utf-8"))
            raise UndecodableError(f"byte 0x{data[error.start]:02x} is not UTF-8", readable, replaced=True) from None
        return cls.of(path, text)

    @classmethod
    def of(cls, path: str, text: str) -> SourceText:
        """Take a decoded text, its byte-order mark apart."""
        if text.startswith(BYTE_ORDER_MARK):
            return cls(path, text[1:], had_mark=True)
        return cls(path, text)

    def encode(self) -> bytes:
        """Return the bytes that it stands for, its byte-order mark included."""
        return f"{BYTE_ORDER_MARK if self.had_mark else ''}{self.text}".encode(self.encoding)

    def with_text(self, text: str) -> SourceText:
        """Return the same input with another text in it."""
        return SourceText(self.path, text, had_mark=self.had_mark, encoding=self.encoding, origin=self.origin)

    @property
    def is_live(self) -> bool:
        """Whether it is an object of a cluster, which lies in no file."""
        return self.context is not None

    @property
    def folder(self) -> str:
        """The folder that it is in, as shown: what stands there belongs together."""
        return self.path.rpartition("/")[0]

    @property
    def size(self) -> int:
        """How many characters it has."""
        return len(self.text)

    def slice(self, start: int, end: int) -> str:
        """Return a stretch of it."""
        return self.text[start:end]

    def excerpt(self, *spans: Span) -> SourceText:
        """Return what can be kept when it is done with: the lines of some stretches, beside those asked for before.

        The same for all that is kept of one text; a small one is kept as a whole.
        """
        if self._excerpts is None:
            if len(self.text) <= _SMALL and self.archive is None:
                return self
            self._excerpts = Excerpts(self)
        self._excerpts.add(self, spans)
        return self._excerpts

    def let_go(self) -> None:
        """Pack what was asked for as excerpts: the text is done with."""
        if self._excerpts is not None:
            self._excerpts.pack()

    @property
    def starts(self) -> Sequence[int]:
        """The offset at which each line starts; LF, CRLF and a lone CR end a line, as in editors."""
        if self._starts is None:
            self._starts = line_starts(self.text)
        return self._starts

    def place(self, offset: int) -> Position:
        """Return the line and column of an offset."""
        starts, origin = self.starts, self.origin
        line = bisect_right(starts, offset)
        column = offset - starts[line - 1] + 1
        return Position(line + origin.line, column if line > 1 else column + origin.column)

    def line(self, number: int) -> str:
        """Return the text of a 1-based line without its end; empty beyond the last."""
        begin, end = self.bounds(number)
        return self.slice(begin, end)

    def bounds(self, number: int) -> Span:
        """Return the offsets of a 1-based line without its end; empty beyond the last."""
        starts, text, number = self.starts, self.text, number - self.origin.line
        if not 1 <= number <= len(starts):
            return Span(len(text), len(text))
        begin = starts[number - 1]
        stop = starts[number] if number < len(starts) else len(text)
        while stop > begin and text[stop - 1] in "\r\n":
            stop -= 1
        return Span(begin, stop)


class Excerpts(SourceText):
    """The lines of some stretches of a text, each with the one above it, at their places; elsewhere it is blank.

    Of a long line there is what is shown around the ends of a stretch. Until it is packed it has the whole text.
    """

    __slots__ = ("_asked", "_kept", "_size", "_whole")

    def __init__(self, source: SourceText) -> None:
        super().__init__(source.path, "", origin=source.origin)
        self._size = source.size
        self._whole: SourceText | None = source
        self._asked: array[int] | None = None
        self._kept: Packed | None = None

    def add(self, source: SourceText, spans: Iterable[Span]) -> None:
        """Keep what is shown of some stretches of the whole text as well."""
        if self._size <= WHOLE_UP_TO:
            return
        if self._asked is None:
            from array import array

            self._asked = array("Q") if self._kept is None else self._kept.spans()
        for span in spans:
            self._asked.extend(span)
        self._whole = source

    def pack(self) -> None:
        """Let go of the whole text, but for what is shown of the stretches."""
        if self._whole is not None:
            from dslint.source.archive import Packed

            self._kept = Packed(self._whole, self._asked, self._whole.archive)
            self._whole = self._asked = None

    @property
    def size(self) -> int:
        """How many characters the whole text has."""
        return self._size

    def excerpt(self, *_spans: Span) -> SourceText:
        """Return itself: nothing can be added."""
        return self

    def slice(self, start: int, end: int) -> str:
        """Return a stretch of the text, with blanks for what is not there."""
        if self._kept is None or self._whole is not None:
            return self._whole.slice(start, end) if self._whole is not None else ""
        return self._kept.slice(start, min(end, self._size))

    def place(self, offset: int) -> Position:
        """Return the line and column of an offset in one of the lines."""
        if self._whole is not None or self._kept is None:
            return self._whole.place(offset) if self._whole is not None else Position(1, 1)
        line, begin = self._kept.line_of(offset, line_starts)
        column = offset - begin + 1
        return Position(line, column if line > self.origin.line + 1 else column + self.origin.column)

    def bounds(self, number: int) -> Span:
        """Return the offsets of a 1-based line without its end; empty for one that is not there."""
        if self._whole is not None:
            return self._whole.bounds(number)
        found = self._kept.bounds(number, line_starts) if self._kept is not None else None
        return Span(*found) if found is not None else Span(self._size, self._size)


def _wide_encoding(data: bytes) -> str:
    """Name an encoding that kubectl cannot read, by a byte-order mark or by the first ASCII characters."""
    zeros = [not byte for byte in data[:4]]
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if zeros in ([True, False, True, False], [False, True, False, True]):
        return "UTF-16 without a byte-order mark"
    return "UTF-32" if zeros in ([True, True, True, False], [False, True, True, True]) else ""


def line_starts(text: str) -> Sequence[int]:
    """Return the offset at which each line starts."""
    starts: MutableSequence[int] = [0]
    if len(text) > _LARGE:
        from array import array

        starts = array("Q", starts)  # a list would take as much memory as the text
    find, append = text.find, starts.append
    if "\r" not in text:
        at = find("\n")
        while at >= 0:
            append(at + 1)
            at = find("\n", at + 1)
        return starts
    size = len(text)
    for at, char in enumerate(text):
        if char == "\n" or (char == "\r" and not (at + 1 < size and text[at + 1] == "\n")):
            starts.append(at + 1)
    return starts
