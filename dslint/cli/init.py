"""``dslint init``."""

from __future__ import annotations

import os
import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options
from dslint.cli.streams import write
from dslint.errors import DslintError

NAME = "dslint.yaml"


@click.command("init", cls=Command)
@common_options
def command() -> None:
    """Write a commented dslint.yaml in the working directory; never overwrites one."""
    from dslint.config import init_text

    for name in (NAME, f".{NAME}"):
        if os.path.lexists(name):
            raise DslintError(f"{name} is there already", hint="run dslint config")
    try:
        with open(NAME, "x", encoding="utf-8", newline="\n") as file:
            file.write(init_text())
    except OSError as error:
        raise DslintError(f"cannot write {NAME}: {error.strerror}") from None
    write(sys.stderr, [f"Wrote {NAME}.\n"])
