"""``dslint coverage --cluster``: what clusters run, on their own nodes."""

from __future__ import annotations

import sys

from dslint.cli.streams import color_choice, write
from dslint.errors import DslintError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import click

    from dslint.cli.reports import Destination
    from dslint.config import Options
    from dslint.coverage.query import Query
    from dslint.coverage.report import CoverageReport
    from dslint.inventory.snapshot import Snapshot
    from dslint.judge.report import Report
    from dslint.render.coverage_clusters import Covered


def show(
    ctx: click.Context,
    contexts: Sequence[str | None],
    options: Options,
    query: Query,
    output_format: str,
    wanted: list[Destination],
    *,
    quiet: bool,
) -> int:
    """Print the answer of each cluster and return the exit code: 2 where one gave none."""
    from dslint.cli.coverage_results import exit_code, save
    from dslint.render import coverage_clusters, coverage_summary, problem, renderer

    many = len(contexts) > 1
    if many and (output_format == "html" or wanted):
        what = "HTML shows" if output_format == "html" else "--report is for"
        raise UsageError(f"{what} one cluster", hint="name one --context, or see all side by side: dslint fleet")
    color = color_choice(ctx)
    if not many:
        snapshot, report = next(_of_clusters(contexts, options, query))
        if isinstance(report, DslintError):
            raise report
        write(sys.stdout, renderer(f"coverage_{output_format}"), report, color=color)
        write(sys.stderr, coverage_summary.render, report, color=color, quiet=quiet)

        def check() -> Report:
            from dslint.clusters import check_snapshot

            return check_snapshot(snapshot, options)

        save(wanted, report, check)
        return exit_code(report)
    found: list[Covered] = [(one.context, report) for one, report in _of_clusters(contexts, options, query)]
    write(sys.stdout, coverage_clusters.render, found, color=color, form=output_format)
    codes = []
    for _, answer in found:
        if isinstance(answer, DslintError):
            write(sys.stderr, problem.render, answer, color=color)
            codes.append(2)
        else:
            write(sys.stderr, coverage_summary.render, answer, color=color, quiet=quiet)
            codes.append(exit_code(answer))
    return max(codes)


def _of_clusters(
    contexts: Sequence[str | None], options: Options, query: Query
) -> Iterator[tuple[Snapshot, CoverageReport | DslintError]]:
    from dslint.coverage.live import cover_snapshot
    from dslint.inventory.snapshot import snapshots

    for snapshot in snapshots(contexts):
        try:
            yield snapshot, cover_snapshot(snapshot, options, query)
        except DslintError as error:
            yield snapshot, error
