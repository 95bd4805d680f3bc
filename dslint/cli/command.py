"""``--help``, without the catalogues of translations that click would look for on every start."""

from __future__ import annotations

import sys

import click

from dslint.cli.streams import write


class WithHelp(click.Command):
    """A command or group whose help option is ours."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help."""
        names = self.get_help_option_names(ctx)
        return click.Option(
            names, is_flag=True, is_eager=True, expose_value=False, callback=_show, help="Show this help."
        )


class Command(WithHelp):
    """A command."""


def _show(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's interface
    if value and not ctx.resilient_parsing:
        write(sys.stdout, [ctx.get_help(), "\n"])
        ctx.exit()
