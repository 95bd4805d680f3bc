"""Inputs too large to be read at once, cut into pieces of which one is in memory at a time.

A stream is cut at its separators and between its JSON values, as ``source.chunks`` cuts a text; a document that is too
large itself is cut at its items, if it is a list such as ``kubectl get -A -o yaml`` prints. All is looked through
twice: for where a piece ends, and for the piece.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Generator, Iterator

from dslint.inputs.limits import LARGEST
from dslint.inputs.listed import Listed, listed_json, listed_yaml
from dslint.inputs.unchecked import kind_of_chart
from dslint.inputs.words import mentions
from dslint.record import NamedTuple
from dslint.source.chunks import behind_json, is_blank, separates, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_BLOCK = 1 << 20
_OVERLAP = 64  # no pattern is longer
_MARK = b"\xef\xbb\xbf"
_SEPARATOR = re.compile(rb"\n---")
_BREAK = re.compile(rb"\n")
_SPACES = b" \t\r\n"


class Piece(NamedTuple):
    """A part of an input: a document, or one item of a list; of one that is ``too_large`` the beginning."""

    data: bytes
    offset: int
    line: int
    """How many lines stand before it; ``column`` is how many characters before it in its own."""
    column: int
    number: int
    """Of the document in the stream."""
    first: bool = False
    json: bool = False
    header: bytes | None = None
    """The list around an item, without its items."""
    item: int = 0
    too_large: bool = False

    @property
    def mentions(self) -> bool:
        """Whether it can hold a DaemonSet; the kind of an item may be that of its list."""
        return self.too_large or mentions(self.data) or mentions(self.header or b"")


class Large:
    """An open file, without a buffer of its own, of which no more than a piece is in memory at a time."""

    __slots__ = ("_begin", "_block", "_file", "size")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begin, self._block = 0, b""
        self.size = file.seek(0, 2)

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes between two offsets."""
        begin, end = self._begin, min(end, self.size)
        if begin <= start and end <= begin + len(self._block):
            return self._block[start - begin : end - begin]
        return self._read(start, max(end - start, 0))

    def data(self, at: int) -> int:
        """Return where bytes begin that are not zero for want of any, in a file with holes; its end behind the last."""
        if at >= self.size or not hasattr(os, "SEEK_DATA"):
            return at
        try:
            return os.lseek(self._file.fileno(), at, os.SEEK_DATA)
        except OSError as error:
            return self.size if error.errno == errno.ENXIO else at

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        data = self._file.read(size)
        while len(data) < size and (more := self._file.read(size - len(data))):
            data += more
        return data

    def find(self, pattern: re.Pattern[bytes], start: int, limit: int) -> int | None:
        """Return where a pattern first begins between two offsets; all of them begin with a line break.

        Where there is none for longer than a document may be, nothing is looked for any more.
        """
        at = broken = start
        while at < limit:
            if not self._begin <= at < self._begin + len(self._block) - _OVERLAP:
                self._begin, self._block = at, self._read(at, _BLOCK)
            if match := pattern.search(self._block, at - self._begin):
                found = self._begin + match.start()
                return found if found < limit else None
            end = self._begin + len(self._block)
            last = self._block.rfind(b"\n", at - self._begin)
            broken = self._begin + last if last >= 0 else broken
            if end >= self.size or end - broken > LARGEST:
                return None
            at = max(end - _OVERLAP, at + 1)
        return None

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in order; behind one whose end is not to be found there are no more."""
        start = len(_MARK) if self.read(0, len(_MARK)) == _MARK else 0
        cutter = _Cutter(self, start)
        yaml: int | None = start
        if self.read(start, start + 4096).lstrip(_SPACES).startswith(b"{"):
            yaml = yield from cutter.values(start)
        if yaml is not None:
            yield from cutter.documents(yaml)


class _Cutter:
    """Cuts an input from its beginning to its end, and knows the line that it has come to."""

    def __init__(self, large: Large, start: int) -> None:
        self.large = large
        self._at = start
        self._number = self._line = self._column = 0

    def documents(self, start: int) -> Iterator[Piece]:
        """Yield the documents of YAML; each has the separator behind it with it."""
        large, first = self.large, True
        while start < large.size:
            limit = min(start + LARGEST, large.size)
            cut = large.find(_SEPARATOR, start, limit)
            while first and cut is not None and is_blank(large.read(start, cut).decode("latin-1")):
                cut = large.find(_SEPARATOR, cut + 1, limit)  # what is above belongs to the first document
            if cut is None and limit < large.size:
                listed = listed_yaml(large, start)
                end = (yield from self._list(listed)) if listed else (yield from self._endless(start))
                self._number += 1
            elif cut is None:
                yield self._piece(start, large.size, first=first)
                return
            else:
                end = self._line_end(cut + 1)
                piece = self._piece(start, end, first=first)
                yield piece
                ended = _documents_in(piece)
                if ended is None or not _is_separator(large.read(cut + 1, end)):
                    return
                self._number += ended
            if end is None:
                return
            start, first = end, False

    def values(self, start: int) -> Generator[Piece, None, int | None]:
        """Yield the values of JSON; return where YAML begins, if what comes then is no JSON any more."""
        large, at = self.large, start
        while True:
            begin = at + len(head := large.read(at, at + LARGEST)) - len(head.lstrip(_SPACES))
            if begin >= large.size:
                return None
            value = listed_json(large, begin) if large.read(begin, begin + 1) == b"{" else None
            if value is None:
                if self._number > 1:  # kubectl stops here
                    yield self._piece(begin, begin + LARGEST)._replace(json=True)
                    return None
                return self._behind_json(at, begin)
            if value.end - begin <= LARGEST:
                if self._number <= 1 and not _is_json(large.read(begin, value.end)):
                    return self._behind_json(at, begin)
                yield self._piece(begin, value.end)._replace(json=True)
                self._number += 1
            else:
                yield from self._list(value, json=True) if value.items else self._begun(begin, value.end)
                self._number += 1
            at = value.end

    def _behind_json(self, at: int, begin: int) -> int | None:
        """Return where YAML begins behind at most one value: kubectl does not look for any behind two."""
        behind = behind_json(self.large.read(at, begin + 64).decode("utf-8", "replace"), 0)
        return None if behind is None else at + behind  # what is before is blank, one byte each

    def _list(self, listed: Listed, *, json: bool = False) -> Generator[Piece, None, int | None]:
        """Yield the items of a list; return where the document behind it begins."""
        for index, (begin, end) in enumerate(listed.items or ()):
            if end - begin > LARGEST:
                yield from self._begun(begin, end)
            else:
                yield self._piece(begin, end)._replace(json=json, header=listed.header, item=index)
        return None if json else self._behind(listed.end)

    def _endless(self, start: int) -> Generator[Piece, None, int | None]:
        """Say that a document is too large; return where the next one begins, if that is to be found."""
        size = self.large.size
        cut = self.large.find(_SEPARATOR, start, size)
        yield from self._begun(start, size if cut is None else cut)
        return None if cut is None else self._behind(cut + 1)

    def _begun(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the beginning of what is too large, if it mentions a DaemonSet or stands for a chart."""
        large, at = self.large, self.large.data(start)
        head = min(start + 4096, end)
        known = kind_of_chart(large.read(start, head).decode("utf-8", "replace")) is not None
        while not known and at < end and not mentions(large.read(at, min(at + _BLOCK + _OVERLAP, end))):
            at = large.data(at + _BLOCK)
        if known or at < end:
            yield self._piece(start, head)._replace(too_large=True)

    def _behind(self, at: int) -> int | None:
        """Return where the line of a separator ends; ``None`` where kubectl stops at it, or nothing follows."""
        end = self._line_end(at)
        return end if at < self.large.size and _is_separator(self.large.read(at, end)) else None

    def _line_end(self, at: int) -> int:
        found = self.large.find(_BREAK, at, self.large.size)
        return self.large.size if found is None else found + 1

    def _piece(self, start: int, end: int, *, first: bool = False) -> Piece:
        while self._at < start:
            self._pass(self.large.read(self._at, min(start, self._at + _BLOCK)))
        return Piece(self.large.read(start, end), start, self._line, self._column, self._number, first)

    def _pass(self, data: bytes) -> None:
        if len(data) > 1 and data.endswith(b"\r"):
            data = data[:-1]  # it may be half of a line end
        self._at += len(data)
        self._line += data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
        last = max(data.rfind(b"\n"), data.rfind(b"\r"))
        self._column = (self._column if last < 0 else 0) + len(data[last + 1 :].decode("utf-8", "ignore"))


def _is_json(data: bytes) -> bool:
    from dslint.source.json_tree import parse_stream
    from dslint.source.nodes import ParseError

    try:
        return parse_stream(data.decode("utf-8", "replace")) is not None
    except ParseError:  # JSON that is refused
        return True


def _is_separator(line: bytes) -> bool:
    return separates(line[3:].decode("utf-8", "replace"))


def _documents_in(piece: Piece) -> int | None:
    """Return how many documents end in a piece: one, but around separators without anything between them.

    ``None`` where kubectl stops at one of those.
    """
    if not piece.first and not piece.data.startswith(b"---"):
        return 1
    chunks = list(split(piece.data.decode("utf-8", "replace"), first=piece.first))
    return None if any(chunk.bad for chunk in chunks) else sum(not chunk.dropped for chunk in chunks)
