"""What people are told of a change and of an intent, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dslint.coverage import describe
from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED
from dslint.coverage.totals import of_fleet
from dslint.phrases import counted, few

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, Heap, RowChange
    from dslint.coverage.intent import Shortfall

SIGNS = {ADDED: "+", REMOVED: "-", LEFT: "~"}


def headline(changes: Changes) -> str:
    """Say in one sentence what changes."""
    if changes.is_nothing():
        return f"Nothing changes against {changes.against}."
    parts = [f"{changes.pods(ADDED)} pods added", f"{changes.pods(REMOVED)} removed"]
    left = changes.pods(LEFT)
    parts += [f"{left} left that would not be made again"] if left else []
    return f"{', '.join(parts)} against {changes.against}."


def totals(changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Yield what was and what is: nodes, pods, what they request."""
    before, after = of_fleet(changes.before), of_fleet(changes.after)
    yield "DaemonSets", str(len(changes.before.rows)), str(len(changes.after.rows))
    yield "nodes", str(before.nodes), str(after.nodes)
    yield "pods", str(before.pods), str(after.pods)
    yield "missing", str(before.missed), str(after.missed)
    yield "requests", describe.amounts(before.requests), describe.amounts(after.requests)


def nodes(changes: Changes) -> Iterator[str]:
    """Yield a line for the nodes that are added, removed or changed."""
    for kind in (ADDED, REMOVED, CHANGED):
        groups = [changes.group(spot) for spot in changes.spots_of(kind)]
        if groups:
            yield f"{counted(sum(group.size for group in groups), 'node')} {kind}: {few(groups)}"


def where(changes: Changes, heap: Heap) -> str:
    """Return the nodes of some moves: pool and names."""
    named = few([changes.group(move.spot) for move in heap.moves])
    return f"pool {heap.pool}: {named}" if heap.pool else named


def told(changes: Changes) -> list[RowChange]:
    """Return the DaemonSets of which there is something to say."""
    return [row for row in changes.rows if row.moves or row.status in (ADDED, REMOVED)]


def unmet(shortfall: Shortfall) -> Iterator[str]:
    """Yield in words what is not as it is meant."""
    groups = shortfall.row.nodes.groups
    for nodes_, words in ((shortfall.missed, "misses"), (shortfall.extra, "runs on, unwanted,")):
        if nodes_:
            named = few([groups[index] for index in nodes_])
            yield f"{words} {counted(shortfall.size(nodes_), 'node')}: {named}"
