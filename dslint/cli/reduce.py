"""``dslint reduce``."""

from __future__ import annotations

import sys

import click

from dslint.cli.arguments import take_settings
from dslint.cli.command import Command
from dslint.cli.options import (
    common_options,
    complete_nodes,
    complete_paths,
    complete_rules,
    complete_versions,
    config_options,
    policies_option,
)
from dslint.cli.streams import color_choice, write
from dslint.errors import InputError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dslint.config import Options
    from dslint.reduce import Reduced
    from dslint.render.style import Style

WIDTH = 76  # of the comment that says what is found


ABOUT = (
    "Shrink a manifest to the smallest that still shows a finding, fit to be published.\n\n"
    "FILE is a manifest, or - for standard input; it is not changed."
)


@click.command(
    "reduce",
    cls=Command,
    help=ABOUT,
    epilog="Names, images, namespaces, labels, addresses, paths and other texts get neutral words, the same for the "
    "same; comments go. What the finding needs as it is stays, and is named: read the result before you publish it.",
)
@click.argument("path", metavar="FILE", shell_complete=complete_paths)
@click.option("--rule", required=True, metavar="RULE", shell_complete=complete_rules, help="Whose finding to keep.")
@click.option("--kubernetes-version", metavar="VERSION", shell_complete=complete_versions, help="Version to check for.")
@click.option(
    "--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes to hold DaemonSets against."
)
@config_options
@policies_option()
@common_options
@click.pass_context
def command(ctx: click.Context, /, path: str, rule: str, **given: Any) -> int:
    """Do what ``dslint reduce`` is asked to."""
    from dslint.cli.arguments import refuse_second_stdin
    from dslint.reduce import reduced

    options = take_settings(given)
    refuse_second_stdin((path,), options.nodes)
    shown, text = _read(path, options)
    found = reduced(text, rule, shown, options)
    if found is None:
        raise UsageError(f"{rule} says nothing of {shown}", hint=f"run dslint check {path} to see what is found")
    write(sys.stdout, [found.text.rstrip("\n"), "\n", *_about(found)])
    write(sys.stderr, _remarks, text, found, color=color_choice(ctx))
    return 0


def _read(path: str, options: Options) -> tuple[str, str]:
    from dslint.config import Resolver
    from dslint.inputs.load import load
    from dslint.inputs.worktree import WorkTree

    loaded = list(load(WorkTree(), (path,), Resolver(options)))
    if len(loaded) != 1:
        raise InputError(f"{path} is not one file", hint="name the manifest that shows the finding")
    if loaded[0].error is not None:
        raise loaded[0].error
    source = loaded[0].source
    return loaded[0].item.shown, "" if source is None else source.text


def _about(found: Reduced) -> list[str]:
    """Return what a report needs besides: what said what, as comments."""
    from dslint import __version__
    from dslint.render.wrap import wrap

    finding = found.finding
    said = f"{finding.severity}[{finding.rule} {finding.name}]: {' '.join(finding.message.split())}"
    lines = wrap(f"dslint {__version__}, line {finding.at.start.line}: {said}", WIDTH)
    return [f"# {line}\n" for line in lines]


def _remarks(text: str, found: Reduced, style: Style) -> Iterator[str]:
    from dslint.phrases import counted
    from dslint.render.escape import safe

    before, after = (counted(len(one.splitlines()), "line") for one in (text, found.text))
    for word in found.kept:
        yield style.remark("note", "info", f"kept, for the finding needs it: {safe(word)}")
    yield f"Reduced {before} to {after}.\n"
