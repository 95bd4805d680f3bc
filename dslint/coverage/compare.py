"""A coverage held against what was or what would be: other manifests, a Git revision, other nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage.changes import Changes
from dslint.coverage.manifests import daemon_sets_at, load_daemon_sets
from dslint.coverage.model import Coverage, cover
from dslint.errors import UsageError
from dslint.manifest.cluster import Cluster
from dslint.template import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.config import Options, Resolver
    from dslint.coverage.manifests import Manifests
    from dslint.errors import InputError
    from dslint.inventory import Inventory


class Asked(NamedTuple):
    """What to compare with; nothing said takes what there is now."""

    since: str | None = None
    against: tuple[str, ...] = ()
    against_nodes: tuple[str, ...] = ()
    what_if: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is asked."""
        return self.since is not None or any(self[1:])


class Compared(NamedTuple):
    """The changes, with notes for people and what could not be read."""

    changes: Changes
    notes: list[str]
    errors: list[InputError]


class Now(NamedTuple):
    """What there is now: paths, the DaemonSets there, the nodes before any what-if."""

    paths: Sequence[str]
    manifests: Manifests
    inventory: Inventory
    options: Options
    resolver: Resolver


def compare(asked: Asked, now: Now, coverage: Coverage) -> Compared:
    """Return what changes from the one to the other; ``coverage`` is of now, with every what-if.

    Raises :class:`~dslint.errors.DslintError` for what is not there: a revision, a path, nodes.
    """
    if asked.since is not None and asked.against:
        raise UsageError("--since and --against exclude each other")
    manifests, words = now.manifests, []
    if asked.since is not None:
        manifests = daemon_sets_at(asked.since, now.paths, now.resolver)
        words.append(show(asked.since))
    elif asked.against:
        manifests = load_daemon_sets(asked.against, now.options, now.resolver)
        words.append(", ".join(map(show, asked.against)))
    inventory = now.inventory
    if asked.against_nodes:
        from dslint.inventory import load

        inventory = load(asked.against_nodes)
        words.append(f"the nodes of {', '.join(map(show, inventory.sources))}")
    if not words:
        words.append("the nodes as they are")
    before = cover(manifests.daemon_sets, Cluster(inventory.nodes, inventory.sources), minor=coverage.minor)
    old = manifests is not now.manifests
    notes = [*(manifests.notes if old else ()), *(inventory.notes if inventory is not now.inventory else ())]
    return Compared(Changes(before, coverage, " and ".join(words)), notes, list(manifests.errors) if old else [])
