"""Findings of rendered text: at the place that people edit, and once for all environments that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.source.provenance import Rendered, pointed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.source.location import Location

RENDERED = "rendered"
UNUSED = "DS004"


def at_origin(finding: Finding) -> Finding:
    """Return a finding of a rendered text at the place that people edit; the rendered place is its last related one."""
    at, rendered = pointed(finding.at)
    if rendered is None:
        return finding
    related = tuple(pointed(label)[0] for label in finding.related)
    cause = finding.cause and at_origin(finding.cause)
    return finding._replace(at=at, related=(*related, rendered), origin=None, cause=cause)


def settle(report: Report, texts: Sequence[Rendered]) -> None:
    """Make one finding of those that several environments have at one place, with a rendered place for each.

    What says that a comment is of no use is kept where it is of none in every environment that it is rendered in.
    """
    report.suppressed = [(at_origin(finding), reason) for finding, reason in report.suppressed]
    found: list[Finding] = []
    groups: dict[object, list[Finding]] = {}
    seen: dict[object, int] = {}
    for finding in report.findings:
        place = rendered_place(finding)
        if place is None:
            found.append(finding)
            continue
        same = (finding.rule, finding.message, finding.path, finding.at.span, finding.identity)
        here = (same, place.source.path)
        number = seen[here] = seen.get(here, 0) + 1  # two objects may share a place, and are two findings
        groups.setdefault((same, number), []).append(finding)
    told = (one for one in groups.values() if one[0].rule != UNUSED or len(one) >= _rendering(one[0], texts))
    report.findings = [*found, *map(_one, told)]


def rendered_place(finding: Finding) -> Location | None:
    """Return where a finding is in rendered text, if it is in one."""
    return next((label for label in finding.related if label.role == RENDERED), None)


def _one(group: list[Finding]) -> Finding:
    first = group[0]
    others = [label for label in first.related if label.role != RENDERED]
    places = [label for finding in group for label in finding.related if label.role == RENDERED]
    return first._replace(related=(*others, *places))


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
