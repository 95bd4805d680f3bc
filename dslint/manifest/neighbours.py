"""DaemonSets beside each other on their nodes: what the scheduler adds to the verdicts of the controller.

A verdict is the controller's and exact. This is about the pod after it was created: how much the scheduler likes the
node, and what can leave the pod there Pending; it never changes a verdict. Other pods than those of the DaemonSets at
hand are not known: a node may have less room than it seems.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from dslint.kube.nodes.crowd import MOST, PODS, Tenant, whole
from dslint.kube.nodes.hostports import HostPort
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.running import Demand, Running
from dslint.kube.nodes.scheduling import HOST_PORT, RESOURCE, TOO_MANY, Pending, Preference, Scheduling
from dslint.kube.values.quantity import Quantity
from dslint.phrases import and_more, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.kube.nodes.classes import Nodes, Partition
    from dslint.kube.nodes.crowd import Shortage
    from dslint.kube.nodes.reach import Reach
    from dslint.manifest.daemonset import ObjectName
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


class Asking(NamedTuple):
    """What a DaemonSet asks for, whoever is beside it: plain data, which can be kept of many."""

    name: ObjectName
    minor: int
    pod: Mapping[str, Any]
    """``spec.template.spec`` as the server would store it."""
    requests: Mapping[str, Quantity]
    ports: tuple[HostPort, ...]
    reach: Reach


class Neighbour:
    """One of the DaemonSets of a cluster, with what admission adds to its pods; ``number`` tells it from the others."""

    def __init__(self, asking: Asking, number: int, neighbours: Neighbours) -> None:
        self.asking = asking
        self.reach = asking.reach
        self._number = number
        self._neighbours = neighbours
        self.admitted = neighbours.around.admit(asking.pod, asking.name.namespace, asking.minor)
        tolerations = asking.reach.placement.tolerations
        self.scheduling = Scheduling(
            asking.pod, tolerations, self.admitted.added, self.admitted.volumes, minor=asking.minor
        )

    @cached_property
    def requests(self) -> Mapping[str, Quantity]:
        """What the scheduler reserves for one pod, with what limit ranges and runtime classes add."""
        if self.admitted.pod is self.asking.pod:
            return self.asking.requests
        from dslint.kube.apiserver.requests import pod_requests

        return pod_requests(self.admitted.pod, self.asking.minor)

    @property
    def demand(self) -> Demand:
        """What it wants of the nodes that it runs on."""
        priority = self.admitted.priority
        amounts = {name: amount for name, amount in whole(self.requests).items() if amount > 0}
        tenant = Tenant(amounts, self.asking.ports, priority.value, priority.preempts)
        return Demand((self.asking.name.namespace, self.asking.name.name), self.reach, tenant)

    @cached_property
    def partition(self) -> Partition:
        """The nodes in classes of which the scheduler says the same; mostly those of the verdicts."""
        nodes = self._neighbours.nodes
        base = nodes.partition(self.reach.facets | self.scheduling.facets)
        kinds = self._neighbours.kinds(self._number)
        if kinds is None:
            return base
        # what a node has is told where it is too little
        has = [None if kind == 0 else nodes.groups[index].allocatable for index, kind in enumerate(kinds)]
        return nodes.sort(zip(base.classes, kinds, map(id, has), strict=True))

    @cached_property
    def notes(self) -> list[SchedulerNote]:
        """What the scheduler says, by these classes."""
        return [self._note(first) for first in self.partition.firsts]

    def note(self, index: int) -> SchedulerNote:
        """Return the note on the node that stands at an index of the cluster."""
        return self.notes[self.partition.classes[index]]

    def second(self, index: int) -> Shortage | None:
        """Return what a second pod beside the first does not get on a node; ``None`` where it has room."""
        return self._neighbours.running.beside(self._number, index)

    @property
    def rooms(self) -> list[tuple[int, int]]:
        """What room there is, by nodes: where it is the same, second pods get the same."""
        return self._neighbours.running.rooms()

    def _note(self, index: int) -> SchedulerNote:
        # who names a node has no scheduler
        if not self.reach.verdict(index).should_run or self.reach.placement.node_name:
            return NOTHING
        group = self._neighbours.nodes.groups[index]
        lacking = self._neighbours.running.shortage(self._number, index)
        taken = () if lacking is None else (self._lack(lacking, index),)
        return SchedulerNote(
            self.scheduling.preference(group),
            (*taken, *self.scheduling.pending(group)),
            self._neighbours.victims(self._number, index),
        )

    def _lack(self, lacking: Shortage, index: int) -> Pending:
        """Say what the DaemonSet does not get on a node, and because of whom."""
        takers = [self._neighbours.all[number] for number in lacking.takers]
        others = ", ".join(one.asking.name.title for one in takers) + and_more(lacking.others - len(takers))
        many = lacking.others > 1
        who = f"{others}, of a higher priority," if lacking.sure else others
        unknown = [one for one in (self, *takers) if one.admitted.priority.value is None]
        decides = "whoever is first gets it"
        if unknown:
            name = unknown[0].asking.pod.get("priorityClassName")
            decides = f"the priority class {name} decides, which is not known"
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
        asked = f"requests {self.requests[name]} of {name}"
        there = group.allocatable.get(name, Quantity())
        if not takers:
            return Pending(RESOURCE, f"{asked}, the node has {there}", _CONTAINERS, certain=True)
        left = Quantity(max(lacking.left, 0), -3 if name == "cpu" else 0, there.format)
        ends = "" if lacking.sure else f", and {decides}"
        text = f"{asked}; {who} {'leave' if many else 'leaves'} {left} of {there}{ends}"
        return Pending(RESOURCE, text, _CONTAINERS, certain=lacking.sure)


class Neighbours:
    """The DaemonSets of a cluster, which share its nodes, and the objects ``around`` them; all are added first."""

    def __init__(self, nodes: Nodes, around: Surroundings) -> None:
        self.nodes = nodes
        self.around = around
        self.all: list[Neighbour] = []

    def add(self, asking: Asking) -> Neighbour:
        """Take one more."""
        self.all.append(Neighbour(asking, len(self.all), self))
        return self.all[-1]

    @cached_property
    def running(self) -> Running:
        """Who gets room on which node."""
        return Running(self.nodes, [one.demand for one in self.all])

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
        return tuple(self.all[one].asking.name.title for one in some)

    def kinds(self, number: int) -> list[int] | None:
        """Return for each node which of the outcomes for a DaemonSet it has; ``None`` where it has room everywhere."""
        touched = [
            number in outcome or number in victims
            for outcome, victims in zip(self.running.outcomes, self._victims, strict=True)
        ]
        if not any(touched):
            return None
        return [kind if touched[kind] else 0 for kind in self.running.classes]
