"""What ``dslint check`` does: arguments to options, a call, an exit code."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
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
    results.refuse_contradictions(arguments)
    refuse_idle_context(
        arguments.context, all_contexts=arguments.all_contexts, asks=arguments.cluster or arguments.against_cluster
    )
    if arguments.cluster:
        results.refuse_for_cluster(arguments, paths, options)
    refuse_second_stdin(paths, options.nodes)
    refuse_idle_name(paths, options.stdin_filename)
    wanted = []
    if arguments.report:
        from dslint.cli.reports import destinations

        wanted = destinations(arguments.report, FORMATS, options)
    if arguments.cluster and any(one.is_folder for one in wanted):
        raise UsageError(
            "check --cluster has the findings alone", hint="dslint coverage --cluster has the other tables"
        )
    if arguments.since is not None or any(one.is_folder for one in wanted):
        refuse_stored(paths, "with --since or all tables")
    fixer = None
    if arguments.changes_files:
        from dslint.cli.fix_options import make_fixer

        fixer = make_fixer(arguments, paths, color)
    tree = WorkTree(whole=fixer is not None)
    judging = nullcontext() if jobs is executor is None else _judging(jobs, executor, arguments)
    begin, verbose = monotonic(), arguments.verbose
    progress = None if arguments.interactive else Progress.wanted()
    try:
        if arguments.cluster:
            from dslint.clusters import check_clusters

            contexts = contexts_of(arguments.context, all_contexts=arguments.all_contexts)
            baseline = arguments.write_baseline is None
            report = check_clusters(contexts, options, progress=progress, roles=verbose, baseline=baseline)
        elif arguments.since is not None:
            from dslint.since import check_since

            report = check_since(arguments.since, paths or (".",), options, progress=progress, roles=verbose)
        else:
            with judging as judge:
                report = check_paths(
                    paths or (".",),
                    options,
                    progress=progress,
                    fixer=fixer,
                    roles=verbose,
                    skipped=verbose,
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

        contexts = contexts_of(arguments.context, all_contexts=arguments.all_contexts)
        add_drift(report, paths or (".",), contexts, options, tree)
    if arguments.write_baseline is not None or arguments.prune_baseline:
        results.keep_baseline(report, arguments, paths or (".",))
    results.show(report, arguments, color, monotonic() - begin, fixer, paths or (".",))
    if wanted:
        _save(wanted, report, arguments, (paths or (".",), options, tree))
    return results.exit_code(report, arguments, fixer)


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
