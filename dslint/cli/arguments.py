"""Arguments of commands as what they mean: settings, and words that cannot be meant together."""

from __future__ import annotations

from dslint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dslint.config import Options


def take_settings(arguments: dict[str, Any]) -> Options:
    """Take out of the arguments of a command those that are settings: those with the name of a field of theirs."""
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


def refuse_idle_context(context: tuple[str, ...], *, all_contexts: bool, asks: bool) -> None:
    """Raise UsageError where a context is named and no cluster asked, or one is named in vain."""
    if (context or all_contexts) and not asks:
        flag = "--context" if context else "--all-contexts"
        raise UsageError(f"{flag} is for --cluster", hint="add --cluster")
    if context and all_contexts:
        raise UsageError("--context and --all-contexts exclude each other", hint="leave out one of them")
    if "" in context:
        raise UsageError("the name in --context is empty", hint="kubectl config get-contexts lists them")


def refuse_files(paths: Sequence[str], nodes: Sequence[str], since: str | None, *, against: bool) -> None:
    """Raise UsageError for what is about files beside ``--cluster``, which is about what a cluster has."""
    if against:
        raise UsageError("--cluster and --against-cluster exclude each other", hint="--against-cluster compares files")
    if paths:
        raise UsageError(
            f"no path is read with --cluster, and {paths[0]} is one",
            hint="leave out the path; or hold files against a cluster's nodes: --nodes context:NAME",
        )
    if nodes:
        raise UsageError("--nodes and --cluster exclude each other", hint="the cluster has nodes of its own")
    if since is not None:
        raise UsageError("--since is about files, which a cluster has none of", hint="leave out --cluster")


def contexts_of(context: tuple[str, ...], *, all_contexts: bool) -> list[str | None]:
    """Return the contexts that are asked, ``None`` for the current one; raises InputError where there is none."""
    if all_contexts:
        from dslint.inventory.kubectl import list_contexts

        return [*list_contexts()]
    return [*dict.fromkeys(context)] or [None]
