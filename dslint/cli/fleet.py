"""``dslint fleet``."""

from __future__ import annotations

import gc
import sys
from functools import partial

import click

from dslint.cli.arguments import take_settings
from dslint.cli.command import Command
from dslint.cli.options import (
    OneOf,
    common_options,
    complete_paths,
    complete_versions,
    config_options,
    rules_option,
)
from dslint.cli.streams import color_choice, write
from dslint.config.options import FAIL_ON
from dslint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.fleet.report import FleetReport

FORMATS = ("text", "json", "markdown", "html")
ABOUT = (
    "Show many clusters side by side: which agents run where, in which version, and how clusters differ.\n\n"
    "SOURCE is one cluster: context:NAME (asked by kubectl), a folder or file with manifests and nodes, PATH@REVISION "
    "of a Git repository, or a URL such as s3://BUCKET/PATH, gs://, file:// or memory://. NAME=SOURCE gives it a name."
)


@click.command(
    "fleet",
    cls=Command,
    help=ABOUT,
    examples=(
        ("dslint fleet clusters/*", "a folder for each cluster"),
        ("dslint fleet context:prod context:staging --output-format html > fleet.html", "a page to look at"),
        ("dslint fleet context:prod wanted=deploy@main", "what runs beside what Git says"),
    ),
    epilog="Exit codes: 0 no finding at or above --fail-on, 1 at least one, 2 a source could not be read as a whole.",
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=complete_paths)
@click.option("--all-contexts", is_flag=True, help="Add all contexts of kubectl.")
@rules_option("--select", "Rules to run instead of the default ones.")
@rules_option("--ignore", "Rules not to run.")
@click.option(
    "--kubernetes-version", metavar="VERSION", shell_complete=complete_versions, help="Version to answer for."
)
@config_options
@click.option("--fail-on", type=OneOf(FAIL_ON), help="Lowest severity that fails the run.  [default: warning]")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--output-format", type=OneOf(FORMATS), default="text", help="What to print on standard output.  [default: text]"
)
@click.option("--report", multiple=True, metavar="FORMAT=PATH", help="Write a report to a file as well; repeatable.")
@click.option("-v", "--verbose", is_flag=True, help="List each agent in each cluster.")
@click.option("-q", "--quiet", is_flag=True, help="Print no summary and no notes.")
@common_options
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], **given: Any) -> int:
    """Do what ``dslint fleet`` is asked to."""
    from dslint.fleet.member import members
    from dslint.fleet.report import FleetReport
    from dslint.fleet.source import parse
    from dslint.render import renderer
    from dslint.render.fleet_text import remarks

    gc.disable()  # as in coverage
    options = take_settings(given)
    words = [*sources]
    wanted = [_destination(word) for word in given["report"]]
    if given["all_contexts"]:
        from dslint.inventory.kubectl import list_contexts

        words += [f"context:{name}" for name in list_contexts() if f"context:{name}" not in words]
    if not words:
        raise UsageError("no SOURCE to look at", hint="dslint fleet clusters/*, or context:NAME, or --all-contexts")
    report = FleetReport(members(parse(words), options))
    render = renderer(f"fleet_{given['output_format']}")
    color, more = color_choice(ctx), {"verbose": True} if given["verbose"] and given["output_format"] == "text" else {}
    write(sys.stdout, render, report, color=color, **more)
    write(sys.stderr, remarks, report, color=color, quiet=given["quiet"])
    for form, path in wanted:
        _save(form, path, report)
    if not report.is_whole:
        return 2
    return int(not given["exit_zero"] and any(one.failing for one in report.members))


def _destination(word: str) -> tuple[str, str]:
    """Return the format and path that ``--report`` names; raises UsageError for what is not FORMAT=PATH."""
    form, equals, path = word.partition("=")
    if not equals or not path:
        raise UsageError(f'"{word}" in --report is not FORMAT=PATH', hint="write for example html=fleet.html")
    if form not in FORMATS:
        raise UsageError(f'unknown format "{form}" in --report; known are {", ".join(FORMATS)}')
    return form, path


def _save(form: str, path: str, report: FleetReport) -> None:
    from dslint.cli.reports import save_text
    from dslint.render import renderer

    save_text(path, partial(renderer(f"fleet_{form}"), report))
