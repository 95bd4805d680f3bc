"""``dslint test``."""

from __future__ import annotations

import sys

import click

from dslint.cli.command import Command
from dslint.cli.options import OneOf, common_options, complete_paths
from dslint.cli.streams import write

FORMATS = ("full", "junit")
ABOUT = (
    "Run the examples of your own policies, and of admission policies.\n\n"
    "DIR holds rule files, policies of the cluster, and examples of these in files NAME.test.yaml; without one, those "
    "that the configuration of the working directory names are tested."
)


@click.command("test", cls=Command, help=ABOUT)
@click.argument("dirs", nargs=-1, metavar="[DIR]...", shell_complete=complete_paths)
@click.option(
    "--output-format",
    "form",
    type=OneOf(FORMATS),
    default=FORMATS[0],
    metavar="FORMAT",
    help="What to print on standard output: full, junit.  [default: full]",
)
@click.option("--report", multiple=True, metavar="FORMAT=PATH", help="Write a report to a file as well: junit=PATH.")
@common_options
def command(dirs: tuple[str, ...], form: str, report: tuple[str, ...]) -> int:
    """Do what ``dslint test`` is asked to."""
    from dslint import testing
    from dslint.cli.reports import destinations, save_text
    from dslint.config import Options
    from dslint.errors import UsageError
    from dslint.testing.junit import junit

    wanted = destinations(report, FORMATS[1:], Options())
    if table := next((one for one in wanted if one.is_table), None):
        raise UsageError(f"{table.form} in --report is for findings", hint="write junit=PATH")
    if not dirs:
        from dslint.config import Resolver

        dirs = Resolver().settings_for("./").policies
    if not dirs:
        raise UsageError("no policies to test", hint="name a folder with rule files")
    results = testing.run(dirs)
    told = (f"{line}\n" for result in results for line in result.lines())
    write(sys.stdout, junit(results) if form == "junit" else told)
    for one in wanted:
        save_text(one.path, lambda _style: junit(results))
    write(sys.stderr, [f"{testing.summary(results)}\n"])
    return int(any(not result.ok for result in results))
