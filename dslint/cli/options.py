"""Options that several commands share, and what a shell completes for them: from the rule index, without checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dslint.cli.streams import remember_color
from dslint.errors import UsageError
from dslint.phrases import meant, suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from dslint.config import Options

    Decorator = Callable[[Any], Any]
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # not generic before click 8.2


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


def common_options(command: Any) -> Any:
    """Add the options that every command has."""
    color = click.option(
        "--color",
        type=OneOf(["auto", "always", "never"]),
        default="auto",
        expose_value=False,
        is_eager=True,
        callback=remember_color,
        help="When to colour; NO_COLOR and FORCE_COLOR are honoured.",
    )
    # the program looks for it itself: it counts even where the command line cannot be parsed
    debug = click.option("--debug", is_flag=True, expose_value=False, help="Show where an internal error happened.")
    return color(debug(command))


def policies_option() -> Decorator:
    """Return ``--policies``."""
    return click.option(
        "--policies",
        multiple=True,
        metavar="DIR",
        shell_complete=complete_paths,
        help="Folder with rule files of your own; repeatable.",
    )


def rules_option(flag: str, text: str) -> Decorator:
    """Return an option that takes words which select rules."""
    return click.option(flag, multiple=True, metavar="RULES", shell_complete=complete_selectors, help=text)


def take_settings(arguments: dict[str, Any]) -> Options:
    """Take out of what click has parsed the arguments that are settings: those with the name of a field of theirs."""
    from dslint.config import Options  # not every command has settings

    found = {name: arguments.pop(name) for name in Options._fields if name in arguments}
    return Options(**{name: value for name, value in found.items() if value is not None and value is not False})


def complete_paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Leave files and folders to the shell; click.Path would load translations on every start."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete rule ids and names, each with its summary; words before a comma are kept."""
    from click.shell_completion import CompletionItem

    from dslint.catalogue.index import load_rules

    kept, comma, word = incomplete.rpartition(",")
    return [
        CompletionItem(kept + comma + name, help=rule.summary)
        for rule in load_rules()
        for name in (rule.id, rule.name)
        if name.lower().startswith(word.lower())
    ]


def complete_selectors(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete what selects rules: ids, names, tags, ``ALL`` and ``DEFAULT``."""
    from click.shell_completion import CompletionItem

    from dslint.catalogue.index import load_rules

    kept, comma, word = incomplete.rpartition(",")
    tags = {f"tag:{tag}" for rule in load_rules() for tag in rule.tags}
    groups = [
        CompletionItem(kept + comma + name) for name in ("ALL", "DEFAULT", *sorted(tags)) if name.startswith(word)
    ]
    return complete_rules(ctx, param, incomplete) + groups


def complete_versions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the Kubernetes versions that dslint knows."""
    from click.shell_completion import CompletionItem

    from dslint.kube.versions import KNOWN

    known = [f"1.{minor}" for minor in KNOWN]
    return [CompletionItem(version) for version in known if version.startswith(incomplete)]


def complete_nodes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of profiles, else paths."""
    from click.shell_completion import CompletionItem

    from dslint.inventory import PREFIX
    from dslint.inventory.profiles import NAMES

    found = [f"{PREFIX}{name}" for name in NAMES if f"{PREFIX}{name}".startswith(incomplete)]
    return [CompletionItem(profile) for profile in found] or complete_paths(ctx, param, incomplete)


def refuse_second_stdin(words: tuple[str, ...]) -> None:
    """Raise UsageError where ``-`` stands twice."""
    if words.count("-") > 1:
        raise UsageError("standard input can be read once only", hint="give --nodes a file")
