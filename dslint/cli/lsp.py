"""``dslint lsp``."""

from __future__ import annotations

import gc
import os
import sys

import click

from dslint.cli.arguments import take_settings
from dslint.cli.command import Command
from dslint.cli.options import (
    common_options,
    complete_nodes,
    complete_versions,
    config_options,
    selection_options,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ABOUT = (
    "Start the language server, which an editor talks to on standard input and output.\n\n"
    "It finds what dslint check finds, while you type. See docs/editors.md."
)
EXAMPLES = (("dslint lsp", "what an editor is told to start"),)


@click.command("lsp", cls=Command, help=ABOUT, examples=EXAMPLES)
@selection_options
@click.option(
    "--kubernetes-version",
    metavar="VERSION",
    shell_complete=complete_versions,
    help="Version to check for, or a range.",
)
@click.option(
    "--nodes", multiple=True, metavar="NODES", shell_complete=complete_nodes, help="Nodes to hold DaemonSets against."
)
@config_options
@click.option(
    "--stdio", is_flag=True, hidden=True, expose_value=False, help="What editors say to servers of this kind."
)
@common_options
def command(**given: Any) -> int:
    """Do what ``dslint lsp`` is asked to."""
    from dslint.errors import UsageError

    options = take_settings(given)
    if "-" in options.nodes:
        raise UsageError("--nodes - cannot be read: the editor is on standard input", hint="give --nodes a file")
    try:
        from dslint.lsp.incoming import Incoming
        from dslint.lsp.server import make
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError(
            "the language server needs pygls, which is not installed", hint="pip install 'daemonset-lint[lsp]'"
        ) from None
    gc.set_threshold(50_000, 20, 50)  # what is kept of texts makes no cycles, and there is much of it
    # whatever prints anything must not do so between the messages
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    incoming: Any = Incoming(sys.stdin.buffer)  # all that is used of a file
    make(options).start_io(incoming, out)
    return 0
