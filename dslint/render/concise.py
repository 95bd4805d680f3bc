"""One line for each finding, in the shape of a compiler's messages: for editors, grep and problem matchers."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.phrases import counted
from dslint.render import about, folded, shown_entries
from dslint.render.escape import prose, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.judge.report import Report
    from dslint.render.style import Style


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:
    """Yield ``path:line:column: severity[ID] message (DaemonSet namespace/name)`` for each finding."""
    for (finding, reason), follow in folded(shown_entries(report, suppressed=suppressed)):
        place = f"{safe(finding.path)}:{finding.at.start.line}:{finding.at.start.column}"
        head = style.paint(f"{finding.severity}[{finding.rule}]", finding.severity)
        excuse = "" if reason is None else f" (suppressed: {safe(reason)})" if reason else " (suppressed)"
        many = len(follow)
        also = f" (and {counted(many, 'error')} that {'follows' if many == 1 else 'follow'} from it)" if many else ""
        yield f"{place}: {head} {prose(finding.message)}{about(finding)}{also}{excuse}\n"
