"""What changes between two coverages: pods that come and go, DaemonSets and nodes that do.

A DaemonSet is the same where namespace and name are, in whatever file it stands; a node where its name is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dslint.coverage.model import Coverage, Obstacle, Row
    from dslint.kube.nodes.classes import NodeGroup, Nodes

ADDED, REMOVED, LEFT = "added", "removed", "left"
CHANGED, SAME = "changed", "same"


class NodeChange(NamedTuple):
    """A node by its indexes in the clusters before and after; ``None`` where it is in only one of them."""

    name: str
    before: int | None
    after: int | None


class Move(NamedTuple):
    """What becomes of pods on one node.

    ``kind``: they are added or removed, or left: the controller would not make them any more but leaves those there.
    """

    kind: str
    spot: NodeChange
    pods: int


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

    def pods(self, kind: str) -> int:
        """Return how many pods are added, removed or left."""
        return sum(move.pods for move in self.moves if move.kind == kind)

    def obstacles(self, move: Move) -> list[Obstacle]:
        """Return why pods go or are left; empty where the node or the DaemonSet itself is gone."""
        if move.kind == ADDED or self.after is None or move.spot.after is None:
            return []
        return list(self.after.obstacles(move.spot.after))


class Heap(NamedTuple):
    """Moves of one kind in one pool with the same reasons, to be told together."""

    kind: str
    pool: str | None
    moves: tuple[Move, ...]

    @property
    def pods(self) -> int:
        """How many pods it is about."""
        return sum(move.pods for move in self.moves)


class Changes:
    """Two coverages held against each other; ``against`` says what the earlier one is."""

    def __init__(self, before: Coverage, after: Coverage, against: str) -> None:
        self.before = before
        self.after = after
        self.against = against
        self.spots = tuple(_spots(before.nodes, after.nodes))
        self._moved = [spot for spot in self.spots if _differs(spot, before.nodes, after.nodes)]
        self.rows = tuple(self._row(*pair) for pair in _pairs(before.rows, after.rows))

    def spots_of(self, kind: str) -> list[NodeChange]:
        """Return the nodes that are added, removed or changed."""
        if kind == CHANGED:
            return [spot for spot in self._moved if None not in (spot.before, spot.after)]
        return [spot for spot in self._moved if (spot.before if kind == ADDED else spot.after) is None]

    def pods(self, kind: str) -> int:
        """Return how many pods are added, removed or left in all."""
        return sum(row.pods(kind) for row in self.rows)

    def is_nothing(self) -> bool:
        """Tell whether no pod comes or goes, and no DaemonSet and no node."""
        still = all(not row.moves and row.status in (SAME, CHANGED) for row in self.rows)
        return still and not self.spots_of(ADDED) and not self.spots_of(REMOVED)

    def pool(self, spot: NodeChange) -> str | None:
        """Return the pool of a node."""
        return self.group(spot).pool

    def group(self, spot: NodeChange) -> NodeGroup:
        """Return a node as it is now; one that is gone as it was."""
        if spot.after is not None:
            return self.after.nodes.groups[spot.after]
        assert spot.before is not None  # noqa: S101 - it is in one of the two
        return self.before.nodes.groups[spot.before]

    def heaps(self, row: RowChange) -> list[Heap]:
        """Return the moves of a DaemonSet, those of one kind and pool with the same reasons together."""
        found: dict[object, list[Move]] = {}
        for move in row.moves:
            verdict = None
            if move.kind != ADDED and row.after is not None and move.spot.after is not None:
                verdict = row.after.reach.verdict(move.spot.after)
            found.setdefault((move.kind, self.pool(move.spot), verdict), []).append(move)
        heaps = [Heap(moves[0].kind, self.pool(moves[0].spot), tuple(moves)) for moves in found.values()]
        return sorted(heaps, key=lambda heap: (ADDED, REMOVED, LEFT).index(heap.kind))

    def _row(self, before: Row | None, after: Row | None) -> RowChange:
        if before is None or after is None:
            return RowChange(before, after, ADDED if before is None else REMOVED, tuple(self._moves(before, after)))
        same = before.pod_spec == after.pod_spec
        if same and before.ds.value == after.ds.value:
            return RowChange(before, after, SAME, tuple(self._moves(before, after, self._moved)))
        return RowChange(before, after, CHANGED, tuple(self._moves(before, after)))

    def _moves(
        self, before: Row | None, after: Row | None, spots: Sequence[NodeChange] | None = None
    ) -> Iterator[Move]:
        replaced = before is not None and after is not None and _is_replaced(before, after)
        for spot in self.spots if spots is None else spots:
            had, has = _pods(before, spot.before), _pods(after, spot.after)
            if has > had:
                yield Move(ADDED, spot, has - had)
            elif had > has:
                # those of nodes that are no more go; of the others the controller decides
                stays = after is not None and spot.after is not None and not has and not replaced
                if stays and after.reach.verdict(spot.after).should_continue_running:  # type: ignore[union-attr, arg-type]
                    yield Move(LEFT, spot, had)
                else:
                    yield Move(REMOVED, spot, had - has)


def _pods(row: Row | None, index: int | None) -> int:
    if row is None or index is None or not row.reach.verdict(index).should_run:
        return 0
    return row.nodes.groups[index].size


def _is_replaced(before: Row, after: Row) -> bool:
    """Tell whether a rolling update replaces the pods: then none is left that would not be made again."""
    strategy = after.ds.root.get("spec", "updateStrategy", "type").text
    return strategy != "OnDelete" and before.ds.template.value != after.ds.template.value


def _spots(before: Nodes, after: Nodes) -> Iterator[NodeChange]:
    """Yield the nodes: those that are there now in their order, then those that are gone."""
    old = {group.name: index for index, group in enumerate(before.groups)}
    for index, group in enumerate(after.groups):
        yield NodeChange(group.name, old.pop(group.name, None), index)
    for name, index in old.items():
        yield NodeChange(name, index, None)


def _differs(spot: NodeChange, before: Nodes, after: Nodes) -> bool:
    if spot.before is None or spot.after is None:
        return True
    one, other = before.groups[spot.before], after.groups[spot.after]
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
