"""``dslint version``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options
from dslint.cli.streams import write


@click.command("version", cls=Command, help="Print the version.")
@common_options
def command() -> None:
    """Do what ``dslint version`` is asked to."""
    show_version()


def show_version() -> None:
    """Print the version."""
    from dslint import __version__

    write(sys.stdout, [f"dslint {__version__}\n"])
