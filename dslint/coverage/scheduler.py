"""What stands beside a verdict: how much the scheduler likes the node, and what can leave the pod there Pending.

A verdict is the controller's and exact. This is about the pod after it was created; it never changes a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.nodes.scheduling import HOST_PORT, Pending, Preference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.coverage.model import Coverage, Row
    from dslint.kube.nodes.classes import Partition
    from dslint.kube.nodes.hostports import HostPort


class SchedulerNote(NamedTuple):
    """The fact sheet of a DaemonSet on a node; empty where it does not run."""

    preference: Preference | None = None
    pending: tuple[Pending, ...] = ()


NOTHING = SchedulerNote()


class Clash(NamedTuple):
    """A host port that another DaemonSet takes too."""

    port: HostPort
    other: Row


def beside(coverage: Coverage, number: int) -> tuple[Partition, list[SchedulerNote]]:
    """Return classes of nodes and what is to be said of each; most DaemonSets have the classes of their verdicts."""
    row = coverage.rows[number]
    clashes = list(_clashes(coverage, row))
    partition = coverage.nodes.partition(row.facets.union(*(clash.other.reach.facets for clash in clashes)))
    return partition, [_sheet(row, first, clashes) for first in partition.firsts]


def _sheet(row: Row, index: int, clashes: list[Clash]) -> SchedulerNote:
    if not row.reach.verdict(index).should_run or row.placement.node_name:  # who names a node has no scheduler
        return NOTHING
    group = row.nodes.groups[index]
    taken = [
        Pending(
            HOST_PORT,
            f"{other.title} asks for host port {port} too, and one of the two gets it",
            port.at,
            certain=False,
        )
        for port, other in clashes
        if other.reach.verdict(index).should_run
    ]
    return SchedulerNote(row.scheduling.preference(group), (*taken, *row.scheduling.pending(group)))


def _clashes(coverage: Coverage, row: Row) -> Iterator[Clash]:
    """Yield the host ports that another DaemonSet asks for; two versions of one DaemonSet never run side by side."""
    own = (row.name.namespace, row.name.name)
    for port in row.ports:
        others = (other for other, theirs in coverage.takers(port) if port.clashes(theirs))
        for other in dict.fromkeys(others):
            if other is not row and (other.name.namespace, other.name.name) != own:
                yield Clash(port, other)
