"""What is said of fixes: what was held back and why, and how many were made."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.phrases import counted
from dslint.render.escape import safe
from dslint.render.summary import closing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.fix import Fixer
    from dslint.judge.report import Report
    from dslint.render.style import Style


def remarks(fixer: Fixer, report: Report, style: Style) -> Iterator[str]:
    """Yield a note for each fix that was not made, then the counts."""
    for finding, reason in fixer.held:
        yield _note(finding, f"held back the fix of {finding.rule} ({finding.name}): {reason}", style)
    for finding, reason in fixer.failed:
        yield _note(finding, f"dropped the fix of {finding.rule} ({finding.name}): {reason}", style)
    yield from (style.line(text) for text in _closing(report, fixer))
    counts = [("held back", fixer.held), ("failed verification", fixer.failed)]
    not_made = [f"{len(which)} {how}" for how, which in counts if which]
    if not_made:
        yield f"Not fixed: {', '.join(not_made)}.\n"


def _note(finding: Finding, text: str, style: Style) -> str:
    place = f"{safe(finding.path)}:{finding.at.start.line}:{finding.at.start.column}"
    return f"{style.paint('note', 'info')}: {place}: {safe(text)}\n"


def _closing(report: Report, fixer: Fixer) -> Iterator[str]:
    would = fixer.mode == "diff"
    done = [
        f"{verb if would else past} {counted(number, 'problem')}"
        for verb, past, number in (
            ("fix", "fixed", len(fixer.applied)),
            ("suppress", "suppressed", fixer.ignored),
        )
        if number
    ]
    if not done and not would:
        yield closing(report).rstrip("\n")
        return
    text = f"{'would ' if would else ''}{' and '.join(done) or 'fix nothing'}"
    where = f" in {counted(fixer.files, 'file')}" if done else ""
    yield f"{text[0].upper()}{text[1:]}{where}{_left(report, fixer)}."


def _left(report: Report, fixer: Fixer) -> str:
    """Say how many problems are left: of texts that would change those that they would have then."""
    replaced = set(map(id, fixer.replaced))
    left = [*(finding for finding in report.findings if id(finding) not in replaced), *fixer.remaining]
    if not left:
        return ""
    unsafe = 0 if fixer.unsafe else sum(one.fix is not None and one.fix.safety == "unsafe" for one in left)
    if not unsafe:
        return f"; {len(left)} left"
    how_many = "" if unsafe == len(left) else f"{unsafe} "
    return f"; {len(left)} left ({how_many}fixable with --unsafe-fixes)"
