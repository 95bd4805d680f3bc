"""Suppression comments for what is left over: a way to adopt dslint in an old repository."""

from __future__ import annotations

import re

from dslint.finding import Fix, ReplaceText
from dslint.fix.plan import Plan
from dslint.fix.rounds import MOST_ROUNDS, Outcome, carry_out, identity, mend
from dslint.fix.verify import chunks_of
from dslint.inputs.documents import read
from dslint.source.edit import Edit
from dslint.source.layout import Layout
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Finding
    from dslint.fix.verify import Check
    from dslint.source.text import SourceText

WIDEST = 120
JSON = "JSON has no comments"
UNUSED = "DS004"
ABOUT_COMMENTS = frozenset({"DS001", "DS003", UNUSED, "DS005", "DS007"})
NOT_THESE = "it is no problem of the manifest that a comment could suppress"
_OURS = re.compile(r"#+[ \t]*dslint:[ \t]*ignore[ \t]*\[[^\]\r\n]*(?=\])")


def can_suppress(finding: Finding, text: str) -> bool:
    """Tell whether a comment in a text can suppress a finding of it."""
    return finding.rule not in ABOUT_COMMENTS and bool(chunks_of(text))


def ignore(outcome: Outcome, check: Check, reason: str) -> None:
    """Suppress what fails of what is left to report, each finding where it stands.

    What a comment does not suppress is left.
    """
    failed: dict[object, tuple[Finding, str]] = {}
    applied, before = outcome.applied, len(outcome.report.suppressed)
    before_comments = {identity(finding) for finding in outcome.report.findings}
    has_comments = bool(chunks_of(outcome.source.text))
    for finding in outcome.report.findings:
        if not finding.fails:
            continue
        if finding.rule in ABOUT_COMMENTS:
            failed[identity(finding)] = (finding, NOT_THESE)
        elif not has_comments:
            failed[identity(finding)] = (finding, JSON)
    for _ in range(MOST_ROUNDS):
        left = [one for one in outcome.report.findings if one.fails and identity(one) not in failed]
        batch = list(plans(outcome.source, left, reason))
        if not batch:
            break
        outcome.applied = []
        carry_out(outcome, batch, check, failed)
    outcome.applied = applied
    _tidy(outcome, check, before_comments)
    outcome.ignored = len(outcome.report.suppressed) - before
    outcome.held += failed.values()


def _tidy(outcome: Outcome, check: Check, known: set[tuple[object, ...]]) -> None:
    """Take out again what turned out not to be needed: two rules may have said the same of one place."""
    tidy = Outcome(outcome.source, outcome.report, outcome.lineage)
    mend(tidy, check, lambda finding, *_: finding.rule == UNUSED and identity(finding) not in known)
    outcome.source, outcome.report = tidy.source, tidy.report


def plans(source: SourceText, findings: list[Finding], reason: str) -> Iterator[Plan]:
    """Yield a plan for each line that something is reported on."""
    numbers = {finding.document for finding in findings}
    layouts = {
        document.number: Layout(source.text, document.tree.root)
        for document in (read(source) if numbers else ())
        if document.number in numbers and document.tree is not None and document.tree.root is not None
    }
    lines: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.document in layouts:
            lines.setdefault(line_of(layouts[finding.document], finding.at.span.start), []).append(finding)
    for start, here in lines.items():
        names = sorted({finding.name for finding in here})
        edit = comment_on(layouts[here[0].document], start, names, reason)
        fix = Fix("suppress it", "safe", (ReplaceText(*edit),))
        yield Plan(here[0]._replace(fix=fix), (edit,), frozenset(), (), ())


def line_of(layout: Layout, at: int) -> int:
    """Return where the line begins that a comment about an offset can stand on: none inside a scalar."""
    start = layout.start(at)
    while (around := layout.content(start)) is not None and around.start < start:
        start = layout.start(around.start)
    return start


def comment_on(layout: Layout, start: int, names: list[str], reason: str) -> Edit:
    """Return the edit that adds names to the suppression of a line, or one behind it, or on a line above."""
    end = layout.end(start)
    ours = _OURS.search(layout.text, start, end)
    if ours is not None:
        return Edit(Span(ours.end(), ours.end()), "".join(f", {name}" for name in names))
    text = f"# dslint: ignore[{', '.join(names)}] {reason}"
    inside = layout.content(end)
    behind = (inside is None or inside.start == end) and not any(layout.comments(start, end))
    if behind and end - start + len(text) + 2 <= WIDEST:
        return Edit(Span(end, end), f"  {text}")
    return Edit(Span(start, start), f"{' ' * layout.indentation(start)}{text}{layout.newline(start)}")
