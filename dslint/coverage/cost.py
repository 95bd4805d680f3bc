"""What DaemonSets take of a node: which share of the tightest one of each pool, and what nobody reserves for them.

The tightest node of a pool is the one of which they ask for the largest share of cpu, memory or pods: mostly its
smallest. Only nodes count whose room is known: ``status.allocatable``, or what an autoscaler reckons with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage.totals import of_node
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.virtual import virtual
from dslint.kube.values.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.coverage.totals import Bill
    from dslint.kube.nodes.classes import NodeGroup

CPU, MEMORY, PODS = RESOURCES = ("cpu", "memory", "pods")
ALL = 100


class Part(NamedTuple):
    """How much of a resource all DaemonSets of a node ask for together, and how much it has for pods."""

    resource: str
    asked: Quantity
    has: Quantity

    @property
    def percent(self) -> int:
        """The share in hundredths, rounded up: what is above 100 does not fit."""
        asked, has = (_count(self.resource, one) for one in (self.asked, self.has))
        return -(-ALL * asked // has)


class Share(NamedTuple):
    """What the DaemonSets take of one node, and of all that they cannot be told apart from."""

    node: NodeGroup
    parts: tuple[Part, ...]

    @property
    def percent(self) -> int:
        """The largest of the shares."""
        return max(part.percent for part in self.parts)

    @property
    def missing(self) -> tuple[Part, ...]:
        """What they ask for more of than the node has."""
        return tuple(part for part in self.parts if part.percent > ALL)


class Unrequested(NamedTuple):
    """What the pods of a DaemonSet request nothing of, and what only a LimitRange makes them request."""

    never: tuple[str, ...]
    by_range: tuple[str, ...]


def tightest(coverage: Coverage) -> dict[str | None, Share]:
    """Return the tightest node of each pool, in the order of the inventory; pools of unknown room are left out."""
    found: dict[str | None, Share] = {}
    for pool, share in _shares(coverage):
        if pool not in found or share.percent > found[pool].percent:
            found[pool] = share
    return found


def overfull(coverage: Coverage) -> list[Share]:
    """Return the nodes on which what the DaemonSets ask for has no room, one for all that are alike."""
    return [share for _, share in _shares(coverage) if share.missing]


def unrequested(row: Row) -> Unrequested:
    """Return what of cpu and memory the manifest of a DaemonSet does not request."""
    asked = row.neighbour.asking.requests
    absent = [name for name in (CPU, MEMORY) if not asked.get(name)]
    never = tuple(name for name in absent if not row.requests.get(name))
    return Unrequested(never, tuple(name for name in absent if name not in never))


def _shares(coverage: Coverage) -> Iterator[tuple[str | None, Share]]:
    """Yield what is taken of each kind of node that is told apart by its pods or by what it has, with its pool."""
    groups = coverage.nodes.groups
    for column in coverage.columns:
        kinds: dict[int, int] = {}
        for index in column.nodes:
            kinds.setdefault(id(groups[index].room), index)
        rooms = [groups[index] for index in kinds.values() if groups[index].room]
        if rooms and virtual(groups[column.first].node) is None:
            bill = of_node(coverage, column)
            for group in rooms:
                if parts := tuple(_parts(bill, group.room)):
                    yield column.pool, Share(group, parts)


def _parts(bill: Bill, room: Mapping[str, Quantity]) -> Iterator[Part]:
    asked = {**bill.requests, PODS: Quantity(bill.pods)}
    for name in RESOURCES:
        if name in room and _count(name, room[name]) > 0:
            yield Part(name, asked.get(name, ZERO), room[name])


def _count(resource: str, amount: Quantity) -> int:
    return amount.milli_value() if resource == CPU else amount.value()
