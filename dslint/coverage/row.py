"""One DaemonSet against the nodes of a cluster: where it runs and why not elsewhere, where it is meant to run.

Nothing is computed per node that is the same for many: there is one verdict for each class of nodes that the DaemonSet
can tell apart (:class:`~dslint.kube.nodes.classes.Partition`), and a node is asked about by its index in the cluster.
"""

from __future__ import annotations

from functools import cached_property

from dslint.kube.nodes.placement import NODE_SELECTOR
from dslint.kube.nodes.reach import reach_facets
from dslint.kube.nodes.reasons import found, message, remedy
from dslint.kube.nodes.virtual import keep_off, told_apart, virtual
from dslint.record import NamedTuple
from dslint.source.location import Location
from dslint.source.provenance import Rendered, pointed
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.conditions import Condition
    from dslint.kube.nodes.facets import Facet
    from dslint.kube.nodes.placement import Reason
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.reasons import Remedy
    from dslint.kube.nodes.tolerations import Taint
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.neighbours import Neighbours
    from dslint.manifest.workload import Workload

# What happens on a node, in the order in which it hurts. Wanted is what the configuration means a DaemonSet for, and
# where it says nothing, what the DaemonSet itself selects.
MISSED, NEVER_STARTS, REFUSED, PENDING, UNWANTED = "missed", "never starts", "refused", "pending", "unwanted"
RUNS, NOT_SELECTED, SPARED = "runs", "not selected", "spared"
STATES = (MISSED, NEVER_STARTS, REFUSED, PENDING, UNWANTED, RUNS, NOT_SELECTED, SPARED)
HURTS = STATES[:5]


class Obstacle(NamedTuple):
    """One reason why a DaemonSet has no pod on a node, with its place and what to add (``None``: nothing helps).

    ``found`` is what the node has instead, by label; empty for a taint. ``gained`` are the tolerations of a taint that
    only pods get.
    """

    reason: Reason
    message: str
    place: Location
    remedy: Remedy | None
    found: dict[str, str | None]
    gained: tuple[Effect, ...] = ()


class Effect(NamedTuple):
    """What becomes of pods by an object of the set: they are refused, or get a toleration too late.

    Its place is that of what asks for it. ``by`` has kind and name of the object, and is ``None`` where it is a plugin
    of the API server or where the object is missing; ``by_place`` is ``None`` where no file has it.
    """

    kind: str
    message: str
    place: Location
    by: tuple[str, str] | None
    by_place: Location | None

    def __str__(self) -> str:
        """Return the words, and where the object stands that it comes from."""
        return self.message if self.by_place is None else f"{self.message} ({self.by_place})"


class Row:
    """A DaemonSet: where it stands, what it asks for, where it runs, and for which nodes it is meant (``expectation``).

    ``neighbours`` are the DaemonSets of its table, to which it adds itself; ``neighbour`` is what it is to them.
    """

    def __init__(self, workload: Workload, cluster: Cluster, neighbours: Neighbours) -> None:
        self.workload = workload
        self.ds = workload.written
        self.name = self.ds.name
        start = self.ds.root.node.start if self.ds.root.node is not None else 0
        self.place = pointed(Location(self.ds.source, Span(start, start), "", self.ds.root.pointer))[0]
        self.cluster = cluster
        self.nodes = cluster.nodes
        self.expectation = cluster.expectation(self.name)
        self.neighbour = neighbours.add(workload.asking(cluster))

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it, and the environment that it is rendered in."""
        return f"{self.name.title} ({self.environment})" if self.environment else self.name.title

    @property
    def environment(self) -> str:
        """What it is rendered in; empty for a manifest."""
        source = self.ds.source
        return source.environment if isinstance(source, Rendered) else ""

    @property
    def facets(self) -> frozenset[Facet]:
        """What of a node decides about the DaemonSet: for the controller, then for the scheduler."""
        return reach_facets(self.workload.placement) | self.neighbour.scheduling.facets

    @cached_property
    def reach(self) -> Reach:
        """Where it runs: the verdicts of the controller."""
        return self.workload.reach(self.cluster)

    @property
    def requests(self) -> Mapping[str, Quantity]:
        """What the scheduler reserves for one pod, with what limit ranges and runtime classes add."""
        return self.neighbour.requests

    def cell(self, index: int) -> str:
        """Return which of the states it is for the node at an index.

        - ``missed``: wanted there, and no pod; without intents that is a taint that nothing tolerates.
        - ``not selected``: left out by selector, affinity or name in the manifest, where no intent says anything.
        - ``never starts``: a node on which no pod of a DaemonSet starts, whatever it tolerates.
        - ``refused``: the controller wants a pod, and the API server refuses it: none is made.
        - ``pending``: a pod is made, and the scheduler never finds room for it.
        - ``unwanted``, ``spared``: a pod, or none, where the intents want none.
        """
        verdict = self.reach.verdict(index)
        if self.expectation is None:
            if not verdict.selected:
                return NOT_SELECTED
            if virtual(self.nodes.groups[index].node) is not None:
                return NEVER_STARTS
        elif not self.expectation.nodes[index]:
            return UNWANTED if verdict.should_run else SPARED
        elif verdict.should_run and virtual(self.nodes.groups[index].node) is not None:
            return NEVER_STARTS
        if not verdict.should_run:
            return MISSED
        note = self.neighbour.note(index)
        return REFUSED if note.refused else PENDING if note.can_run is False else RUNS

    def obstacles(self, index: int) -> Iterator[Obstacle]:
        """Yield what keeps the DaemonSet off the node at an index; nothing where it runs."""
        node = self.nodes.groups[index].node
        helps = virtual(node) is None  # else a pod that is made is no gain
        verdict = self.reach.verdict(index)
        for reason in verdict.reasons:
            yield Obstacle(
                reason,
                message(reason),
                self.at(reason.at, key=reason.kind == NODE_SELECTOR),
                remedy(reason, node, self.workload.placement) if helps else None,
                dict(found(reason, node)),
                tuple(self._gained(reason.taint)) if verdict.selected and reason.taint is not None else (),
            )

    def _gained(self, taint: Taint) -> Iterator[Effect]:
        for one in self.neighbour.gains.of(taint):
            yield Effect(one.kind, one.message, self.at(one.at, key=True), one.by, self._place_of(one.by))

    def _place_of(self, by: tuple[str, str] | None) -> Location | None:
        """Return where an object around the DaemonSet stands; ``None`` for one that stands nowhere."""
        record = None if by is None else self.neighbour.around.record(by, self.name.namespace)
        return None if record is None else pointed(record.at.location())[0]

    @cached_property
    def refused(self) -> tuple[Effect, ...]:
        """Why the API server refuses every pod; nothing where some are made."""
        return tuple(
            Effect(one.kind, one.message, self.at(one.at, key=True), one.by, self._place_of(one.by))
            for one in self.neighbour.refusals
        )

    def never_starts(self, index: int) -> str:
        """Say why no pod of a DaemonSet starts on the node at an index; nothing where one can."""
        kind = virtual(self.nodes.groups[index].node)
        return f"{kind} starts no pods of DaemonSets" if kind else ""

    def way_round(self, index: int) -> list[Remedy]:
        """Return what leaves out the node at an index, on which a pod is made that never starts, with all such."""
        lost = self.reach.verdict(index).should_run and told_apart(self.nodes.groups[index].node)
        return self._ways_round if lost else []

    @cached_property
    def _ways_round(self) -> list[Remedy]:
        groups = enumerate(self.nodes.groups)
        lost = [group.node for index, group in groups if virtual(group.node) and self.reach.verdict(index).should_run]
        return list(keep_off(lost, self.workload.placement))

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
        return pointed(Location(self.ds.source, field.span(key=key), "", field.pointer))[0]
