"""The nodes of a cluster taken together, and the classes into which a question sorts them.

A cluster has thousands of nodes and few kinds of them. A question about nodes says which of their facets it looks at
(:mod:`dslint.kube.nodes.facets`); nodes that agree in all of these are one class and are asked about once.
"""

from __future__ import annotations

from types import MappingProxyType

from dslint.kube.data.pools import pool_of
from dslint.kube.nodes.facets import ALLOCATABLE, FEATURES, NAME, POOL, TAINTS
from dslint.kube.nodes.placement import Node, read_node
from dslint.kube.values.quantity import Quantity, parse
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dslint.kube.nodes.facets import Facet
    from dslint.kube.nodes.tolerations import Taint

NOTHING: Mapping[str, Quantity] = MappingProxyType({})
_READY = ("True", "False", "Unknown")
_UNREADY = {"node.kubernetes.io/not-ready": "False", "node.kubernetes.io/unreachable": "Unknown"}


class Size(NamedTuple):
    """A machine that a node may be, by the name of its type, and what an autoscaler reckons that it has for pods."""

    name: str
    allocatable: Mapping[str, Quantity]


class NodeGroup(NamedTuple):
    """A node of a cluster, or ``size`` nodes that are alike.

    An empty ``allocatable`` is not known, nor are ``features`` (those that its kubelet declares) of ``None``, nor a
    version of its ``kubelet``. ``ready`` is the status of its condition Ready: ``False`` where the kubelet says so,
    ``Unknown`` where it is silent; ``None`` is not known. ``sizes`` are the machines that a node may be that is only
    described, the smallest first: nothing is decided by them. ``startup`` are the taints of a new node that go before
    workloads come.
    """

    node: Node
    pool: str | None = None
    size: int = 1
    allocatable: Mapping[str, Quantity] = NOTHING
    features: frozenset[str] | None = None
    kubelet: str | None = None
    ready: str | None = None
    sizes: tuple[Size, ...] = ()
    startup: tuple[Taint, ...] = ()

    @property
    def room(self) -> Mapping[str, Quantity]:
        """What it has for pods, or is reckoned to have; empty where nobody knows."""
        return self.allocatable or (self.sizes[0].allocatable if self.sizes else NOTHING)

    @property
    def unready(self) -> str | None:
        """The status of Ready where that is not true, by the condition, else by the taint that follows from it."""
        if self.ready is not None:
            return None if self.ready == "True" else self.ready
        return next((_UNREADY[taint.key] for taint in self.node.taints if taint.key in _UNREADY), None)

    @property
    def name(self) -> str:
        """The name of the node, or of the pool that it stands for."""
        return self.node.name

    def __str__(self) -> str:
        """Return the name, and how many nodes it stands for where that is not one."""
        return self.name if self.size == 1 else f"{self.name} ({self.size})"


def read_node_group(node: Mapping[str, Any]) -> NodeGroup:
    """Read a Node object, decoded and of the right types; raises QuantityError for an amount that is none."""
    read = read_node(node)
    status = node.get("status") or {}
    amounts = {name: parse(amount) for name, amount in (status.get("allocatable") or {}).items()}
    return NodeGroup(read, pool_of(read.labels), 1, amounts, _features(status), _kubelet(status), _ready(status))


def _ready(status: Mapping[str, Any]) -> str | None:
    """Return the status of the condition Ready; placement is not decided by it but by taints."""
    conditions = status.get("conditions")
    for one in conditions if isinstance(conditions, list) else ():
        if isinstance(one, dict) and one.get("type") == "Ready" and one.get("status") in _READY:
            return str(one["status"])
    return None


def _kubelet(status: Mapping[str, Any]) -> str | None:
    """Return the version of a kubelet that reports; nothing is decided by it."""
    info = status.get("nodeInfo")
    version = info.get("kubeletVersion") if isinstance(info, dict) else None
    return version if isinstance(version, str) and version else None


def _features(status: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the features that a kubelet declares: none where it reports and says nothing of them."""
    declared = status.get("declaredFeatures")
    if isinstance(declared, list):
        return frozenset(one for one in declared if isinstance(one, str))
    return frozenset() if status.get("nodeInfo") else None


class Partition(NamedTuple):
    """Classes of nodes: for each node the number of its class, for each class its first node and its size."""

    classes: list[int]
    firsts: list[int]
    sizes: list[int]


class Nodes:
    """Nodes in the order of their inventory; never changed, so that answers about it can be kept."""

    __slots__ = ("_base", "_columns", "_partitions", "groups", "size")

    def __init__(self, groups: Iterable[NodeGroup]) -> None:
        self.groups = tuple(groups)
        self.size = sum(group.size for group in self.groups)
        self._columns: dict[Facet, list[Any]] = {}
        self._partitions: dict[frozenset[Facet], Partition] = {}
        self._base: tuple[frozenset[Facet], Partition] | None = None

    def expect(self, facets: frozenset[Facet]) -> None:
        """Prepare for many questions that look at these facets; no answer depends on it.

        The nodes are sorted once by all of them but those that tell every node from the others, such as the name;
        later only one node of each kind is looked at.
        """
        coarse = self.coarse(facets, max(len(self.groups) // 8, 8))
        columns = [self._column(facet) for facet in coarse]
        self._base = coarse, self.sort(zip(*columns, strict=True) if columns else None)

    def coarse(self, facets: Iterable[Facet], most: int) -> frozenset[Facet]:
        """Return the facets of which the nodes have no more than so many values."""
        return frozenset(facet for facet in facets if len(set(self._column(facet))) <= most)

    def partition(self, facets: frozenset[Facet]) -> Partition:
        """Sort the nodes into classes that agree in all of these facets, numbered as they come."""
        found = self._partitions.get(facets)
        if found is None:
            found = self._partitions[facets] = self._partition(facets)
        return found

    def _partition(self, facets: frozenset[Facet]) -> Partition:
        columns = [self._column(facet) for facet in sorted(facets)]
        if self._base is None or not facets <= self._base[0]:
            return self.sort(zip(*columns, strict=True) if columns else None)
        base = self._base[1]
        numbers: dict[Any, int] = {}
        firsts: list[int] = []
        kinds: list[int] = []
        for first in base.firsts:
            key = tuple(column[first] for column in columns)
            if key not in numbers:
                numbers[key] = len(firsts)
                firsts.append(first)
            kinds.append(numbers[key])
        sizes = [0] * len(firsts)
        for kind, size in zip(kinds, base.sizes, strict=True):
            sizes[kind] += size
        return Partition([kinds[number] for number in base.classes], firsts, sizes)

    def sort(self, keys: Iterable[Any] | None) -> Partition:
        """Sort the nodes by a key for each of them; without keys all are of one class."""
        numbers: dict[Any, int] = {}
        classes: list[int] = []
        firsts: list[int] = []
        for index, key in enumerate([()] * len(self.groups) if keys is None else keys):
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(firsts)
                firsts.append(index)
            classes.append(number)
        sizes = [0] * len(firsts)
        for number, group in zip(classes, self.groups, strict=True):
            sizes[number] += group.size
        return Partition(classes, firsts, sizes)

    def _column(self, facet: Facet) -> list[Any]:
        column = self._columns.get(facet)
        if column is None:
            column = self._columns[facet] = self._values(facet)
        return column

    def _values(self, facet: Facet) -> list[Any]:
        if facet == TAINTS:
            return [group.node.taints for group in self.groups]
        if facet == NAME:
            return [group.node.name for group in self.groups]
        if facet == POOL:
            return [group.pool for group in self.groups]
        if facet == FEATURES:
            return [group.features for group in self.groups]
        if facet == ALLOCATABLE:
            # nodes that are alike mostly share one mapping, which is quicker to compare than its amounts
            shared = {id(group.allocatable): group.allocatable for group in self.groups}
            sets = {one: frozenset(amounts.items()) for one, amounts in shared.items()}
            return [sets[id(group.allocatable)] for group in self.groups]
        key = facet[1]
        return [group.node.labels.get(key) for group in self.groups]
