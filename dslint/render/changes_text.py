"""For people: what changes, DaemonSet by DaemonSet, with the reasons; and what is not as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dslint.coverage import describe_changes
from dslint.coverage.changes import ADDED, LEFT, REMOVED
from dslint.kube.apiserver.fields import render as dotted
from dslint.phrases import counted
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, RowChange
    from dslint.coverage.intent import Lost, Shortfall
    from dslint.coverage.model import Obstacle
    from dslint.manifest.cluster import Intent
    from dslint.render.style import Style

_ROLES = {ADDED: "info", REMOVED: "error", LEFT: "warning"}


def render(changes: Changes, style: Style) -> Iterator[str]:
    """Yield the changes."""
    yield style.paint(safe(describe_changes.headline(changes)), "strong") + "\n"
    for line in describe_changes.nodes(changes):
        yield f"{safe(line)}\n"
    for row in describe_changes.told(changes):
        yield "\n"
        yield from _row(changes, row, style)
    yield "\n"
    rows = [("", "BEFORE", "AFTER"), *describe_changes.totals(changes)]
    sizes = [max(len(row[column]) for row in rows) for column in range(3)]
    for number, cells in enumerate(rows):
        line = "  ".join(f"{cell:<{size}}" for cell, size in zip(cells, sizes, strict=True)).rstrip()
        yield (line if number else style.paint(line, "strong")) + "\n"


def _row(changes: Changes, row: RowChange, style: Style) -> Iterator[str]:
    place = row.row.place
    words = f" is {row.status}" if row.status in (ADDED, REMOVED) else ""
    yield f"{style.paint(safe(row.row.title), 'strong')}{words}  {safe(place.path)}:{place.line}:{place.column}\n"
    for heap in changes.heaps(row):
        sign = style.paint(f"{describe_changes.SIGNS[heap.kind]}{heap.pods}", _ROLES[heap.kind])
        yield f"  {sign} {heap.kind} on {safe(describe_changes.where(changes, heap))}\n"
        for obstacle in row.obstacles(heap.moves[0]):
            yield from _obstacle(obstacle, style)
    if not row.moves:
        yield "  no pod on any node\n"


def _obstacle(obstacle: Obstacle, style: Style) -> Iterator[str]:
    place, add = obstacle.place, obstacle.remedy
    yield f"      {safe(place.path)}:{place.line}:{place.column}: {safe(obstacle.message)}\n"
    if add is not None:
        there = dotted(add.path) if add.kind == "DaemonSet" else f"{dotted(add.path)} of the nodes"
        yield f"        {style.paint('add', 'info')} to {there}:\n"
        for line in add.yaml.splitlines():
            yield f"          {safe(line)}\n"


def intent(shortfalls: Sequence[Shortfall], lost: Sequence[Lost], style: Style) -> Iterator[str]:
    """Yield what is not as the configuration says it is meant."""
    if not (shortfalls or lost):
        return
    yield "\n" + style.paint("Against what is meant:", "strong") + "\n"
    for one in shortfalls:
        for line in describe_changes.unmet(one):
            yield f"  {safe(one.row.title)} {safe(line)}\n"
        yield from _said(one.intents)
    for gone in lost:
        yield f"  {safe(gone.row.title)} is gone, and is meant to run on "
        yield f"{counted(gone.nodes, 'node')}\n"
        yield from _said(gone.intents)


def _said(intents: Sequence[Intent]) -> Iterator[str]:
    for one in intents:
        reason = f": {safe(one.reason)}" if one.reason else ""
        yield f"    {safe(one.at.source.path)}:{one.at.start.line}:{one.at.start.column}{reason}\n"
