"""What becomes of a report of ``dslint coverage``: the files that are wanted besides, and the exit code."""

from __future__ import annotations

from functools import partial

from dslint.cli import reports
from dslint.render import renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dslint.coverage.report import CoverageReport
    from dslint.judge.report import Report


def save(wanted: list[reports.Destination], report: CoverageReport, check: Callable[[], Report]) -> None:
    """Write the reports that are wanted besides; ``check`` finds what is wrong, for the tables."""
    for one in wanted:
        if not one.is_table:
            reports.save_text(one.path, partial(renderer(f"coverage_{one.form}"), report))
    if tables := [one for one in wanted if one.is_table]:
        from dslint.tables.rows import tables as rows

        found = check() if any(one.is_folder for one in tables) else None
        reports.save_tables(tables, "placement", partial(rows, found, report.coverage))


def exit_code(report: CoverageReport) -> int:
    """Return 2 if something could not be read, 1 if nodes are missed that are meant, else 0."""
    if report.errors:
        return 2
    return int(report.unmet is not None and report.unmet.is_missed)
