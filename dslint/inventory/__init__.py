"""The nodes that DaemonSets are held against: read from files, from ready-made profiles, or from the cluster itself.

>>> inventory = load(["profile:kubeadm", "nodes.yaml"])
>>> inventory.nodes.size
12
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dslint.kube.nodes.classes import Nodes
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Settings
    from dslint.inventory.nodes import NodeFile
    from dslint.kube.nodes.classes import NodeGroup

PREFIX = "profile:"
CONTEXT = "context:"
"""What a context of kubectl is named with, where the user names it: no file does."""


class Inventory(NamedTuple):
    """Nodes, where they come from, and what there is to say of that (objects of other kinds that were skipped)."""

    nodes: Nodes
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_example(self) -> bool:
        """Tell whether there are profiles alone: these show how a kind of cluster looks, not which labels one has."""
        return all(source.startswith(PREFIX) for source in self.sources)


def load(words: Iterable[str], *, pools: Sequence[NodeGroup] = (), named: bool = True) -> Inventory:
    """Return the nodes of some files (``-`` is standard input) and profiles (``profile:eks``), then those of pools.

    One that the user ``named`` may be a pipe, or a cluster (``context:prod``), which kubectl is asked for then.

    Raises :class:`~dslint.errors.InputError`, with the place where a file has one, for what cannot be read, holds no
    node, or names a node twice, and :class:`~dslint.errors.UsageError` for a profile that is not known.
    """
    return _join([_read(word, named=named) for word in words], pools)


def is_read_once(word: str) -> bool:
    """Tell whether what ``--nodes`` names is read by one process alone: standard input, or a cluster."""
    return word == "-" or word.startswith(CONTEXT)


def of_settings(settings: Settings) -> Inventory | None:
    """Return the nodes and pools that a configuration names; ``None`` if it names none.

    Raises as :func:`load` does; what has no place of its own is told at that of ``nodes`` in the configuration.
    """
    if not (settings.nodes or settings.pools):
        return None
    from dslint.config.territory import veiled
    from dslint.errors import DslintError, InputError

    origin = settings.origins.get("nodes")
    named = origin is None or origin.where.startswith("--")
    try:
        with veiled(None if named else settings.config_path, InputError):
            return load(settings.nodes, pools=settings.pools, named=named)
    except DslintError as error:
        if error.source is None and origin is not None and not named:
            raise type(error)(f"{origin.where}: {error.message}", hint=error.hint) from None
        raise


def _read(word: str, *, named: bool) -> NodeFile:
    from dslint.inventory.nodes import read_file, read_nodes

    if named and word.startswith(CONTEXT):
        from dslint.inventory.kubectl import get_nodes

        context = word[len(CONTEXT) :]
        return read_nodes(get_nodes(context))._replace(shown=f"cluster {context}")
    if not word.startswith(PREFIX):
        return read_file(word, named=named)
    from dslint.inventory.profiles import profile

    return read_nodes(profile(word[len(PREFIX) :]))


def _join(files: Sequence[NodeFile], pools: Sequence[NodeGroup]) -> Inventory:
    from dslint.errors import InputError
    from dslint.template import show

    seen: dict[str, str] = {}
    for file in files:
        for group in file.groups:
            if group.name in seen:
                raise InputError(f"node {show(group.name)} is in {seen[group.name]} and in {file.shown}")
            seen[group.name] = file.shown
    for pool in pools:
        if pool.name in seen:
            raise InputError(f"pool {show(pool.name)} has the name of a node in {seen[pool.name]}")
    groups = [group for file in files for group in file.groups]
    sources = [file.shown for file in files] + (["pools"] if pools else [])
    notes = [note for file in files for note in file.notes]
    return Inventory(Nodes((*groups, *pools)), tuple(sources), tuple(notes))
