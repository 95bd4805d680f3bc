"""What people are told of a coverage and of a change, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED
from dslint.coverage.totals import of_all
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME
from dslint.kube.nodes.reasons import EMPTY
from dslint.phrases import SHOWN, counted, few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dslint.coverage.changes import Changes, PoolMoves
    from dslint.coverage.intent import Shortfall
    from dslint.coverage.model import Column
    from dslint.coverage.row import Obstacle, Row
    from dslint.kube.nodes.scheduling import Pending, Preference
    from dslint.kube.values.quantity import Quantity

STAYS, GOES = "a running pod stays", "a running pod is deleted"
SIGNS = {ADDED: "+", REMOVED: "-", LEFT: "~"}


class Miss(NamedTuple):
    """Columns that a DaemonSet misses for the same reasons; ``keeps``: a pod that is there already stays."""

    row: Row
    columns: tuple[Column, ...]
    obstacles: tuple[Obstacle, ...]
    keeps: bool

    @property
    def size(self) -> int:
        """How many nodes it is about."""
        return sum(column.size for column in self.columns)

    @property
    def fate(self) -> str:
        """What becomes of a pod that runs there already."""
        return STAYS if self.keeps else GOES

    @property
    def is_choice(self) -> bool:
        """Whether several affinity terms stand in the way, one of which would have to match."""
        return sum(obstacle.reason.kind == NODE_AFFINITY for obstacle in self.obstacles) > 1

    def reason(self, obstacle: Obstacle) -> str:
        """Say what keeps the DaemonSet off, and what the nodes have in the place of the labels asked for, if little."""
        there = []
        for key in obstacle.found if obstacle.reason.kind != NODE_NAME else ():
            values = self._values(key)
            if 0 < len(values) <= SHOWN:
                there.append(f"{key}={' or '.join(value or EMPTY for value in values)}")
        return f"{obstacle.message} (there is {', '.join(there)})" if there else obstacle.message

    def _values(self, key: str) -> dict[str, None]:
        groups = self.row.nodes.groups
        nodes = (groups[index].node for column in self.columns for index in column.nodes)
        return dict.fromkeys(value for node in nodes if (value := node.labels.get(key)) is not None)


def misses(row: Row, columns: Iterable[Column]) -> list[Miss]:
    """Return what a row misses, the columns with the same reasons together."""
    by_verdict: dict[object, list[Column]] = {}
    for column in columns:
        verdict = row.reach.verdict(column.first)
        if not verdict.should_run:
            by_verdict.setdefault(verdict, []).append(column)
    found = [(alike, row.reach.verdict(alike[0].first)) for alike in by_verdict.values()]
    return [
        Miss(row, tuple(alike), tuple(row.obstacles(alike[0].first)), verdict.should_continue_running)
        for alike, verdict in found
    ]


class Remark(NamedTuple):
    """What the scheduler adds for some columns of a row."""

    columns: tuple[Column, ...]
    pending: tuple[Pending, ...]
    preference: Preference | None


def remarks(row: Row, columns: Iterable[Column]) -> list[Remark]:
    """Return what the scheduler adds for a row, the columns of which the same is said together."""
    by_note: dict[object, list[Column]] = {}
    for column in columns:
        note = row.scheduler.note(column.first)
        if note.pending or note.preference is not None:
            by_note.setdefault(note, []).append(column)
    found = [(alike, row.scheduler.note(alike[0].first)) for alike in by_note.values()]
    return [Remark(tuple(alike), note.pending, note.preference) for alike, note in found]


def waiting(fact: Pending) -> str:
    """Say whether a pod stays Pending for sure."""
    return "stays Pending" if fact.certain else "may stay Pending"


def liking(preference: Preference) -> str:
    """Say how much the scheduler likes a node."""
    parts = [f"meets {preference.score} of {preference.of} of the preferred weights"] if preference.of else []
    parts += [f"taint {taint} is not tolerated: the scheduler avoids it" for taint in preference.avoided]
    return ", ".join(parts)


def numbers(columns: Sequence[Column]) -> str:
    """Return ``group 1`` or ``groups 1, 3``."""
    listed = ", ".join(str(column.number) for column in columns)
    return f"group {listed}" if len(columns) == 1 else f"groups {listed}"


def outcome(row: Row, index: int) -> str:
    """Return what happens on one node in words."""
    verdict = row.reach.verdict(index)
    if verdict.should_run:
        return "runs"
    return f"no pod; {STAYS if verdict.should_continue_running else GOES}"


def amounts(requests: Mapping[str, Quantity]) -> str:
    """Return requests as people write them, cpu and memory first."""
    order = [name for name in ("cpu", "memory") if requests.get(name, ZERO)]
    order += sorted(name for name in requests if name not in ("cpu", "memory") and requests[name])
    return ", ".join(f"{name} {requests[name]}" for name in order) or "nothing"


def unmet(shortfall: Shortfall) -> Iterator[str]:
    """Yield in words where pods are missing that are wanted, and where they run unwanted."""
    groups = shortfall.row.nodes.groups
    for indexes, words in ((shortfall.missed, "misses"), (shortfall.extra, "runs on, unwanted,")):
        if indexes:
            names = few([groups[index] for index in indexes])
            yield f"{words} {counted(shortfall.size(indexes), 'node')}: {names}"


def headline(changes: Changes) -> str:
    """Say in one sentence what changes."""
    if changes.is_nothing():
        return f"Nothing changes against {changes.against}."
    parts = [f"{changes.pods(ADDED)} pods added", f"{changes.pods(REMOVED)} removed"]
    left = changes.pods(LEFT)
    parts += [f"{left} left that would not be made again"] if left else []
    return f"{', '.join(parts)} against {changes.against}."


def changed_nodes(changes: Changes) -> Iterator[str]:
    """Yield a line for the nodes that are added, removed or changed."""
    for status in (ADDED, REMOVED, CHANGED):
        groups = [change.node for change in changes.nodes_of(status)]
        if groups:
            yield f"{counted(sum(group.size for group in groups), 'node')} {status}: {few(groups)}"


def whereabouts(moves: PoolMoves) -> str:
    """Return the nodes of some moves: pool and names."""
    return f"pool {moves.pool}: {few(moves.nodes)}" if moves.pool else few(moves.nodes)


def totals(changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Yield what was and what is: DaemonSets, nodes, pods, what they request."""
    before, after = of_all(changes.before), of_all(changes.after)
    yield "DaemonSets", str(len(changes.before.rows)), str(len(changes.after.rows))
    yield "nodes", str(before.nodes), str(after.nodes)
    yield "pods", str(before.pods), str(after.pods)
    yield "missing", str(before.missed), str(after.missed)
    yield "requests", amounts(before.requests), amounts(after.requests)
