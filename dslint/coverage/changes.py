"""What changes between two coverages: pods that come and go, DaemonSets and nodes that do.

A DaemonSet is the same where namespace and name are, in whatever file it stands; a node where its name is.
"""

from __future__ import annotations

from functools import cached_property

from dslint.coverage.totals import of_all
from dslint.kube.apiserver.requests import sum_up
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Obstacle, Row
    from dslint.kube.nodes.classes import NodeGroup, Nodes
    from dslint.kube.values.quantity import Quantity

    _Cost = tuple[int, list[tuple[Mapping[str, Quantity], int]]]

ADDED, REMOVED, LEFT = "added", "removed", "left"
CHANGED, SAME = "changed", "same"


class NodeChange(NamedTuple):
    """A node as it is now, one that is gone as it was, and what becomes of it.

    ``before`` and ``after`` are its indexes in the two clusters, ``None`` where it is in only one of them.
    """

    node: NodeGroup
    before: int | None
    after: int | None
    status: str


class Move(NamedTuple):
    """What becomes of pods on one node.

    ``kind``: they are added or removed, or left: the controller would not make them any more but leaves those there.
    """

    kind: str
    at: NodeChange
    pods: int


class PoolMoves(NamedTuple):
    """Moves of one kind in one pool for the same reasons, to be told together."""

    kind: str
    pool: str | None
    moves: tuple[Move, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def pods(self) -> int:
        """How many pods it is about."""
        return sum(move.pods for move in self.moves)

    @property
    def nodes(self) -> list[NodeGroup]:
        """The nodes that it is about."""
        return [move.at.node for move in self.moves]


class Price(NamedTuple):
    """How many pods the controller makes more, and what is requested more; less is below nothing."""

    pods: int
    requests: dict[str, Quantity]
    """Without what stays as it is."""


class RowChange(NamedTuple):
    """A DaemonSet before and after, and its moves; ``None`` where it is in only one of the two."""

    before: Row | None
    after: Row | None
    status: str
    moves: tuple[Move, ...]

    @property
    def row(self) -> Row:
        """The DaemonSet as it is now; one that is gone as it was."""
        row = self.after or self.before
        assert row is not None  # noqa: S101 - it is in one of the two
        return row

    @property
    def comes_or_goes(self) -> bool:
        """Whether the DaemonSet itself is added or removed."""
        return self.status in (ADDED, REMOVED)

    def pods(self, kind: str) -> int:
        """Return how many pods are added, removed or left."""
        return sum(move.pods for move in self.moves if move.kind == kind)

    @property
    def price(self) -> Price:
        """What its pods cost more than before."""
        return _price(
            *(
                (row.reach.desired, [(row.requests, row.reach.desired)]) if row else (0, [])
                for row in (self.before, self.after)
            )
        )

    def obstacles(self, move: Move) -> list[Obstacle]:
        """Return why pods go or are left; empty where the node or the DaemonSet itself is gone."""
        if move.kind == ADDED or self.after is None or move.at.after is None:
            return []
        return list(self.after.obstacles(move.at.after))

    def by_pool(self) -> list[PoolMoves]:
        """Return the moves, those of one kind and pool with the same reasons together."""
        alike: dict[object, list[Move]] = {}
        for move in self.moves:
            verdict = None
            if move.kind != ADDED and self.after is not None and move.at.after is not None:
                verdict = self.after.reach.verdict(move.at.after)
            alike.setdefault((move.kind, move.at.node.pool, verdict), []).append(move)
        found = [
            PoolMoves(moves[0].kind, moves[0].at.node.pool, tuple(moves), tuple(self.obstacles(moves[0])))
            for moves in alike.values()
        ]
        return sorted(found, key=lambda one: (ADDED, REMOVED, LEFT).index(one.kind))


class Changes:
    """Two coverages held against each other; ``against`` says what the earlier one is."""

    def __init__(self, before: Coverage, after: Coverage, against: str) -> None:
        self.before = before
        self.after = after
        self.against = against
        self.nodes = tuple(_node_changes(before.nodes, after.nodes))
        self.rows = tuple(_row_change(*pair, self.nodes) for pair in _pairs(before.rows, after.rows))

    @property
    def affected(self) -> list[RowChange]:
        """The DaemonSets of which there is something to say: they come or go, pods of theirs do, or these cost more."""
        return [row for row in self.rows if row.moves or row.comes_or_goes or row.price.requests]

    def nodes_of(self, status: str) -> list[NodeChange]:
        """Return the nodes that are added, removed or changed."""
        return [node for node in self.nodes if node.status == status]

    def pods(self, kind: str) -> int:
        """Return how many pods are added, removed or left in all."""
        return sum(row.pods(kind) for row in self.rows)

    @cached_property
    def price(self) -> Price:
        """What all pods cost more than before."""
        before, after = of_all(self.before), of_all(self.after)
        return _price((before.pods, [(before.requests, 1)]), (after.pods, [(after.requests, 1)]))

    def is_nothing(self) -> bool:
        """Tell whether no pod comes or goes or costs more, and no DaemonSet and no node."""
        return not (self.affected or self.nodes_of(ADDED) or self.nodes_of(REMOVED))


def _price(before: _Cost, after: _Cost) -> Price:
    (had, old), (has, new) = before, after
    difference = sum_up([*new, *((requests, -times) for requests, times in old)])
    return Price(has - had, {name: amount for name, amount in difference.items() if amount})


def _node_changes(before: Nodes, after: Nodes) -> Iterator[NodeChange]:
    """Yield the nodes: those that are there now in their order, then those that are gone."""
    old = {group.name: index for index, group in enumerate(before.groups)}
    for index, group in enumerate(after.groups):
        earlier = old.pop(group.name, None)
        status = ADDED if earlier is None else CHANGED if _differs(before.groups[earlier], group) else SAME
        yield NodeChange(group, earlier, index, status)
    for index in old.values():
        yield NodeChange(before.groups[index], index, None, REMOVED)


def _differs(one: NodeGroup, other: NodeGroup) -> bool:
    return one is not other and (one.node, one.size) != (other.node, other.size)


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield the DaemonSets of now with what they were, then those that are gone; of several of a name in order."""
    old: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in before:
        old.setdefault((row.name.namespace, row.name.name), []).append(row)
    for row in after:
        earlier = old.get((row.name.namespace, row.name.name))
        yield (earlier.pop(0) if earlier else None), row
    for rows in old.values():
        for row in rows:
            yield row, None


def _row_change(before: Row | None, after: Row | None, nodes: Sequence[NodeChange]) -> RowChange:
    if before is None or after is None:
        status = ADDED if before is None else REMOVED
    elif before.workload.pod == after.workload.pod and before.ds.value == after.ds.value:
        status = SAME
        nodes = [node for node in nodes if node.status != SAME]
    else:
        status = CHANGED
    return RowChange(before, after, status, tuple(_moves(before, after, nodes)))


def _moves(before: Row | None, after: Row | None, nodes: Iterable[NodeChange]) -> Iterator[Move]:
    replaced = before is not None and after is not None and _is_replaced(before, after)
    for node in nodes:
        had, has = _pods(before, node.before), _pods(after, node.after)
        if has > had:
            yield Move(ADDED, node, has - had)
        elif had > has:
            # those of nodes that are no more go; of the others the controller decides
            stays = after is not None and node.after is not None and not has and not replaced
            if stays and after.reach.verdict(node.after).should_continue_running:  # type: ignore[union-attr, arg-type]
                yield Move(LEFT, node, had)
            else:
                yield Move(REMOVED, node, had - has)


def _pods(row: Row | None, index: int | None) -> int:
    if row is None or index is None or not row.reach.verdict(index).should_run:
        return 0
    return row.nodes.groups[index].size


def _is_replaced(before: Row, after: Row) -> bool:
    """Tell whether a rolling update replaces the pods: then none is left that would not be made again."""
    strategy = after.ds.root.get("spec", "updateStrategy", "type").text
    return strategy != "OnDelete" and before.ds.template.value != after.ds.template.value
