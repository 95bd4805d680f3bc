"""What DaemonSets take of a node: which share of the tightest one of each pool, and what nobody reserves for them.

The tightest node of a pool is the one of which they ask for the largest share of cpu, memory or pods: mostly its
smallest. Only nodes count whose room is known: ``status.allocatable``, or what an autoscaler reckons with. It makes no
node of a machine that is too small for what they request: filterInstanceTypesByRequirements in
pkg/controllers/provisioning/scheduling/nodeclaim.go of kubernetes-sigs/karpenter.
"""

from __future__ import annotations

from dslint.coverage.totals import of_node
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.virtual import virtual
from dslint.kube.values.quantity import Quantity
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dslint.coverage.model import Column, Coverage
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
    def machine(self) -> str:
        """What the node is reckoned to be, where it is only described; empty where that has no name."""
        return self.node.sizes[0].name if self.node.sizes and not self.node.allocatable else ""


class Sizing(NamedTuple):
    """How many of the machines that a node may be are too small for its DaemonSets; ``smallest`` of the others."""

    node: NodeGroup
    too_small: int
    of: int
    smallest: str | None


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


def sizings(coverage: Coverage) -> dict[str | None, Sizing]:
    """Return for each pool whose nodes are only described the node with the most machines that are too small."""
    found: dict[str | None, Sizing] = {}
    for column, group in _kinds(coverage):
        if group.sizes:
            bill = of_node(coverage, column)
            small = [any(part.percent > ALL for part in _parts(bill, one.allocatable)) for one in group.sizes]
            smallest = next((one.name for one, is_small in zip(group.sizes, small, strict=True) if not is_small), None)
            one = Sizing(group, sum(small), len(small), smallest)
            if column.pool not in found or one.too_small > found[column.pool].too_small:
                found[column.pool] = one
    return found


def unrequested(row: Row) -> Unrequested:
    """Return what of cpu and memory the manifest of a DaemonSet does not request."""
    asked = row.neighbour.asking.requests
    absent = [name for name in (CPU, MEMORY) if not asked.get(name)]
    never = tuple(name for name in absent if not row.requests.get(name))
    return Unrequested(never, tuple(name for name in absent if name not in never))


def _shares(coverage: Coverage) -> Iterator[tuple[str | None, Share]]:
    """Yield what is taken of each kind of node, with its pool."""
    for column, group in _kinds(coverage):
        if parts := tuple(_parts(of_node(coverage, column), group.room)):
            yield column.pool, Share(group, parts)


def _kinds(coverage: Coverage) -> Iterator[tuple[Column, NodeGroup]]:
    """Yield a node of each kind that is told apart by its pods or by what it has, where that is known."""
    groups = coverage.nodes.groups
    for column in coverage.columns:
        if virtual(groups[column.first].node) is not None:
            continue
        kinds: dict[int, int] = {}
        for index in column.nodes:
            kinds.setdefault(id(groups[index].room), index)
        yield from ((column, groups[index]) for index in kinds.values() if groups[index].room)


def _parts(bill: Bill, room: Mapping[str, Quantity]) -> Iterator[Part]:
    asked = {**bill.requests, PODS: Quantity(bill.pods)}
    for name in RESOURCES:
        if name in room and _count(name, room[name]) > 0:
            yield Part(name, asked.get(name, ZERO), room[name])


def _count(resource: str, amount: Quantity) -> int:
    return amount.milli_value() if resource == CPU else amount.value()
