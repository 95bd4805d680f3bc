"""How often each rule spoke, the most talkative first: a way into an old repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.judge.report import Report
    from dslint.render.style import Style


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - counts none
    """Yield a line for each rule whose findings are shown: how many, severity, id, name, and how many have fixes."""
    count = Counter((finding.rule, finding.name, finding.severity) for finding in report.shown())
    fixes = Counter((f.rule, f.name, f.severity, f.fix.safety) for f in report.shown() if f.fix is not None)
    widest = max((len(name) for _, name, _ in count), default=0)
    rows = sorted(count.items(), key=lambda row: (-row[1], row[0]))
    size = max((len(str(number)) for _, number in rows), default=0)
    for (rule, name, severity), number in rows:
        safe, unsafe = (fixes[rule, name, severity, kind] for kind in ("safe", "unsafe"))
        fixable = [_part(safe, number, "fixable")] if safe else []
        fixable += [_part(unsafe, number, "unsafe fix")] if unsafe else []
        shown = f"{name:<{widest}}  {', '.join(fixable)}" if fixable else name
        yield f"{number:>{size}}  {style.paint(f'{severity:<7}', severity)}  {rule}  {shown}\n"


def _part(number: int, total: int, word: str) -> str:
    return word if number == total else f"{number} {word}"
