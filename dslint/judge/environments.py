"""Findings of rendered text, once for all environments that show them, with the values that decide them."""

from __future__ import annotations

from dslint.judge.origin import RENDERED, at_origin, rendered_place
from dslint.judge.origin_comments import Commented
from dslint.source.location import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from dslint.finding import Finding
    from dslint.judge.engines import Engines
    from dslint.judge.report import Report
    from dslint.source.provenance import Rendered

DECIDES = "this value decides"
UNUSED = "DS004"


def settle(report: Report, texts: Sequence[Rendered], engines: Engines, mend: Callable[[], None]) -> None:
    """Make one finding of those that several environments have at one place, with a rendered place for each.

    ``mend`` gives the findings of the report fixes of what they come from. Comments count that are not rendered. What
    says that a comment is of no use is kept where it is of none in every environment that it is rendered in.
    """
    report.suppressed = [(at_origin(finding), reason) for finding, reason in report.suppressed]
    _add_values(report, texts)
    commented = Commented(texts, engines) if engines.suppresses else None
    if commented is not None:
        commented.cover(report)
    mend()
    grouped, alone = _grouped(report.findings)
    told = [one for one in grouped if one[0].rule != UNUSED or len(one) >= _rendering(one[0], texts)]
    found = [_one(group) for group in told]
    suppressed = [(_one(group), reason) for group, reason in _with_reasons(report.suppressed)]
    places = {_place(finding) for finding in (*found, *(one for one, _ in suppressed))}
    # a patch is also looked at by itself: what is told of what it becomes is told already
    found += [finding for finding in alone if _place(finding) not in places]
    suppressed += [one for one in report.suppressed if rendered_place(one[0]) is None and _place(one[0]) not in places]
    report.findings, report.suppressed = found, suppressed
    if commented is not None:
        commented.judge(report)


def _add_values(report: Report, texts: Iterable[Rendered]) -> None:
    """Let findings point at the values that decide them, in front of where they are rendered."""
    for text in texts:
        if text.behind is None:
            continue
        mine = [one for one in report.findings if (place := rendered_place(one)) is not None and place.source is text]
        behind = text.behind([place.span for one in mine if (place := rendered_place(one)) is not None])
        changed: dict[int, Finding] = {}
        for one in mine:
            place = rendered_place(one)
            values = behind.get(place.span, ()) if place is not None else ()
            labels = [Location(value.source, value.span, DECIDES, value.pointer, "values") for value in values]
            changed[id(one)] = one._replace(related=(*one.related[:-1], *labels, *one.related[-1:]))
        report.findings = [changed.get(id(one), one) for one in report.findings]


def _place(finding: Finding) -> object:
    return finding.rule, finding.message, finding.path, finding.at.span


def _grouped(findings: Iterable[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """Return the findings of rendered texts that are one, and the others."""
    alone: list[Finding] = []
    groups: dict[object, list[Finding]] = {}
    seen: dict[object, int] = {}
    for finding in findings:
        place = rendered_place(finding)
        if place is None:
            alone.append(finding)
            continue
        same = (_place(finding), finding.identity)
        here = (same, place.source.path)
        number = seen[here] = seen.get(here, 0) + 1  # two objects may share a place, and are two findings
        groups.setdefault((same, number), []).append(finding)
    return list(groups.values()), alone


def _with_reasons(suppressed: Iterable[tuple[Finding, str]]) -> list[tuple[list[Finding], str]]:
    reasons = {id(finding): reason for finding, reason in suppressed}
    groups, _ = _grouped(finding for finding, _ in suppressed)
    return [(group, reasons[id(group[0])]) for group in groups]


def _one(group: list[Finding]) -> Finding:
    first = group[0]
    others = [label for label in first.related if label.role == "context"]
    # environments may have it from different files
    others += {
        (label.source.path, label.span): label for one in group for label in one.related if label.role == "values"
    }.values()
    places = [label for finding in group for label in finding.related if label.role == RENDERED]
    return first._replace(related=(*others, *places), **_one_fix(group))


def _one_fix(group: list[Finding]) -> dict[str, Any]:
    """Return the fix that all have, if it is one."""
    fixes = {(one.fix.elsewhere and one.fix.elsewhere.path, one.fix.edits) if one.fix else None for one in group}
    if len(fixes) == 1:
        return {}
    held = next((one.held for one in group if one.held), "its environments take different changes")
    return {"fix": None, "held": held}


def _rendering(finding: Finding, texts: Iterable[Rendered]) -> int:
    """Return in how many environments the place of a finding is rendered."""
    path, span = finding.path, finding.at.span
    return sum(
        any(
            one.origin is not None
            and one.origin.source.path == path
            and one.origin.span.start <= span.start < one.origin.span.end
            for one in text.stretches
        )
        for text in texts
    )
