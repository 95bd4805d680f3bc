"""Pods of DaemonSets that must not meet, or must, within a topology.

Anti-affinity within one node is settled by priority, since evicting is for the same node only; within several nodes
whoever is first stays. What other pods there are is not known: a term that means no DaemonSet at hand stays open.

Sources: nodePodsSatisfyAffinity, satisfiesSelfAffinityCheck, satisfyPodAntiAffinity, satisfyExistingPodsAntiAffinity in
pkg/scheduler/framework/plugins/interpodaffinity/filtering.go, pkg/scheduler/framework/preemption (Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections import Counter

from dslint.kube.nodes.crowd import ABSENT, HELD
from dslint.kube.nodes.terms import AFFINITY, SPREAD
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import NodeGroup, Nodes
    from dslint.kube.nodes.terms import Term

# how two that must not meet come apart: who is first stays, or the higher priority does, or that is not known
FIRST, PRIORITY, UNKNOWN = "first", "priority", "unknown"
_HOST_NAME = "kubernetes.io/hostname"
_NAME: Path = ("metadata", "name")


class Member(NamedTuple):
    """A DaemonSet: whose pods, what they ask of others, their priority, and whether they come to each node."""

    name: tuple[str | None, str | None]
    namespace: str
    labels: Mapping[str, str]
    terms: Sequence[Term]
    comes: Sequence[int]
    priority: int | None = 0
    preempts: bool = True


class Apart(NamedTuple):
    """A term that may keep a pod off a node, because of the pods of ``other`` (``None``: of pods that are not known).

    ``at`` is the place in the DaemonSet that is kept off, ``how`` says who runs of the two. ``value`` is that of the
    topology there, in which ``other`` has so many ``pods``, of which one on the node itself does not count for its own.
    """

    term: Term
    at: Path
    other: int | None = None
    how: str = FIRST
    value: str = ""
    pods: int = 0


class Company:
    """The DaemonSets of a cluster beside each other, by number; work is done only for those that ask of others."""

    def __init__(self, nodes: Nodes, members: Sequence[Member]) -> None:
        self._nodes = nodes
        self._members = members
        self._counts: dict[tuple[int, str], Counter[str]] = {}
        self._widths: dict[str, Counter[str]] = {}
        self._by_label: dict[tuple[str, str], list[int]] = {}
        self._open: dict[int, list[Term]] = {}
        self._even: dict[int, list[tuple[Term, list[int]]]] = {}
        self._meet: dict[int, dict[tuple[int, str], tuple[Term, Path]]] = {}
        self._near: dict[int, frozenset[int]] = {}
        asking = [number for number, member in enumerate(members) if member.terms]
        for number, member in enumerate(members if asking else ()):
            for pair in member.labels.items():
                self._by_label.setdefault(pair, []).append(number)
        for number in asking:
            self._take(number)

    def asks(self, number: int) -> bool:
        """Tell whether others may keep pods of a DaemonSet off nodes."""
        return any(number in some for some in (self._open, self._even, self._meet, self._near))

    def near(self, number: int) -> frozenset[int]:
        """Return the DaemonSets whose pods all terms of affinity of another mean."""
        return self._near.get(number, frozenset())

    def affinity(self, number: int) -> list[Term]:
        """Return the terms of affinity of a DaemonSet."""
        return [term for term in self._members[number].terms if term.kind == AFFINITY]

    def domains(self, number: int, key: str) -> Counter[str]:
        """Return in which domains of a topology pods of a DaemonSet are made, and how many."""
        if (number, key) not in self._counts:
            pairs = zip(self._nodes.groups, self._members[number].comes, strict=True)
            self._counts[number, key] = _sizes(key, (group for group, comes in pairs if comes > HELD))
        return self._counts[number, key]

    def apart(self, number: int, index: int) -> list[Apart]:
        """Return what may keep the pod of a DaemonSet off a node to which it comes, but for affinity."""
        if self._members[number].comes[index] == ABSENT:
            return []
        labels = self._nodes.groups[index].node.labels
        found = [Apart(term, term.at) for term in self._open.get(number, ()) if term.key in labels]
        for term, others in self._even.get(number, ()):
            if sum(self._members[other].comes[index] > HELD for other in others) > term.free:
                found.append(Apart(term, term.at))
        for (other, key), (term, at) in self._meet.get(number, {}).items():
            value = labels.get(key)
            if value is not None:
                pods = self.domains(other, key)[value] - (other == number and self._members[number].comes[index] > HELD)
                how = self._how(number, other, alone=self._width(key)[value] == 1)
                if pods > 0 and how is not None:
                    found.append(Apart(term, at, other, how, value, pods))
        return found

    def _take(self, number: int) -> None:
        near: frozenset[int] | None = None
        for term in self._members[number].terms:
            met = self._meant(number, term) if term.known else []
            if term.kind == AFFINITY:
                near = frozenset(met) if near is None else near & frozenset(met)
            elif term.kind == SPREAD and term.known:
                self._even.setdefault(number, []).append((term, [one for one in met if one != number]))
            elif not met:
                self._open.setdefault(number, []).append(term)
            for other in met if term.kind not in (AFFINITY, SPREAD) else ():
                self._meet.setdefault(number, {})[other, term.key] = (term, term.at)
                if other != number:
                    self._meet.setdefault(other, {}).setdefault((number, term.key), (term, _NAME))
        if near is not None:
            self._near[number] = near

    def _meant(self, number: int, term: Term) -> list[int]:
        """Return whose pods a term means; not those of another version of the same DaemonSet."""
        pairs = (term.selector or {}).get("matchLabels") or {}
        some: Iterable[int] = range(len(self._members))
        for pair in pairs.items():
            some = self._by_label.get(pair, ())
            break
        own = self._members[number].name
        return [
            other
            for other in some
            if (other == number or self._members[other].name != own)
            and term.means(self._members[other].namespace, self._members[other].labels)
        ]

    def _how(self, number: int, other: int, *, alone: bool) -> str | None:
        """Return how two come apart, seen by one of them; ``None`` where it is the one that stays in any case."""
        one, rival = self._members[number], self._members[other]
        if number == other:
            return FIRST
        if one.priority is None or rival.priority is None:
            return UNKNOWN
        if not alone or one.priority == rival.priority:
            return FIRST
        if one.priority > rival.priority:
            return None if one.preempts else FIRST
        return PRIORITY if rival.preempts else FIRST

    def _width(self, key: str) -> Counter[str]:
        if key not in self._widths:
            self._widths[key] = _sizes(key, self._nodes.groups)
        return self._widths[key]


def _sizes(key: str, groups: Iterable[NodeGroup]) -> Counter[str]:
    """Count nodes by the value of a label; nodes that are told of together have host names of their own."""
    found: Counter[str] = Counter()
    for group in groups:
        value = group.node.labels.get(key)
        if value is not None:
            found[value] += 1 if key == _HOST_NAME else group.size
    return found
