"""Findings of rendered text at the place that people edit."""

from __future__ import annotations

from dslint.source.provenance import pointed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.source.location import Location

RENDERED = "rendered"


def at_origin(finding: Finding) -> Finding:
    """Return a finding of a rendered text at the place that people edit; the rendered place is its last related one."""
    at, rendered = pointed(finding.at)
    if rendered is None:
        return finding
    related = tuple(pointed(label)[0] for label in finding.related)
    cause = finding.cause and at_origin(finding.cause)
    return finding._replace(at=at, related=(*related, rendered), origin=None, cause=cause)


def rendered_place(finding: Finding) -> Location | None:
    """Return where a finding is in rendered text, if it is in one."""
    return next((label for label in finding.related if label.role == RENDERED), None)
