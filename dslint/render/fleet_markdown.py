"""A fleet as Markdown for a comment: the differences first, then agents and clusters, and not too long."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.fleet.report import sums
from dslint.render import fleet_words as words
from dslint.render.changes_markdown import line_of, plain
from dslint.render.room import Room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fleet.report import FleetReport
    from dslint.render.style import Style

_ALL = "`dslint fleet` prints all of it as text with `-v`, as HTML and as JSON."


def render(report: FleetReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the tables, each line whole or not at all."""
    room = Room()
    for what, text in _parts(report):
        yield room.take(text, what)
    yield room.note(_ALL)


def _parts(report: FleetReport) -> Iterator[tuple[str, str]]:
    yield "summary", f"**{plain(words.closing(report))}**\n"
    for one in report.members:
        for text in (*([one.error] if one.error is not None else []), *one.errors):
            yield "{} errors", f"\n- {plain(one.name)}: {plain(text)}\n"
    if report.differences:
        yield "heading", "\n" + line_of(["agent", "differs", "where"]) + line_of(["---"] * 3)
    for difference in report.differences:
        where = "; ".join(f"{value}: {names}" for value, names in words.values(difference))
        yield "{} differences", line_of([plain(difference.agent), plain(words.WORDS[difference.kind]), plain(where)])
    heads = ["agent", "clusters", "runs on", "missed", "pending", "version", "findings"]
    yield "heading", "\n" + line_of(heads) + line_of(["---"] * len(heads))
    for title in report.titles:
        there = [one for _, one in report.cells(title) if one is not None]
        cells = [plain(title), f"{len(there):,} of {len(report.read):,}", words.runs(there)]
        cells += [_number(report.total(title, kind)) for kind in ("missed", "pending")]
        yield "{} agents", line_of([*cells, plain(words.versions(report, title)), words.found(report, title)])
    heads = ["cluster", "nodes", "agents", "pods", "missed", "pending", "findings"]
    yield "heading", "\n" + line_of(heads) + line_of(["---"] * len(heads))
    for one in (*report.lost, *report.read):
        if one.error is not None:
            yield "{} clusters", line_of([plain(one.name), *["-"] * 5, "not read"])
            continue
        found = sums(one)
        counts = {kind: found[kind] for kind in ("error", "warning")}
        numbers = [f"{one.nodes:,}" if one.nodes else "?", f"{len(one.agents):,}"]
        numbers += [_number(found[kind]) if one.nodes else "?" for kind in ("desired", "missed", "pending")]
        yield "{} clusters", line_of([plain(one.name), *numbers, words.findings(counts)])


def _number(number: int) -> str:
    return f"{number:,}"
