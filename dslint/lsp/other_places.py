"""Where else a finding points: from a selector to a label, from a DaemonSet to a Service of another file, and back."""

from __future__ import annotations

from dslint.paths import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.lsp.diagnostics import Diagnostics
    from dslint.lsp.workspace import Told
    from dslint.source.location import Location


def other_places(told: Told, offset: int, diagnostics: Diagnostics) -> list[dict[str, Any]]:
    """Return the other places of the findings that have one at an offset of a document."""
    found: list[Location] = []
    document = told.document
    for finding in told.project.report.findings:
        places = [finding.at, *finding.related]
        mine = [one for one in places if _holds(one, document.path, offset - document.mark)]
        if mine:
            found += [one for one in places if one is not mine[0]]
    locations = [location for one in found if (location := diagnostics.location(one)) is not None]
    return [one for number, one in enumerate(locations) if one not in locations[:number]]


def _holds(place: Location, path: str, offset: int) -> bool:
    return place.span.start <= offset <= place.span.end and absolute(place.source.path) == path
