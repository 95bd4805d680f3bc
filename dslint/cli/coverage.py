"""``dslint coverage``."""

from __future__ import annotations

import gc
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from dslint.cli import reports
from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    common_options,
    complete_changes,
    complete_daemon_sets,
    complete_nodes,
    complete_paths,
    complete_reports,
    complete_revisions,
    complete_versions,
    refuse_idle_name,
    refuse_second_stdin,
    rendering_options,
    take_settings,
)
from dslint.cli.streams import color_choice, write
from dslint.errors import UsageError
from dslint.render import OF_COVERAGE

if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.coverage.query import Query

ABOUT = (
    "Show which DaemonSet runs on which node, and why not on the others.\n\n"
    "PATH is a file, a folder or - for standard input; without one the working directory is looked at."
)


@click.command(
    "coverage",
    cls=Command,
    help=ABOUT,
    epilog="NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, or profile:NAME. "
    "CHANGE is taint KEY[=VALUE]:EFFECT on SELECTOR, untaint KEY[=VALUE][:EFFECT] on SELECTOR, label KEY=VALUE on "
    "SELECTOR, unlabel KEY on SELECTOR, add COUNT like NODE, or remove SELECTOR; SELECTOR is all, node/NAME, pool/NAME "
    "or a label selector. Exit codes: 0 done, 1 DaemonSets miss nodes that the configuration wants them on, or are "
    "not there, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option("--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes; repeatable.")
@click.option("--cluster", is_flag=True, help="Ask the cluster for its nodes: runs kubectl get nodes.")
@click.option("--context", metavar="NAME", help="Context of kubectl for --cluster.")
@click.option("--node", metavar="NAME", help="Explain one node, or a pool: every condition.")
@click.option(
    "--daemonset", metavar="NAME", shell_complete=complete_daemon_sets, help="Explain one DaemonSet: every condition."
)
@click.option(
    "--since", metavar="REV", shell_complete=complete_revisions, help="Show what changes since a Git revision."
)
@click.option(
    "--against",
    multiple=True,
    metavar="PATH",
    shell_complete=complete_paths,
    help="Show what changes: other manifests.",
)
@click.option(
    "--against-nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="The same for other nodes."
)
@click.option(
    "--what-if",
    multiple=True,
    metavar="CHANGE",
    shell_complete=complete_changes,
    help="Show what would change; repeatable, in this order.",
)
@click.option(
    "--kubernetes-version",
    metavar="VERSION",
    shell_complete=complete_versions,
    help="Version to answer for; of a range the newest.",
)
@click.option("--config", metavar="FILE", shell_complete=complete_paths, help="Configuration file to use.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
@click.option(
    "--output-format",
    type=OneOf(OF_COVERAGE),
    default="text",
    help="What to print on standard output.  [default: text]",
)
@click.option(
    "--report",
    multiple=True,
    metavar="FORMAT=PATH",
    shell_complete=complete_reports,
    help="Write a report to a file as well, or tables (jsonl, parquet); repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell every reason, DaemonSet by DaemonSet.")
@click.option("-q", "--quiet", is_flag=True, help="Print no summary and no notes.")
@click.option(
    "--stdin-filename", metavar="PATH", shell_complete=complete_paths, help="Name of the stream that - reads."
)
@click.option("--no-ignore", is_flag=True, help="Look at hidden files and at what Git ignores.")
@rendering_options
@common_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Do what ``dslint coverage`` is asked to."""
    from dslint.coverage.query import Query
    from dslint.coverage.run import cover_paths
    from dslint.inputs.worktree import WorkTree
    from dslint.render import coverage_summary, renderer

    gc.disable()  # millions of small objects and no circles; the process ends with this command
    options = take_settings(given)
    output_format, quiet, words = given.pop("output_format"), given.pop("quiet"), given.pop("report")
    query = Query(details=given.pop("verbose"), **given)
    _refuse_contradictions(options, query, output_format)
    wanted = reports.destinations(words, OF_COVERAGE, options)
    if query.compares and any(one.form == "html" for one in wanted):
        raise UsageError("HTML shows no changes", hint="use text, markdown or json")
    refuse_second_stdin(paths, options.nodes, query.against, query.against_nodes)
    refuse_idle_name((*paths, *query.against), options.stdin_filename)
    tree = WorkTree()
    report = cover_paths(paths or (".",), options, query, tree=tree)
    write(sys.stdout, renderer(f"coverage_{output_format}"), report, color=color_choice(ctx))
    write(sys.stderr, coverage_summary.render, report, color=color_choice(ctx), quiet=quiet)
    for one in wanted:
        if not one.is_table:
            reports.save_text(one.path, partial(renderer(f"coverage_{one.form}"), report))
    if tables := [one for one in wanted if one.is_table]:
        from dslint.tables.rows import tables as rows

        found = None
        if any(one.is_folder for one in tables):
            from dslint.run import check_paths

            found = check_paths(paths or (".",), options, tree=tree)
        reports.save_tables(tables, "placement", partial(rows, found, report.coverage))
    if report.errors:
        return 2
    return int(report.unmet is not None and report.unmet.is_missed)


def _refuse_contradictions(options: Options, query: Query, output_format: str) -> None:
    """Raise UsageError for options that cannot be meant together."""
    if query.compares and query.explains:
        raise UsageError("--node and --daemonset explain what is, not what changes")
    if query.compares and output_format == "html":
        raise UsageError("HTML shows no changes", hint="use text, markdown or json")
    if options.nodes and query.cluster:
        raise UsageError("--nodes and --cluster exclude each other")
    if query.context is not None and not query.cluster:
        raise UsageError("--context is for --cluster", hint="add --cluster")
