"""Fixing one text: round after round, since one fix may stand in the way of another or call for it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter

from dslint.fix.plan import Plan, Planner
from dslint.fix.verify import Failed, Verified, verify
from dslint.source.edit import Withheld
from dslint.source.targets import children_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dslint.finding import Finding
    from dslint.fix.lineage import Lineage
    from dslint.fix.verify import Check
    from dslint.judge.report import Report
    from dslint.source.edit import Edit
    from dslint.source.text import SourceText, Span

    Wanted = Callable[[Finding, SourceText, tuple[Edit, ...]], bool]

MOST_ROUNDS = 10
MOST_TRIES = 200
TOO_MANY = f"not within {MOST_ROUNDS} rounds"
TOO_MANY_TRIES = f"too many others failed: not within {MOST_TRIES} tries"


class Outcome:
    """What became of one text: how it reads now, what is left to say of it, which fixes were made and which not."""

    def __init__(
        self, source: SourceText, report: Report, lineage: Lineage | None = None, planner: Planner | None = None
    ) -> None:
        self.source = source
        self.report = report
        self.planner = planner or Planner(source.text)
        self.lineage = lineage
        self.applied: list[Finding] = []
        self.held: list[tuple[Finding, str]] = []
        self.failed: list[tuple[Finding, str]] = []
        self.ignored = 0

    def accept(self, verified: Verified, plans: list[Plan]) -> None:
        """Go on from a text with some fixes in it."""
        if self.lineage is not None:
            self.lineage.advance(self.source.text, [edit for plan in plans for edit in plan.edits])
        self.source, self.report = verified.source, verified.report
        self.planner = Planner(self.source.text)
        self.applied += [plan.finding for plan in plans]


def mend(outcome: Outcome, check: Check, wanted: Wanted) -> None:
    """Carry out the fixes of the reported findings that are wanted, as far as they stand up to verification.

    What failed is tried once more after the last round: what stood in its way may be gone by then.
    """
    failed: dict[object, tuple[Finding, str]] = {}
    again = True
    for _ in range(MOST_ROUNDS):
        plans, outcome.held = _plans(outcome, wanted, failed)
        batch = compatible(plans)
        if not batch and again and failed and outcome.applied:
            again = False
            failed.clear()
            plans, outcome.held = _plans(outcome, wanted, failed)
            batch = compatible(plans)
        if not batch:
            break
        carry_out(outcome, batch, check, failed)
    else:
        plans, outcome.held = _plans(outcome, wanted, failed)
        outcome.held += [(plan.finding, TOO_MANY) for plan in plans]
    outcome.failed = list(failed.values())


def _plans(
    outcome: Outcome, wanted: Wanted, failed: dict[object, tuple[Finding, str]]
) -> tuple[list[Plan], list[tuple[Finding, str]]]:
    plans, held = [], []
    for finding in sorted(outcome.report.findings, key=lambda one: one.sort_key()):
        if finding.fix is None or identity(finding) in failed:
            continue
        try:
            plan = outcome.planner.plan(finding)
        except Withheld as withheld:
            if wanted(finding, outcome.source, ()):
                held.append((finding, withheld.reason))
            continue
        if wanted(finding, outcome.source, plan.edits):
            plans.append(plan)
    return plans, held


def compatible(plans: list[Plan]) -> list[Plan]:
    """Return those plans that can be carried out together: the earlier goes before the later."""
    chosen: list[Plan] = []
    taken = _Taken()
    for plan in plans:
        if taken.admits(plan):
            taken.add(plan)
            chosen.append(plan)
    return chosen


class _Taken:
    """What the plans of a round have to themselves."""

    def __init__(self) -> None:
        self._claims: set[object] = set()
        self._inside: set[int] = set()
        self._gone: set[int] = set()
        self._lost: Counter[int] = Counter()
        self._edits: list[tuple[Span, frozenset[object]]] = []

    def admits(self, plan: Plan) -> bool:
        """Tell whether a plan can be carried out beside those that are in."""
        if plan.claims & self._claims or plan.gone & self._inside or plan.inside & self._gone:
            return False
        lost = Counter(map(id, plan.shrinks))
        if any(
            self._lost[id(node)] + lost[id(node)] >= len(children_of(node)) > 1  # type: ignore[arg-type]
            for node in plan.shrinks
        ):
            return False
        collections = plan.collections()
        return not any(self._overlaps(edit, collections) for edit in plan.edits)

    def _overlaps(self, edit: Edit, collections: frozenset[object]) -> bool:
        """Tell whether an edit meets another; what is put at one place must belong to one mapping or list."""
        span = edit.span
        at = bisect_left(self._edits, span.start, key=lambda taken: taken[0].end)
        while at < len(self._edits) and self._edits[at][0].start <= span.end:
            other, theirs = self._edits[at]
            at += 1
            if other == span and span.start == span.end:
                if not collections & theirs or edit.text == ",":
                    return True
            elif span.start < other.end and other.start < span.end:
                return True
        return False

    def add(self, plan: Plan) -> None:
        """Take a plan in."""
        self._claims |= plan.claims
        self._inside |= plan.inside
        self._gone |= plan.gone
        self._lost.update(map(id, plan.shrinks))
        collections = plan.collections()
        for edit in plan.edits:
            insort(self._edits, (edit.span, collections), key=lambda taken: taken[0])


def carry_out(outcome: Outcome, batch: list[Plan], check: Check, failed: dict[object, tuple[Finding, str]]) -> None:
    """Carry out a batch, or what is good of it."""
    good, verified = _Trial(outcome, check, failed).sieve(batch)
    if verified is not None:
        outcome.accept(verified, good)


class _Trial:
    """Looks for the good plans of a batch: a half that fails is halved again."""

    def __init__(self, outcome: Outcome, check: Check, failed: dict[object, tuple[Finding, str]]) -> None:
        self.outcome = outcome
        self.check = check
        self.failed = failed
        self.tries = MOST_TRIES

    def sieve(self, plans: list[Plan]) -> tuple[list[Plan], Verified | None]:
        """Return plans that are good together, with the result; what fails alone is noted as failed."""
        reason = TOO_MANY_TRIES
        if self.tries > 0:
            tried = self._try(plans)
            if isinstance(tried, Verified):
                return plans, tried
            reason = tried
        if len(plans) == 1 or self.tries <= 0:
            self.failed.update((identity(plan.finding), (plan.finding, reason)) for plan in plans)
            return [], None
        middle = len(plans) // 2
        first, others = self.sieve(plans[:middle]), self.sieve(plans[middle:])
        if first[1] is None or others[1] is None:
            return first if others[1] is None else others
        both = [*first[0], *others[0]]
        together = self._try(both) if len(both) < len(plans) else None
        # good apart and bad together: the second half has its turn in the next round
        return (both, together) if isinstance(together, Verified) else first

    def _try(self, plans: list[Plan]) -> Verified | str:
        self.tries -= 1
        try:
            return verify(self.outcome.source, plans, self.outcome.report, self.check)
        except Failed as failure:
            return failure.reason


def identity(finding: Finding) -> tuple[object, ...]:
    """Return what tells a finding from the others of its text and stays while that is edited."""
    return (finding.rule, finding.message_key, finding.document, finding.identity, finding.message)
