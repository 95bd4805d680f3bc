"""For people: what changes, DaemonSet by DaemonSet, with the reasons; and what is not as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dslint.coverage import describe
from dslint.coverage.changes import ADDED, LEFT, REMOVED
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import counted
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, RowChange
    from dslint.coverage.intent import Unmet
    from dslint.coverage.row import Obstacle
    from dslint.manifest.cluster import Intent
    from dslint.render.style import Style

_ROLES = {ADDED: "info", REMOVED: "error", LEFT: "warning"}


def changes(found: Changes, style: Style) -> Iterator[str]:
    """Yield the changes."""
    yield style.paint(safe(describe.headline(found)), "strong") + "\n"
    for line in describe.changed_nodes(found):
        yield f"{safe(line)}\n"
    for row in found.affected:
        yield "\n"
        yield from _row(row, style)
    yield "\n"
    rows = [("", "BEFORE", "AFTER"), *describe.totals(found)]
    sizes = [max(len(row[column]) for row in rows) for column in range(3)]
    for number, cells in enumerate(rows):
        line = "  ".join(f"{cell:<{size}}" for cell, size in zip(cells, sizes, strict=True)).rstrip()
        yield (line if number else style.paint(line, "strong")) + "\n"


def _row(row: RowChange, style: Style) -> Iterator[str]:
    place = row.row.place
    words = f" is {row.status}" if row.comes_or_goes else ""
    yield f"{style.paint(safe(row.row.title), 'strong')}{words}  {safe(str(place))}\n"
    for moves in row.by_pool():
        sign = style.paint(f"{describe.SIGNS[moves.kind]}{moves.pods}", _ROLES[moves.kind])
        yield f"  {sign} {moves.kind} on {safe(describe.whereabouts(moves))}\n"
        for obstacle in moves.obstacles:
            yield f"      {safe(str(obstacle.place))}: {safe(obstacle.message)}\n"
            yield from advice(obstacle, style, indent=8)
    if not row.moves:
        yield "  no pod on any node\n"


def advice(obstacle: Obstacle, style: Style, *, indent: int) -> Iterator[str]:
    """Yield what to add against an obstacle, if anything helps."""
    add, space = obstacle.remedy, " " * indent
    if add is None:
        return
    there = dotted(add.path) if add.kind == DAEMON_SET else f"{dotted(add.path)} of the nodes"
    yield f"{space}{style.paint('add', 'info')} to {there}:\n"
    for line in add.yaml.splitlines():
        yield f"{space}  {safe(line)}\n"


def unmet(found: Unmet, style: Style) -> Iterator[str]:
    """Yield what is not as the configuration says it is meant."""
    yield "\n" + style.paint("Against what is meant:", "strong") + "\n"
    for one in found.shortfalls:
        for line in describe.unmet(one):
            yield f"  {safe(one.row.title)} {safe(line)}\n"
        yield from _intents(one.intents)
    for gone in found.lost:
        yield f"  {safe(gone.row.title)} is gone, and is meant to run on {counted(gone.nodes, 'node')}\n"
        yield from _intents(gone.intents)


def _intents(intents: Sequence[Intent]) -> Iterator[str]:
    for one in intents:
        reason = f": {safe(one.reason)}" if one.reason else ""
        yield f"    {safe(str(one.at))}{reason}\n"
