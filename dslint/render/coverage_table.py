"""The tables of a coverage for people: groups of nodes, DaemonSets against them, and what each pool pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage import amounts, describe
from dslint.coverage.model import NO_POOL
from dslint.coverage.row import HURTS, MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, UNWANTED
from dslint.coverage.totals import of_all, of_node, of_pools, of_row
from dslint.render.columns import CUT
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.model import Coverage
    from dslint.render.style import Style

SIGNS = {MISSED: "x", NEVER_STARTS: "~", REFUSED: "-", PENDING: "?", UNWANTED: "!"}
SIGNS |= {RUNS: "+", NOT_SELECTED: ".", SPARED: "o"}
ROLES = {MISSED: "error", **dict.fromkeys(HURTS[1:], "warning"), NOT_SELECTED: "quiet", SPARED: "quiet"}
# heads that stand upright: longer ones are shortened where all begin or end alike, and cut
_TALL, _TALLEST = 8, 16


def table(rows: Sequence[Sequence[str]], style: Style, *, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield a table with its head in strong; columns in ``right`` are aligned to the right."""
    sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [
            f"{cell:>{size}}" if column in right else f"{cell:<{size}}"
            for column, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        yield (line if number else style.paint(line, "strong")) + "\n"


def groups(coverage: Coverage, style: Style, *, whole: bool) -> Iterator[str]:
    """Yield the groups of nodes; a terminal is shown what fits in a line, unless it is to be the ``whole``."""
    costs = amounts.columns([of_node(coverage, column) for column in coverage.columns])
    rows = [["GROUP", "NODES", "CPU/NODE", "MEMORY/NODE", "TAINTS", "LABELS", "NAMES"]]
    for column, cost in zip(coverage.columns, costs, strict=True):
        texts = (", ".join(map(str, column.taints)), column.labels, column.names)
        rows.append([safe(column.title), f"{column.size:,}", *cost, *map(safe, texts)])
    # a column without anything in it says nothing
    kept = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    cuts = style.terminal and not whole
    plain = style._replace(color=False)
    lines = list(table([[row[column] for column in kept] for row in rows], plain, right=(1, 2, 3)))
    if style.terminal and whole and max(map(len, lines)) > style.width + 1:
        for row, line in zip(rows, table([row[:4] for row in rows], style, right=(1, 2, 3)), strict=True):
            yield line
            told = zip(rows[0][4:], row[4:], strict=True) if row is not rows[0] else ()
            yield "".join(style.line(f"{head.lower()}: {text}", 2) for head, text in told if text)
        return
    for number, line in enumerate(lines):
        text = f"{line[: style.width - len(CUT)]}{CUT}\n" if cuts and len(line) > style.width + 1 else line
        yield text if number else style.paint(text.rstrip("\n"), "strong") + "\n"


class _Layout(NamedTuple):
    """How the matrix is drawn: the columns before the groups, how states are written, heads and widths of groups."""

    left: list[list[str]]
    words: dict[str, str]
    heads: list[list[str]]
    sizes: list[int]
    gap: str

    @property
    def widths(self) -> list[int]:
        """How wide the columns before the groups are."""
        return [max(map(len, column)) for column in zip(*self.left, strict=True)]

    def lead(self, number: int) -> str:
        """Return what stands before the groups in a line; 0 is the head."""
        cells = zip(range(len(self.left[0])), self.left[number], self.widths, strict=True)
        return "  ".join(f"{cell:>{size}}" if place else f"{cell:<{size}}" for place, cell, size in cells)

    def parts(self, width: int) -> list[slice]:
        """Return the groups that stand side by side, one slice if all do."""
        room, start, found = width - len(self.lead(0)), 0, []
        while start < len(self.sizes):
            stop, used = start, len("  ") - len(self.gap)
            while stop < len(self.sizes) and (stop == start or used + len(self.gap) + self.sizes[stop] <= room):
                used += len(self.gap) + self.sizes[stop]
                stop += 1
            found.append(slice(start, stop))
            start = stop
        return found or [slice(0, 0)]


def matrix(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield DaemonSets against groups: in words, in signs where words are too wide, in several tables if need be."""
    states = describe.shown_states(coverage)
    layout = next((one for one in _layouts(coverage, states) if len(one.parts(style.width)) == 1), None)
    if layout is None:
        *_, layout = _layouts(coverage, states)
    if layout.words is SIGNS:
        yield ", ".join(f"{SIGNS[state]} {state}" for state in states) + "\n"
    for number, part in enumerate(layout.parts(style.width)):
        yield "\n" if number else ""
        yield from _heads(layout, part, style)
        for place, row in enumerate(coverage.rows, 1):
            cells = []
            for state, size in zip(coverage.cells[row][part], layout.sizes[part], strict=True):
                word = layout.words[state]
                padding = " " * (size - len(word))
                cells.append((style.paint(word, ROLES[state]) if state in ROLES else word) + padding)
            yield f"{layout.lead(place)}  {layout.gap.join(cells)}".rstrip() + "\n"


def _layouts(coverage: Coverage, states: Sequence[str]) -> Iterator[_Layout]:
    """Yield ways to draw the matrix, the widest first."""
    titles = [safe(column.title) for column in coverage.columns]
    left = _lefts(coverage, costs=True)
    widest = max(map(len, states))
    heads = [[title] for title in titles]
    yield _Layout(left, {state: state for state in states}, heads, [max(len(one), widest) for one in titles], "  ")
    yield _Layout(left, SIGNS, heads, list(map(len, titles)), "  ")
    upright = _upright(titles)
    for lead in (left, _lefts(coverage, costs=False)):
        for gap in ("  ", " "):
            yield _Layout(lead, SIGNS, upright, [1] * len(titles), gap)


def _lefts(coverage: Coverage, *, costs: bool) -> list[list[str]]:
    """Return the columns before the groups, with their heads."""
    bills = [of_row(coverage, row) for row in coverage.rows]
    kept = describe.counted_states([bill.tally for bill in bills], HURTS)
    spent = amounts.columns(bills) if costs else [()] * len(bills)
    rows = [["DAEMONSET", "RUNS ON", *map(str.upper, kept), *(("CPU", "MEMORY") if costs else ())]]
    for row, bill, cost in zip(coverage.rows, bills, spent, strict=True):
        numbers = (f"{getattr(bill.tally, name):,}" for name in kept.values())
        rows.append([safe(row.title), f"{bill.running:,} of {bill.nodes:,}", *numbers, *cost])
    return rows


def _upright(titles: Sequence[str]) -> list[list[str]]:
    """Return titles to be read from top to bottom; of long ones not what all of them begin and end with."""
    if max(map(len, titles), default=0) > _TALL and len(titles) > 1:
        start = _shared(titles)
        end = min(_shared([title[::-1] for title in titles]), min(map(len, titles)) - start)
        titles = [title[start : len(title) - end] or title for title in titles]
    half = _TALLEST // 2
    return [list(one if len(one) <= _TALLEST else f"{one[:half]}~{one[1 - half :]}") for one in titles]


def _shared(titles: Sequence[str]) -> int:
    """Return how many characters all titles begin with."""
    return next((n for n, chars in enumerate(zip(*titles, strict=False)) if len(set(chars)) > 1), min(map(len, titles)))


def _heads(layout: _Layout, part: slice, style: Style) -> Iterator[str]:
    heads, sizes = layout.heads[part], layout.sizes[part]
    tall = max(map(len, heads), default=1)
    for line in range(tall):
        lead = layout.lead(0)
        at = line - tall
        cells = [f"{head[at] if -at <= len(head) else '':<{size}}" for head, size in zip(heads, sizes, strict=True)]
        lead = lead if at == -1 else " " * len(lead)
        yield style.paint(f"{lead}  {layout.gap.join(cells)}".rstrip(), "strong") + "\n"


def pools(coverage: Coverage, style: Style, *, whole: bool) -> Iterator[str]:
    """Yield what each pool pays and takes of its tightest node, then all together; of the ``whole`` each such node."""
    by_pool, taken = of_pools(coverage), describe.taken(coverage)
    bills = [*by_pool.values(), of_all(coverage)]
    kept = describe.counted_states([bill.tally for bill in bills])
    titles = [*(safe(pool or NO_POOL) for pool in by_pool), "all"]
    rows = [["POOL", "NODES", "PODS", *map(str.upper, kept), "CPU", "MEMORY", *map(str.upper, taken.heads)]]
    for title, bill, cost, shares in zip(titles, bills, amounts.columns(bills), taken.rows, strict=True):
        numbers = (f"{getattr(bill.tally, name):,}" for name in kept.values())
        rows.append([title, f"{bill.nodes:,}", f"{bill.pods:,}", *numbers, *cost, *shares])
    if coverage.worst is not None:
        yield f"In {safe(coverage.worst)}, the worst of {len(coverage.environments)} environments:\n"
    lines = list(table(rows, style._replace(color=False), right=range(1, len(rows[0]))))
    if style.terminal and max(map(len, lines)) > style.width + 1:  # then what is below has to do
        rows = [row[: len(row) - len(taken.heads)] for row in rows]
    yield from table(rows, style, right=range(1, len(rows[0])))
    if taken.worst is None:
        return
    for pool, share in taken.by_pool.items() if whole else [(None, taken.worst)]:
        of = f" of {safe(pool)}" if pool else ""
        yield style.line(f"% of the tightest node{of}, {safe(describe.tightness(share))}")
