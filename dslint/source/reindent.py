"""Entries indented anew where they stand, so that they become part of another mapping, with the comments among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslint.source.layout import UNUSUAL, Layout, Withheld
from dslint.source.nodes import Entry, Mapping, Node, Scalar
from dslint.source.targets import PRESENT, Guard
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.targets import Target


def reindent(guard: Guard, moves: Sequence[tuple[Target, Target]]) -> Iterator[tuple[Span, str]]:
    """Yield what to put in place of which blanks so that each entry stands in another mapping.

    A move is an entry and where it goes: an empty value, or a mapping; see :class:`dslint.finding.Reindent`. What lies
    in brackets, behind a dash or at an anchor that is used raises :class:`Withheld`.
    """
    shifts: dict[int, int] = {}
    for at, into in moves:
        within, entry = guard.entry(at)
        column = _own_column(guard.layout, within, entry)
        guard.guard_inside(into)
        shift = _column_in(guard, into, str(at.name)) + _shift_around(into, shifts) - column
        shifts[id(at.node)] = shift
        yield from _shifted(guard.layout, entry, column, shift)


def is_unwritten(node: Node | None) -> bool:
    """Tell whether a value is left out: there is nothing behind its key."""
    return isinstance(node, Scalar) and node.value is None and node.start == node.end and not node.anchor


def _own_column(layout: Layout, within: Mapping, entry: Entry) -> int:
    """Return the column of an entry's key, which must be the first thing on its line."""
    start = layout.start(entry.key.start)
    if within.flow or layout.text[start : entry.key.start].strip(" "):
        raise Withheld(UNUSUAL)
    return entry.key.start - start


def _column_in(guard: Guard, into: Target, name: str) -> int:
    """Return the column of the entries of a mapping, or what it is to be of one that is empty."""
    node, layout = into.node, guard.layout
    if isinstance(node, Mapping) and not node.flow and node.entries:
        if name in node.fields:
            raise Withheld(PRESENT)
        return layout.column(node.entries[0].key.start)
    within = guard.within(into)
    if not is_unwritten(node) or not isinstance(within, Mapping) or within.flow:
        raise Withheld(UNUSUAL)
    place = guard.behind_mark(into)
    if layout.text[place : max(node.start, place)].strip():  # type: ignore[union-attr]  # a scalar, or we were gone
        raise Withheld(UNUSUAL)
    step, _ = layout.offsets(within)
    return layout.column(within.fields[str(into.name)].key.start) + step


def _shift_around(at: Target | None, shifts: dict[int, int]) -> int:
    """Return by how much a place moves itself: as the nearest entry around it that does."""
    while at is not None:
        if id(at.node) in shifts:
            return shifts[id(at.node)]
        at = at.parent
    return 0


def _shifted(layout: Layout, entry: Entry, column: int, shift: int) -> Iterator[tuple[Span, str]]:
    """Yield the changes of an entry's lines, and of the comments above it that stand in its column."""
    end = layout.block_end(entry)
    layout.check_rest(end)
    end = _comments_below(layout, end, column)
    line = layout.start(entry.key.start)
    for start in _comments_above(layout, line, column):
        yield _change(layout, start, shift)
    while line <= end:
        if _moves(layout, line, column):
            yield _change(layout, line, shift)
        below = layout.following(line)
        if below == line:
            break
        line = below


def _moves(layout: Layout, line: int, column: int) -> bool:
    """Tell whether a line of an entry moves with it: no empty one, and no comment that stands further left."""
    content = layout.text[line : layout.end(line)]
    if layout.content(line) is not None:
        return content != ""
    return bool(content.strip()) and not (content.lstrip().startswith("#") and layout.indentation(line) < column)


def _comments_above(layout: Layout, line: int, column: int) -> Iterator[int]:
    """Yield where the lines begin that stand above one and hold nothing but a comment in the same column."""
    while line:
        line = layout.start(layout.before(line))
        text = layout.text[line : layout.end(line)]
        if layout.content(line) is not None or (text.strip() and not text.lstrip().startswith("#")):
            return
        if text.strip() and layout.indentation(line) == column:
            yield line


def _comments_below(layout: Layout, end: int, column: int) -> int:
    """Return the end of the last comment below that stands further right than a column, before anything else does."""
    at = layout.following(end)
    while at > layout.end(end) and at < len(layout.text):
        text = layout.text[at : layout.end(at)].strip()
        if text and not (text.startswith("#") and layout.indentation(at) > column):
            break
        end = layout.end(at) if text else end
        if layout.following(at) == layout.end(at):
            break
        at = layout.following(at)
    return end


def _change(layout: Layout, line: int, shift: int) -> tuple[Span, str]:
    """Return what moves one line; of one with blanks only in a block of text as many as there are."""
    if shift > 0:
        return Span(line, line), " " * shift
    blanks = layout.indentation(line)
    if blanks < -shift and layout.text[line : layout.end(line)].strip():
        raise Withheld(UNUSUAL)
    return Span(line, line + min(-shift, blanks)), ""
