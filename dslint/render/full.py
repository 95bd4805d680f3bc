"""For people: each finding with its lines, what is wrong in them, what follows from it and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.render import folded, shown_entries
from dslint.render.summary import MANY

if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render.style import Style

SEVERAL = 10  # so many that what follows from a rule is told the first time only


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:
    """Yield the findings; a person who gets very many of them on a terminal gets the numbers last."""
    found = shown_entries(report, suppressed=suppressed)
    if not found:
        return
    from dslint.render.block import block  # a clean run does without

    own = folded(found)
    follow = {id(finding): others for (finding, _), others in own}
    told: set[str] | None = set() if len(found) > SEVERAL else None
    for group in merged(entry for entry, _ in own):
        others = [other for finding, _ in group for other in follow[id(finding)]]
        yield "".join(block(group, style, others, told)) + "\n"
    if len(found) > MANY and style.terminal:
        from dslint.render import statistics

        yield from statistics.render(report, style)
        yield "\n"


def merged(found: Iterable[tuple[Finding, str | None]]) -> list[list[tuple[Finding, str | None]]]:
    """Put together what one rule says in the same words about several places of one object."""
    groups: dict[object, list[tuple[Finding, str | None]]] = {}
    for number, (finding, reason) in enumerate(found):
        said = (finding.rule, finding.severity, finding.message, finding.why, finding.help, finding.server_text)
        safety = finding.fix.safety if finding.fix else None
        about = (finding.path, finding.document, finding.object, finding.versions, reason, safety)
        groups.setdefault((said, about) if finding.object else number, []).append((finding, reason))
    return list(groups.values())
