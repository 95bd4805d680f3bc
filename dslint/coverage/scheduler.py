"""What stands beside a verdict: how much the scheduler likes the node, and what can leave the pod there Pending.

A verdict is the controller's and exact. This is about the pod after it was created; it never changes a verdict. Other
pods than those of the DaemonSets at hand are not known: a node may have less room than it seems.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.nodes.crowd import MOST, PODS
from dslint.kube.nodes.hostports import HostPort
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.running import Running
from dslint.kube.nodes.scheduling import HOST_PORT, RESOURCE, TOO_MANY, Pending, Preference
from dslint.kube.values.quantity import Quantity
from dslint.phrases import and_more, counted

if TYPE_CHECKING:
    from dslint.coverage.row import Row
    from dslint.kube.nodes.classes import Nodes, Partition
    from dslint.kube.nodes.crowd import Shortage
    from dslint.manifest.surroundings import Surroundings

_CONTAINERS = (*POD_SPEC, "containers")


class SchedulerNote(NamedTuple):
    """What the scheduler adds for a DaemonSet on a node; empty where it does not run.

    ``evicts`` are the first few DaemonSets whose pods go where the pod comes to a full node.
    """

    preference: Preference | None = None
    pending: tuple[Pending, ...] = ()
    evicts: tuple[str, ...] = ()

    @property
    def can_run(self) -> bool | None:
        """Whether a pod that is made there can run; ``None`` where that depends on what is not known."""
        if any(one.certain for one in self.pending):
            return False
        return None if self.pending else True


NOTHING = SchedulerNote()


class Neighbours:
    """The DaemonSets of a table, which share its nodes, and the objects around them."""

    def __init__(self, nodes: Nodes, around: Surroundings) -> None:
        self.nodes = nodes
        self.around = around
        self.rows: list[Row] = []

    def add(self, row: Row) -> int:
        """Take one more and return its number."""
        self.rows.append(row)
        return len(self.rows) - 1

    @cached_property
    def running(self) -> Running:
        """Who gets room on which node."""
        return Running(self.nodes, [row.demand for row in self.rows])

    @cached_property
    def _victims(self) -> list[dict[int, tuple[int, ...]]]:
        """For each outcome the numbers of those who make others go, with theirs."""
        found: list[dict[int, tuple[int, ...]]] = []
        for outcome in self.running.outcomes:
            victims: dict[int, tuple[int, ...]] = {}
            for number, lacking in outcome.items():
                for taker in lacking.takers if lacking.sure else ():
                    victims[taker] = (*victims.get(taker, ()), number)[:MOST]
            found.append(victims)
        return found

    def victims(self, number: int, index: int) -> tuple[str, ...]:
        """Return whose pods one evicts from a node."""
        some = self._victims[self.running.classes[index]].get(number, ())
        return tuple(self.rows[one].title for one in some)

    def kinds(self, number: int) -> list[int] | None:
        """Return for each node which of the outcomes for a DaemonSet it has; ``None`` where it has room everywhere."""
        touched = [
            number in outcome or number in victims
            for outcome, victims in zip(self.running.outcomes, self._victims, strict=True)
        ]
        if not any(touched):
            return None
        return [kind if touched[kind] else 0 for kind in self.running.classes]


class Scheduler:
    """What the scheduler adds for one DaemonSet: a note on every node, ``notes`` by the classes of ``partition``.

    Most DaemonSets have the classes of their verdicts.
    """

    __slots__ = ("_neighbours", "_row", "notes", "partition")

    def __init__(self, row: Row, neighbours: Neighbours) -> None:
        self._row = row
        self._neighbours = neighbours
        self.partition = self._partition()
        self.notes = [self._note(first) for first in self.partition.firsts]

    def note(self, index: int) -> SchedulerNote:
        """Return the note on the node that stands at an index of the cluster."""
        return self.notes[self.partition.classes[index]]

    def _partition(self) -> Partition:
        row, nodes = self._row, self._neighbours.nodes
        base = nodes.partition(row.reach.facets | row.scheduling.facets)
        kinds = self._neighbours.kinds(row.number)
        if kinds is None:
            return base
        # what a node has is told where it is too little
        has = [None if kind == 0 else nodes.groups[index].allocatable for index, kind in enumerate(kinds)]
        return nodes.sort(zip(base.classes, kinds, map(id, has), strict=True))

    def _note(self, index: int) -> SchedulerNote:
        row = self._row
        # who names a node has no scheduler
        if not row.reach.verdict(index).should_run or row.workload.placement.node_name:
            return NOTHING
        group = self._neighbours.nodes.groups[index]
        lacking = self._neighbours.running.shortage(row.number, index)
        taken = () if lacking is None else (self._lack(lacking, index),)
        return SchedulerNote(
            row.scheduling.preference(group),
            (*taken, *row.scheduling.pending(group)),
            self._neighbours.victims(row.number, index),
        )

    def _lack(self, lacking: Shortage, index: int) -> Pending:
        """Say what the DaemonSet does not get on a node, and because of whom."""
        rows = [self._neighbours.rows[number] for number in lacking.takers]
        others = ", ".join(row.title for row in rows) + and_more(lacking.others - len(rows))
        many = lacking.others > 1
        who = f"{others}, of a higher priority," if lacking.sure else others
        unknown = [row.workload.pod.get("priorityClassName") for row in (self._row, *rows) if row.has_unknown_priority]
        decides = (
            f"the priority class {unknown[0]} decides, which is not known" if unknown else "whoever is first gets it"
        )
        if isinstance(lacking.what, HostPort):
            higher = f"and {'have' if many else 'has'} a higher priority"
            first = f"and one of {'them' if many else 'the two'} gets it"
            ends = higher if lacking.sure else f"and {decides}" if unknown else first
            text = f"{others} {'ask' if many else 'asks'} for host port {lacking.what} too, {ends}"
            return Pending(HOST_PORT, text, lacking.what.at, certain=lacking.sure)
        group = self._neighbours.nodes.groups[index]
        if lacking.what == PODS:
            ends = "" if lacking.sure else f", and {decides}"
            room = counted(group.allocatable[PODS].value(), "pod")
            text = f"the node takes {room}, and {who} {'run' if many else 'runs'} there{ends}"
            return Pending(TOO_MANY, text, ("metadata", "name"), certain=lacking.sure)
        name = lacking.what
        asked = f"requests {self._row.requests[name]} of {name}"
        there = group.allocatable.get(name, Quantity())
        if not rows:
            return Pending(RESOURCE, f"{asked}, the node has {there}", _CONTAINERS, certain=True)
        left = Quantity(max(lacking.left, 0), -3 if name == "cpu" else 0, there.format)
        ends = "" if lacking.sure else f", and {decides}"
        text = f"{asked}; {who} {'leave' if many else 'leaves'} {left} of {there}{ends}"
        return Pending(RESOURCE, text, _CONTAINERS, certain=lacking.sure)
