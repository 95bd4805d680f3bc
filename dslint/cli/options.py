"""Options that several commands share, and what a shell completes for them."""

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


def config_options(command: Any) -> Any:
    """Add the options that name the configuration, or none."""
    command = click.option("--no-config", is_flag=True, help="Use no configuration file.")(command)
    named = click.option("--config", metavar="FILE", shell_complete=complete_paths, help="Configuration file to use.")
    return named(command)


def selection_options(command: Any) -> Any:
    """Add the options that say which rules run."""
    options = (
        rules_option("--select", "Rules to run instead of the default ones."),
        rules_option("--ignore", "Rules not to run."),
        rules_option("--extend-select", "Rules to run beside the others."),
        click.option("--preview", is_flag=True, help="Let preview rules be selected."),
        policies_option(),
    )
    for option in reversed(options):
        command = option(command)
    return command


def rendering_options(command: Any) -> Any:
    """Add the options that say how charts and overlays are rendered."""
    options = (
        click.option(
            "--render",
            "render_here",
            is_flag=True,
            help="Render PATH even if that is the working directory, and what HelmReleases name.",
        ),
        click.option(
            "--values",
            multiple=True,
            metavar="FILE",
            shell_complete=complete_paths,
            help="Values to render a Helm chart with; repeatable.",
        ),
        click.option(
            "--set", "set_values", multiple=True, metavar="KEY=VALUE", help="A value to render a Helm chart with."
        ),
        click.option("--release-name", metavar="NAME", help="Release to render a Helm chart for."),
        click.option("--namespace", metavar="NAME", help="Namespace to render a Helm chart for."),
        click.option(
            "--kube-version", metavar="VERSION", help="Version that Helm is told of.  [default: the one checked for]"
        ),
        click.option("--allow-network", is_flag=True, help="Let kustomize fetch remote bases."),
        click.option("--api-versions", multiple=True, metavar="API", help="An API that Helm is told of; repeatable."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def cluster_options(command: Any) -> Any:
    """Add the options that say which clusters are asked, by the user's own kubectl."""
    options = (
        click.option("--cluster", is_flag=True, help="Take what a cluster has: runs kubectl get, which only reads."),
        click.option("--context", multiple=True, metavar="NAME", help="Context of kubectl for --cluster; repeatable."),
        click.option("--all-contexts", is_flag=True, help="Ask the clusters of all contexts of kubectl."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def refuse_idle_context(context: tuple[str, ...], *, all_contexts: bool, asks: bool) -> None:
    """Raise UsageError where a context is named and no cluster asked, or one is named in vain."""
    if (context or all_contexts) and not asks:
        flag = "--context" if context else "--all-contexts"
        raise UsageError(f"{flag} is for --cluster", hint="add --cluster")
    if context and all_contexts:
        raise UsageError("--context and --all-contexts exclude each other", hint="leave out one of them")
    if "" in context:
        raise UsageError("the name in --context is empty", hint="kubectl config get-contexts lists them")


def contexts_of(context: tuple[str, ...], *, all_contexts: bool) -> list[str | None]:
    """Return the contexts that are asked, ``None`` for the current one; raises InputError where there is none."""
    if all_contexts:
        from dslint.inventory.kubectl import list_contexts

        return [*list_contexts()]
    return [*dict.fromkeys(context)] or [None]


def policies_option() -> Decorator:
    """Return ``--policies``."""
    return click.option(
        "--policies",
        multiple=True,
        metavar="DIR",
        shell_complete=complete_paths,
        help="Folder with rule files of your own, or policies of the cluster; repeatable.",
    )


def rules_option(flag: str, text: str) -> Decorator:
    """Return an option that takes words which select rules."""
    return click.option(flag, multiple=True, metavar="RULES", shell_complete=complete_selectors, help=text)


def take_settings(arguments: dict[str, Any]) -> Options:
    """Take out of what click has parsed the arguments that are settings: those with the name of a field of theirs."""
    from dslint.config import Options  # not every command has settings

    found = {name: arguments.pop(name) for name in Options._fields if name in arguments}
    return Options(**{name: value for name, value in found.items() if value is not None and value is not False})


def refuse_second_stdin(paths: tuple[str, ...], *others: tuple[str, ...]) -> None:
    """Raise UsageError where ``-`` stands twice, among paths or beside them."""
    if paths.count("-") > 1:
        raise UsageError("- stands twice, but standard input can be read once only", hint="leave out one -")
    if sum(words.count("-") for words in (paths, *others)) > 1:
        raise UsageError("standard input can be read once only", hint="give --nodes a file")


def refuse_stored(paths: tuple[str, ...], what: str) -> None:
    """Raise UsageError for addresses in a store where ``what`` is asked for reads files."""
    if any("://" in path for path in paths):
        raise UsageError(f"{what} files are read, and nothing of a store", hint="copy them from there")


def refuse_idle_name(paths: tuple[str, ...], name: str | None) -> None:
    """Raise UsageError where a stream gets a name that nobody reads."""
    if name is not None and "-" not in paths:
        raise UsageError("--stdin-filename names the stream that - reads, but no path is -", hint="add -")
