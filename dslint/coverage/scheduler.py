"""What stands beside a verdict: how much the scheduler likes the node, and what can leave the pod there Pending.

A verdict is the controller's and exact. This is about the pod after it was created; it never changes a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.nodes.scheduling import HOST_PORT, Pending, Preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.scheduling import Scheduling


class SchedulerNote(NamedTuple):
    """What the scheduler adds for a DaemonSet on a node; empty where it does not run."""

    preference: Preference | None = None
    pending: tuple[Pending, ...] = ()


NOTHING = SchedulerNote()


class Rival(NamedTuple):
    """Another DaemonSet that asks for a host port too: its title, the port as it is asked for here, where it runs."""

    title: str
    port: HostPort
    reach: Reach


class Scheduler:
    """What the scheduler adds for one DaemonSet: a note on every node, ``notes`` by the classes of ``partition``.

    Most DaemonSets have the classes of their verdicts.
    """

    __slots__ = ("_reach", "_rivals", "_scheduling", "notes", "partition")

    def __init__(self, reach: Reach, scheduling: Scheduling, rivals: Sequence[Rival]) -> None:
        self._reach = reach
        self._scheduling = scheduling
        self._rivals = rivals
        facets = reach.facets.union(scheduling.facets, *(rival.reach.facets for rival in rivals))
        self.partition = reach.nodes.partition(facets)
        self.notes = [self._note(first) for first in self.partition.firsts]

    def note(self, index: int) -> SchedulerNote:
        """Return the note on the node that stands at an index of the cluster."""
        return self.notes[self.partition.classes[index]]

    def _note(self, index: int) -> SchedulerNote:
        reach = self._reach
        if not reach.verdict(index).should_run or reach.placement.node_name:  # who names a node has no scheduler
            return NOTHING
        taken = [
            Pending(
                HOST_PORT,
                f"{rival.title} asks for host port {rival.port} too, and one of the two gets it",
                rival.port.at,
                certain=False,
            )
            for rival in self._rivals
            if rival.reach.verdict(index).should_run
        ]
        group = reach.nodes.groups[index]
        return SchedulerNote(self._scheduling.preference(group), (*taken, *self._scheduling.pending(group)))
