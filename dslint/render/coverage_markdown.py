"""Markdown for a comment on a pull request: the table first, the reasons behind a fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from dslint.coverage import describe
from dslint.coverage.row import MISSES, UNWANTED
from dslint.coverage.totals import of_all, of_row
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import counted
from dslint.render import changes_markdown
from dslint.render.changes_markdown import line_of, plain
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Obstacle, Row
    from dslint.render.style import Style


def render(report: CoverageReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the table or what changes, then what is unmet, as Markdown that GitHub and GitLab show as it is meant."""
    if report.changes is not None:
        yield from changes_markdown.changes(report.changes)
    else:
        yield from _table_and_reasons(report.coverage)
    if report.unmet:
        yield from changes_markdown.unmet(report.unmet)


def _table_and_reasons(coverage: Coverage) -> Iterator[str]:
    bill = of_all(coverage)
    sources = ", ".join(map(plain, coverage.cluster.sources))
    sets, nodes = counted(len(coverage.rows), "DaemonSet"), counted(bill.nodes, "node")
    yield f"**{counted(bill.pods, 'pod')}** of {sets} on {nodes} ({sources}), {bill.missed} missing, "
    yield f"Kubernetes {coverage.version}\n"
    if not coverage.rows:
        return
    yield from _matrix(coverage)
    yield from _groups(coverage)
    for row in coverage.rows:
        yield from _details(row, coverage.columns)


def _matrix(coverage: Coverage) -> Iterator[str]:
    columns = coverage.columns
    yield "\n" + line_of(["DaemonSet", "runs on", *(f"group {column.number}" for column in columns), "requests"])
    yield line_of(["---"] * (len(columns) + 3))
    for row in coverage.rows:
        found = [row.cell(column.first) for column in columns]
        cells = [f"**{cell}**" if cell in (MISSES, UNWANTED) else cell for cell in found]
        count = f"{row.reach.desired} of {coverage.nodes.size}"
        yield line_of([plain(row.title), count, *cells, plain(describe.amounts(of_row(row).requests))])


def _groups(coverage: Coverage) -> Iterator[str]:
    yield "\n" + line_of(["group", "nodes", "pool", "names", "labels", "taints"])
    yield line_of(["---"] * 6)
    for column in coverage.columns:
        texts = (column.names, column.labels, ", ".join(map(str, column.taints)))
        yield line_of([str(column.number), str(column.size), plain(column.pool or ""), *map(plain, texts)])


def _details(row: Row, columns: Sequence[Column]) -> Iterator[str]:
    misses, remarks = describe.misses(row, columns), describe.remarks(row, columns)
    if not (misses or remarks):
        return
    # what stands in HTML is no Markdown
    title = f"{escape(safe(row.title))} misses {row.reach.missed} of {counted(row.nodes.size, 'node')}"
    yield f"\n<details><summary>{title}</summary>\n"
    for miss in misses:
        yield f"\nMisses {describe.numbers(miss.columns)}; {miss.fate}:\n\n"
        if miss.is_choice:
            yield "One of the node affinity terms would be enough.\n\n"
        for obstacle in miss.obstacles:
            yield f"- {plain(str(obstacle.place))}: {plain(miss.reason(obstacle))}\n"
            yield from _add(obstacle)
    if remarks:
        yield "\nBeside the verdicts, the scheduler's part:\n\n"
    for remark in remarks:
        for fact in remark.pending:
            place, word = plain(str(row.at(fact.at))), describe.waiting(fact)
            yield f"- {describe.numbers(remark.columns)}, {place}: {word}: {plain(fact.message)}\n"
        if remark.preference is not None:
            yield f"- {describe.numbers(remark.columns)}: {plain(describe.liking(remark.preference))}\n"
    yield "\n</details>\n"


def _add(obstacle: Obstacle) -> Iterator[str]:
    add = obstacle.remedy
    if add is None:
        return
    of = "" if add.kind == DAEMON_SET else " of the nodes"
    yield f"\n  Add to `{dotted(add.path)}`{of}:\n\n  ```yaml\n"
    for line in add.yaml.splitlines():
        yield f"  {safe(line)}\n"
    yield "  ```\n"
