"""Markdown for a comment on a pull request or the summary of a job: the worst first, advice behind a fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.finding import RANK
from dslint.phrases import counted
from dslint.render import about, folded, page_url, shown_entries
from dslint.render.changes_markdown import line_of, plain
from dslint.render.escape import prose
from dslint.render.room import Room
from dslint.render.summary import closing, fixable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.changes import Changes
    from dslint.judge.report import Report
    from dslint.render.style import Style

_ALL = "`dslint check` prints all of it, `--report html=PATH` writes it as a page."


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:
    """Yield the closing line, a table of findings and what to do about them: no more than a comment has room for."""
    room = Room()
    for what, text in _parts(report, style, suppressed=suppressed):
        yield room.take(text, what)
    yield room.note(_ALL)


def _parts(report: Report, style: Style, *, suppressed: bool) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    """Yield texts that are shown whole or not at all, the more important ones first, and what each of them is."""
    last, fixes = plain(closing(report, verbose=True).strip()), plain(fixable(report).strip())
    yield "summary", f"**{last}**{' ' if fixes else ''}{fixes}\n"
    if report.errors:
        yield "heading", "\nThis is not all, because something could not be done:\n\n"
    for text in report.errors:
        yield "{} errors", f"- {plain(text)}\n"
    own = [(finding, reason) for (finding, reason), _ in folded(shown_entries(report, suppressed=suppressed))]
    own.sort(key=lambda entry: -RANK[entry[0].severity])  # and in the order of the text
    yield from findings(own)
    if report.changes is not None:
        yield from _changes(report.changes)
    yield from advice(finding for finding, _ in own)
    yield from _not_checked(report)


def _changes(changes: Changes) -> Iterator[tuple[str, str]]:
    """Yield what is fixed and what is unchanged in the files that changed, behind folds."""
    for word, those in (("fixed", changes.fixed), ("unchanged", changes.unchanged)):
        shown = [finding for finding in those if finding.shown]
        if shown:
            yield "heading", f"\n<details><summary>{len(shown)} {word}</summary>\n"
            yield from findings([(finding, None) for finding in shown])
            yield "end", "\n</details>\n"


def findings(found: list[tuple[Finding, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield a table of findings, each with the reason why it is suppressed, if it is."""
    if found:
        yield "table", "\n" + line_of(["", "rule", "problem", "place"]) + line_of(["---"] * 4)
    for finding, reason in found:
        severity = f"**{finding.severity}**" if finding.severity == "error" else finding.severity
        excuse = "" if reason is None else f" (suppressed: {reason})" if reason else " (suppressed)"
        text = plain(f"{prose(finding.message)}{about(finding)}{prose(excuse)}")
        place = plain(f"{finding.path}:{finding.at.start.line}:{finding.at.start.column}")
        yield "{} rows of the table", line_of([severity, f"{finding.rule} {plain(finding.name)}", text, place])


def advice(found: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Yield what to do, once for each rule and advice, behind a fold."""
    rules: dict[tuple[str, str], dict[str, Finding]] = {}
    for finding in found:
        step = finding.fix.title if finding.fix is not None else finding.help or ""
        rules.setdefault((finding.rule, finding.name), {}).setdefault(step, finding)
    for (rule, name), steps in rules.items():
        first = next(iter(steps.values()))
        lines = [f"\n<details><summary>{rule} {plain(name)}</summary>\n\n"]
        lines += [f"{plain(prose(first.why))}\n\n"] if first.why else []
        lines += [_step(text, finding) for text, finding in steps.items() if text]
        url = page_url(first)
        lines.append(f"- more: {f'<{url}>' if url else f'`dslint explain {plain(rule)}`'}\n\n</details>\n")
        yield "advice on {} rules", "".join(lines)


def _step(text: str, finding: Finding) -> str:
    word = "help" if finding.fix is None else f"fix ({finding.fix.safety})"
    return f"- {word}: {plain(prose(text))}\n"


def _not_checked(report: Report) -> Iterator[tuple[str, str]]:
    places: dict[str, list[str]] = {}
    for path, line, reason in report.not_checked:
        places.setdefault(reason, []).append(f"{path}:{line}")
    if places:
        yield "heading", f"\n<details><summary>{counted(len(report.not_checked), 'thing')} not checked</summary>\n\n"
        for reason, (first, *others) in places.items():
            more = f" and {len(others)} more" if others else ""
            yield "{} reasons why something was not checked", f"- {plain(first)}{more}: {plain(reason)}\n"
        yield "end", "\n</details>\n"
