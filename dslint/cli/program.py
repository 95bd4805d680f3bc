"""The program around the commands: finds them, and turns what goes wrong into words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

import click

from dslint.cli.command import WithHelp
from dslint.cli.streams import color_choice, flush, write
from dslint.errors import ENDS_A_RUN, DslintError, UsageError
from dslint.phrases import meant, suggest

OK, FAILED, INTERRUPTED = 0, 2, 130
COMPLETE = "_DSLINT_COMPLETE"
COMMANDS = {
    "check": "Check DaemonSets in files, folders and streams.",
    "coverage": "Show which DaemonSet runs on which node, and why not.",
    "rollout": "Show how an update goes over the nodes, and what stops it.",
    "fleet": "Show many clusters side by side, and how they differ.",
    "explain": "Explain a rule, or what agents are for.",
    "rules": "List the rules.",
    "config": "Show the settings in force and where each was said.",
    "init": "Write a configuration file to start from.",
    "completion": "Print the completion script for a shell.",
    "lsp": "Start the language server, for editors.",
    "test": "Run the examples of your own policies.",
    "export": "Write rules as policies of the cluster.",
    "reduce": "Shrink a manifest to what shows a finding, to publish it.",
    "version": "Print the version.",
}


class Program(WithHelp, click.Group):
    """The group of commands; a command is imported when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show the help to who says nothing."""
        if not args and not ctx.resilient_parsing:
            write(sys.stderr, [ctx.get_help(), "\n"])
            ctx.exit(FAILED)
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

    def main(  # type: ignore[override]  # never returns
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run a command line and exit: 0 clean, 1 findings, 2 could not do the job, 130 interrupted."""
        argv = list(sys.argv[1:] if args is None else args)
        extra.pop("standalone_mode", None)
        _never_fail_to_encode()
        name = prog_name or program_name(sys.argv[0])
        self._main_shell_completion(extra, "dslint", complete_var or COMPLETE)
        sys.exit(self._run(argv, name, extra))

    def _run(self, argv: list[str], name: str, extra: MutableMapping[str, Any]) -> int:
        ctx: click.Context | None = None
        code: int | None
        try:
            try:
                with self.make_context(name, argv, **extra) as ctx:
                    code = self.invoke(ctx)
            except click.exceptions.Exit as exit_:
                code = exit_.exit_code
            flush()
        except (KeyboardInterrupt, click.Abort):
            return INTERRUPTED
        except BrokenPipeError:
            flush()
            return OK
        except click.ClickException as error:
            at = getattr(error, "ctx", None)
            path = at.command_path if at else " ".join([name, *argv[: argv[0] in COMMANDS]])
            _tell(_worded(error, path), at or ctx)
            return FAILED
        except DslintError as error:
            _tell(error, ctx)
            return FAILED
        except ENDS_A_RUN:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it ends in words and a code
            if "--debug" in argv:
                write(sys.stderr, _trace())
            problem = f"internal error: {type(error).__name__}: {error}"
            hint = None if "--debug" in argv else "add --debug to see where it happened"
            _tell(DslintError(problem, hint=hint), ctx)
            return FAILED
        return code or OK


def _tell(error: DslintError, ctx: click.Context | None) -> None:
    from dslint.render.problem import render

    with suppress(DslintError):  # there is nobody to tell that standard error is full
        write(sys.stderr, render, error, color=color_choice(ctx))


def _trace() -> Iterator[str]:
    from traceback import format_exc

    from dslint.render.escape import safe

    return (f"{safe(line)}\n" for line in format_exc().splitlines())


def _worded(error: click.ClickException, path: str) -> DslintError:
    """Put a usage error of click's into our form, with our own idea of what was meant."""
    if isinstance(error, click.NoSuchOption) and error.ctx is not None:
        flag = error.option_name
        known = [one for param in error.ctx.command.get_params(error.ctx) for one in param.opts if one[:2] == "--"]
        return UsageError(f'no such option "{flag}"{meant(suggest(flag, known))}', hint=f"run {path} --help")
    text = " ".join(error.format_message().split())
    return UsageError(text[:1].lower() + text[1:].rstrip("."), hint=f"run {path} --help")


def program_name(path: str) -> str:
    """Return what the user typed: ``kubectl dslint`` when called as kubectl's plugin, ``daemonset-lint`` as that."""
    base = os.path.basename(path).removesuffix(".exe").replace("_", "-")
    return {"kubectl-dslint": "kubectl dslint", "daemonset-lint": base}.get(base, "dslint")


def _never_fail_to_encode() -> None:
    """Show what a stream cannot encode as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def show_version() -> None:
    """Print the version."""
    from dslint import __version__

    write(sys.stdout, [f"dslint {__version__}\n"])


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's interface
    if value and not ctx.resilient_parsing:
        show_version()
        ctx.exit()


main = Program(
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
