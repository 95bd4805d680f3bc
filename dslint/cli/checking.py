"""What ``dslint check`` does: arguments to options, a call, an exit code."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from time import monotonic

from dslint.cli import results
from dslint.cli.arguments import (
    contexts_of,
    refuse_idle_context,
    refuse_idle_name,
    refuse_second_stdin,
    refuse_stored,
    take_settings,
)
from dslint.cli.progress import Progress
from dslint.errors import UsageError
from dslint.render import FORMATS, renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.cli.reports import Destination
    from dslint.config import Options
    from dslint.inputs.worktree import WorkTree
    from dslint.judge.report import Report
    from dslint.run import Judge


def check(paths: tuple[str, ...], given: dict[str, Any], color: str) -> int:
    """Do what the arguments ask for and return the exit code; raises DslintError where that cannot be done."""
    from dslint.inputs.worktree import WorkTree
    from dslint.run import check_paths

    options = take_settings(given)._replace(suppressions=not given["no_suppressions"])
    jobs, executor = given.pop("jobs"), given.pop("executor")
    arguments = results.Arguments(**given)
    _refuse(arguments, paths, options)
    wanted = _wanted(arguments, paths, options)
    fixer = None
    if arguments.changes_files:
        from dslint.cli.fix_options import make_fixer

        fixer = make_fixer(arguments, paths, color)
    paths, tree = paths or (".",), WorkTree(whole=fixer is not None)
    judging = nullcontext() if jobs is executor is None else _judging(jobs, executor, arguments)
    progress = None if arguments.interactive else Progress.wanted()
    begin = monotonic()
    try:
        report = _elsewhere(arguments, paths, options, progress)
        if report is None:
            with judging as judge:
                report = check_paths(
                    paths,
                    options,
                    progress=progress,
                    fixer=fixer,
                    roles=arguments.verbose,
                    skipped=arguments.verbose,
                    baseline=arguments.write_baseline is None,
                    judge=judge,
                    tree=tree,
                )
    finally:
        if progress is not None:
            progress.clear()
    if jobs is not None and (_one_by_one(arguments) or arguments.cluster):
        from dslint.cli.judging import idle

        if idle(jobs):
            report.note("--jobs has nothing to do: with fixes, --since or --cluster all is done in one process")
    if arguments.against_cluster:
        from dslint.drift import add_drift

        add_drift(report, paths, _contexts(arguments), options, tree)
    if arguments.write_baseline is not None or arguments.prune_baseline:
        results.keep_baseline(report, arguments, paths)
    results.show(report, arguments, color, monotonic() - begin, fixer, paths)
    if wanted:
        _save(wanted, report, arguments, (paths, options, tree))
    return results.exit_code(report, arguments, fixer)


def _refuse(arguments: results.Arguments, paths: tuple[str, ...], options: Options) -> None:
    """Raise UsageError for what cannot be meant together."""
    results.refuse_contradictions(arguments)
    asks = arguments.cluster or arguments.against_cluster
    refuse_idle_context(arguments.context, all_contexts=arguments.all_contexts, asks=asks)
    if arguments.cluster:
        results.refuse_for_cluster(arguments, paths, options)
    refuse_second_stdin(paths, options.nodes)
    refuse_idle_name(paths, options.stdin_filename)


def _wanted(arguments: results.Arguments, paths: tuple[str, ...], options: Options) -> list[Destination]:
    """Return the reports that are wanted besides; raises UsageError for one that there cannot be."""
    wanted = []
    if arguments.report:
        from dslint.cli.reports import destinations

        wanted = destinations(arguments.report, FORMATS, options)
    tables = any(one.is_folder for one in wanted)
    if arguments.cluster and tables:
        raise UsageError(
            "check --cluster has the findings alone", hint="dslint coverage --cluster has the other tables"
        )
    if arguments.since is not None or tables:
        refuse_stored(paths, "with --since or all tables")
    return wanted


def _elsewhere(
    arguments: results.Arguments, paths: tuple[str, ...], options: Options, progress: Progress | None
) -> Report | None:
    """Judge what clusters have, or what is new since a revision; ``None`` where files are asked for as they are."""
    if arguments.cluster:
        from dslint.clusters import check_clusters

        baseline = arguments.write_baseline is None
        return check_clusters(
            _contexts(arguments), options, progress=progress, roles=arguments.verbose, baseline=baseline
        )
    if arguments.since is not None:
        from dslint.since import check_since

        return check_since(arguments.since, paths, options, progress=progress, roles=arguments.verbose)
    return None


def _contexts(arguments: results.Arguments) -> list[str | None]:
    return contexts_of(arguments.context, all_contexts=arguments.all_contexts)


def _save(
    wanted: list[Destination],
    report: Report,
    arguments: results.Arguments,
    read: tuple[tuple[str, ...], Options, WorkTree],
) -> None:
    """Write the reports that are wanted besides; ``read`` says what the run has read."""
    from dslint.cli import reports

    suppressed = arguments.show_suppressed
    for one in wanted:
        if not one.is_table:
            reports.save_text(one.path, partial(renderer(one.form), report, suppressed=suppressed))
    if tables := [one for one in wanted if one.is_table]:
        from dslint.tables.rows import tables as rows

        coverage = None
        if any(one.is_folder for one in tables):
            from dslint.coverage.query import Query
            from dslint.coverage.run import cover_paths

            paths, options, tree = read
            coverage = cover_paths(paths, options, Query(bare=True), tree=tree).coverage
        reports.save_tables(tables, "findings", partial(rows, report, coverage, suppressed=suppressed))


def _judging(
    jobs: str | None, executor: str | None, arguments: results.Arguments
) -> AbstractContextManager[Judge | None]:
    from dslint.cli.judging import judging  # few runs ask for it

    return judging(jobs, executor, one_by_one=_one_by_one(arguments))


def _one_by_one(arguments: results.Arguments) -> bool:
    return arguments.changes_files or arguments.since is not None
