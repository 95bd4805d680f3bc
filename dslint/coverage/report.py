"""What a run of ``dslint coverage`` has to say, for the formats."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.coverage.changes import Changes
    from dslint.coverage.intent import Unmet
    from dslint.coverage.model import Coverage
    from dslint.errors import InputError


class CoverageReport(NamedTuple):
    """The table, and what is to be said beside it."""

    coverage: Coverage
    changes: Changes | None = None
    """What changes, where something was compared."""
    unmet: Unmet | None = None
    """What is not as the configuration wants it; ``None`` where it wants nothing."""
    errors: Sequence[InputError] = ()
    """What could not be read, with its places."""
    notes: Sequence[str] = ()
    """What people should know."""
    details: bool = False
    """Whether every reason is told, DaemonSet by DaemonSet, not the causes alone."""
