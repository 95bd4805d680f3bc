"""The tables of a coverage for people: groups of nodes, DaemonSets against them, and what each pool pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslint.coverage import amounts, describe
from dslint.coverage.model import NO_POOL
from dslint.coverage.row import HURTS, MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, UNWANTED
from dslint.coverage.totals import of_all, of_node, of_pools, of_row
from dslint.record import NamedTuple
from dslint.render.columns import CUT
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.model import Coverage
    from dslint.render.style import Style

SIGNS = {MISSED: "x", NEVER_STARTS: "~", REFUSED: "-", PENDING: "?", UNWANTED: "!"}
SIGNS |= {RUNS: "+", NOT_SELECTED: ".", SPARED: "o"}
ROLES = {MISSED: "error", **dict.fromkeys(HURTS[1:], "warning"), NOT_SELECTED: "quiet", SPARED: "quiet"}


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


def groups(coverage: Coverage, style: Style, *, whole: bool, numbered: bool) -> Iterator[str]:
    """Yield the groups of nodes; a terminal is shown what fits in a line, unless it is to be the ``whole``.

    ``numbered``: the matrix calls them by their numbers.
    """
    costs = amounts.columns([of_node(coverage, column) for column in coverage.columns])
    rows = [["GROUP", "NODES", "CPU/NODE", "MEMORY/NODE", "TAINTS", "LABELS", "NAMES"]]
    for column, cost in zip(coverage.columns, costs, strict=True):
        texts = (", ".join(map(str, column.taints)), column.labels, column.names)
        rows.append([safe(column.title), f"{column.size:,}", *cost, *map(safe, texts)])
    if numbered:
        rows = [["#" if row is rows[0] else str(number), *row] for number, row in enumerate(rows)]
    names = 1 + numbered  # so many columns name a group, three say how much it is
    right = (*range(names - 1), *range(names, names + 3))
    # a column without anything in it says nothing
    kept = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
    cuts = style.terminal and not whole
    plain = style._replace(color=False)
    lines = list(table([[row[column] for column in kept] for row in rows], plain, right=right))
    if style.terminal and whole and max(map(len, lines)) > style.width + 1:
        first = names + 3
        for row, line in zip(rows, table([row[:first] for row in rows], style, right=right), strict=True):
            yield line
            told = zip(rows[0][first:], row[first:], strict=True) if row is not rows[0] else ()
            yield "".join(style.line(f"{head.lower()}: {text}", 2) for head, text in told if text)
        return
    for number, line in enumerate(lines):
        text = f"{line[: style.width - len(CUT)]}{CUT}\n" if cuts and len(line) > style.width + 1 else line
        yield text if number else style.paint(text.rstrip("\n"), "strong") + "\n"


class Layout(NamedTuple):
    """How the matrix is drawn: the columns before the groups, how states are written, heads and widths of groups."""

    left: list[list[str]]
    words: dict[str, str]
    heads: list[str]
    sizes: list[int]
    gap: str
    numbered: bool = False

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


def layout_of(coverage: Coverage, style: Style) -> Layout:
    """Return how the matrix is drawn: in words, in signs where words are too wide, under numbers where names are."""
    states = describe.shown_states(coverage)
    layout = next((one for one in _layouts(coverage, states) if len(one.parts(style.width)) == 1), None)
    if layout is None:
        *_, layout = _layouts(coverage, states)
    return layout


def matrix(coverage: Coverage, style: Style, layout: Layout) -> Iterator[str]:
    """Yield DaemonSets against groups, in several tables if need be."""
    if layout.words is SIGNS:
        yield ", ".join(f"{SIGNS[state]} {state}" for state in describe.shown_states(coverage)) + "\n"
    for number, part in enumerate(layout.parts(style.width)):
        yield "\n" if number else ""
        heads = zip(layout.heads[part], layout.sizes[part], strict=True)
        names = layout.gap.join(f"{head:<{size}}" for head, size in heads)
        yield style.paint(f"{layout.lead(0)}  {names}".rstrip(), "strong") + "\n"
        for place, row in enumerate(coverage.rows, 1):
            cells = []
            for state, size in zip(coverage.cells[row][part], layout.sizes[part], strict=True):
                word = layout.words[state]
                padding = " " * (size - len(word))
                cells.append((style.paint(word, ROLES[state]) if state in ROLES else word) + padding)
            yield f"{layout.lead(place)}  {layout.gap.join(cells)}".rstrip() + "\n"


def _layouts(coverage: Coverage, states: Sequence[str]) -> Iterator[Layout]:
    """Yield ways to draw the matrix, the widest first."""
    titles = [safe(column.title) for column in coverage.columns]
    left = _lefts(coverage, costs=True)
    widest = max(map(len, states))
    yield Layout(left, {state: state for state in states}, titles, [max(len(one), widest) for one in titles], "  ")
    yield Layout(left, SIGNS, titles, list(map(len, titles)), "  ")
    numbers = [str(number) for number, _ in enumerate(titles, 1)]
    for lead in (left, _lefts(coverage, costs=False)):
        for gap in ("  ", " "):
            yield Layout(lead, SIGNS, numbers, list(map(len, numbers)), gap, numbered=True)


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
