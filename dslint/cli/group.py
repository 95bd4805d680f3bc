"""The commands as click has them: it reads the command line, shows the help and says what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from dslint.cli.command import WithHelp
from dslint.cli.commands import COMMANDS
from dslint.cli.streams import color_choice, write
from dslint.errors import UsageError
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Group(WithHelp, click.Group):
    """The group of commands; a command is imported when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show the help to who says nothing."""
        if not args and not ctx.resilient_parsing:
            write(sys.stderr, [ctx.get_help(), "\n"])
            ctx.exit(2)
        if args[:1] == ["help"]:  # as other programs have it
            args = [*args[1:], "--help"]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's interface
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"dslint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with; raises UsageError for an unknown one."""
        word = args[0]
        if word in COMMANDS or word.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        if os.path.exists(word):
            raise UsageError(f'"{word}" is a path, not a command', hint=f"run {ctx.command_path} check {word}")
        close = meant(suggest(word, list(COMMANDS)))
        raise UsageError(f'unknown command "{word}"{close}', hint=f"run {ctx.command_path} --help")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def call(argv: list[str], name: str, remember: Callable[[str], Any]) -> int | None:
    """Run a command line and return its exit code; ``remember`` is told of the colour that was chosen.

    Raises UsageError for what click refuses, and KeyboardInterrupt where it was interrupted.
    """
    ctx: click.Context | None = None
    try:
        with group.make_context(name, argv) as ctx:
            code: int | None = group.invoke(ctx)
            return code
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        at = getattr(error, "ctx", None)
        ctx = at or ctx
        raise _worded(error, at.command_path if at else " ".join([name, *argv[: argv[0] in COMMANDS]])) from None
    finally:
        remember(color_choice(ctx))


def _worded(error: click.ClickException, path: str) -> UsageError:
    """Put a usage error of click's into our form, with our own idea of what was meant."""
    if isinstance(error, click.NoSuchOption) and error.ctx is not None:
        flag = error.option_name
        known = [one for param in error.ctx.command.get_params(error.ctx) for one in param.opts if one[:2] == "--"]
        return UsageError(f'no such option "{flag}"{meant(suggest(flag, known))}', hint=f"run {path} --help")
    text = " ".join(error.format_message().split())
    return UsageError(text[:1].lower() + text[1:].rstrip("."), hint=f"run {path} --help")


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's interface
    if value and not ctx.resilient_parsing:
        from dslint.cli.version import show_version

        show_version()
        ctx.exit()


group = Group(
    "dslint",
    help="The compiler for Kubernetes DaemonSets: tells what the API server rejects, which nodes are missed, what is "
    "deprecated and what will hurt, before anything is applied.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        click.Option(
            ["-V", "--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Print the version.",
        )
    ],
)
