"""Lines of a source text with what is marked in them underlined and labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dslint.record import NamedTuple
from dslint.render.columns import Shown, show_line
from dslint.render.escape import prose
from dslint.render.style import Style
from dslint.source.text import WIDEST, SourceText, Span

ELISION = "..."
LEAST = 24  # columns that a label needs beside what it tells of


class Mark(NamedTuple):
    """A stretch to underline: with carets in the colour of ``role``, or with dashes where ``role`` is ``frame``."""

    span: Span
    text: str
    role: str


class _Stroke(NamedTuple):
    """A mark's part on one line; ``start`` and ``end`` count code points of the line from 0."""

    line: int
    start: int
    end: int
    text: str
    role: str


def gutter(style: Style, digits: int, number: int | None = None, text: str = "") -> str:
    """Return one line of a snippet behind its line number."""
    edge = style.paint(f"{number if number is not None else '':>{digits}} |", "frame")
    return f"{edge} {text}\n" if text else f"{edge}\n"


def last_line(source: SourceText, marks: Iterable[Mark]) -> int:
    """Return the highest line number that a snippet of these marks shows."""
    return max(stroke.line for mark in marks for stroke in _strokes(source, mark))


def snippet(source: SourceText, marks: Iterable[Mark], style: Style, digits: int) -> Iterator[str]:
    """Show the marked lines of one text; a lone one with the line above it, where that names what it belongs to."""
    strokes = sorted({stroke for mark in marks for stroke in _strokes(source, mark)})
    by_line = {line: list(found) for line, found in groupby(strokes, lambda stroke: stroke.line)}
    room = min(style.width, WIDEST) - digits - len(" | ")
    shown: int | None = None
    if len(by_line) == 1 and (above := _owner(source, strokes[0].line)):
        yield gutter(style, digits, above, show_line(source, above, 0, 0, room).text)
        shown = above
    for line, here in by_line.items():
        if shown is not None and line == shown + 2:  # as short as an elision, and says more
            yield gutter(style, digits, line - 1, show_line(source, line - 1, 0, 0, room).text)
        elif shown is not None and line > shown + 2:
            yield style.paint(ELISION, "frame") + "\n"
        shown = line
        foremost = next((stroke for stroke in here if stroke.role != "frame"), here[0])
        view = show_line(source, line, foremost.start, foremost.end, room)
        yield gutter(style, digits, line, view.text)
        for row in _rows(view, here, style, room):
            yield from (gutter(style, digits, None, part) for part in row.split("\n"))


def _strokes(source: SourceText, mark: Mark) -> Iterator[_Stroke]:
    """Yield a mark's strokes: one, or for a stretch of several lines those on its first and its last."""
    start, end = mark.span
    start = min(start, source.size)
    if end - start > 1:
        end = start + len(source.slice(start, end).rstrip())
    first, last = source.place(start), source.place(max(end, start + 1) - 1)
    begin, stop = source.bounds(first.line)
    column = start - begin
    if first.line == last.line:
        yield _Stroke(first.line, column, column + last.column - first.column + 1, mark.text, mark.role)
        return
    yield _Stroke(first.line, column, stop - begin, mark.text, mark.role)
    yield _Stroke(last.line, _indent(source, last.line), last.column, "", mark.role)


def _owner(source: SourceText, line: int) -> int | None:
    """Return the line directly above, if what stands on ``line`` belongs to it."""
    if line < 2:
        return None
    above = _head(source, line - 1)[:256].strip()
    if not above or above[0] == "#" or above.startswith("---"):
        return None
    deeper = _indent(source, line) - _indent(source, line - 1)
    is_item = _head(source, line).lstrip(" \t").startswith("- ")
    return line - 1 if deeper > 0 or (deeper == 0 and is_item and above[0] != "-" and above[-1] == ":") else None


def _indent(source: SourceText, line: int) -> int:
    head = _head(source, line)
    return len(head) - len(head.lstrip(" \t"))


def _head(source: SourceText, line: int) -> str:
    """Return what a line begins with; it may be 64 MiB of JSON."""
    begin, stop = source.bounds(line)
    return source.slice(begin, min(stop, begin + 1024))


def _rows(view: Shown, strokes: list[_Stroke], style: Style, room: int) -> Iterator[str]:
    """Yield the rows under a line: the underlines with the label of the last one, then the other labels below."""
    placed = [(view.column(one.start), max(view.column(one.end), view.column(one.start) + 1), one) for one in strokes]
    row: dict[int, tuple[str, str]] = {}
    for start, end, one in sorted(placed, key=lambda item: item[2].role != "frame"):
        row.update((column, ("-" if one.role == "frame" else "^", one.role)) for column in range(start, end))
    labelled = [item for item in placed if item[2].text]
    beside = max(placed, key=lambda item: (item[1], bool(item[2].text), item[0]))
    text, behind = prose(beside[2].text), max(row) + 2
    if beside in labelled and (behind + min(len(text), LEAST) <= room or not style.terminal):
        labelled.remove(beside)
        yield _join(row, style) + " " + _label(text, beside[2], labelled, style, behind, room)
    else:
        yield _join(row, style)
    if labelled:
        yield _join({start: ("|", one.role) for start, _, one in labelled}, style)
    while labelled:
        start, _, one = labelled.pop()
        text = prose(one.text)
        if style.terminal:
            start = max(min(start, room - len(text)), 0) if start + len(text) > room else start
        bars = {column: ("|", other.role) for column, _, other in labelled if column < start}
        yield _join(bars, style, start) + _label(text, one, labelled, style, start, room)


def _label(
    text: str, stroke: _Stroke, others: list[tuple[int, int, _Stroke]], style: Style, column: int, room: int
) -> str:
    """Return a label that stands in a column; on a terminal it goes on below itself, beside what leads to others."""
    if not style.terminal or column + len(text) <= room:
        return style.paint(text, stroke.role)
    from dslint.render.wrap import wrap

    bars = {start: ("|", other.role) for start, _, other in others if start < column}
    first, *rest = wrap(text, room - column)
    return "\n".join(
        [
            style.paint(first, stroke.role),
            *(_join(bars, style, column) + style.paint(part, stroke.role) for part in rest),
        ]
    )


def _join(row: dict[int, tuple[str, str]], style: Style, size: int = 0) -> str:
    """Return characters placed by column as one coloured text, filled up to ``size`` columns."""
    cells = [row.get(column, (" ", "")) for column in range(max([size, *(column + 1 for column in row)]))]
    parts = []
    for role, run in groupby(cells, lambda cell: cell[1]):
        text = "".join(char for char, _ in run)
        parts.append(style.paint(text, role) if role else text)
    return "".join(parts)
