"""``dslint coverage``."""

from __future__ import annotations

import gc
import sys
from functools import partial

import click

from dslint.cli import reports
from dslint.cli.arguments import (
    contexts_of,
    refuse_files,
    refuse_idle_context,
    refuse_idle_name,
    refuse_second_stdin,
    refuse_stored,
    take_settings,
)
from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    cluster_options,
    common_options,
    complete_changes,
    complete_daemon_sets,
    complete_nodes,
    complete_paths,
    complete_reports,
    complete_revisions,
    complete_versions,
    config_options,
    rendering_options,
)
from dslint.cli.streams import color_choice, write
from dslint.errors import UsageError
from dslint.render import OF_COVERAGE, renderer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config import Options
    from dslint.coverage.query import Query

ABOUT = (
    "Show which DaemonSet runs on which node, and why not on the others.\n\n"
    "PATH is a file, a folder or - for standard input; without one the working directory is looked at. With "
    "--cluster no file is: what the cluster runs is held against its nodes."
)


@click.command(
    "coverage",
    cls=Command,
    help=ABOUT,
    epilog="NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, profile:NAME, or "
    "context:NAME to ask a cluster. "
    "CHANGE is taint KEY[=VALUE]:EFFECT on SELECTOR, untaint KEY[=VALUE][:EFFECT] on SELECTOR, label KEY=VALUE on "
    "SELECTOR, unlabel KEY on SELECTOR, add COUNT like NODE, or remove SELECTOR; SELECTOR is all, node/NAME, pool/NAME "
    "or a label selector. Exit codes: 0 done, 1 DaemonSets miss nodes that the configuration wants them on, or are "
    "not there, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option("--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes; repeatable.")
@cluster_options
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
@click.option("--against-cluster", is_flag=True, help="The same for what a cluster runs, on its nodes.")
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
@config_options
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
    from dslint.cli.coverage_results import exit_code, save
    from dslint.coverage.query import Query
    from dslint.coverage.run import cover_paths
    from dslint.inputs.worktree import WorkTree
    from dslint.render import coverage_summary
    from dslint.run import check_paths

    gc.disable()  # millions of small objects and no circles; the process ends with this command
    options = take_settings(given)
    output_format, quiet, words = given.pop("output_format"), given.pop("quiet"), given.pop("report")
    cluster, context, all_contexts = given.pop("cluster"), given.pop("context"), given.pop("all_contexts")
    query = Query(details=given.pop("verbose"), **given)
    _refuse_contradictions(options, query, output_format)
    refuse_idle_context(context, all_contexts=all_contexts, asks=cluster or query.against_cluster)
    wanted = reports.destinations(words, OF_COVERAGE, options)
    if query.compares and any(one.form == "html" for one in wanted):
        raise UsageError("HTML shows no changes", hint="use text, markdown or json")
    refuse_stored((*paths, *query.against), "for coverage")
    refuse_second_stdin(paths, options.nodes, query.against, query.against_nodes)
    refuse_idle_name((*paths, *query.against), options.stdin_filename)
    contexts = contexts_of(context, all_contexts=all_contexts)
    if cluster:
        refuse_files(paths, options.nodes, query.since, against=query.against_cluster)
        from dslint.cli.coverage_clusters import show

        return show(ctx, contexts, options, query, output_format, wanted, quiet=quiet)
    if query.against_cluster and len(contexts) > 1:
        raise UsageError("--against-cluster compares with one cluster", hint="name one --context")
    tree = WorkTree()
    report = cover_paths(paths or (".",), options, query._replace(context=contexts[0]), tree=tree)
    write(sys.stdout, renderer(f"coverage_{output_format}"), report, color=color_choice(ctx))
    write(sys.stderr, coverage_summary.render, report, color=color_choice(ctx), quiet=quiet)
    save(wanted, report, partial(check_paths, paths or (".",), options, tree=tree))
    return exit_code(report)


def _refuse_contradictions(options: Options, query: Query, output_format: str) -> None:
    """Raise UsageError for options that cannot be meant together."""
    if query.compares and query.explains:
        raise UsageError("--node and --daemonset explain what is, not what changes")
    if query.compares and output_format == "html":
        raise UsageError("HTML shows no changes", hint="use text, markdown or json")
    if query.against_cluster and options.nodes:
        raise UsageError("--nodes and --against-cluster exclude each other", hint="the cluster's own nodes count")
