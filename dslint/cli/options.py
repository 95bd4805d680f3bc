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


def complete_revisions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the branches and tags of the repository around the working directory."""
    import subprocess

    from click.shell_completion import CompletionItem

    from dslint.inputs import git

    try:
        done = git.run(".", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
    except (OSError, ValueError, subprocess.SubprocessError):
        return []
    names = ["HEAD", *done.stdout.decode("utf-8", "replace").split()]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_changes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the first word of a change to the nodes, each with what follows it."""
    from click.shell_completion import CompletionItem

    from dslint.coverage.whatif import FORMS

    return [CompletionItem(word, help=form) for word, form in FORMS.items() if word.startswith(incomplete)]


def complete_reports(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the format of ``FORMAT=PATH``; the path is the shell's."""
    from click.shell_completion import CompletionItem

    from dslint.render import FORMATS

    return [CompletionItem(f"{name}=") for name in FORMATS if f"{name}=".startswith(incomplete)]


def complete_daemon_sets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the names of the DaemonSets in the paths that were typed, or in the working directory."""
    from click.shell_completion import CompletionItem

    from dslint.config import Options, Resolver
    from dslint.errors import DslintError
    from dslint.inputs.load import load
    from dslint.inputs.worktree import WorkTree

    paths = [path for path in ctx.params.get("paths") or (".",) if path != "-"]
    names: set[str] = set()
    try:
        for loaded in load(WorkTree(), paths, Resolver(Options())):
            if loaded.error is None:
                names.update(one.name.name or "" for part in loaded.contents() for one in part.daemon_sets)
    except DslintError:
        return []
    return [CompletionItem(name) for name in sorted(names - {""}) if name.startswith(incomplete)]


def refuse_second_stdin(paths: tuple[str, ...], *others: tuple[str, ...]) -> None:
    """Raise UsageError where ``-`` stands twice, among paths or beside them."""
    if paths.count("-") > 1:
        raise UsageError("- stands twice, but standard input can be read once only", hint="leave out one -")
    if sum(words.count("-") for words in (paths, *others)) > 1:
        raise UsageError("standard input can be read once only", hint="give --nodes a file")


def refuse_idle_name(paths: tuple[str, ...], name: str | None) -> None:
    """Raise UsageError where a stream gets a name that nobody reads."""
    if name is not None and "-" not in paths:
        raise UsageError("--stdin-filename names the stream that - reads, but no path is -", hint="add -")
