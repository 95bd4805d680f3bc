"""A fleet for people: how clusters differ, then the agents, then the clusters; what hurts comes first."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.fleet.report import sums
from dslint.phrases import and_more, few
from dslint.render import fleet_words as words
from dslint.render.coverage_table import table
from dslint.render.escape import prose, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fleet.member import Agent
    from dslint.fleet.report import FleetReport
    from dslint.render.style import Style

_DIFFERENCES = 30  # so many are shown where not all is asked for
_SIDE_BY_SIDE = 6  # so many clusters have a column each


def render(report: FleetReport, style: Style, *, verbose: bool = False) -> Iterator[str]:
    """Yield the tables; with ``verbose`` each agent in each cluster too."""
    if report.differences:
        yield from _differences(report, style, verbose=verbose)
        yield "\n"
    if report.titles:
        yield from _agents(report, style)
        yield "\n"
    if 1 < len(report.read) <= _SIDE_BY_SIDE and report.titles:
        yield from _matrix(report, style)
        yield "\n"
    yield from _clusters(report, style)
    if verbose:
        yield from _each(report, style)


def remarks(report: FleetReport, style: Style, *, quiet: bool = False) -> Iterator[str]:
    """Yield what could not be read, notes and the closing line; ``quiet`` leaves what could not be read."""
    for one in report.members:
        for text in (*([one.error] if one.error is not None else []), *one.errors):
            yield style.remark("error", "error", prose(f"{one.name}: {text}"))
    if quiet:
        return
    notes: dict[str, list[str]] = {}
    for one in report.members:
        for text in one.notes:
            notes.setdefault(text, []).append(one.name)
    for text, names in notes.items():
        yield style.remark("note", "info", safe(f"{few(names)}: {text}"))
    yield style.line(words.closing(report))


def _differences(report: FleetReport, style: Style, *, verbose: bool) -> Iterator[str]:
    found = report.differences
    shown = found if verbose else found[:_DIFFERENCES]
    yield style.paint("DIFFERENCES BETWEEN CLUSTERS", "strong") + "\n"
    for one in shown:
        yield style.line(f"{safe(one.agent)} {words.WORDS[one.kind]}")
        for value, where in words.values(one):
            yield style.line(safe(f"{value}: {where}"), 2)
    if len(shown) < len(found):
        yield f"{and_more(len(found) - len(shown)).strip()}; -v shows all\n"


def _agents(report: FleetReport, style: Style) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("AGENT", "CLUSTERS", "RUNS ON", "MISSED", "PENDING", "VERSION", "FINDINGS")]
    for title in report.titles:
        there = [one for _, one in report.cells(title) if one is not None]
        counts = (f"{report.total(title, kind):,}" for kind in ("missed", "pending"))
        clusters = f"{len(there):,} of {len(report.read):,}"
        cells = (clusters, words.runs(there), *counts, safe(words.versions(report, title)), words.found(report, title))
        rows.append((safe(title), *cells))
    yield from table(rows, style, right=(1, 2, 3, 4))


def _matrix(report: FleetReport, style: Style) -> Iterator[str]:
    rows = [("AGENT", *(safe(one.name) for one in report.read))]
    rows += [(safe(title), *(_cell(one) for _, one in report.cells(title))) for title in report.titles]
    yield from table(rows, style)


def _cell(agent: Agent | None) -> str:
    return "-" if agent is None else f"{words.runs([agent])}  {safe(agent.version)}".rstrip()


def _clusters(report: FleetReport, style: Style) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("CLUSTER", "NODES", "AGENTS", "PODS", "MISSED", "PENDING", "FINDINGS")]
    for one in (*report.lost, *report.read):
        if one.error is not None:
            rows.append((safe(one.name), "-", "-", "-", "-", "-", "not read"))
            continue
        found = sums(one)
        nodes = "?" if one.nodes is None else f"{one.nodes:,}"
        placed = (f"{found[kind]:,}" if one.nodes else "?" for kind in ("desired", "missed", "pending"))
        counts = {kind: found[kind] for kind in ("error", "warning")}
        rows.append((safe(one.name), nodes, f"{len(one.agents):,}", *placed, words.findings(counts)))
    yield from table(rows, style, right=(1, 2, 3, 4, 5))


def _each(report: FleetReport, style: Style) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [
        ("AGENT", "CLUSTER", "RUNS ON", "MISSED", "PENDING", "VERSION", "PODS NOW", "FINDINGS")
    ]
    for title in report.titles:
        for member, one in report.cells(title):
            if one is None:
                rows.append((safe(title), safe(member.name), "absent", "", "", "", "", ""))
                continue
            placed = one.placed
            counts = ("?", "?") if placed is None else (f"{placed.missed:,}", f"{placed.pending:,}")
            now = str(one.rollout) if one.rollout else "-"
            cells = (words.runs([one]), *counts, safe(one.version), now, words.findings(one.findings))
            rows.append((safe(title), safe(member.name), *cells))
    if len(rows) > 1:
        yield "\n"
        yield from table(rows, style, right=(2, 3, 4))
