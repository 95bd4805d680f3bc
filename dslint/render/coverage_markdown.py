"""Markdown for a comment on a pull request: the table and the causes first, the rest behind folds, and not too long."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dslint.coverage import amounts, describe, gate_words
from dslint.coverage.causes import causes
from dslint.coverage.environments import side_by_side
from dslint.coverage.gates import gates
from dslint.coverage.model import NO_POOL
from dslint.coverage.row import HURTS
from dslint.coverage.totals import of_all, of_pools, of_row
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import and_more, counted
from dslint.render import changes_markdown
from dslint.render.changes_markdown import inert, line_of, plain
from dslint.render.escape import safe
from dslint.render.room import LIMIT, NO_ROOM, Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.causes import Cause
    from dslint.coverage.describe import Case
    from dslint.coverage.model import Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Row
    from dslint.kube.nodes.reasons import Remedy
    from dslint.render.style import Style

_NAMES = 12
_ALL = "`dslint coverage` prints all of it as text with `-v`, as HTML and as JSON."


def render(report: CoverageReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the table or what changes, then what is unmet, as Markdown that GitHub and GitLab show as it is meant."""
    room = Room()
    for what, text in _parts(report):
        yield room.take(text, what)
    yield room.note(_ALL)


def _parts(report: CoverageReport) -> Iterator[tuple[str, str]]:
    """Yield texts that are shown whole or not at all, the more important ones first, and what each of them is."""
    if report.changes is not None:
        yield from changes_markdown.changes(report.changes)
    elif report.coverage.rows:
        yield from _table_and_reasons(report.coverage)
    else:
        yield "summary", f"**{plain(describe.nothing(report.coverage))}**\n"
    if report.unmet:
        yield from changes_markdown.unmet(report.unmet)


def _table_and_reasons(coverage: Coverage) -> Iterator[tuple[str, str]]:
    sources = ", ".join(map(plain, coverage.cluster.sources))
    yield "summary", f"**{describe.closing(coverage)}** {sources}, Kubernetes {coverage.version}\n"
    yield from _matrix(coverage)
    if compared := side_by_side(coverage):
        head, *lines = ["| " + " | ".join(map(plain, line)) + " |\n" for line in compared]
        yield "environments", "".join([head, "| --- " * len(compared[0]) + "|\n", *lines])
    yield from _causes(coverage)
    if found := gates(coverage):
        lines = [line_of([*gate_words.HEADS]), line_of(["---"] * len(gate_words.HEADS))]
        lines += [line_of(list(map(plain, gate_words.cells(gate)))) for gate in found]
        yield "table of gates", "".join([f"\n{gate_words.TITLE}:\n\n", *lines])
    yield from _pools(coverage)
    yield from _groups(coverage)
    for row in describe.by_harm(coverage):
        yield "reasons of {} DaemonSets", "".join(_details(coverage, row))


def _matrix(coverage: Coverage) -> Iterator[tuple[str, str]]:
    columns, intents = coverage.columns, coverage.has_expectations
    heads = ["DaemonSet", "runs on", "missed", *(["unwanted"] if intents else [])]
    heads += [*(plain(column.title) for column in columns), "CPU", "memory"]
    head = "\n" + line_of(heads) + line_of(["---"] * len(heads))
    order = describe.by_harm(coverage)
    bills = {row: of_row(coverage, row) for row in order}
    costs = dict(zip(order, amounts.columns(list(bills.values())), strict=True))
    lines: dict[Row, str] = {}
    for row in order:
        bill = bills[row]
        cells = [f"**{cell}**" if cell in HURTS else cell for cell in coverage.cells[row]]
        numbers = [f"{bill.running:,} of {bill.nodes:,}", f"{bill.tally.missed:,}"]
        numbers += [f"{bill.tally.unwanted:,}"] if intents else []
        lines[row] = line_of([plain(row.title), *numbers, *cells, *costs[row]])
    # a table that is too long leaves room for the causes, and shows what hurts
    shown = dict(_fitting(lines, LIMIT // 2 - len(head)))
    yield "matrix", head + "".join(lines[row] for row in coverage.rows if row in shown)
    for _ in range(len(lines) - len(shown)):
        yield "{} rows of the table", NO_ROOM


def _fitting(lines: dict[Row, str], room: int) -> Iterator[tuple[Row, str]]:
    for row, line in lines.items():
        room -= len(line)
        if room < 0:
            return
        yield row, line


def _causes(coverage: Coverage) -> Iterator[tuple[str, str]]:
    found = causes(coverage)
    if not found:
        return
    yield (
        "table of causes",
        "\n" + line_of(["kept off by", "nodes", "groups", "DaemonSets", "what helps"]) + line_of(["---"] * 5),
    )
    for cause in found:
        yield "{} causes", _cause(cause)


def _cause(cause: Cause) -> str:
    names = [plain(row.title) for row in cause.rows]
    listed = ", ".join(names[:_NAMES]) + and_more(len(names[_NAMES:]))
    helps = ""
    if cause.remedy is not None:
        there = plain(dotted(cause.remedy.path) + _whose(cause.remedy))
        helps = f"{cause.remedy.phrase} {there}: <code>{_in_html(cause.remedy.line)}</code>"
    groups = plain(describe.where(cause.columns))
    return line_of([plain(cause.what), f"{cause.size:,}", groups, f"{len(names):,}: {listed}", helps])


def _in_html(text: str) -> str:
    """Return a text inside an element of HTML that stands in a table."""
    return escape(plain(text).replace("<wbr>", "").replace("\\<", "<").replace("\\>", ">"))


def _pools(coverage: Coverage) -> Iterator[tuple[str, str]]:
    by_pool = of_pools(coverage)
    bills = [*by_pool.values(), of_all(coverage)]
    titles = [*(plain(pool or NO_POOL) for pool in by_pool), "all"]
    kept = describe.counted_states([bill.tally for bill in bills])
    taken = describe.taken(coverage)
    heads = ["pool", "nodes", "pods", *kept, "CPU", "memory", *taken.heads]
    lines = ["\n", line_of(heads), line_of(["---"] * len(heads))]
    for title, bill, cost, shares in zip(titles, bills, amounts.columns(bills), taken.rows, strict=True):
        numbers = [f"{getattr(bill.tally, name):,}" for name in kept.values()]
        lines.append(line_of([title, f"{bill.nodes:,}", f"{bill.pods:,}", *numbers, *cost, *shares]))
    if taken.worst is not None:
        lines.append(f"\n% of the tightest node, {plain(describe.tightness(taken.worst))}\n")
    lines += [f"\n{plain(line)}\n" for line in describe.too_small(coverage)]
    lines += [f"\n{head.capitalize()}: {plain(names)}\n" for head, names in describe.without_requests(coverage)]
    yield "table of pools", "".join(lines)


def _groups(coverage: Coverage) -> Iterator[tuple[str, str]]:
    lines = [
        "\n<details><summary>groups of nodes</summary>\n\n",
        line_of(["group", "nodes", "names", "labels", "taints"]),
    ]
    lines.append(line_of(["---"] * 5))
    for column in coverage.columns:
        texts = (column.names, column.labels, ", ".join(map(str, column.taints)))
        lines.append(line_of([plain(column.title), f"{column.size:,}", *map(plain, texts)]))
    yield "list of groups", "".join([*lines, "\n</details>\n"])


def _details(coverage: Coverage, row: Row) -> Iterator[str]:
    found, remarks = describe.cases(coverage, row), describe.remarks(row, coverage.columns)
    if not (found or remarks):
        return
    # what stands in HTML is no Markdown
    title = f"{inert(escape(safe(row.title)))} {describe.standing(coverage, row)}"
    yield f"\n<details><summary>{title}</summary>\n"
    for case in found:
        yield from _case(case)
    if remarks:
        yield "\nBeside the verdicts, the scheduler's part:\n\n"
    for remark in remarks:
        where = plain(describe.where(remark.columns))
        for fact in remark.pending:
            place, word = plain(str(row.at(fact.at))), describe.waiting(fact)
            yield f"- {where}, {place}: {word}: {plain(fact.message)}\n"
        if remark.evicts:
            yield f"- {where}: {plain(describe.evicting(remark.evicts))}\n"
        if remark.preference is not None:
            yield f"- {where}: {plain(describe.liking(remark.preference))}\n"
    yield "\n</details>\n"


def _case(case: Case) -> Iterator[str]:
    fate = f"; {case.fate}" if case.fate else ""
    where, size = plain(describe.where(case.columns)), counted(case.size, "node")
    yield f"\n{case.state.capitalize()}: {where} ({size}{fate}):\n\n"
    if case.never:
        yield f"- {plain(case.never)}\n"
    for one in case.refused:
        yield f"- {plain(str(one.place))}: {plain(str(one))}\n"
    for fact in case.waits_for:
        yield f"- {plain(str(case.row.at(fact.at)))}: {plain(fact.message)}\n"
    if case.is_advised and case.is_choice:
        yield "One of the node affinity terms would be enough.\n\n"
    for obstacle in case.obstacles:
        yield f"- {plain(str(obstacle.place))}: {plain(case.reason(obstacle))}\n"
        if case.is_advised and obstacle.remedy is not None:
            yield from _remedy(obstacle.remedy)
    for remedy in case.way_round:
        yield from _remedy(remedy)


def _remedy(remedy: Remedy) -> Iterator[str]:
    yield f"\n  {remedy.phrase.capitalize()} `{dotted(remedy.path)}`{_whose(remedy)}:\n\n  ```yaml\n"
    for line in remedy.yaml.splitlines():
        yield f"  {safe(line)}\n"
    yield "  ```\n"


def _whose(remedy: Remedy) -> str:
    return "" if remedy.kind == DAEMON_SET else " of the nodes"
