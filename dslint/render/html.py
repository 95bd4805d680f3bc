"""One HTML file to look at: the findings by object, each with its lines; it loads nothing and needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from dslint.finding import SEVERITIES
from dslint.phrases import counted
from dslint.render import folded, page_url, shown_entries
from dslint.render.block import span_of
from dslint.render.escape import prose
from dslint.render.page.document import asset, foot, head
from dslint.render.page.markup import ascii_only, code, name, text
from dslint.render.snippet import Mark, last_line, snippet
from dslint.render.style import COLORS, Style
from dslint.render.summary import closing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render import Entry
    from dslint.source.text import SourceText

_WIDTH = 100
_PAINTED = re.compile(r"\x1b\[([\d;]+)m(.*?)\x1b\[0m")
_ROLES = {codes: role for role, codes in COLORS.items()}


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - its own
    """Yield the page."""
    return map(ascii_only, _page(report, suppressed=suppressed))


def _page(report: Report, *, suppressed: bool) -> Iterator[str]:
    script, last = asset("findings.js"), closing(report, verbose=True).strip()
    yield from head(f"{last} - dslint check", asset("findings.css"), script)
    yield from _summary(report, last)
    yield from _remarks("errors", "This is not all: something could not be done.", map(text, report.errors))
    own = folded(shown_entries(report, suppressed=suppressed))
    yield "<main>\n"
    if own:
        yield from _tools([finding for (finding, _), _ in own])
    yield from articles(own)
    skipped = (f"{code(f'{path}:{line}')} {text(reason)}" for path, line, reason in report.not_checked)
    yield from _remarks("skipped", f"{counted(len(report.not_checked), 'thing')} not checked.", skipped)
    yield f"</main>\n{foot(script)}"


def articles(
    found: list[tuple[Entry, list[Finding]]], actions: Callable[[Finding], str] = lambda _: ""
) -> Iterator[str]:
    """Yield what there is to read of findings, an article for each object; ``actions`` makes what can be done there."""
    for _, group in groupby(found, lambda entry: _subject(entry[0][0])):
        yield from _object(list(group), actions)


def _subject(finding: Finding) -> tuple[object, ...]:
    return (finding.path, finding.document, finding.object)


def _summary(report: Report, last: str) -> Iterator[str]:
    severities = [finding.severity for finding in report.findings]
    tiles = {f"{severity}s": (severities.count(severity), severity) for severity in SEVERITIES}
    tiles |= {"suppressed": (len(report.suppressed), ""), "DaemonSets": (report.daemon_sets, "")}
    tiles |= {"files": (report.files, "")}
    yield f'<header>\n<h1>dslint check</h1>\n<p class="quiet">{text(last)}</p>\n<dl class="tiles">\n'
    for word, (number, role) in tiles.items():
        value = f'<span class="{role}">{number:,}</span>' if role and number else f"{number:,}"
        yield f"<div><dt>{word}</dt><dd>{value}</dd></div>\n"
    yield "</dl>\n</header>\n"


def _tools(found: list[Finding]) -> Iterator[str]:
    """Yield what narrows down what is seen: severities by the style alone, words by the script."""
    yield '<p class="tools">'
    for severity in SEVERITIES:
        if any(finding.severity == severity for finding in found):
            yield f'<label><input type="checkbox" id="show-{severity}" checked> {severity}s</label>\n'
    yield '<label id="filter" hidden>filter <input type="search" size="24"></label>'
    yield '<span id="left" class="quiet" role="status"></span></p>\n'


def _object(found: list[tuple[Entry, list[Finding]]], actions: Callable[[Finding], str]) -> Iterator[str]:
    first = found[0][0][0]
    title = name(str(first.object)) if first.object else name(first.path)
    origin = f" from {code(first.origin)}" if first.origin else ""
    yield f'<article>\n<h2>{title}</h2>\n<p class="quiet">{code(first.path)}{origin}</p>\n'
    for (finding, reason), follow in found:
        yield from _finding(finding, reason, follow)
        yield f"{actions(finding)}</section>\n"
    yield "</article>\n"


def _finding(finding: Finding, reason: str | None, follow: list[Finding]) -> Iterator[str]:
    start = finding.at.start
    yield f'<section class="finding {finding.severity}">\n<h3><span class="chip">{finding.severity}</span> '
    yield f"{code(finding.rule)} {name(finding.name)}</h3>\n<p>{text(prose(finding.message))} "
    yield f'<span class="quiet">line {start.line}, column {start.column}</span></p>\n'
    yield from _snippets(finding)
    yield "<dl>\n"
    for word, value in _advice(finding, reason, follow):
        yield f"<dt>{word}</dt> <dd>{value}</dd>\n"
    yield "</dl>\n"


def _snippets(finding: Finding) -> Iterator[str]:
    """Yield the lines of each text that a finding points into."""
    marks: dict[int, tuple[SourceText, list[Mark]]] = {}
    for label, role in ((finding.at, finding.severity), *((label, "frame") for label in finding.related)):
        marks.setdefault(id(label.source), (label.source, []))[1].append(Mark(label.span, label.text, role))
    for number, (source, here) in enumerate(marks.values()):
        if not source.size:
            continue
        if number:
            yield f'<p class="quiet">{code(source.path)}</p>\n'
        lines = snippet(source, here, Style(color=True, width=_WIDTH), len(str(last_line(source, here))))
        yield f'<pre dir="ltr" tabindex="0">{"".join(map(_painted, lines))}</pre>\n'


def _painted(line: str) -> str:
    """Return a line whose colours, the only control characters that it can hold, are classes."""
    return _PAINTED.sub(lambda part: f'<span class="{_ROLES[part[1]]}">{part[2]}</span>', escape(line))


def _advice(finding: Finding, reason: str | None, follow: list[Finding]) -> Iterator[tuple[str, str]]:
    if finding.server_text:
        yield "server", text(prose(finding.server_text))
    if finding.why:
        yield "why", text(prose(finding.why))
    if finding.fix is not None:
        yield f"fix ({finding.fix.safety})", text(prose(finding.fix.title))
    elif finding.help:
        yield "help", text(prose(finding.help))
    if finding.held is not None:
        yield "fix held back", text(prose(finding.held))
    if follow:
        many = len(follow)
        yield "also", f"{counted(many, 'more error')} {'follows' if many == 1 else 'follow'} from this"
    if finding.versions:
        yield "versions", text(span_of(finding.versions))
    if reason is not None:
        yield "suppressed", text(prose(reason or "without a reason"))
    url, rule = page_url(finding), f"{code(finding.rule)} {name(finding.name)}"
    yield "more", f'<a href="{text(url)}">{rule}</a>' if url else code(f"dslint explain {finding.rule}")


def _remarks(kind: str, title: str, lines: Iterator[str]) -> Iterator[str]:
    shown = "".join(f"<li>{line}</li>\n" for line in lines)
    if shown:
        yield f'<aside class="{kind}">\n<p>{title}</p>\n<ul>\n{shown}</ul>\n</aside>\n'
