"""A stretch of source as a terminal shows it: which characters, and in which column each starts."""

from __future__ import annotations

from dslint.record import NamedTuple
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.text import SourceText

TAB = "    "
CUT = "..."


class Shown(NamedTuple):
    """One source line made safe to print; ``columns[i]`` is the column of code point ``first + i``, from 0."""

    text: str
    first: int
    columns: list[int]

    def column(self, index: int) -> int:
        """Return where a code point of the source line starts, or the nearest end of what is shown."""
        return self.columns[min(max(index - self.first, 0), len(self.columns) - 1)]


def show_line(source: SourceText, number: int, start: int, end: int, width: int) -> Shown:
    """Show a 1-based line; where it is wider than ``width``, the part around the code points start to end."""
    begin, stop = source.bounds(number)
    size = stop - begin
    # a line may be 64 MiB of JSON: never look at more of it than can be shown
    low = 0 if size <= 2 * width else max(min(start, size) - 2 * width, 0)
    high = size if size <= 2 * width else min(low + 5 * width, size)
    cells, widths = _cells(source.slice(begin + low, begin + high))
    if low == 0 and high == size and sum(widths) <= width:
        return Shown("".join(cells), 0, _columns(widths, 0))
    first, last = _window(widths, start - low, end - low, width - 2 * len(CUT))
    before = CUT if low + first > 0 else ""
    after = CUT if low + last < size else ""
    text = f"{before}{''.join(cells[first:last])}{after}"
    return Shown(text, low + first, _columns(widths[first:last], len(before)))


def width_of(text: str) -> int:
    """Return how many columns a printable text takes."""
    return len(text) if text.isascii() else sum(_cells(text)[1])


def _cells(line: str) -> tuple[list[str], list[int]]:
    """Return what to print for each code point, and how many columns it takes."""
    if line.isascii():
        cells = [TAB if char == "\t" else char if char.isprintable() else printable(char) for char in line]
        return cells, [len(cell) for cell in cells]
    from unicodedata import category, east_asian_width  # few manifests have more than ASCII

    cells, widths = [], []
    for char in line:
        cell = TAB if char == "\t" else char if char.isprintable() else printable(char)
        cells.append(cell)
        if char.isascii() or len(cell) > 1:
            widths.append(len(cell))
        elif category(char) in ("Mn", "Me"):  # drawn over the character before
            widths.append(0)
        else:
            widths.append(2 if east_asian_width(char) in "WF" else 1)
    return cells, widths


def _columns(widths: list[int], at: int) -> list[int]:
    columns = [at]
    for width in widths:
        at += width
        columns.append(at)
    return columns


def _window(widths: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Return the stretch of cells to show: the marked ones, with what fits around them, more of it before."""
    size = len(widths)
    first = last = min(max(start, 0), size)
    used = 0
    while last < min(end, size) and used + widths[last] <= room * 3 // 4:
        used += widths[last]
        last += 1
    ahead = room - (room - used) // 3
    while first > 0 and used + widths[first - 1] <= ahead:
        first -= 1
        used += widths[first]
    while last < size and used + widths[last] <= room:
        used += widths[last]
        last += 1
    while first > 0 and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    return first, last
