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
        return sum(self.row.nodes.groups[index].size for index in nodes)


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
        expectation = cluster.expectation(row.name)
        if expectation is None:
            continue
        runs = [verdict.should_run for verdict in row.reach.per_node()]
        missed = tuple(index for index, wanted in enumerate(expectation.nodes) if wanted and not runs[index])
        extra = tuple(index for index, wanted in enumerate(expectation.nodes) if runs[index] and not wanted)
        if missed or extra:
            yield Shortfall(row, expectation.intents, missed, extra)


def lost(changes: Changes, cluster: Cluster) -> list[Lost]:
    """Return the DaemonSets that a change removes and the configuration wants."""
    gone = [change.row for change in changes.rows if change.after is None]
    expectations = [(row, expectation) for row in gone if (expectation := cluster.expectation(row.name)) is not None]
    found = [Lost(row, expectation.intents, _wanted(expectation, cluster)) for row, expectation in expectations]
    return [one for one in found if one.nodes]


def _wanted(expectation: Expectation, cluster: Cluster) -> int:
    return sum(group.size for group, wanted in zip(cluster.nodes.groups, expectation.nodes, strict=True) if wanted)
