"""Options that several commands share, and what a shell completes for them."""

from __future__ import annotations

import click

from dslint.cli import option
from dslint.cli.streams import remember_color
from dslint.errors import UsageError
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from click.shell_completion import CompletionItem

    Decorator = Callable[[Any], Any]
    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # not generic before click 8.2


def complete_paths(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave files and folders to the shell; click.Path would load translations on every start."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def completing(kind: str, *, listed: bool = False) -> Complete:
    """Return what click asks to complete a word of a kind; of a list it is the last one, in any case."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from dslint.cli.words import WORDS

        kept, comma, begun = incomplete.rpartition(",") if listed else ("", "", incomplete)
        return [
            CompletionItem(kept + comma + word, help=told)
            for word, told in WORDS[kind](ctx)
            if word.startswith(begun) or (listed and word.lower().startswith(begun.lower()))
        ]

    return complete


def complete_nodes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of profiles, else paths."""
    return completing("profiles")(ctx, param, incomplete) or complete_paths(ctx, param, incomplete)


complete_rules = completing("rules", listed=True)
complete_selectors = completing("selectors", listed=True)
complete_versions = completing("versions")
complete_levels = completing("levels")
complete_revisions = completing("revisions")
complete_changes = completing("changes")
complete_reports = completing("reports")
complete_daemon_sets = completing("daemon sets")
complete_jobs = completing("jobs")
complete_executors = completing("executors")


class OneOf(Choice):
    """One of some words; for another one it tells which was meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word; raises UsageError for an unknown one."""
        known = [str(choice) for choice in self.choices]
        if value in known:
            return str(value)
        where = param.opts[-1] if isinstance(param, click.Option) else (param and param.human_readable_name) or ""
        close = meant(suggest(str(value), known))
        hint = f"run {ctx.command_path} --help" if ctx else None
        raise UsageError(f'"{value}" in {where} is not one of {", ".join(known)}{close}', hint=hint)


COMPLETED = {
    "jobs": complete_jobs,
    "executors": complete_executors,
    "levels": complete_levels,
    "nodes": complete_nodes,
    "paths": complete_paths,
    "reports": complete_reports,
    "revisions": complete_revisions,
    "selectors": complete_selectors,
    "versions": complete_versions,
}


def declared(*options: option.Option, **more: Any) -> Decorator:
    """Return what adds options to a command, in their order."""

    def declare(command: Any) -> Any:
        for one in reversed(options):
            command = _declare(one, more)(command)
        return command

    return declare


def _declare(one: option.Option, more: dict[str, Any]) -> Decorator:
    flags = (*one.flags, one.name)
    if one.is_flag:
        return click.option(*flags, is_flag=True, help=one.help, **more)
    said: dict[str, Any] = {"type": OneOf(one.words)} if one.words else {}
    said |= {"shell_complete": COMPLETED[one.complete]} if one.complete else {}
    said |= {"default": one.default} if one.default is not None else {}
    return click.option(
        *flags, metavar=one.metavar, multiple=one.many, envvar=one.variable, help=one.help, **said, **more
    )


def common_options(command: Any) -> Any:
    """Add the options that every command has."""
    color = declared(option.COLOR, expose_value=False, is_eager=True, callback=remember_color)
    # the program looks for it itself: it counts even where the command line cannot be parsed
    debug = declared(option.DEBUG, expose_value=False)
    return color(debug(command))


config_options = declared(*option.CONFIG)
selection_options = declared(*option.SELECTION)
rendering_options = declared(*option.RENDERING)
cluster_options = declared(*option.CLUSTER)


def policies_option() -> Decorator:
    """Return ``--policies``."""
    return declared(option.POLICIES)


def rules_option(flag: str, text: str) -> Decorator:
    """Return an option that takes words which select rules."""
    return declared(option.rules_option(flag, text))
