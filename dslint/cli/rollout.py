"""``dslint rollout``."""

from __future__ import annotations

import gc
import sys

import click

from dslint.cli.arguments import refuse_idle_name, refuse_second_stdin, take_settings
from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    common_options,
    complete_daemon_sets,
    complete_nodes,
    complete_paths,
    complete_revisions,
    complete_versions,
    config_options,
    rendering_options,
)
from dslint.cli.streams import color_choice, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ABOUT = (
    "Show how an update goes over the nodes: its batches, how long it takes at least, and what stops it.\n\n"
    "PATH is a file, a folder or - for standard input; without one the working directory is looked at."
)


@click.command(
    "rollout",
    cls=Command,
    help=ABOUT,
    epilog="NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, profile:NAME, or "
    "context:NAME to ask a cluster. "
    "Without --since or --against every template is taken to have changed, in an image for example. Exit codes: "
    "0 all updates come to an end, 1 one does not, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option("--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes; repeatable.")
@click.option("--daemonset", metavar="NAME", shell_complete=complete_daemon_sets, help="Show one DaemonSet.")
@click.option(
    "--since", metavar="REV", shell_complete=complete_revisions, help="The update is from a Git revision to now."
)
@click.option(
    "--against",
    multiple=True,
    metavar="PATH",
    shell_complete=complete_paths,
    help="The update is from other manifests.",
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
    type=OneOf(["text", "json"]),
    default="text",
    help="What to print on standard output.  [default: text]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print no summary and no notes.")
@click.option(
    "--stdin-filename", metavar="PATH", shell_complete=complete_paths, help="Name of the stream that - reads."
)
@click.option("--no-ignore", is_flag=True, help="Look at hidden files and at what Git ignores.")
@rendering_options
@common_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Do what ``dslint rollout`` is asked to."""
    from dslint.coverage.query import Query
    from dslint.coverage.run import cover_paths
    from dslint.render import renderer, rollout_summary
    from dslint.rollout.run import roll

    gc.disable()  # many small objects and no circles; the process ends with this command
    options = take_settings(given)
    output_format, quiet, name = given.pop("output_format"), given.pop("quiet"), given.pop("daemonset")
    query = Query(**given)
    refuse_second_stdin(paths, options.nodes, query.against)
    refuse_idle_name((*paths, *query.against), options.stdin_filename)
    report = roll(cover_paths(paths or (".",), options, query), name)
    write(sys.stdout, renderer(f"rollout_{output_format}"), report, color=color_choice(ctx))
    write(sys.stderr, rollout_summary.render, report, color=color_choice(ctx), quiet=quiet)
    if report.errors:
        return 2
    return int(any(one.is_blocked for one in report.rollouts))
