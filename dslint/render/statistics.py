"""How often each rule spoke, the most talkative first: a way into an old repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslint.render.style import Style
    from dslint.report import Report


def render(report: Report, style: Style) -> Iterator[str]:
    """Yield a line for each rule with findings: how many, severity, id, name."""
    count = Counter((finding.rule, finding.name, finding.severity) for finding in report.findings)
    rows = sorted(count.items(), key=lambda row: (-row[1], row[0]))
    size = max((len(str(number)) for _, number in rows), default=0)
    for (rule, name, severity), number in rows:
        yield f"{number:>{size}}  {style.paint(f'{severity:<7}', severity)}  {rule}  {name}\n"
