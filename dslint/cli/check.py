"""``dslint check``."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from dslint.cli import reports, results
from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    cluster_options,
    common_options,
    complete_executors,
    complete_jobs,
    complete_levels,
    complete_nodes,
    complete_paths,
    complete_reports,
    complete_revisions,
    complete_versions,
    config_options,
    contexts_of,
    refuse_idle_context,
    refuse_idle_name,
    refuse_second_stdin,
    refuse_stored,
    rendering_options,
    selection_options,
    take_settings,
)
from dslint.cli.progress import Progress
from dslint.cli.streams import color_choice
from dslint.config.options import FAIL_ON, LEVELS
from dslint.errors import UsageError
from dslint.kube.versions import DEFAULT
from dslint.render import FORMATS, renderer

if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.inputs.worktree import WorkTree
    from dslint.judge.report import Report
    from dslint.run import Judge

GROUPS = {
    "Select": ("--select", "--ignore", "--extend-select", "--preview", "--policies", "--nodes",
                                  "--kubernetes-version", "--pod-security", "--config", "--no-config"),
    "Output": ("--output-format", "--report", "--min-severity", "--statistics", "--quiet", "--verbose",
               "--show-suppressed", "--no-suppressions", "--color"),
    "Baseline": ("--since", "--baseline", "--write-baseline", "--prune-baseline"),
    "Fix": ("--fix", "--unsafe-fixes", "--diff", "--fix-only", "--interactive", "--exit-non-zero-on-fix",
            "--add-ignores"),
    "Speed": ("--jobs", "--executor"),
    "Render": ("--render", "--values", "--set", "--release-name", "--namespace", "--kube-version", "--api-versions",
               "--allow-network"),
    "More": (),
}  # fmt: skip
EXAMPLES = (
    ("dslint check deploy/", "every manifest below a folder"),
    ("helm template charts/agent | dslint check --fail-on-empty -", "what a chart renders"),
    ("dslint check --select DS2,DS3 --nodes profile:eks", "placement and deprecation only, on EKS"),
    ("dslint check --diff", "what --fix would change in the working directory"),
    ("dslint check --report json=dslint.json --fail-on error", "a file for machines; warnings do not fail the run"),
    ("dslint check --cluster --context prod", "what a cluster runs, by your own kubectl"),
)


ABOUT = (
    "Check DaemonSets in files, folders and streams.\n\n"
    "PATH is a file, a folder, - for standard input or an address in a store, such as s3://BUCKET/PREFIX; without one "
    "the working directory is checked. With --cluster "
    "no path is read: what the cluster has is checked."
)


@click.command(
    "check",
    cls=Command,
    help=ABOUT,
    groups=GROUPS,
    examples=EXAMPLES,
    epilog="RULES are ids, names, prefixes (DS2), tags (tag:placement), ALL and DEFAULT, separated by commas.\n\n"
    "NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, or profile:NAME.\n\n"
    "Exit codes: 0 no finding at or above --fail-on, 1 at least one, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@selection_options
@click.option(
    "--kubernetes-version",
    metavar="VERSION",
    shell_complete=complete_versions,
    help=f"Version to check for, or a range (1.30..1.{DEFAULT}).",
)
@click.option(
    "--pod-security",
    metavar="LEVEL",
    shell_complete=complete_levels,
    help="Pod Security level of namespaces without labels: baseline, restricted, restricted:v1.31.",
)
@click.option(
    "--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes to hold DaemonSets against."
)
@config_options
@click.option("--fail-on", type=OneOf(FAIL_ON), help="Lowest severity that fails the run.  [default: warning]")
@click.option("--min-severity", type=OneOf(LEVELS), help="Lowest severity that text shows; others are counted.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--fail-on-empty", is_flag=True, help="Exit with 1 if there is no DaemonSet.")
@click.option(
    "--output-format",
    type=OneOf(FORMATS),
    default="full",
    envvar="DSLINT_OUTPUT_FORMAT",
    metavar="FORMAT",
    help=f"What to print on standard output: {', '.join(FORMATS)}.  [default: full]",
)
@click.option(
    "--report",
    multiple=True,
    metavar="FORMAT=PATH",
    shell_complete=complete_reports,
    help="Write a report to a file as well, or tables (jsonl, parquet); repeatable.",
)
@click.option("--statistics", is_flag=True, help="Print how often each rule spoke instead of the findings.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Tell which settings counted, what was skipped, what agents are for.",
)
@click.option("--show-suppressed", is_flag=True, help="Print suppressed findings too.")
@click.option("--no-suppressions", is_flag=True, help="Report suppressed findings as if they were not.")
@click.option(
    "--stdin-filename", metavar="PATH", shell_complete=complete_paths, help="Name of the stream that - reads."
)
@click.option("--force-exclude", is_flag=True, help="Exclude files even if they are named.")
@click.option("--no-ignore", is_flag=True, help="Look at hidden files and at what Git ignores.")
@click.option(
    "--since", metavar="REV", shell_complete=complete_revisions, help="Report only what is new since a Git revision."
)
@click.option("--baseline", metavar="FILE", shell_complete=complete_paths, help="Known findings, not to be reported.")
@click.option(
    "--write-baseline", metavar="FILE", shell_complete=complete_paths, help="Write what fails now as known findings."
)
@click.option("--prune-baseline", is_flag=True, help="Take out of the baseline what is no longer found.")
@click.option("--fix", is_flag=True, help="Make safe fixes, then report what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="Make unsafe fixes too, beside --fix or --diff.")
@click.option("--diff", is_flag=True, help="Print what fixes would change as a patch; write nothing.")
@click.option("--fix-only", is_flag=True, help="Make fixes and report nothing of what is left.")
@click.option("--interactive", is_flag=True, help="Show each fix and ask.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if anything was fixed.")
@click.option("--add-ignores", metavar="REASON", help="Write suppressions with this reason for what is left.")
@click.option(
    "--jobs",
    metavar="N",
    envvar="DSLINT_JOBS",
    shell_complete=complete_jobs,
    help="Processes that read files; auto: as many as there are processors, where that pays.  [default: 1]",
)
@click.option(
    "--executor",
    metavar="URL",
    shell_complete=complete_executors,
    help="Let dask read files: dask://HOST:PORT or dask://local.",
)
@rendering_options
@cluster_options
@click.option("--against-cluster", is_flag=True, help="Tell too how PATH differs from what a cluster has.")
@common_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Do what ``dslint check`` is asked to."""
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
    wanted = reports.destinations(arguments.report, FORMATS, options)
    if arguments.cluster and any(one.is_folder for one in wanted):
        raise UsageError(
            "check --cluster has the findings alone", hint="dslint coverage --cluster has the other tables"
        )
    if arguments.since is not None or any(one.is_folder for one in wanted):
        refuse_stored(paths, "with --since or all tables")
    fixer = None
    if arguments.changes_files:
        from dslint.cli.fix_options import make_fixer

        fixer = make_fixer(arguments, paths, color_choice(ctx))
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
    if arguments.against_cluster:
        from dslint.drift import add_drift

        contexts = contexts_of(arguments.context, all_contexts=arguments.all_contexts)
        add_drift(report, paths or (".",), contexts, options, tree)
    if arguments.write_baseline is not None or arguments.prune_baseline:
        results.keep_baseline(report, arguments, paths or (".",))
    results.show(report, arguments, color_choice(ctx), monotonic() - begin, fixer, paths or (".",))
    _save(wanted, report, arguments, (paths or (".",), options, tree))
    return results.exit_code(report, arguments, fixer)


def _save(
    wanted: list[reports.Destination],
    report: Report,
    arguments: results.Arguments,
    read: tuple[tuple[str, ...], Options, WorkTree],
) -> None:
    """Write the reports that are wanted besides; ``read`` says what the run has read."""
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

    one_by_one = arguments.changes_files or arguments.since is not None
    return judging(jobs, executor, one_by_one=one_by_one)
