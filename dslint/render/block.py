"""One finding as people read it, or several that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.phrases import counted
from dslint.render import page_url
from dslint.render.escape import prose, safe
from dslint.render.snippet import Mark, gutter, last_line, snippet

if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.render.style import Style
    from dslint.source.location import Location
    from dslint.source.text import SourceText


def block(group: list[tuple[Finding, str | None]], style: Style, follow: int = 0) -> Iterator[str]:
    """Yield the lines of findings that share their words: header, places, snippets, advice.

    ``follow`` is how many others only follow from them.
    """
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
    for word, text in _advice(first, reason, follow, style):
        yield f"{' ' * digits} {style.paint('=', 'frame')} {style.paint(f'{word}:', 'strong')} {prose(text)}\n"


def _by_source(places: Iterable[tuple[Location, str]]) -> list[tuple[SourceText, list[Mark]]]:
    sources: dict[int, tuple[SourceText, list[Mark]]] = {}
    for label, role in places:
        _, marks = sources.setdefault(id(label.source), (label.source, []))
        marks.append(Mark(label.span, label.text, role))
    return list(sources.values())


def _place(label: Location) -> str:
    return f"{safe(label.source.path)}:{label.start.line}:{label.start.column}"


def _about(finding: Finding) -> str:
    about = f"  {safe(str(finding.object))}" if finding.object else ""
    return f"{about}  (from {safe(finding.origin)})" if finding.origin else about


def _advice(finding: Finding, reason: str | None, follow: int, style: Style) -> Iterator[tuple[str, str]]:
    if finding.server_text:
        yield "server", finding.server_text
    if finding.why:
        yield "why", finding.why
    if finding.fix is not None:
        yield f"fix ({finding.fix.safety})", finding.fix.title
    elif finding.help:
        yield "help", finding.help
    if follow:
        yield "also", f"{counted(follow, 'more error')} {'follows' if follow == 1 else 'follow'} from this"
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
