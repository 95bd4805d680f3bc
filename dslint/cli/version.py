"""``dslint version``."""

from __future__ import annotations

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options
from dslint.cli.program import show_version

ABOUT = "Print the version."


@click.command("version", cls=Command, help=ABOUT)
@common_options
def command() -> None:
    """Do what ``dslint version`` is asked to."""
    show_version()
