"""``dslint test``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options, complete_paths
from dslint.cli.streams import write

ABOUT = (
    "Run the examples of your own policies.\n\n"
    "DIR holds rule files; without one, those that the configuration of the working directory names are "
    "tested."
)


@click.command("test", cls=Command, help=ABOUT)
@click.argument("dirs", nargs=-1, metavar="[DIR]...", shell_complete=complete_paths)
@common_options
def command(dirs: tuple[str, ...]) -> int:
    """Do what ``dslint test`` is asked to."""
    from dslint import testing
    from dslint.errors import UsageError

    if not dirs:
        from dslint.config import Resolver

        dirs = Resolver().settings_for("./").policies
    if not dirs:
        raise UsageError("no policies to test", hint="name a folder with rule files")
    results = testing.run(dirs)
    write(sys.stdout, (f"{line}\n" for result in results for line in result.lines()))
    write(sys.stderr, [f"{testing.summary(results)}\n"])
    return int(any(not result.ok for result in results))
