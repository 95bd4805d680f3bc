"""For people: groups of nodes, DaemonSets against them, and what keeps these off, by cause or one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslint.coverage import describe, gate_words
from dslint.coverage.causes import causes
from dslint.coverage.environments import side_by_side
from dslint.coverage.gates import gates
from dslint.coverage.row import NEVER_STARTS, PENDING, REFUSED, SPARED, UNWANTED
from dslint.manifest.rollout import rollout_of
from dslint.phrases import and_more, counted, few
from dslint.render import changes_text
from dslint.render.changes_text import advice, where_to
from dslint.render.coverage_table import groups, layout_of, matrix, pools, table
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.causes import Cause
    from dslint.coverage.describe import Case, Remark
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Row
    from dslint.kube.nodes.reasons import Remedy
    from dslint.render.style import Style

# so many causes are shown, and so many lines of the scheduler, where not all is asked for
_CAUSES = 10
_REMARKS = 8
# a space at which no line is broken
_TIED = "\xa0"


def render(report: CoverageReport, style: Style) -> Iterator[str]:
    """Yield the table and the reasons, or what changes, or every condition of what is explained; then what is unmet."""
    if report.changes is not None:
        yield from changes_text.changes(report.changes, style)
    elif report.coverage.explain:
        yield from _explained(report.coverage, style)
    elif report.coverage.rows:
        yield from _table_and_reasons(report.coverage, style, details=report.details)
    if report.unmet:
        yield from changes_text.unmet(report.unmet, style)


def _table_and_reasons(coverage: Coverage, style: Style, *, details: bool) -> Iterator[str]:
    layout = layout_of(coverage, style)
    if coverage.columns:
        yield from groups(coverage, style, whole=details, numbered=layout.numbered)
        yield "\n"
    yield from matrix(coverage, style, layout)
    yield from _rollouts(coverage, style)
    if compared := side_by_side(coverage):
        yield "\n"
        yield from table([[safe(cell) for cell in line] for line in compared], style)
    yield from _causes(coverage, style, details=details)
    yield from _never(coverage, style)
    yield from _refused(coverage, style)
    yield from _pending(coverage, style, details=details)
    yield from _gates(coverage, style)
    if details:
        for row in coverage.rows:
            yield from _details(coverage, row, style)
    yield from _scheduler(coverage, style, details=details)
    yield "\n"
    yield from pools(coverage, style, whole=details)
    for line in describe.too_small(coverage):
        yield style.line(safe(line))
    for head, names in describe.without_requests(coverage):
        yield style.line(f"{head}: {safe(names)}")


def _rollouts(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield how far the pods are that there are now, of DaemonSets of a cluster."""
    found = [(row, rollout) for row in coverage.rows if (rollout := rollout_of(row.ds.value)) is not None]
    if found:
        rows = [(safe(row.title), *(f"{count:,}" for count in rollout)) for row, rollout in found]
        yield "\n"
        yield from table([("PODS NOW", "DESIRED", "READY", "UPDATED"), *rows], style, right=(1, 2, 3))


def _causes(coverage: Coverage, style: Style, *, details: bool) -> Iterator[str]:
    """Yield what keeps DaemonSets off: cause, nodes, whom it keeps off, and the one YAML against it."""
    every = causes(coverage)
    if not every:
        return
    shown = every if details else every[:_CAUSES]
    rows = [("KEPT OFF BY", "NODES", "DAEMONSETS", "GROUPS")]
    for cause in shown:
        where = safe(describe.where(cause.columns))
        rows.append((safe(cause.what), f"{cause.size:,}", f"{len(cause.names):,}", where))
    head, *lines = table(rows, style, right=(1, 2))
    if style.terminal and max(map(len, lines)) > style.width + 1:  # with its line break
        head = style.paint(rows[0][0], "strong") + "\n"
        lines = [
            style.line(f"{row[0]}: {counted(one.size, 'node')}, {row[3]}")
            for row, one in zip(rows[1:], shown, strict=True)
        ]
    yield "\n" + head
    place = ""
    for cause, line in zip(shown, lines, strict=True):
        yield line
        yield style.line(_names(cause, style, whole=details), 2)
        for text, rows_with in () if details else cause.gained:
            yield style.line(safe(f"{few([row.title for row in rows_with])}: {text}"), 2)
        if cause.remedy is not None:
            there = where_to(cause.remedy, style, indent=2)
            yield there if there != place else ""
            place = there
            yield from _in_short(cause.remedy, style)
    if len(shown) < len(every):
        yield f"{and_more(len(every) - len(shown)).strip()}; -v shows all\n"


def _in_short(remedy: Remedy, style: Style) -> Iterator[str]:
    """Yield the YAML of a remedy in one line, which YAML lets go on further in; in several where a word has no room."""
    line = safe(remedy.line)
    if max(map(len, line.split())) + 6 <= style.width:
        yield style.line(line.replace(": ", f":{_TIED}"), 4).replace(_TIED, " ")
    else:
        yield "".join(f"    {safe(one)}\n" for one in remedy.yaml.splitlines())


def _names(cause: Cause, style: Style, *, whole: bool) -> str:
    """Return the DaemonSets that a cause keeps off, as many as stand in one line."""
    names = [safe(row.title) for row in cause.rows]
    text = ", ".join(names)
    if whole or len(text) <= style.width - 2:
        return text
    kept = len(names)
    while kept > 1 and len(text) > style.width - 2:
        kept -= 1
        text = ", ".join(names[:kept]) + and_more(len(names) - kept)
    return text


def _never(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield where pods are made that never start, and what leaves these nodes out."""
    found: dict[tuple[Remedy, ...], dict[str, list[Case]]] = {}
    for row in coverage.rows:
        for case in describe.cases(coverage, row, (NEVER_STARTS,)):
            if case.verdict.should_run:
                found.setdefault(tuple(case.way_round), {}).setdefault(case.never, []).append(case)
    if found:
        yield "\n" + style.paint("Pods that never start:", "strong") + "\n"
    for remedies, cases in found.items():
        for why, some in cases.items():
            names = ", ".join(dict.fromkeys(safe(case.row.title) for case in some))
            columns = tuple(dict.fromkeys(column for case in some for column in case.columns))
            yield style.line(f"{names} on {safe(describe.where(columns))}: {safe(why)}", 2)
        for remedy in remedies:
            yield from advice(remedy, style, indent=4)


def _refused(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield why no pod is made that the controller wants."""
    found = [(row, cases) for row in coverage.rows if (cases := describe.cases(coverage, row, (REFUSED,)))]
    if found:
        yield "\n" + style.paint("Pods that are refused, so that none is made:", "strong") + "\n"
    for row, cases in found:
        columns = tuple(column for case in cases for column in case.columns)
        for one in row.refused:
            yield style.line(f"{safe(row.title)} on {safe(describe.where(columns))}: {safe(str(one))}", 2)


def _pending(coverage: Coverage, style: Style, *, details: bool) -> Iterator[str]:
    """Yield why pods stay Pending that are made, each reason once."""
    found: dict[str, list[Case]] = {}
    for row in coverage.rows:
        for case in describe.cases(coverage, row, (PENDING,)):
            for fact in case.waits_for:
                found.setdefault(fact.message, []).append(case)
    if not found:
        return
    yield "\n" + style.paint("Pods that stay Pending:", "strong") + "\n"
    shown = list(found.items())[: None if details else _CAUSES]
    for why, cases in shown:
        rows = list(dict.fromkeys(case.row for case in cases))
        columns = tuple(dict.fromkeys(column for case in cases for column in case.columns))
        names = few([safe(row.title) for row in rows])
        yield style.line(f"{names} on {safe(describe.where(columns))}: {safe(why)}", 2)
    if len(found) > len(shown):
        yield f"  {and_more(len(found) - len(shown)).strip()}; -v shows all\n"


def _gates(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield the taints of new nodes that agents take away, and where none of them can."""
    found = gates(coverage)
    if found:
        yield "\n" + style.paint(f"{gate_words.TITLE}:", "strong") + "\n"
    for gate in found:
        taint, on, agents, gaps = map(safe, gate_words.cells(gate))
        yield style.line(f"{taint} on {on}: taken away by {agents}", 2)
        if gaps:
            yield style.line(f"not on {gaps}" if len(gate.agents) == 1 else f"not by {gaps}", 4)


def _details(coverage: Coverage, row: Row, style: Style) -> Iterator[str]:
    found = describe.cases(coverage, row)
    if not found:
        return
    title = safe(row.title)
    line = style.line(f"{title} {describe.standing(coverage, row)}  {safe(str(row.place))}")
    yield "\n" + line.replace(title, style.paint(title, "strong"), 1)
    for case in found:
        fate = f"; {case.fate}" if case.fate else ""
        where = safe(describe.where(case.columns))
        yield style.line(f"{case.state}: {where} ({counted(case.size, 'node')}{fate})", 2)
        if case.never:
            yield f"    {safe(case.never)}\n"
        if case.is_advised and case.is_choice:
            yield "    one of the node affinity terms would be enough\n"
        for one in case.refused:
            yield style.line(f"{safe(str(one.place))}: {safe(str(one))}", 4)
        for fact in case.waits_for:
            yield style.line(f"{safe(str(row.at(fact.at)))}: {safe(fact.message)}", 4)
        for obstacle in case.obstacles:
            yield style.line(f"{safe(str(obstacle.place))}: {safe(case.reason(obstacle))}", 4)
            if case.is_advised:
                yield from advice(obstacle.remedy, style, indent=6)
        for remedy in case.way_round:
            yield from advice(remedy, style, indent=6)


def _scheduler(coverage: Coverage, style: Style, *, details: bool) -> Iterator[str]:
    """Yield what the scheduler adds, under a heading of its own: it changes no verdict."""
    found = [(row, remark) for row in coverage.rows for remark in describe.remarks(row, coverage.columns)]
    if not found:
        return
    yield "\n" + style.paint("Beside the verdicts, the scheduler's part:", "strong") + "\n"
    if not details and sum(1 + len(remark.pending) for _, remark in found) > _REMARKS:
        waits = len({row for row, remark in found if remark.pending})
        likes = len({row for row, remark in found if remark.preference is not None})
        parts = [f"{counted(waits, 'DaemonSet')} may stay Pending"] if waits else []
        parts += [f"{counted(likes, 'DaemonSet')} with preferences"] if likes else []
        yield f"  {', '.join(parts)}; -v tells where\n"
        return
    for row, remark in found:
        yield from _remark(row, remark, style)


def _remark(row: Row, remark: Remark, style: Style) -> Iterator[str]:
    yield style.line(f"{safe(row.title)} on {safe(describe.where(remark.columns))}", 2)
    for fact in remark.pending:
        yield style.line(f"{safe(str(row.at(fact.at)))}: {describe.waiting(fact)}: {safe(fact.message)}", 4)
    if remark.evicts:
        yield style.line(safe(describe.evicting(remark.evicts)), 4)
    if remark.preference is not None:
        yield style.line(safe(describe.liking(remark.preference)), 4)


def _explained(coverage: Coverage, style: Style) -> Iterator[str]:
    """Yield every condition of every cell; nodes of one group are answered alike and stand for each other."""
    between = ""
    for row in coverage.rows:
        for column in coverage.columns:
            yield between
            between = "\n"
            yield from _cell_explained(coverage, row, column, style)
        if not coverage.columns:
            yield f"{safe(row.title)}: no nodes\n"


def _cell_explained(coverage: Coverage, row: Row, column: Column, style: Style) -> Iterator[str]:
    title = safe(f"{row.title} on {column.names}")
    line = style.line(f"{title}: {describe.outcome(coverage, row, column)}")
    yield line.replace(title, style.paint(title, "strong"), 1)
    rows: list[Sequence[str]] = []
    for one in row.conditions(column.first):
        place = row.condition_place(one)
        word = "yes" if one.met else "NO"
        rows.append((word, safe("  " * one.depth + one.text), safe(str(place or "")), safe(one.detail)))
    refused = row.neighbour.note(column.first).refused
    if not rows:
        pods = "wants a pod" if refused else "makes a pod"
        yield f"  there is no condition: the controller {pods} on every node without taints\n"
    else:
        yield from _conditions(rows, style)
    if why := row.never_starts(column.first):
        yield style.line(safe(why), 2)
    for refusal in row.refused if refused else ():
        yield style.line(f"every pod is refused: {safe(str(refusal))}  {safe(str(refusal.place))}", 2)
    state = coverage.cell(row, column)
    for obstacle in row.obstacles(column.first) if state not in (SPARED, UNWANTED) else ():
        for gained in obstacle.gained:
            yield style.line(safe(f"taint {obstacle.reason.taint}: {gained}  {gained.place}"), 2)
        yield from advice(obstacle.remedy, style, indent=2)
    for remedy in row.way_round(column.first):
        yield from advice(remedy, style, indent=2)
    note = row.neighbour.note(column.first)
    for fact in note.pending:
        at = safe(str(row.at(fact.at)))
        yield style.line(f"scheduler: {describe.waiting(fact)}: {safe(fact.message)}  {at}", 2)
    if note.evicts:
        yield style.line(f"scheduler: {safe(describe.evicting(note.evicts))}", 2)
    if note.preference is not None:
        yield style.line(f"scheduler: {safe(describe.liking(note.preference))}", 2)


def _conditions(rows: Sequence[Sequence[str]], style: Style) -> Iterator[str]:
    """Yield conditions as a table; on a terminal without room for it each with what is known of it below."""
    lines = list(table([("MET", "CONDITION", "PLACE", "WHY"), *rows], style._replace(color=False)))
    if style.terminal and max(map(len, lines)) + 2 > style.width + 1:
        yield "  " + style.paint("MET  CONDITION", "strong") + "\n"
        for met, condition, place, why in rows:
            yield "  " + style.wrapped(f"{met:<3}  {condition}", 2, 9) + "\n"
            yield style.line(f"{place}: {why}" if place else why, 7)
        return
    for number, line in enumerate(lines):
        yield "  " + (line if number else style.paint(line.rstrip("\n"), "strong") + "\n")
