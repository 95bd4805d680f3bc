"""From a coverage to the updates of its DaemonSets."""

from __future__ import annotations

from dslint.coverage.select import only_daemon_set
from dslint.record import NamedTuple
from dslint.rollout.model import Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.coverage.model import Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.errors import InputError


class RolloutReport(NamedTuple):
    """The updates, and what is to be said beside them."""

    rollouts: Sequence[Rollout]
    coverage: Coverage
    against: str | None = None
    """What the DaemonSets are compared with."""
    errors: Sequence[InputError] = ()
    notes: Sequence[str] = ()


def roll(report: CoverageReport, name: str | None = None) -> RolloutReport:
    """Return the updates of all DaemonSets of a coverage, or of those of a ``name``, from what it is compared with.

    Raises UsageError where none has the name.
    """
    changes = report.changes
    coverage = report.coverage if name is None else only_daemon_set(report.coverage, name)
    before = {} if changes is None else {(row.name.namespace, row.title): row for row in changes.before.rows}
    rollouts = [
        Rollout(row, before.get((row.name.namespace, row.title)), compared=changes is not None) for row in coverage.rows
    ]
    against = None if changes is None else changes.against
    return RolloutReport(rollouts, coverage, against, report.errors, report.notes)
