"""The table DaemonSets x nodes: a row for each DaemonSet, a verdict of the controller in each cell.

Nothing is computed per node that is the same for many: a row has one verdict for each class of nodes that it can tell
apart (:class:`~dslint.kube.nodes.classes.Partition`), and is asked about a node by its index in the cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.apiserver.requests import pod_requests
from dslint.kube.apiserver.server import prepare
from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.facets import Facet, label
from dslint.kube.nodes.hostports import HostPort, host_ports
from dslint.kube.nodes.placement import NODE_SELECTOR, Placement, Reason, Verdict
from dslint.kube.nodes.reach import Reach, reach_facets
from dslint.kube.nodes.reasons import Remedy, found, message, remedy
from dslint.kube.nodes.scheduling import Scheduling
from dslint.kube.versions import DEFAULT
from dslint.manifest.daemonset import DaemonSet, ObjectName
from dslint.manifest.schema import decoder

if TYPE_CHECKING:
    from dslint.coverage.scheduler import SchedulerNote
    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import Partition
    from dslint.kube.nodes.conditions import Condition
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.cluster import Cluster, Expectation
    from dslint.manifest.field import Field

# a label with more values tells single nodes from each other, not kinds of them
MOST_KINDS = 64
HOST_NAME = "kubernetes.io/hostname"


class Location(NamedTuple):
    """Where something stands in a manifest; what is missing stands at the nearest thing above it that is there.

    ``line`` and ``column`` count from 1, ``pointer`` is that of the field itself, from the document's root.
    """

    path: str
    line: int
    column: int
    pointer: str


class Obstacle(NamedTuple):
    """One reason why a DaemonSet has no pod on a node, with its place and what to add (``None``: nothing helps).

    ``found`` is what the node has instead, by label; empty for a taint.
    """

    reason: Reason
    message: str
    place: Location
    remedy: Remedy | None
    found: dict[str, str | None]


class Row:
    """One DaemonSet: where it stands, what it asks for, and where it runs."""

    __slots__ = ("_reach", "ds", "name", "nodes", "place", "placement", "pod_spec", "ports", "requests", "scheduling")

    def __init__(self, ds: DaemonSet, nodes: Nodes, minor: int) -> None:
        self.ds = ds
        self.nodes = nodes
        self.name: ObjectName = ds.name
        self.pod_spec = _pod_spec(ds, minor)
        comparison = enabled("TaintTolerationComparisonOperators", minor)
        self.placement = Placement(self.pod_spec, comparison=comparison)
        self.requests: dict[str, Quantity] = pod_requests(self.pod_spec, minor)
        self.ports: tuple[HostPort, ...] = tuple(host_ports(self.pod_spec))
        self.scheduling = Scheduling(self.pod_spec, self.placement.tolerations, self.requests)
        self._reach: Reach | None = None
        start = ds.source.place(ds.root.node.start if ds.root.node is not None else 0)
        self.place = Location(ds.source.path, start.line, start.column, ds.root.pointer)

    @property
    def reach(self) -> Reach:
        """Where it runs."""
        if self._reach is None:
            self._reach = Reach(self.placement, self.nodes)
        return self._reach

    @property
    def facets(self) -> frozenset[Facet]:
        """What of a node decides about the DaemonSet: for the controller, then for the scheduler."""
        return reach_facets(self.placement) | self.scheduling.facets

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it."""
        return str(self.name).partition(" ")[2]

    @property
    def written_tolerations(self) -> int:
        """How many tolerations stand in the template."""
        return len(self.pod_spec.get("tolerations") or ())

    def at(self, path: Path, *, key: bool = False) -> Location:
        """Return the place of a path of the DaemonSet (``spec``, ``template`` …); with ``key`` that of its key."""
        field: Field = self.ds.root.get(*path)
        start = self.ds.source.place(field.span(key=key).start)
        return Location(self.ds.source.path, start.line, start.column, field.pointer)

    def obstacles(self, index: int) -> Iterator[Obstacle]:
        """Yield what keeps the DaemonSet off the node at an index; nothing where it runs."""
        node = self.nodes.groups[index].node
        for reason in self.reach.verdict(index).reasons:
            yield Obstacle(
                reason,
                message(reason),
                self.at(reason.at, key=reason.kind == NODE_SELECTOR),
                remedy(reason, node, self.placement),
                dict(found(reason, node)),
            )


def _pod_spec(ds: DaemonSet, minor: int) -> dict[str, Any]:
    """Return the template's spec as the server would store it; as far as it can be decoded where it is refused."""
    value = ds.value if isinstance(ds.value, dict) else {}
    stored = prepare(decoder(minor).decode(value).object, minor)
    spec: dict[str, Any] = ((stored.get("spec") or {}).get("template") or {}).get("spec") or {}
    return spec


class Cell(NamedTuple):
    """One DaemonSet on one node of the cluster."""

    row: Row
    node_index: int

    @property
    def group(self) -> NodeGroup:
        """The node."""
        return self.row.nodes.groups[self.node_index]

    @property
    def verdict(self) -> Verdict:
        """What the controller does."""
        return self.row.reach.verdict(self.node_index)

    @property
    def obstacles(self) -> list[Obstacle]:
        """What keeps the DaemonSet off."""
        return list(self.row.obstacles(self.node_index))


class Column(NamedTuple):
    """A group of nodes, as people are shown it: one pool, the same taints and labels asked for, the same answers.

    ``number`` counts from 1, ``nodes`` are indexes into the nodes, ``size`` is how many nodes they stand for. What is
    said of ``first`` holds for all of them. Labels with very many values, such as the host name, may differ.
    """

    number: int
    nodes: tuple[int, ...]
    size: int
    pool: str | None

    @property
    def first(self) -> int:
        """The index of the first node."""
        return self.nodes[0]


class Coverage:
    """Rows and nodes; ``minor`` is the Kubernetes version, ``sources`` say where the nodes come from.

    ``others`` are DaemonSets that are not shown but count for what the scheduler adds. ``explain`` asks for every
    condition of every cell. ``cluster``, where it is set, has the same nodes and says what is meant.
    """

    __slots__ = (
        "_beside",
        "_columns",
        "_labels",
        "_takers",
        "cluster",
        "explain",
        "minor",
        "nodes",
        "others",
        "rows",
        "sources",
    )  # fmt: skip

    def __init__(
        self,
        rows: Iterable[Row],
        nodes: Nodes,
        minor: int,
        sources: Iterable[str] = (),
        *,
        others: Iterable[Row] = (),
        explain: bool = False,
    ) -> None:
        self.rows = tuple(rows)
        self.nodes = nodes
        self.minor = minor
        self.sources = tuple(sources)
        self.others = tuple(others)
        self.explain = explain
        self.cluster: Cluster | None = None
        self._columns: tuple[Column, ...] | None = None
        self._labels: tuple[str, ...] | None = None
        self._beside: dict[int, tuple[Partition, list[SchedulerNote]]] = {}
        self._takers: dict[tuple[int, str], list[tuple[Row, HostPort]]] | None = None

    @property
    def version(self) -> str:
        """The Kubernetes version as people write it."""
        return f"1.{self.minor}"

    def cell(self, row: int, index: int) -> Cell:
        """Return the DaemonSet of a row on the node at an index."""
        return Cell(self.rows[row], index)

    def conditions(self, row: int, index: int) -> list[Condition]:
        """Return every condition that the controller looks at for one cell, met or not."""
        from dslint.kube.nodes.conditions import conditions  # few runs explain a cell

        one = self.rows[row]
        return list(conditions(one.placement, self.nodes.groups[index].node, one.written_tolerations))

    def beside(self, row: int) -> tuple[Partition, list[SchedulerNote]]:
        """Return what the scheduler adds to the verdicts of a row: classes of nodes and a fact sheet for each class."""
        if row not in self._beside:
            from dslint.coverage.scheduler import beside

            self._beside[row] = beside(self, row)
        return self._beside[row]

    def beside_node(self, row: int, index: int) -> SchedulerNote:
        """Return what the scheduler adds for one node."""
        partition, sheets = self.beside(row)
        return sheets[partition.classes[index]]

    def takers(self, port: HostPort) -> list[tuple[Row, HostPort]]:
        """Return the DaemonSets that ask for a host port of this number and protocol, each with its own."""
        if self._takers is None:
            self._takers = {}
            for row in (*self.rows, *self.others):
                for one in row.ports:
                    self._takers.setdefault((one.port, one.protocol), []).append((row, one))
        return self._takers.get((port.port, port.protocol), [])

    def labels(self) -> tuple[str, ...]:
        """Return the labels that DaemonSets ask for and that sort the nodes into few kinds, each with another value."""
        if self._labels is None:
            asked = dict.fromkeys(key for row in self.rows for key in row.placement.keys)
            few = self.nodes.coarse(map(label, asked), MOST_KINDS) - self.nodes.coarse(map(label, asked), 1)
            self._labels = tuple(key for key in asked if label(key) in few and key != HOST_NAME)
        return self._labels

    def expectation(self, row: int) -> Expectation | None:
        """Return for which nodes a DaemonSet is meant; ``None`` where the configuration does not say."""
        return self.cluster.expectation(self.rows[row].name) if self.cluster is not None else None

    def columns(self) -> tuple[Column, ...]:
        """Return the nodes in groups, in the order of the inventory; grouping changes no answer."""
        if self._columns is None:
            self._columns = tuple(self._grouped())
        return self._columns

    def _grouped(self) -> Iterator[Column]:
        keys: list[Iterable[Any]] = [
            [group.pool for group in self.nodes.groups],
            [group.node.taints for group in self.nodes.groups],
        ]
        keys.append(self.nodes.partition(frozenset(map(label, self.labels()))).classes)
        for number, row in enumerate(self.rows):
            keys.append(_answers(row.reach.partition, row.reach.verdicts))
            keys.append(_answers(*self.beside(number)))
            if (expectation := self.expectation(number)) is not None:
                keys.append(expectation.nodes)
            if self.explain:  # what the nodes have is told too
                keys.append(self.nodes.partition(row.facets).classes)
        partition = self.nodes.sort(zip(*keys, strict=True))
        nodes: list[list[int]] = [[] for _ in partition.firsts]
        for index, number in enumerate(partition.classes):
            nodes[number].append(index)
        for number, (indexes, size) in enumerate(zip(nodes, partition.sizes, strict=True)):
            yield Column(number + 1, tuple(indexes), size, self.nodes.groups[indexes[0]].pool)


def _answers(partition: Partition, answers: Iterable[Any]) -> list[int]:
    """Return for each node the number of its answer; classes with the same answer have the same number."""
    numbers: dict[Any, int] = {}
    by_class = [numbers.setdefault(answer, len(numbers)) for answer in answers]
    return [by_class[number] for number in partition.classes]


def cover(
    daemon_sets: Iterable[DaemonSet], nodes: Nodes, *, minor: int = DEFAULT, sources: Iterable[str] = ()
) -> Coverage:
    """Hold DaemonSets against the nodes of a cluster, for Kubernetes 1.``minor``."""
    rows = [Row(ds, nodes, minor) for ds in daemon_sets]
    nodes.expect(frozenset().union(*(row.facets for row in rows)))
    return Coverage(rows, nodes, minor, sources)
