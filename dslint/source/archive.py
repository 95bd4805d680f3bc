"""What is kept of texts that are done with: the lines that are shown of them, packed."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, Protocol

    class Lines(Protocol):
        """A text and its lines."""

        text: str
        origin: Any

        @property
        def size(self) -> int: ...  # noqa: D102 - those of SourceText
        @property
        def starts(self) -> Any: ...  # noqa: D102
        def place(self, offset: int) -> Any: ...  # noqa: D102
        def bounds(self, number: int) -> Any: ...  # noqa: D102


# up to so many characters a document is kept as a whole, and lines in a row as one
WHOLE = 4096
LONG = 2000
"""A longer line is kept in parts."""
_BEFORE, _BEHIND = 800, 1200
_BLOCK = 1 << 16
_LOOSE = 128
"""So many blocks are not packed as long as more may come: it takes longer than most runs are short of memory."""


class Archive:
    """Texts one behind the other, of which very many are kept and few are looked at."""

    __slots__ = ("_blocks", "_known", "_lines", "_open", "_size")

    def __init__(self) -> None:
        self._blocks: list[str | bytes] = []
        self._open: list[str] = []  # what is not packed yet
        self._size = 0
        self._known: tuple[int, str] | None = None
        self._lines: tuple[int, int, Sequence[int]] | None = None

    def put(self, text: str) -> int:
        """Keep a text, and return where it begins in all that is kept."""
        at = len(self._blocks) * _BLOCK + self._size
        self._open.append(text)
        self._size += len(text)
        if self._size >= _BLOCK:
            whole = "".join(self._open)
            while len(whole) >= _BLOCK:
                block = whole[:_BLOCK]
                self._blocks.append(block if len(self._blocks) < _LOOSE else _packed(block))
                whole = whole[_BLOCK:]
            self._open, self._size = [whole], len(whole)
        return at

    def get(self, start: int, end: int) -> str:
        """Return a stretch of all that is kept."""
        first, last = start // _BLOCK, max(end - 1, start) // _BLOCK
        text = "".join(self._block(number) for number in range(first, last + 1))
        return text[start - first * _BLOCK : end - first * _BLOCK]

    def lines(self, start: int, end: int, starts_of: Callable[[str], Sequence[int]]) -> Sequence[int]:
        """Return where the lines of a stretch start in it; what is shown of one is looked at several times in a row."""
        if self._lines is None or self._lines[:2] != (start, end):
            self._lines = (start, end, starts_of(self.get(start, end)))
        return self._lines[2]

    def _block(self, number: int) -> str:
        if number == len(self._blocks):
            self._open = ["".join(self._open)]
            return self._open[0]
        block = self._blocks[number]
        if isinstance(block, str):
            return block
        if self._known is None or self._known[0] != number:
            from zlib import decompress

            self._known = number, decompress(block).decode("utf-8", "surrogatepass")
        return self._known[1]

    def close(self) -> None:
        """Pack all of it: nothing more comes."""
        if self._size:
            self._blocks.append("".join(self._open))
            self._open, self._size = [], 0
        self._blocks = [_packed(block) if isinstance(block, str) else block for block in self._blocks]


def _packed(text: str) -> bytes:
    from zlib import compress

    return compress(text.encode("utf-8", "surrogatepass"), 1)


class _Part(NamedTuple):
    """A stretch of a text, where that is in the archive, and its first line: its number and where it begins.

    It begins with that line, but for what is kept of a long one; ``stop`` is where its last line ends.
    """

    start: int
    end: int
    at: int
    line: int
    begin: int
    stop: int


_COUNT = len(_Part._fields)


class Packed:
    """The lines of some stretches of a text, each with the one above it; of a long line what is around their ends."""

    __slots__ = ("_archive", "_parts")

    def __init__(self, source: Lines, spans: array[int] | None, archive: Archive | None) -> None:
        """Keep what is shown of stretches, pairs of offsets, or the whole, in an archive or in one of its own."""
        self._archive = archive or Archive()
        self._parts = array("Q")
        whole = _Part(0, source.size, 0, source.origin.line + 1, 0, source.size)
        for part in _stretches(source, spans) if spans is not None else (whole,):
            self._parts.extend(part._replace(at=self._archive.put(source.text[part.start : part.end])))
        if archive is None:
            self._archive.close()

    def spans(self) -> array[int]:
        """Return the stretches that are kept."""
        found = array("Q")
        for number in range(len(self._parts) // _COUNT):
            found.extend(self._part(number)[:2])
        return found

    def slice(self, start: int, end: int) -> str:
        """Return a stretch of the text, with blanks for what is not there."""
        found, at = [], start
        many = len(self._parts) // _COUNT
        number = bisect_right(range(many), start, key=lambda one: self._parts[one * _COUNT + 1])
        while at < end:
            part = self._part(number) if number < many else None
            if part is None or part.start >= end:
                found.append(" " * (end - at))
                break
            found.append(" " * (part.start - at))
            begin, stop = max(part.start, at), min(part.end, end)
            found.append(self._text(part)[begin - part.start : stop - part.start])
            number, at = number + 1, stop
        return "".join(found)

    def line_of(self, offset: int, starts_of: Callable[[str], Sequence[int]]) -> tuple[int, int]:
        """Return the number of the line of an offset, and where that begins; ``starts_of`` finds lines in a text."""
        part = self._last(0, offset)
        starts = self._lines(part, starts_of)
        index = bisect_right(starts, offset - part.start) - 1
        return part.line + max(index, 0), part.start + starts[index] if index > 0 else part.begin

    def bounds(self, number: int, starts_of: Callable[[str], Sequence[int]]) -> tuple[int, int] | None:
        """Return where a line begins and ends; ``None`` for one that is not there."""
        part = self._last(3, number)
        index, starts = number - part.line, self._lines(part, starts_of)
        if not 0 <= index < len(starts):
            return None
        begin = part.start + starts[index] if index else part.begin
        if index + 1 == len(starts):
            return begin, part.stop
        return begin, max(begin, part.start + len(self._text(part)[: starts[index + 1]].rstrip("\r\n")))

    def _part(self, number: int) -> _Part:
        return _Part(*self._parts[number * _COUNT : (number + 1) * _COUNT])

    def _last(self, field: int, value: int) -> _Part:
        """Return the last part in which a field is not greater than a value, else the first."""
        parts = self._parts
        found = bisect_right(range(len(parts) // _COUNT), value, key=lambda number: parts[number * _COUNT + field])
        return self._part(max(found - 1, 0))

    def _lines(self, part: _Part, starts_of: Callable[[str], Sequence[int]]) -> Sequence[int]:
        return self._archive.lines(part.at, part.at + part.end - part.start, starts_of)

    def _text(self, part: _Part) -> str:
        return self._archive.get(part.at, part.at + part.end - part.start)


def _stretches(source: Lines, spans: array[int]) -> Iterator[_Part]:
    """Yield what is kept of some stretches: lines in a row together, of long ones what is around the ends."""
    above = source.origin.line + 1
    shown, around = _shown(source, spans)
    row: _Part | None = None
    following = 0
    index = shown.find(1)
    while index >= 0:
        number, index = index + above, shown.find(1, index + 1)
        begin, stop = source.bounds(number)
        is_long = stop - begin > LONG
        if row is not None and (is_long or number != following or stop - row.start > WHOLE):
            yield row
            row = None
        if is_long:
            places = _around(begin, stop, around.get(number, ()))
            yield from (_Part(start, end, 0, number, begin, stop) for start, end in places)
        else:
            row = _Part(begin, stop, 0, number, begin, stop) if row is None else row._replace(end=stop, stop=stop)
        following = number + 1
    if row is not None:
        yield row


def _shown(source: Lines, spans: array[int]) -> tuple[bytearray, dict[int, set[int]]]:
    """Return which lines of some stretches are shown, and around which offsets those that are long, by number."""
    text, size, above = source.text, source.size, source.origin.line + 1
    shown, around = bytearray(len(source.starts)), dict[int, set[int]]()
    for start, end in zip(spans[::2], spans[1::2], strict=True):
        first, behind = min(start, size), min(end, size)
        last = behind
        while last > first and text[last - 1].isspace():
            last -= 1
        for offset in {first, last, max(last - 1, first), behind}:
            number = source.place(offset).line
            shown[max(number - 1 - above, 0) : number + 1 - above] = b"\1" * (1 + (number > above))
            begin, stop = source.bounds(number)
            if stop - begin > LONG:
                around.setdefault(number, set()).add(offset)
    return shown, around


def _around(begin: int, stop: int, offsets: Iterable[int]) -> list[tuple[int, int]]:
    """Return what is kept of a long line: its beginning, and what is around some offsets."""
    found = [(begin, begin + LONG)]
    for offset in sorted(offsets):
        start, end = max(begin, offset - _BEFORE), min(stop, offset + _BEHIND)
        if start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
