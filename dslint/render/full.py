"""For people: each finding with its lines, what is wrong in them, what follows from it and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.render import entries, page_url
from dslint.render.display import prose, safe
from dslint.render.snippet import Mark, gutter, last_line, snippet
from dslint.render.style import Style

if TYPE_CHECKING:
    from dslint.engine import Report
    from dslint.finding import Finding, Label
    from dslint.source.text import SourceText

MANY = 50


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:
    """Yield the findings; a person who gets very many of them on a terminal gets the numbers last."""
    found = entries(report, suppressed=suppressed)
    for group in merged(found):
        yield "".join(_block(group, style)) + "\n"
    if len(found) > MANY and style.terminal:
        from dslint.render import statistics

        yield from statistics.render(report, style)
        yield "\n"


def merged(found: Iterable[tuple[Finding, str | None]]) -> list[list[tuple[Finding, str | None]]]:
    """Put together what one rule says in the same words about several places of one object."""
    groups: dict[object, list[tuple[Finding, str | None]]] = {}
    for number, (finding, reason) in enumerate(found):
        said = (finding.rule, finding.severity, finding.message, finding.why, finding.help, finding.server_text)
        about = (finding.path, finding.document, finding.object, finding.versions, reason)
        groups.setdefault((said, about) if finding.object else number, []).append((finding, reason))
    return list(groups.values())


def _block(group: list[tuple[Finding, str | None]], style: Style) -> Iterator[str]:
    first, reason = group[0]
    head = style.paint(f"{first.severity}[{first.rule} {first.name}]", first.severity)
    yield f"{head}: {prose(first.message)}\n"
    places = [(finding.at, finding.severity) for finding, _ in group]
    places += [(label, "frame") for finding, _ in group for label in finding.related]
    sources = _by_source(places)
    digits = len(str(max(last_line(source, marks) for source, marks in sources)))
    yield f"{' ' * digits}{style.paint('-->', 'frame')} {_place(first.at)}{_about(first)}\n"
    for number, (source, marks) in enumerate(sources):
        if number:
            start = min(marks).span.start
            place = source.place(start)
            yield gutter(style, digits)
            yield f"{' ' * digits}{style.paint(':::', 'frame')} {safe(source.path)}:{place.line}:{place.column}\n"
        if source.text:
            yield gutter(style, digits)
            yield from snippet(source, marks, style, digits)
    if first.at.source.text:
        yield gutter(style, digits)
    for word, text in _advice(first, reason, style):
        yield f"{' ' * digits} {style.paint('=', 'frame')} {style.paint(f'{word}:', 'strong')} {prose(text)}\n"


def _by_source(places: Iterable[tuple[Label, str]]) -> list[tuple[SourceText, list[Mark]]]:
    sources: dict[int, tuple[SourceText, list[Mark]]] = {}
    for label, role in places:
        _, marks = sources.setdefault(id(label.source), (label.source, []))
        marks.append(Mark(label.span, label.text, role))
    return list(sources.values())


def _place(label: Label) -> str:
    return f"{safe(label.source.path)}:{label.start.line}:{label.start.column}"


def _about(finding: Finding) -> str:
    about = f"  {safe(str(finding.object))}" if finding.object else ""
    return f"{about}  (from {safe(finding.origin)})" if finding.origin else about


def _advice(finding: Finding, reason: str | None, style: Style) -> Iterator[tuple[str, str]]:
    if finding.server_text:
        yield "server", finding.server_text
    if finding.why:
        yield "why", finding.why
    if finding.help:
        yield "help", finding.help
    if finding.versions:
        yield "versions", span_of(finding.versions)
    if reason is not None:
        yield "suppressed", reason or "without a reason"
    yield "more", (not style.terminal and page_url(finding)) or f"dslint explain {finding.rule}"


def span_of(versions: tuple[str, ...]) -> str:
    """Say for which versions: ``1.30`` or ``1.30 to 1.34``, each run of neighbours once."""
    runs: list[list[str]] = []
    for version in versions:
        if runs and _minor(version) == _minor(runs[-1][-1]) + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _minor(version: str) -> int:
    return int(version.rpartition(".")[2])
