"""A fleet as one report: agents by clusters, the differences between clusters, and what hurts first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.fleet.member import Agent, Member

MISSED, REFUSED, PENDING = "missed", "refused", "pending"
ABSENT, VERSION, FINDINGS = "absent", "version", "findings"
KINDS = (MISSED, REFUSED, PENDING, ABSENT, FINDINGS, VERSION)


class Difference(NamedTuple):
    """In what clusters differ about one agent: each value with the clusters that have it, the rarest first."""

    agent: str
    kind: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    weight: int
    """How many nodes, or clusters, it is about."""


class FleetReport:
    """What a fleet looks like; ``members`` in the order in which they were named."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = tuple(members)
        self._agents = {one.name: {agent.title: agent for agent in one.agents} for one in self.members}

    @cached_property
    def read(self) -> tuple[Member, ...]:
        """The clusters that could be read, those with the most trouble first."""
        return tuple(sorted((one for one in self.members if one.error is None), key=_trouble_of_member))

    @property
    def lost(self) -> tuple[Member, ...]:
        """Those that could not be read."""
        return tuple(one for one in self.members if one.error is not None)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The agents by name, those with the most trouble first."""
        found = {title for agents in self._agents.values() for title in agents}
        return tuple(sorted(found, key=self._trouble))

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read."""
        return not any(one.error is not None or one.errors for one in self.members)

    def cells(self, title: str) -> list[tuple[Member, Agent | None]]:
        """Return what the clusters that could be read have of an agent; ``None`` where it is not there."""
        return [(one, self._agents[one.name].get(title)) for one in self.read]

    def total(self, title: str, count: str) -> int:
        """Return the sum of a count (``missed``, ``runs`` …) of an agent over all clusters where it is known."""
        return sum(getattr(one.placed, count) for _, one in self.cells(title) if one and one.placed)

    def found(self, title: str, severity: str) -> int:
        """Return how many findings of a severity an agent has in all clusters."""
        return sum(one.findings[severity] for _, one in self.cells(title) if one)

    def usual_version(self, title: str) -> str:
        """Return the version that most clusters have of an agent; of two the first by name."""
        counts: dict[str, int] = {}
        for _, one in self.cells(title):
            if one is not None:
                counts[one.version] = counts.get(one.version, 0) + 1
        return min(counts, key=lambda version: (-counts[version], version), default="")

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """In what clusters differ, what hurts most first; nothing where there are fewer than two."""
        if len(self.read) < 2:
            return ()
        found = [one for title in self.titles for one in self._of_agent(title)]
        return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), -one.weight, one.agent)))

    def _of_agent(self, title: str) -> Iterable[Difference]:
        cells = self.cells(title)
        there = [(member, one) for member, one in cells if one is not None]
        for kind in (MISSED, REFUSED, PENDING):
            counts = [(member.name, getattr(one.placed, kind)) for member, one in there if one.placed is not None]
            if any(count for _, count in counts) and len({bool(count) for _, count in counts}) > 1:
                values = [(f"{count:,} of its nodes", name) for name, count in counts if count]
                yield Difference(title, kind, _grouped(values), sum(count for _, count in counts))
        if len(there) < len(cells):
            values = [("there" if one is not None else "absent", member.name) for member, one in cells]
            yield Difference(title, ABSENT, _grouped(values), min(len(there), len(cells) - len(there)))
        rules: dict[str, list[str]] = {}
        for member, one in there:
            for rule in one.rules:
                rules.setdefault(rule, []).append(member.name)
        some = [(rule, tuple(names)) for rule, names in rules.items() if len(names) < len(there)]
        if some:
            yield Difference(title, FINDINGS, tuple(some), sum(len(names) for _, names in some))
        if len({one.version for _, one in there}) > 1:
            values = [(one.version or "none", member.name) for member, one in there]
            yield Difference(title, VERSION, _grouped(values), len(there))

    def _trouble(self, title: str) -> tuple[object, ...]:
        absent = sum(one is None for _, one in self.cells(title))
        versions = len({one.version for _, one in self.cells(title) if one})
        return (
            -self.total(title, "missed"),
            -self.total(title, "refused"),
            -self.total(title, "pending"),
            -self.found(title, "error"),
            -min(absent, len(self.read) - absent),
            -self.found(title, "warning"),
            -versions,
            title,
        )


def sums(member: Member) -> dict[str, int]:
    """Return what the agents of a cluster add up to."""
    placed = [one.placed for one in member.agents if one.placed is not None]
    counts = {name: sum(getattr(one, name) for one in placed) for name in ("desired", "runs", "missed", "pending")}
    kinds = ("error", "warning", "info")
    return counts | {kind: sum(one.findings[kind] for one in member.agents) for kind in kinds}


def _trouble_of_member(member: Member) -> tuple[object, ...]:
    found = sums(member)
    return (-found["missed"], -found["pending"], -found["error"], -found["warning"], member.name)


def _grouped(values: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each value with the clusters that have it, the rarest first."""
    found: dict[str, list[str]] = {}
    for value, name in values:
        found.setdefault(value, []).append(name)
    pairs = sorted(found.items(), key=lambda pair: (len(pair[1]), pair[0]))
    return tuple((value, tuple(names)) for value, names in pairs)
