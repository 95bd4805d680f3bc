"""For people: groups of nodes, DaemonSets against them, and for each miss the reason, its place and what to add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dslint.coverage import describe
from dslint.coverage.row import MISSES, RUNS, SPARED, UNWANTED
from dslint.coverage.totals import Bill, of_all, of_node, of_pools, of_row
from dslint.kube.apiserver.requests import ZERO
from dslint.phrases import counted
from dslint.render import changes_text
from dslint.render.changes_text import advice
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Row
    from dslint.render.style import Style

# how many columns of the groups are never wide
_NARROW = 6


def render(report: CoverageReport, style: Style) -> Iterator[str]:
    """Yield the table and the reasons, or what changes, or every condition of what is explained; then what is unmet."""
    if report.changes is not None:
        yield from changes_text.changes(report.changes, style)
    elif report.coverage.explain:
        yield from _explained(report.coverage, style)
    else:
        yield from _table_and_reasons(report.coverage, style)
    if report.unmet:
        yield from changes_text.unmet(report.unmet, style)


def _table_and_reasons(coverage: Coverage, style: Style) -> Iterator[str]:
    yield from _groups(coverage, style)
    if not coverage.rows:
        return
    yield "\n"
    yield from _matrix(coverage, style)
    for row in coverage.rows:
        yield from _misses(row, coverage.columns, style)
    yield from _scheduler(coverage, style)
    yield "\n"
    yield from _totals(coverage, style)


def _table(rows: Sequence[Sequence[str]], style: Style, *, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield a table with its head in strong; columns in ``right`` are aligned to the right."""
    sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [
            f"{cell:>{size}}" if column in right else f"{cell:<{size}}"
            for column, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        yield (line if number else style.paint(line, "strong")) + "\n"


def _groups(coverage: Coverage, style: Style) -> Iterator[str]:
    rows: list[list[str]] = []
    for column in coverage.columns:
        amounts = _amounts(of_node(coverage, column.first))
        texts = (column.names, column.labels, ", ".join(map(str, column.taints)))
        rows.append([str(column.number), str(column.size), safe(column.pool or "-"), *amounts, *map(safe, texts)])
    head = ["GROUP", "NODES", "POOL", "CPU/NODE", "MEMORY/NODE", "NAMES", "LABELS", "TAINTS"]
    # a column without anything in it says nothing
    kept = [column for column in range(len(head)) if column < _NARROW or any(row[column] for row in rows)]
    lines = list(_table([[row[column] for column in kept] for row in (head, *rows)], style, right=(0, 1, 3, 4)))
    if not style.terminal or max(map(len, lines[1:]), default=0) <= style.width + 1:
        yield from lines
        return
    # a terminal would break the lines anywhere: labels and taints go below
    lines = list(_table([row[:_NARROW] for row in (head, *rows)], style, right=(0, 1, 3, 4)))
    yield lines[0]
    for line, row in zip(lines[1:], rows, strict=True):
        yield line
        for name, text in zip(head[_NARROW:], row[_NARROW:], strict=True):
            if text:
                yield f"{'':>{len(head[0])}}  {name.lower()}: {text}\n"


def _matrix(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield DaemonSets against groups: in words, in signs where words are too wide, in several tables if need be."""
    columns = coverage.columns
    heads = [("DAEMONSET", "RUNS ON", "CPU", "MEMORY"), *(_head(row) for row in coverage.rows)]
    sizes = [max(len(head[column]) for head in heads) for column in range(len(heads[0]))]
    room = style.width - sum(sizes) - 2 * len(sizes) + 2
    known = (RUNS, MISSES, UNWANTED, SPARED) if coverage.has_expectations else (RUNS, MISSES)
    words, width = {word: word for word in known}, max(map(len, known))
    if len(columns) * (width + 2) > room:
        words, width = dict(zip(known, "+-!.", strict=False)), len(str(len(columns)))
        yield ", ".join(f"{sign} {word}" for word, sign in words.items()) + "\n"
    step = max(room // (width + 2), 1)
    for start in range(0, len(columns), step):
        part = columns[start : start + step]
        if start:
            yield "\n"
        for number, head in enumerate(heads):
            cells = [f"{cell:{'>' if column else '<'}{sizes[column]}}" for column, cell in enumerate(head)]
            if number == 0:
                line = "  ".join([*cells, *(f"{column.number:<{width}}" for column in part)])
                yield style.paint(line.rstrip(), "strong") + "\n"
                continue
            for column in part:
                cell = coverage.rows[number - 1].cell(column.first)
                text = f"{words[cell]:<{width}}"
                cells.append(style.paint(text, "warning") if cell in (MISSES, UNWANTED) else text)
            yield "  ".join(cells).rstrip() + "\n"


def _head(row: Row) -> tuple[str, str, str, str]:
    bill = of_row(row)
    cpu, memory = _amounts(bill)
    return safe(row.title), f"{bill.pods} of {bill.nodes}", cpu, memory


def _misses(row: Row, columns: Sequence[Column], style: Style) -> Iterator[str]:
    found = describe.misses(row, columns)
    if not found:
        return
    missed = f"misses {row.reach.missed} of {counted(row.nodes.size, 'node')}"
    yield f"\n{style.paint(safe(row.title), 'strong')} {missed}  {safe(str(row.place))}\n"
    for miss in found:
        yield f"  {describe.numbers(miss.columns)} ({counted(miss.size, 'node')}; {miss.fate}):\n"
        if miss.is_choice:
            yield "    one of the node affinity terms would be enough\n"
        for obstacle in miss.obstacles:
            yield f"    {safe(str(obstacle.place))}: {safe(miss.reason(obstacle))}\n"
            yield from advice(obstacle, style, indent=6)


def _scheduler(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield what the scheduler adds, under a heading of its own: it changes no verdict."""
    head = "\n" + style.paint("Beside the verdicts, the scheduler's part:", "strong") + "\n"
    for row in coverage.rows:
        for remark in describe.remarks(row, coverage.columns):
            yield head
            head = ""
            yield f"  {safe(row.title)}, {describe.numbers(remark.columns)}\n"
            for fact in remark.pending:
                yield f"    {safe(str(row.at(fact.at)))}: {describe.waiting(fact)}: {safe(fact.message)}\n"
            if remark.preference is not None:
                yield f"    {safe(describe.liking(remark.preference))}\n"


def _totals(coverage: Coverage, style: Style) -> Iterator[str]:
    rows: list[Sequence[str]] = [("POOL", "NODES", "PODS", "MISSED", "CPU", "MEMORY")]
    rows += [_bill(safe(pool or "-"), bill) for pool, bill in of_pools(coverage).items()]
    rows.append(_bill("all", of_all(coverage)))
    yield from _table(rows, style, right=(1, 2, 3, 4, 5))


def _bill(name: str, bill: Bill) -> tuple[str, ...]:
    return (name, str(bill.nodes), str(bill.pods), str(bill.missed), *_amounts(bill))


def _amounts(bill: Bill) -> tuple[str, str]:
    return str(bill.requests.get("cpu", ZERO)), str(bill.requests.get("memory", ZERO))


def _explained(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield every condition of every cell; nodes of one group are answered alike and stand for each other."""
    between = ""
    for row in coverage.rows:
        for column in coverage.columns:
            yield between
            between = "\n"
            yield from _cell_explained(row, column, style)
        if not coverage.columns:
            yield f"{safe(row.title)}: no nodes\n"


def _cell_explained(row: Row, column: Column, style: Style) -> Iterator[str]:
    title = style.paint(safe(f"{row.title} on {column.names}"), "strong")
    yield f"{title}: {describe.outcome(row, column.first)}\n"
    rows = []
    for one in row.conditions(column.first):
        place = row.condition_place(one)
        word = "yes" if one.met else "NO"
        rows.append((word, safe("  " * one.depth + one.text), safe(str(place or "")), safe(one.detail)))
    if not rows:
        yield "  there is no condition: it runs on every node without taints\n"
    else:
        for line in _table([("MET", "CONDITION", "PLACE", "WHY"), *rows], style):
            yield f"  {line}"
    for obstacle in row.obstacles(column.first):
        yield from advice(obstacle, style, indent=2)
    note = row.scheduler.note(column.first)
    for fact in note.pending:
        yield f"  scheduler: {describe.waiting(fact)}: {safe(fact.message)}  {safe(str(row.at(fact.at)))}\n"
    if note.preference is not None:
        yield f"  scheduler: {safe(describe.liking(note.preference))}\n"
