"""One DaemonSet against the nodes of a cluster: where it runs and why not elsewhere, where it is meant to run.

Nothing is computed per node that is the same for many: there is one verdict for each class of nodes that the DaemonSet
can tell apart (:class:`~dslint.kube.nodes.classes.Partition`), and a node is asked about by its index in the cluster.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage.scheduler import Rival, Scheduler
from dslint.kube.nodes.placement import NODE_SELECTOR
from dslint.kube.nodes.reach import reach_facets
from dslint.kube.nodes.reasons import found, message, remedy
from dslint.kube.nodes.scheduling import Scheduling
from dslint.source.location import Location
from dslint.source.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.conditions import Condition
    from dslint.kube.nodes.facets import Facet
    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Reason
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.reasons import Remedy
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.workload import Workload

# what happens in a cell, and whether it is meant so where the configuration says
RUNS, MISSES, UNWANTED, SPARED = "runs", "misses", "unwanted", "spared"


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
    """A DaemonSet: where it stands, what it asks for, where it runs, and for which nodes it is meant (``expectation``).

    ``claims`` are the host ports that the rows of a table ask for, by number and protocol, each with its row; a row
    adds its own.
    """

    def __init__(self, workload: Workload, cluster: Cluster, claims: Claims) -> None:
        self.workload = workload
        self.ds = workload.written
        self.name = self.ds.name
        start = self.ds.root.node.start if self.ds.root.node is not None else 0
        self.place = Location(self.ds.source, Span(start, start), "", self.ds.root.pointer)
        self.cluster = cluster
        self.nodes = cluster.nodes
        self.expectation = cluster.expectation(self.name)
        self.scheduling = Scheduling(workload.pod, workload.placement.tolerations, workload.requests)
        self._claims = claims
        for port in workload.host_ports:
            claims.setdefault((port.port, port.protocol), []).append((self, port))

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it."""
        return self.name.title

    @property
    def facets(self) -> frozenset[Facet]:
        """What of a node decides about the DaemonSet: for the controller, then for the scheduler."""
        return reach_facets(self.workload.placement) | self.scheduling.facets

    @cached_property
    def reach(self) -> Reach:
        """Where it runs: the verdicts of the controller."""
        return self.workload.reach(self.cluster)

    @cached_property
    def scheduler(self) -> Scheduler:
        """What the scheduler adds to the verdicts."""
        return Scheduler(self.reach, self.scheduling, list(self._rivals()))

    def cell(self, index: int) -> str:
        """Return runs or misses for the node at an index; unwanted or spared where none is meant to run there."""
        runs = self.reach.verdict(index).should_run
        if self.expectation is None or self.expectation.nodes[index]:
            return RUNS if runs else MISSES
        return UNWANTED if runs else SPARED

    def obstacles(self, index: int) -> Iterator[Obstacle]:
        """Yield what keeps the DaemonSet off the node at an index; nothing where it runs."""
        node = self.nodes.groups[index].node
        for reason in self.reach.verdict(index).reasons:
            yield Obstacle(
                reason,
                message(reason),
                self.at(reason.at, key=reason.kind == NODE_SELECTOR),
                remedy(reason, node, self.workload.placement),
                dict(found(reason, node)),
            )

    def conditions(self, index: int) -> list[Condition]:
        """Return every condition that the controller looks at for the node at an index, met or not."""
        from dslint.kube.nodes.conditions import conditions  # few runs explain a cell

        written = len(self.workload.pod.get("tolerations") or ())
        return list(conditions(self.workload.placement, self.nodes.groups[index].node, written))

    def condition_place(self, condition: Condition) -> Location | None:
        """Return where a condition stands; ``None`` for one that the controller brings."""
        return None if condition.at is None else self.at(condition.at, key=condition.kind == NODE_SELECTOR)

    def at(self, path: Path, *, key: bool = False) -> Location:
        """Return the place of a path of the DaemonSet (``spec``, ``template`` …); with ``key`` that of its key."""
        field = self.ds.root.get(*path)
        return Location(self.ds.source, field.span(key=key), "", field.pointer)

    def _rivals(self) -> Iterator[Rival]:
        """Yield who asks for a host port of this one; two versions of one DaemonSet never run side by side."""
        own = (self.name.namespace, self.name.name)
        for port in self.workload.host_ports:
            claims = self._claims[port.port, port.protocol]
            for row in dict.fromkeys(row for row, theirs in claims if port.clashes(theirs)):
                if row is not self and (row.name.namespace, row.name.name) != own:
                    yield Rival(row.title, port, row.reach)


Claims = dict[tuple[int, str], list[tuple[Row, "HostPort"]]]
