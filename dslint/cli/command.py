"""``--help``, without the catalogues of translations that click would look for on every start."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from dslint.cli.streams import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class WithHelp(click.Command):
    """A command or group whose help option is ours."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help."""
        names = self.get_help_option_names(ctx)
        return click.Option(
            names, is_flag=True, is_eager=True, expose_value=False, callback=_show, help="Show this help."
        )


class Command(WithHelp):
    """A command; its help shows options in groups, each under a heading, and examples.

    What no group names stands in the last one. The first word of an example, ``dslint``, is shown as the user typed it.
    """

    def __init__(
        self,
        *args: Any,
        groups: Mapping[str, tuple[str, ...]] | None = None,
        examples: tuple[tuple[str, str], ...] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.groups = groups or {}
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in self.groups or ("Options",)}
        of = {flag: heading for heading, flags in self.groups.items() for flag in flags}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record is not None:
                heading = next((of[flag] for flag in param.opts if flag in of), list(rows)[-1])
                rows[heading].append(record)
        for heading, records in rows.items():
            with formatter.section(heading):
                formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what is to be known besides."""
        if self.examples:
            name = ctx.find_root().info_name or "dslint"
            with formatter.section("Examples"):
                for line, about in self.examples:
                    formatter.write(f"  {line.replace('dslint', name)}\n")
                    formatter.write(f"      {about}\n")
        super().format_epilog(ctx, formatter)


def _show(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's interface
    if value and not ctx.resilient_parsing:
        write(sys.stdout, [ctx.get_help(), "\n"])
        ctx.exit()
