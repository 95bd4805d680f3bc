"""Which fixes are promised: those that a run with ``--fix`` carries out, and no other."""

from __future__ import annotations

from dslint.catalogue.selection import ALWAYS_ON
from dslint.finding import SAFE, Fix
from dslint.fix.rounds import Outcome, identity, mend
from dslint.fix.save import leads_out
from dslint.source.edit import Withheld

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.fix.plan import Planner
    from dslint.fix.verify import Check
    from dslint.inputs.tree import Input
    from dslint.judge.report import Report
    from dslint.source.text import SourceText

LONGEST = 1 << 20
UNREAD = "the file cannot be read in full"
STAYS = "something else has to be mended first"
OUTSIDE = "the file is a link that leads out of the folder; name it to have it fixed"


def settle(item: Input, source: SourceText, report: Report, check: Check, planner: Planner) -> None:
    """Take back each fix of a report that would not be carried out, and keep why; ``planner`` plans for the text.

    What ``--fix`` does is tried for that, in a text of up to ``LONGEST`` characters; in a longer one what cannot be
    planned is taken back.
    """
    fixable = [finding for finding in report.findings if finding.fix is not None]
    if leads_out(item):
        reasons: dict[int, str] = dict.fromkeys(map(id, fixable), OUTSIDE)
    elif report.truncated or any(finding.rule in ALWAYS_ON for finding in report.findings):
        reasons = dict.fromkeys(map(id, fixable), UNREAD)
    else:
        reasons = _unplanned(fixable, planner)
        if len(source.text) <= LONGEST:
            for unsafe in sorted({finding.fix.safety != SAFE for finding in fixable if finding.fix is not None}):
                reasons = _untried(source, report, check, planner, unsafe=unsafe) | reasons
    report.findings = [
        finding._replace(fix=None, held=reasons[id(finding)]) if id(finding) in reasons else finding
        for finding in report.findings
    ]


def lighten(report: Report, planner: Planner) -> None:
    """Put edits in the place of what fixes are to do, which would keep the tree of the text as long as the report."""
    report.change(lambda one: one if one.fix is None else one._replace(fix=_light(one, planner)))


def _light(finding: Finding, planner: Planner) -> Fix | None:
    fix = finding.fix
    if fix is None or fix.edits is not None:
        return fix
    try:
        return Fix(fix.title, fix.safety, (), tuple(planner.plan(finding).edits))
    except Withheld:
        return None


def _unplanned(fixable: list[Finding], planner: Planner) -> dict[int, str]:
    reasons = {}
    for finding in fixable:
        try:
            planner.plan(finding)
        except Withheld as withheld:
            reasons[id(finding)] = withheld.reason
    return reasons


def _untried(source: SourceText, report: Report, check: Check, planner: Planner, *, unsafe: bool) -> dict[int, str]:
    """Return the findings that are there after a run that mends them, with the reason."""

    def wanted(finding: Finding, _source: SourceText, _edits: object) -> bool:
        return unsafe or (finding.fix is not None and finding.fix.safety == SAFE)

    outcome = Outcome(source, report, planner=planner)
    mend(outcome, check, wanted)
    why = {identity(finding): reason for finding, reason in (*outcome.held, *outcome.failed)}
    left = {identity(finding) for finding in outcome.report.findings}
    return {
        id(finding): why.get(identity(finding), STAYS)
        for finding in report.findings
        if finding.fix is not None and (finding.fix.safety != SAFE) == unsafe and identity(finding) in left
    }
