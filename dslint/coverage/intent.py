"""What runs held against what was meant: the same answer that ``dslint check`` gives in DS220 and DS221."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes
    from dslint.coverage.model import Coverage, Row
    from dslint.manifest.cluster import Cluster, Expectation, Intent


class Shortfall(NamedTuple):
    """A DaemonSet whose pods are not where they are meant to be: indexes of nodes, missed and too many."""

    row: Row
    intents: tuple[Intent, ...]
    missed: tuple[int, ...]
    extra: tuple[int, ...]

    def size(self, nodes: tuple[int, ...]) -> int:
        """Return how many nodes some indexes stand for."""
        return sum(self.row.nodes.members[index].size for index in nodes)


class Lost(NamedTuple):
    """A DaemonSet that is gone, though it is meant to run on some nodes."""

    row: Row
    intents: tuple[Intent, ...]
    nodes: int


def shortfalls(coverage: Coverage, cluster: Cluster) -> list[Shortfall]:
    """Return the DaemonSets that miss nodes they are meant for, or run on others; ``cluster`` has the same nodes."""
    return list(_shortfalls(coverage, cluster))


def _shortfalls(coverage: Coverage, cluster: Cluster) -> Iterator[Shortfall]:
    for row in coverage.rows:
        wish = cluster.wish(row.name)
        if wish is None:
            continue
        runs = [verdict.should_run for verdict in row.reach.per_node()]
        missed = tuple(index for index, wanted in enumerate(wish.nodes) if wanted and not runs[index])
        extra = tuple(index for index, wanted in enumerate(wish.nodes) if runs[index] and not wanted)
        if missed or extra:
            yield Shortfall(row, wish.intents, missed, extra)


def lost(changes: Changes, cluster: Cluster) -> list[Lost]:
    """Return the DaemonSets that a change removes and the configuration wants."""
    gone = [change.row for change in changes.rows if change.after is None]
    wishes = [(row, wish) for row in gone if (wish := cluster.wish(row.name)) is not None]
    found = [Lost(row, wish.intents, _wanted(wish, cluster)) for row, wish in wishes]
    return [one for one in found if one.nodes]


def _wanted(wish: Expectation, cluster: Cluster) -> int:
    return sum(member.size for member, wanted in zip(cluster.nodes.members, wish.nodes, strict=True) if wanted)
