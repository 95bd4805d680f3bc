"""The table DaemonSets x nodes: a row for each DaemonSet, a column for each group of nodes that nothing tells apart."""

from __future__ import annotations

from functools import cached_property

from dslint.coverage.alternatives import environments_of
from dslint.coverage.row import HURTS, RUNS, Row
from dslint.kube.nodes.facets import label
from dslint.kube.nodes.reasons import EMPTY
from dslint.kube.nodes.virtual import virtual
from dslint.kube.versions import DEFAULT
from dslint.manifest.neighbours import Neighbours
from dslint.manifest.surroundings import Surroundings
from dslint.manifest.workload import Workload
from dslint.phrases import few
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from dslint.kube.nodes.classes import Partition
    from dslint.kube.nodes.tolerations import Taint
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.objects import Record
    from dslint.manifest.role import StatedRoles

# a label with more values tells single nodes from each other, not kinds of them
MOST_KINDS = 64
HOST_NAME = "kubernetes.io/hostname"
NO_POOL = "no pool"


class Column(NamedTuple):
    """A group of nodes, as people are shown it: one pool, the same taints and labels asked for, the same answers.

    ``number`` counts from 1, ``title`` is the pool, numbered where it has several groups.
    ``nodes`` are indexes into the nodes, ``first`` is the first of them: what is said of it
    holds for all, but labels with very many values, such as the host name, may differ. ``size`` is how many nodes they
    stand for, ``names`` are the first few of their names, ``labels`` those labels that DaemonSets ask for and that tell
    columns apart.
    """

    number: int
    title: str
    first: int
    nodes: tuple[int, ...]
    size: int
    pool: str | None
    names: str
    labels: str
    taints: tuple[Taint, ...]


class Coverage:
    """Rows against the nodes of a cluster, for Kubernetes 1.``minor``.

    ``cluster`` says too where the nodes come from and what is meant. ``explain`` asks for every condition of every
    cell.
    """

    def __init__(self, rows: Iterable[Row], cluster: Cluster, minor: int, *, explain: bool = False) -> None:
        self.rows = tuple(rows)
        named = environments_of([row.ds for row in self.rows])
        self.environments = {
            name: tuple(row for row, own in zip(self.rows, named, strict=True) if own in (name, None))
            for name in dict.fromkeys(named)
            if name is not None
        }
        """The rows of each environment, where some are alternatives, with those that are beside all of them."""
        self.cluster = cluster
        self.minor = minor
        self.explain = explain
        self.nodes = cluster.nodes

    @property
    def version(self) -> str:
        """The Kubernetes version as people write it."""
        return f"1.{self.minor}"

    @cached_property
    def has_expectations(self) -> bool:
        """Whether the configuration says of any of the DaemonSets where it is meant to run."""
        return any(row.expectation is not None for row in self.rows)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels that DaemonSets ask for and that sort the nodes into few kinds, each with another value."""
        asked = dict.fromkeys(key for row in self.rows for key in row.workload.placement.keys)
        coarse = self.nodes.coarse(map(label, asked), MOST_KINDS) - self.nodes.coarse(map(label, asked), 1)
        return tuple(key for key in asked if label(key) in coarse and key != HOST_NAME)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The nodes in groups, in the order of the inventory; grouping changes no answer."""
        return tuple(self._grouped())

    @cached_property
    def cells(self) -> dict[Row, tuple[str, ...]]:
        """The state of each row in each column; nodes of one group are in the same."""
        return {row: tuple(row.cell(column.first) for column in self.columns) for row in self.rows}

    def cell(self, row: Row, column: Column) -> str:
        """Return the state of a row in a column."""
        return self.cells[row][column.number - 1]

    @cached_property
    def worst(self) -> str | None:
        """The environment that is worst off, of alternatives: most missed first, and then most pods."""
        return max(self.environments, key=lambda name: self._harm(self.environments[name]), default=None)

    @property
    def counted(self) -> tuple[Row, ...]:
        """The rows that are added up: alternatives never are, and the worst of them counts."""
        return self.rows if self.worst is None else self.environments[self.worst]

    def _harm(self, rows: Iterable[Row]) -> list[int]:
        counts = dict.fromkeys((*HURTS, RUNS), 0)
        for row in rows:
            for state, column in zip(self.cells[row], self.columns, strict=True):
                if state in counts:
                    counts[state] += column.size
        return list(counts.values())

    def _grouped(self) -> Iterator[Column]:
        groups = self.nodes.groups
        keys: list[Iterable[Any]] = [
            [group.pool for group in groups],
            [group.node.taints for group in groups],
            [virtual(group.node) for group in groups],
            self.nodes.partition(frozenset(map(label, self.labels))).classes,
        ]
        if any(group.startup for group in groups):
            keys.append([group.startup for group in groups])
        for row in self.rows:
            keys.append(_answers(row.reach.partition, row.reach.verdicts))
            keys.append(_answers(row.neighbour.partition, row.neighbour.notes))
            if row.expectation is not None:
                keys.append(row.expectation.nodes)
            if self.explain:  # what the nodes have is told too
                keys.append(self.nodes.partition(row.facets).classes)
        partition = self.nodes.sort(zip(*keys, strict=True))
        nodes: list[list[int]] = [[] for _ in partition.firsts]
        for index, number in enumerate(partition.classes):
            nodes[number].append(index)
        seen: dict[str | None, int] = {}
        for number, (indexes, size) in enumerate(zip(nodes, partition.sizes, strict=True), 1):
            first = indexes[0]
            node, pool = groups[first].node, groups[first].pool
            seen[pool] = seen.get(pool, 0) + 1
            title = (pool or NO_POOL) + (f" #{seen[pool]}" if seen[pool] > 1 else "")
            names = few(indexes, lambda index: str(groups[index]))
            labels = ", ".join(f"{key}={node.labels[key] or EMPTY}" for key in self.labels if key in node.labels)
            yield Column(number, title, first, tuple(indexes), size, pool, names, labels, node.taints)


def _answers(partition: Partition, answers: Iterable[Any]) -> list[int]:
    """Return for each node the number of its answer; classes with the same answer have the same number."""
    numbers: dict[Any, int] = {}
    by_class = [numbers.setdefault(answer, len(numbers)) for answer in answers]
    return [by_class[number] for number in partition.classes]


def cover(
    daemon_sets: Iterable[DaemonSet],
    cluster: Cluster,
    objects: Iterable[Record] = (),
    *,
    minor: int = DEFAULT,
    explain: bool = False,
    stated: Sequence[StatedRoles] = (),
) -> Coverage:
    """Hold DaemonSets against the nodes of a cluster, for Kubernetes 1.``minor``, with the ``objects`` around them.

    ``stated`` is what a configuration says of roles.
    """
    around = Surroundings(objects, namespaced=cluster.namespaced, pod_security=cluster.pod_security)
    found = [Workload(ds, minor, stated) for ds in daemon_sets]
    named = environments_of([one.written for one in found])
    beside = [one.asking(cluster) for one, name in zip(found, named, strict=True) if name is None]
    neighbours = {name: Neighbours(cluster.nodes, around) for name in (None, *named)}
    for name, some in neighbours.items():
        for asking in beside if name is not None else ():
            some.add(asking)
    rows = [Row(one, cluster, neighbours[name]) for one, name in zip(found, named, strict=True)]
    cluster.nodes.expect(frozenset().union(*(row.facets for row in rows)))
    return Coverage(rows, cluster, minor, explain=explain)
