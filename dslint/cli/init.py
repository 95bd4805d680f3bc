"""``dslint init``."""

from __future__ import annotations

import os
import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import common_options
from dslint.cli.streams import write
from dslint.errors import DslintError
from dslint.paths import read_file, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.render.style import Style

NAME = "dslint.yaml"


ABOUT = "Write a commented dslint.yaml in the working directory; never overwrites one."


@click.command("init", cls=Command, help=ABOUT)
@common_options
def command() -> None:
    """Do what ``dslint init`` is asked to."""
    from dslint.config import init_text
    from dslint.config.locate import Locator
    from dslint.paths import show_path

    here = working_directory()
    for name in (NAME, f".{NAME}"):
        if os.path.lexists(name):
            raise DslintError(f"{name} is there already", hint="run dslint config")
    found = Locator().nearest(here)
    if found is not None and os.path.dirname(found) == here:
        raise DslintError(f"{show_path(found, here)} has settings of dslint already", hint="run dslint config")
    try:
        with open(NAME, "x", encoding="utf-8", newline="\n") as file:
            file.write(_schema_line() + init_text())
    except OSError as error:
        raise DslintError(f"cannot write {NAME}: {error.strerror}") from None
    write(sys.stderr, _told, [*_notes(found, here)])


def _schema_line() -> str:
    """Return the comment by which editors with a YAML language server check and complete the file, from its site.

    Without a site there is none: a path of this machine is of no use to those who share the file.
    """
    from dslint import DOCS_URL

    return f"# yaml-language-server: $schema={DOCS_URL}/schemas/config.schema.json\n" if DOCS_URL else ""


def _notes(above: str | None, here: str) -> Iterator[str]:
    """Yield what there is to know of what stands around the new file."""
    if above is not None:
        yield f"{os.path.relpath(above, here)} no longer counts below this folder; to keep its settings: extends: FILE"
    try:
        if b"dslint" not in read_file(".pre-commit-config.yaml", 1 << 20):
            yield "there is a .pre-commit-config.yaml: dslint has hooks for it"
    except OSError:
        pass
    from dslint.render.set_aside import below, exclusion

    if aside := list(below(here)):
        yield f"some folders are often kept for the record or generated; to leave them out: {exclusion(aside)}"
    for chart in sorted(folder for folder in _charts() if os.path.isdir(os.path.join(folder, "templates"))):
        yield f"{chart} is a Helm chart, which is checked where it is named: dslint check {chart}"


def _charts() -> Iterator[str]:
    """Yield the folders with a chart: this one, those in it and those in ``charts``."""
    for top in (".", "charts"):
        try:
            folders = [entry.path for entry in os.scandir(top) if entry.is_dir() and not entry.name.startswith(".")]
        except OSError:
            continue
        for folder in (*([top] if top == "." else []), *folders):
            if os.path.exists(os.path.join(folder, "Chart.yaml")):
                yield os.path.normpath(folder)


def _told(notes: list[str], style: Style) -> Iterator[str]:
    from dslint.render.escape import safe

    yield f"Wrote {NAME}.\n"
    yield from (style.remark("note", "info", safe(note)) for note in notes)
