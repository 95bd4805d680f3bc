"""``dslint coverage``."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from dslint.cli.helping import Command
from dslint.cli.output import color_choice, write
from dslint.cli.words import OneOf, common_options, complete_paths, complete_versions
from dslint.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dslint.config import Settings
    from dslint.inventory import Inventory

FORMATS = ("text", "json", "markdown", "html")
_NO_NODES = "no nodes to hold DaemonSets against"


def _complete_nodes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from dslint.inventory import PREFIX
    from dslint.inventory.profiles import NAMES

    profiles = [f"{PREFIX}{name}" for name in NAMES]
    found = [CompletionItem(profile) for profile in profiles if profile.startswith(incomplete)]
    return found or complete_paths(ctx, param, incomplete)


@click.command(
    "coverage",
    cls=Command,
    epilog="NODES is a file that kubectl get nodes -o json (or yaml) wrote, - for standard input, or profile:NAME. "
    "Exit codes: 0 done, 2 could not do the job.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option("--nodes", multiple=True, metavar="NODES", shell_complete=_complete_nodes, help="Nodes; repeatable.")
@click.option("--cluster", is_flag=True, help="Ask the cluster for its nodes: runs kubectl get nodes.")
@click.option("--context", metavar="NAME", help="Context of kubectl for --cluster.")
@click.option("--node", metavar="NAME", help="Explain one node (or pool): every condition.")
@click.option("--daemonset", metavar="NAME", help="Explain one DaemonSet: every condition.")
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
def command(ctx: click.Context, /, paths: tuple[str, ...], **said: Any) -> int:
    """Show which DaemonSet runs on which node, and why not on the others.

    PATH is a file, a folder or - for standard input; without one the working directory is looked at.
    """
    from dslint.config import Options, Resolver
    from dslint.coverage import cover, load_daemon_sets

    gc.disable()  # millions of small objects and no circles; the process ends with this command
    _refuse_contradictions(paths, said)
    options = Options(
        kubernetes_version=said["kubernetes_version"],
        config=said["config"],
        no_config=said["no_config"],
        no_ignore=said["no_ignore"],
        stdin_filename=said["stdin_filename"],
        nodes=said["nodes"],
    )
    resolver = Resolver(options)
    settings = resolver.settings_for(_first(paths, said["stdin_filename"]))
    inventory = _inventory(settings, said)
    manifests = load_daemon_sets(paths or (".",), options, resolver)
    coverage = cover(manifests.daemon_sets, inventory.fleet, minor=settings.minors[-1], sources=inventory.sources)
    if said["node"] is not None or said["daemonset"] is not None:
        from dslint.coverage.select import select

        coverage = select(coverage, node=said["node"], daemon_set=said["daemonset"])
    from importlib import import_module

    color = color_choice(ctx)
    render = import_module(f"dslint.render.coverage_{said['output_format']}").render
    more = {"errors": manifests.errors} if said["output_format"] in ("json", "html") else {}
    write(sys.stdout, render, coverage, color=color, **more)
    if not said["quiet"]:
        from dslint.render.coverage_summary import render as remarks

        write(sys.stderr, remarks, coverage, color=color, notes=[*inventory.notes, *manifests.notes])
    from dslint.render.problem import render as problem

    for error in manifests.errors:
        write(sys.stderr, problem, error, color=color)
    return 2 if manifests.errors else 0


def _refuse_contradictions(paths: tuple[str, ...], said: dict[str, Any]) -> None:
    if said["nodes"] and said["cluster"]:
        raise UsageError("--nodes and --cluster exclude each other")
    if said["context"] is not None and not said["cluster"]:
        raise UsageError("--context is for --cluster", hint="add --cluster")
    if (*paths, *said["nodes"]).count("-") > 1:
        raise UsageError("standard input can be read once only", hint="give --nodes a file")


def _first(paths: tuple[str, ...], stdin_filename: str | None) -> str:
    """Return the path whose configuration counts: the first that was named."""
    path = paths[0] if paths else "."
    if path == "-":
        path = stdin_filename or "<stdin>"
    return os.path.join(path, "") if os.path.isdir(path) else path


def _inventory(settings: Settings, said: dict[str, Any]) -> Inventory:
    from dslint.inventory import of_cluster, of_settings

    if said["cluster"]:
        return of_cluster(said["context"])
    inventory = of_settings(settings)
    if inventory is None:
        from dslint.inventory.profiles import NAMES

        hint = (
            "kubectl get nodes -o json > nodes.json, then --nodes nodes.json; or --cluster; or --nodes profile:NAME "
            f"with one of {', '.join(NAMES)}; or nodes: or pools: in dslint.yaml"
        )
        raise UsageError(_NO_NODES, hint=hint)
    return inventory
