"""What mends one text: the fix of a finding, all safe ones, a comment that suppresses one; each verified before."""

from __future__ import annotations

from difflib import SequenceMatcher

from dslint.catalogue.selection import ALWAYS_ON
from dslint.finding import SAFE
from dslint.fix.ignores import can_suppress, plans
from dslint.fix.plan import Planner
from dslint.fix.rounds import Outcome, mend
from dslint.fix.verify import Failed, verify
from dslint.record import NamedTuple
from dslint.source.edit import Edit, Withheld
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.finding import Finding
    from dslint.fix.plan import Plan
    from dslint.fix.verify import Check
    from dslint.judge.report import Report
    from dslint.source.text import SourceText

REASON = "TODO: say why"


class Text(NamedTuple):
    """A text as it was judged, what was found in it alone, and what judges another one in its place."""

    source: SourceText
    report: Report
    check: Check

    @property
    def is_fixable(self) -> bool:
        """Whether all of it could be read: nothing is mended in what nobody understands."""
        return not (
            self.report.errors or self.report.truncated or any(one.rule in ALWAYS_ON for one in self.report.findings)
        )

    def fix(self, finding: Finding) -> Sequence[Edit]:
        """Return the edits of a finding's fix; none where it has none or it does not keep what it promises."""
        if finding.fix is None or not self.is_fixable or all(one is not finding for one in self.report.findings):
            return ()
        try:
            return self._verified(Planner(self.source.text).plan(finding))
        except Withheld:
            return ()

    def fix_all(self) -> Sequence[Edit]:
        """Return the edits of all safe fixes, as ``dslint check --fix`` makes them."""
        if not self.is_fixable or not any(map(is_safe, self.report.findings)):
            return ()
        outcome = Outcome(self.source, self.report)
        mend(outcome, self.check, lambda finding, *_: is_safe(finding))
        return tuple(differences(self.source.text, outcome.source.text))

    def ignore(self, finding: Finding) -> Sequence[Edit]:
        """Return the edits that suppress a finding with a comment that is to say why; none where no comment can."""
        if not self.is_fixable or not can_suppress(finding, self.source.text):
            return ()
        return next((self._verified(plan) for plan in plans(self.source, [finding], REASON)), ())

    def _verified(self, plan: Plan) -> Sequence[Edit]:
        try:
            verify(self.source, [plan], self.report, self.check)
        except Failed:
            return ()
        return plan.edits


def is_safe(finding: Finding) -> bool:
    """Tell whether a finding has a fix that is safe."""
    return finding.fix is not None and finding.fix.safety == SAFE


def differences(before: str, after: str) -> Iterator[Edit]:
    """Yield edits, line by line, that make one text of another."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for word, begin, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if word != "equal":
            yield Edit(Span(starts[begin], starts[end]), "".join(new[first:last]))
