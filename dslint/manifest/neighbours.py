"""DaemonSets beside each other on their nodes: what the scheduler adds to the verdicts of the controller.

A verdict is the controller's and exact. This is about the pod after it was created: how much the scheduler likes the
node, and what can leave the pod there Pending; it never changes a verdict. Other pods than those of the DaemonSets at
hand are not known: a node may have less room than it seems.
"""

from __future__ import annotations

from functools import cached_property

from dslint.kube.nodes.company import PRIORITY, Company, Member
from dslint.kube.nodes.crowd import ABSENT, MAYBE, MOST, SURE, Tenant, whole
from dslint.kube.nodes.running import Demand, Running
from dslint.kube.nodes.scheduling import Scheduling
from dslint.kube.nodes.terms import read_terms
from dslint.manifest.asking import NOTHING, SchedulerNote
from dslint.manifest.waiting import Party, depends, kept_apart, lack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dslint.kube.apiserver.refusals import Refusal
    from dslint.kube.nodes.classes import Nodes, Partition
    from dslint.kube.nodes.company import Apart
    from dslint.kube.nodes.crowd import Shortage
    from dslint.kube.nodes.gains import Gains
    from dslint.kube.nodes.scheduling import Pending
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.asking import Asking
    from dslint.manifest.surroundings import Surroundings


class Neighbour:
    """One of the DaemonSets of a cluster, with what admission adds to its pods; ``number`` tells it from the others."""

    def __init__(self, asking: Asking, number: int, neighbours: Neighbours) -> None:
        self.asking = asking
        self.around = neighbours.around
        self.reach = asking.reach
        self.number = number
        self._neighbours = neighbours
        self.admitted = neighbours.around.admit(asking.pod, asking.name.namespace, asking.minor)
        tolerations = asking.reach.placement.tolerations
        self.scheduling = Scheduling(
            asking.pod, tolerations, self.admitted.added, self.admitted.volumes, minor=asking.minor
        )

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why every pod is refused; nothing where some can be made."""
        asking, around = self.asking, self._neighbours.around
        others = around.others(asking.pod, asking.annotations, asking.owner, asking.minor)
        return (*self.admitted.refusals, *others)

    @cached_property
    def gains(self) -> Gains:
        """The tolerations that its pods gain, too late for the controller."""
        return self.around.gains(self.asking.pod)

    @cached_property
    def requests(self) -> Mapping[str, Quantity]:
        """What the scheduler reserves for one pod, with what limit ranges and runtime classes add."""
        if self.admitted.pod is self.asking.pod:
            return self.asking.requests
        from dslint.kube.apiserver.requests import pod_requests

        return pod_requests(self.admitted.pod, self.asking.minor)

    @cached_property
    def demand(self) -> Demand:
        """What it wants of the nodes that it runs on."""
        priority = self.admitted.priority
        amounts = {name: amount for name, amount in whole(self.requests).items() if amount > 0}
        tenant = Tenant(amounts, self.asking.ports, priority.value, priority.preempts)
        comes = self.comes
        if self._neighbours.company.asks(self.number):
            near = self._neighbours.company.affinity(self.number)
            comes = [min(one, MAYBE) if near or self.apart[index] else one for index, one in enumerate(comes)]
        return Demand(self._key, comes, tenant)

    @cached_property
    def party(self) -> Party:
        """What is said of it to others."""
        known = self.admitted.priority.value is not None
        name = None if known else str(self.asking.pod.get("priorityClassName"))
        return Party(self.asking.name.title, self.requests, name)

    @property
    def member(self) -> Member:
        """What it is to others that want their pods near or away."""
        asking, priority = self.asking, self.admitted.priority
        namespace = asking.name.namespace or "default"
        terms = tuple(read_terms(asking.pod, namespace))
        return Member(self._key, namespace, asking.labels, terms, self.comes, priority.value, priority.preempts)

    @property
    def _key(self) -> tuple[str | None, str | None]:
        return self.asking.name.namespace, self.asking.name.name

    @cached_property
    def _base(self) -> Partition:
        return self._neighbours.nodes.partition(self.reach.facets | self.scheduling.facets)

    @cached_property
    def comes(self) -> list[int]:
        """For each node how sure it is that its pod comes to take room there, whatever other pods there are."""
        # who names a node has no scheduler
        if self.refusals or self.reach.placement.node_name:
            return [ABSENT] * len(self._neighbours.nodes.groups)
        groups = self._neighbours.nodes.groups
        runs = [SURE if verdict.should_run else ABSENT for verdict in self.reach.verdicts]
        partition = self.reach.partition
        if self.scheduling.conditional:
            partition = self._base
            runs = [
                self.scheduling.comes(groups[first]) if self.reach.verdict(first).should_run else ABSENT
                for first in partition.firsts
            ]
        return [runs[number] for number in partition.classes]

    @cached_property
    def apart(self) -> list[list[Apart]]:
        """For each node what other pods may keep it off there, but for affinity."""
        company = self._neighbours.company
        return [company.apart(self.number, index) for index in range(len(self.comes))]

    def is_sure(self, index: int) -> bool:
        """Tell whether its pod runs on a node for sure, as far as the DaemonSets at hand decide."""
        if self.comes[index] != SURE or self._neighbours.company.affinity(self.number):
            return False
        return not self.apart[index] and self._neighbours.running.shortage(self.number, index) is None

    @cached_property
    def _held(self) -> list[tuple[Pending, ...]]:
        """For each node what other pods may keep it off there, in words."""
        everyone, company = self._neighbours.all, self._neighbours.company
        near = company.affinity(self.number)
        met = self._neighbours.met(self.number) if near else []
        groups = self._neighbours.nodes.groups
        found = []
        for index, comes in enumerate(self.comes):
            facts = []
            for one in self.apart[index]:
                other = None if one.other is None else everyone[one.other]
                sure = one.how == PRIORITY and other is not None and other.is_sure(index)
                facts.append(kept_apart(self.party, None if other is None else other.party, one, certain=sure))
            if near and comes != ABSENT and not met[index]:
                facts += [depends(term) for term in near if term.key in groups[index].node.labels]
            found.append(tuple(facts))
        return found

    @cached_property
    def partition(self) -> Partition:
        """The nodes in classes of which the scheduler says the same; mostly those of the verdicts."""
        nodes, kinds = self._neighbours.nodes, self._neighbours.kinds(self.number)
        keys: list[Sequence[object]] = [self._base.classes]
        if kinds is not None:  # what a node has is told where it is too little
            has = [0 if kind == 0 else id(nodes.groups[index].allocatable) for index, kind in enumerate(kinds)]
            keys += [kinds, has]
        if self._neighbours.company.asks(self.number):
            keys.append(self._held)
        return nodes.sort(zip(*keys, strict=True)) if len(keys) > 1 else self._base

    @cached_property
    def notes(self) -> list[SchedulerNote]:
        """What the scheduler says, by these classes."""
        return [self._note(first) for first in self.partition.firsts]

    def note(self, index: int) -> SchedulerNote:
        """Return the note on the node that stands at an index of the cluster."""
        return self.notes[self.partition.classes[index]]

    def second(self, index: int) -> Shortage | None:
        """Return what a second pod beside the first does not get on a node; ``None`` where it has room."""
        return self._neighbours.running.beside(self.number, index)

    @property
    def rooms(self) -> list[tuple[int, int]]:
        """What room there is, by nodes: where it is the same, second pods get the same."""
        return self._neighbours.running.rooms()

    def _note(self, index: int) -> SchedulerNote:
        # who names a node has no scheduler
        if not self.reach.verdict(index).should_run or self.reach.placement.node_name:
            return NOTHING
        if self.refusals:
            return SchedulerNote(refused=True)
        group = self._neighbours.nodes.groups[index]
        pending = [*self.scheduling.pending(group)]
        lacking = self._neighbours.running.shortage(self.number, index)
        if lacking is not None:
            takers = [self._neighbours.all[number] for number in lacking.takers]
            doubtful = any(one.demand.comes[index] == MAYBE for one in takers)
            pending.insert(0, lack(self.party, [one.party for one in takers], lacking, group, doubtful=doubtful))
        if self._neighbours.company.asks(self.number):
            pending += self._held[index]
        victims = self._neighbours.victims(self.number, index)
        return SchedulerNote(self.scheduling.preference(group), tuple(pending), victims)


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
    def company(self) -> Company:
        """Who wants to be near or away from whom."""
        return Company(self.nodes, [one.member for one in self.all])

    def met(self, number: int) -> list[bool]:
        """Return for each node whether pods for which the affinity of a DaemonSet asks are surely there."""
        company, groups = self.company, self.nodes.groups
        near = company.near(number)
        keys = [term.key for term in company.affinity(number)]
        values: list[set[str | None]]
        if near == {number}:  # the first pod may go anywhere, and the others to where it is
            values = [set(some) if len(some := company.domains(number, key)) == 1 else set() for key in keys]
        else:
            where = [
                groups[index].node.labels
                for other in near - {number}
                for index in range(len(groups))
                if self.all[other].is_sure(index)
            ]
            values = [{labels[key] for labels in where if key in labels} for key in keys]
        return [
            all(group.node.labels.get(key) in some for key, some in zip(keys, values, strict=True)) for group in groups
        ]

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
