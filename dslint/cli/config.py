"""``dslint config``."""

from __future__ import annotations

import os
import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options, complete_paths, config_options
from dslint.cli.streams import color_choice, write

ABOUT = "Show the settings in force for a file or folder, and where each was said."


@click.command("config", cls=Command, help=ABOUT)
@click.argument("path", default=".", shell_complete=complete_paths)
@config_options
@click.option("-v", "--verbose", is_flag=True, help="Tell of each rule whether it is on, and why.")
@common_options
@click.pass_context
def command(ctx: click.Context, /, path: str, config: str | None, no_config: bool, verbose: bool) -> None:
    """Do what ``dslint config`` is asked to."""
    from dslint.config import Options, Resolver
    from dslint.errors import InputError
    from dslint.render.settings import render

    if not os.path.exists(path):
        raise InputError(f"cannot read {path}: no such file or directory")
    place = os.path.join(path, "") if os.path.isdir(path) else path
    settings = Resolver(Options(config=config, no_config=no_config)).settings_for(place)
    write(sys.stdout, render, settings, color=color_choice(ctx), rules=verbose)
