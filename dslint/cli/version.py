"""``dslint version``."""

from __future__ import annotations

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options
from dslint.cli.program import show_version


@click.command("version", cls=Command)
@common_options
def command() -> None:
    """Print the version."""
    show_version()
