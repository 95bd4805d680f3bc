"""``dslint coverage``."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    common_options,
    complete_nodes,
    complete_paths,
    complete_versions,
    refuse_second_stdin,
    take_settings,
)
from dslint.cli.streams import color_choice, write
from dslint.errors import UsageError
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from dslint.config import Options, Settings
    from dslint.coverage.compare import Asked
    from dslint.inventory import Inventory
    from dslint.kube.nodes.classes import Nodes

FORMATS = ("text", "json", "markdown", "html")
_NO_NODES = "no nodes to hold DaemonSets against"


class Arguments(NamedTuple):
    """The arguments of ``dslint coverage`` beside paths and settings."""

    cluster: bool
    context: str | None
    node: str | None
    daemonset: str | None
    since: str | None
    against: tuple[str, ...]
    against_nodes: tuple[str, ...]
    what_if: tuple[str, ...]
    output_format: str
    quiet: bool


@click.command(
    "coverage",
    cls=Command,
    epilog="NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, or profile:NAME. "
    "CHANGE is taint KEY[=VALUE]:EFFECT on SELECTOR, untaint KEY[=VALUE][:EFFECT] on SELECTOR, label KEY=VALUE on "
    "SELECTOR, unlabel KEY on SELECTOR, add COUNT like NODE, or remove SELECTOR; SELECTOR is all, node/NAME, pool/NAME "
    "or a label selector. Exit codes: 0 done, 1 DaemonSets are missing where the configuration wants them, 2 could not "
    "do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option("--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes; repeatable.")
@click.option("--cluster", is_flag=True, help="Ask the cluster for its nodes: runs kubectl get nodes.")
@click.option("--context", metavar="NAME", help="Context of kubectl for --cluster.")
@click.option("--node", metavar="NAME", help="Explain one node (or pool): every condition.")
@click.option("--daemonset", metavar="NAME", help="Explain one DaemonSet: every condition.")
@click.option("--since", metavar="REV", help="Show what changes since a Git revision.")
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
@click.option("--what-if", multiple=True, metavar="CHANGE", help="Show what would change; repeatable, in this order.")
@click.option(
    "--kubernetes-version",
    metavar="VERSION",
    shell_complete=complete_versions,
    help="Version to answer for; of a range the newest.",
)
@click.option("--config", metavar="FILE", shell_complete=complete_paths, help="Configuration file to use.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
@click.option(
    "--output-format", type=OneOf(FORMATS), default="text", help="What to print on standard output.  [default: text]"
)
@click.option("-q", "--quiet", is_flag=True, help="Print no summary and no notes.")
@click.option(
    "--stdin-filename", metavar="PATH", shell_complete=complete_paths, help="Name of the stream that - reads."
)
@click.option("--no-ignore", is_flag=True, help="Look at hidden files and at what Git ignores.")
@common_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> int:
    """Show which DaemonSet runs on which node, and why not on the others.

    PATH is a file, a folder or - for standard input; without one the working directory is looked at.
    """
    from dslint.config import Resolver
    from dslint.coverage import cover, load_daemon_sets
    from dslint.coverage.intent import Unmet, unmet
    from dslint.manifest.cluster import Cluster

    gc.disable()  # millions of small objects and no circles; the process ends with this command
    options = take_settings(given)
    arguments = Arguments(**given)
    asked = _asked(arguments)
    _refuse_contradictions(paths, options, arguments, asked)
    resolver = Resolver(options)
    settings = resolver.settings_for(_first(paths, options.stdin_filename))
    inventory = _inventory(settings, arguments)
    manifests = load_daemon_sets(paths or (".",), options, resolver)
    all_nodes = _what_if(inventory, arguments.what_if)
    cluster = Cluster(all_nodes, inventory.sources, settings.intents)
    coverage = cover(manifests.daemon_sets, cluster, minor=settings.minors[-1])
    compared = None
    if asked:
        from dslint.coverage.compare import Now, compare

        now = Now(paths or (".",), manifests, inventory, options, resolver)
        compared = compare(asked, now, coverage)
        manifests.errors += compared.errors
    found = unmet(coverage, compared and compared.changes)
    if arguments.node is not None or arguments.daemonset is not None:
        from dslint.coverage.select import select

        coverage = select(coverage, node=arguments.node, daemon_set=arguments.daemonset)
        found = Unmet()  # one cell is explained, not the whole judged
    from importlib import import_module

    color, form = color_choice(ctx), arguments.output_format
    render = import_module(f"dslint.render.coverage_{form}").render
    more: dict[str, Any] = {"errors": manifests.errors} if form in ("json", "html") else {}
    if form == "json":
        more |= {"changes": compared and compared.changes, "unmet": found if settings.intents else None}
    if form in ("text", "markdown"):
        words = import_module(f"dslint.render.changes_{form}") if asked or found else None
        if words is not None and compared is not None:
            write(sys.stdout, words.render, compared.changes, color=color)
        else:
            write(sys.stdout, render, coverage, color=color)
        if words is not None:
            write(sys.stdout, words.unmet, found, color=color)
    else:
        write(sys.stdout, render, coverage, color=color, **more)
    if not arguments.quiet:
        from dslint.render.coverage_summary import render as remarks

        notes = [*inventory.notes, *manifests.notes, *(compared.notes if compared else ())]
        notes += coverage.cluster.idle()
        notes += coverage.cluster.unheard([ds.name for ds in manifests.daemon_sets])
        write(sys.stderr, remarks, coverage, color=color, notes=notes)
    from dslint.render.problem import render as problem

    for error in manifests.errors:
        write(sys.stderr, problem, error, color=color)
    if manifests.errors:
        return 2
    return int(found.is_missing)


def _asked(arguments: Arguments) -> Asked:
    from dslint.coverage.compare import Asked

    return Asked(arguments.since, arguments.against, arguments.against_nodes, arguments.what_if)


def _what_if(inventory: Inventory, changes: tuple[str, ...]) -> Nodes:
    if not changes:
        return inventory.nodes
    from dslint.coverage.whatif import what_if

    return what_if(inventory.nodes, changes)


def _refuse_contradictions(paths: tuple[str, ...], options: Options, arguments: Arguments, asked: Asked) -> None:
    if asked and (arguments.node is not None or arguments.daemonset is not None):
        raise UsageError("--node and --daemonset explain what is, not what changes")
    if asked and arguments.output_format == "html":
        raise UsageError("HTML shows no changes", hint="use text, markdown or json")
    if options.nodes and arguments.cluster:
        raise UsageError("--nodes and --cluster exclude each other")
    if arguments.context is not None and not arguments.cluster:
        raise UsageError("--context is for --cluster", hint="add --cluster")
    refuse_second_stdin((*paths, *options.nodes, *arguments.against, *arguments.against_nodes))


def _first(paths: tuple[str, ...], stdin_filename: str | None) -> str:
    """Return the path whose configuration counts: the first that was named."""
    path = paths[0] if paths else "."
    if path == "-":
        path = stdin_filename or "<stdin>"
    return os.path.join(path, "") if os.path.isdir(path) else path


def _inventory(settings: Settings, arguments: Arguments) -> Inventory:
    from dslint.inventory import of_cluster, of_settings

    if arguments.cluster:
        return of_cluster(arguments.context)
    inventory = of_settings(settings)
    if inventory is None:
        from dslint.inventory.profiles import NAMES

        hint = (
            "kubectl get nodes -o json > nodes.json, then --nodes nodes.json; or --cluster; or --nodes profile:NAME "
            f"with one of {', '.join(NAMES)}; or nodes: or pools: in dslint.yaml"
        )
        raise UsageError(_NO_NODES, hint=hint)
    return inventory
