"""One finding as people read it, or several that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dslint.phrases import counted, few
from dslint.render import page_url
from dslint.render.escape import prose, safe
from dslint.render.snippet import Mark, gutter, last_line, snippet
from dslint.render.style import HANG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.render.style import Style
    from dslint.source.location import Location
    from dslint.source.text import SourceText


def block(
    group: list[tuple[Finding, str | None]],
    style: Style,
    follow: Sequence[Finding] = (),
    told: set[str] | None = None,
    more: int = 0,
) -> Iterator[str]:
    """Yield the lines of findings that share their words: header, places, snippets, advice.

    ``follow`` are others that only follow from them. ``told`` is what was said above and is not said again: each
    why, and where to read more. ``more`` places of the same are not shown.
    """
    first, reason = group[0]
    head = f"{first.severity}[{first.rule} {first.name}]"
    message = style.wrapped(prose(first.message), len(head) + 2, HANG)
    yield f"{style.paint(head, first.severity)}: {message}\n"
    places = [(finding.at, finding.severity) for finding, _ in group]
    places += [(label, "frame") for finding, _ in group for label in finding.related]
    sources = _by_source(places)
    digits = len(str(max(last_line(source, marks) for source, marks in sources)))
    yield f"{' ' * digits}{style.paint('-->', 'frame')} {_where(first, style, digits + 4)}\n"
    for number, (source, marks) in enumerate(sources):
        if number:
            start = min(marks).span.start
            place = source.place(start)
            yield gutter(style, digits)
            yield f"{' ' * digits}{style.paint(':::', 'frame')} {safe(source.path)}:{place.line}:{place.column}\n"
        if source.size:
            yield gutter(style, digits)
            yield from snippet(source, marks, style, digits)
    said = [
        (word, text) for word, text in _advice(first, reason, follow, style, more) if _is_new(first, word, text, told)
    ]
    if first.at.source.size and said:
        yield gutter(style, digits)
    for word, text in said:
        yield advice(word, text, style, digits)


def _is_new(finding: Finding, word: str, text: str, told: set[str] | None) -> bool:
    """Tell whether advice is to be given, and remember that it was."""
    if told is None or word not in ("why", "more"):
        return True
    key = f"{finding.rule} {text}"
    new = key not in told
    told.add(key)
    return new


def advice(word: str, text: str, style: Style, digits: int) -> str:
    """Return one line of advice below a snippet; where it is too long it goes on further in."""
    shown = style.wrapped(prose(text), digits + len(f" = {word}: "), digits + len(" = why: "))
    return f"{' ' * digits} {style.paint('=', 'frame')} {style.paint(f'{word}:', 'strong')} {shown}\n"


def _by_source(places: Iterable[tuple[Location, str]]) -> list[tuple[SourceText, list[Mark]]]:
    sources: dict[int, tuple[SourceText, list[Mark]]] = {}
    for label, role in places:
        _, marks = sources.setdefault(id(label.source), (label.source, []))
        marks.append(Mark(label.span, label.text, role))
    return list(sources.values())


def _place(label: Location) -> str:
    return f"{safe(label.source.path)}:{label.start.line}:{label.start.column}"


def _where(finding: Finding, style: Style, indent: int) -> str:
    """Return the place, its object and where that comes from; what does not fit beside stands below, never broken."""
    parts = [_place(finding.at)]
    if finding.object:
        parts.append(safe(str(finding.object)))
    if finding.origin:
        parts.append(f"(from {safe(finding.origin)})")
    line, used = parts[0], indent + len(parts[0])
    for part in parts[1:]:
        used += len(part) + 2
        fits = used <= style.width or not style.terminal
        line += f"  {part}" if fits else f"\n{' ' * indent}{part}"
        used = used if fits else indent + len(part)
    return line


def _advice(
    finding: Finding, reason: str | None, follow: Sequence[Finding], style: Style, more: int
) -> Iterator[tuple[str, str]]:
    if finding.server_text:
        yield "server", finding.server_text
    if finding.why:
        yield "why", finding.why
    if finding.fix is not None:
        where = f"; in {finding.fix.elsewhere.path}" if finding.fix.elsewhere is not None else ""
        yield f"fix ({finding.fix.safety})", f"{finding.fix.title}{where}"
    elif finding.help:
        yield "help", finding.help
    if finding.held is not None:
        yield "fix held back", finding.held
    if more:
        yield "also", f"the same in {counted(more, 'more place')}"
    if follow:
        lines = sorted({other.at.start.line for other in follow} - {finding.at.start.line})
        where = f", in {'line' if len(lines) == 1 else 'lines'} {few(lines)}" if lines else ""
        many = len(follow)
        yield "also", f"{counted(many, 'more error')} {'follows' if many == 1 else 'follow'} from this{where}"
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
