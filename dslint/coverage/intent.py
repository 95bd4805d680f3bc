"""What runs held against what was meant: the same answer that ``dslint check`` gives in DS220 and DS221."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.changes import Changes
    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.manifest.cluster import Cluster, Intent, Unmatched


class Shortfall(NamedTuple):
    """A DaemonSet whose pods are not where they are meant to be: indexes of nodes, missed and too many."""

    row: Row
    intents: tuple[Intent, ...]
    missed: tuple[int, ...]
    extra: tuple[int, ...]

    def size(self, nodes: tuple[int, ...]) -> int:
        """Return how many nodes some indexes stand for."""
        return sum(self.row.nodes.groups[index].size for index in nodes)


class Lost(NamedTuple):
    """A DaemonSet that is gone, though it is meant to run on some nodes."""

    row: Row
    intents: tuple[Intent, ...]
    nodes: int


class Unmet(NamedTuple):
    """What is not as the configuration wants it: DaemonSets that are not where they are meant, gone, or not there."""

    shortfalls: tuple[Shortfall, ...] = ()
    lost: tuple[Lost, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is not as it is meant."""
        return any(self)

    @property
    def is_missed(self) -> bool:
        """Whether a node is missed where a pod is wanted; one too many is no more than told."""
        return bool(self.lost or self.unmatched) or any(one.missed for one in self.shortfalls)


def unmet(coverage: Coverage, changes: Changes | None = None, unmatched: Iterable[Unmatched] = ()) -> Unmet:
    """Return what is not as the configuration wants it; which DaemonSets are gone is known of ``changes`` only.

    ``unmatched`` are the intents that are about no DaemonSet; one whose DaemonSet is gone is told once.
    """
    lost = tuple(_lost(changes, coverage.cluster)) if changes is not None else ()
    told = [intent for one in lost for intent in one.intents]
    return Unmet(tuple(_shortfalls(coverage)), lost, tuple(one for one in unmatched if one.intent not in told))


def _shortfalls(coverage: Coverage) -> Iterator[Shortfall]:
    for row in coverage.rows:
        if row.expectation is None:
            continue
        runs = [verdict.should_run for verdict in row.reach.per_node()]
        meant = row.expectation.nodes
        missed = tuple(index for index, wanted in enumerate(meant) if wanted and not runs[index])
        extra = tuple(index for index, wanted in enumerate(meant) if runs[index] and not wanted)
        if missed or extra:
            yield Shortfall(row, row.expectation.intents, missed, extra)


def _lost(changes: Changes, cluster: Cluster) -> Iterator[Lost]:
    for change in changes.rows:
        expectation = cluster.expectation(change.row.name) if change.after is None else None
        if expectation is None:
            continue
        wanted = zip(cluster.nodes.groups, expectation.nodes, strict=True)
        if nodes := sum(group.size for group, is_wanted in wanted if is_wanted):
            yield Lost(change.row, expectation.intents, nodes)
