"""What ``dslint coverage`` says beside the table: notes, the closing line, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.coverage import describe
from dslint.render import problem
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.model import Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.render.style import Style


def render(report: CoverageReport, style: Style, *, quiet: bool = False) -> Iterator[str]:
    """Yield notes, then how many DaemonSets there are on how many nodes and how many pods that makes, then errors.

    ``quiet`` leaves what went wrong.
    """
    if not quiet:
        for note in report.notes:
            yield style.remark("note", "info", safe(note))
        yield style.line(closing(report.coverage))
    for error in report.errors:
        yield from problem.render(error, style)


def closing(coverage: Coverage) -> str:
    """Return the last line."""
    return describe.closing(coverage) if coverage.rows else describe.nothing(coverage)
