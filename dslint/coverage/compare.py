"""A coverage held against what was or what would be: other manifests, a Git revision, other nodes."""

from __future__ import annotations

from dslint.coverage.changes import Changes
from dslint.coverage.manifests import daemon_sets_at, load_daemon_sets
from dslint.coverage.model import Coverage, cover
from dslint.errors import UsageError
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.config import Resolver, Settings
    from dslint.coverage.manifests import Manifests
    from dslint.coverage.query import Query
    from dslint.errors import InputError
    from dslint.inventory import Inventory
    from dslint.inventory.snapshot import Snapshot


class Compared(NamedTuple):
    """The changes, with notes for people and what could not be read."""

    changes: Changes
    notes: list[str]
    errors: list[InputError]


class Now(NamedTuple):
    """What there is now: paths, the DaemonSets there, the nodes before any what-if, and what the settings say."""

    paths: Sequence[str]
    manifests: Manifests
    inventory: Inventory
    resolver: Resolver
    settings: Settings
    snapshot: Snapshot | None = None
    """What the cluster runs that is compared with."""


def compare(query: Query, now: Now, coverage: Coverage) -> Compared:
    """Return what changes from the one to the other; ``coverage`` is of now, with every what-if.

    Raises :class:`~dslint.errors.DslintError` for what is not there: a revision, a path, nodes.
    """
    if query.since is not None and query.against:
        raise UsageError("--since and --against exclude each other")
    if query.against_cluster and (query.since is not None or query.against):
        flag = "--against" if query.against else "--since"
        raise UsageError(f"{flag} and --against-cluster exclude each other")
    manifests, words = now.manifests, []
    if query.since is not None:
        manifests = daemon_sets_at(query.since, now.paths, now.resolver)
        words.append(show(query.since))
    elif query.against:
        manifests = load_daemon_sets(query.against, resolver=now.resolver)
        words.append(", ".join(map(show, query.against)))
    elif now.snapshot is not None:
        from dslint.coverage.from_cluster import manifests_of

        names = {(name.namespace or "default", name.name or "") for name in manifests.names}
        manifests = manifests_of(now.snapshot, names)
        words.append(f"cluster {show(now.snapshot.context)}")
        if absent := len(now.snapshot.sets) - len(manifests.names):
            manifests.note(f"{words[-1]} has {counted(absent, 'DaemonSet')} more than are among these files")
    inventory = now.inventory
    if query.against_nodes:
        from dslint.inventory import load

        inventory = load(query.against_nodes)
        words.append(f"the nodes of {', '.join(map(show, inventory.sources))}")
    if not words:
        words.append("the nodes as they are")
    cluster = coverage.cluster.on(inventory.nodes, inventory.sources)
    before = cover(manifests.daemon_sets, cluster, (*now.settings.declared, *manifests.objects), minor=coverage.minor)
    old = manifests is not now.manifests
    notes = [*(manifests.notes if old else ()), *(inventory.notes if inventory is not now.inventory else ())]
    return Compared(Changes(before, coverage, " and ".join(words)), notes, list(manifests.errors) if old else [])
