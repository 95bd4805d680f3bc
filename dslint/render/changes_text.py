"""For people: what changes, DaemonSet by DaemonSet, with the reasons; and what is not as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslint.coverage import describe
from dslint.coverage.changes import ADDED, LEFT, REMOVED
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import counted
from dslint.render.coverage_table import table
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, RowChange
    from dslint.coverage.intent import Unmet
    from dslint.kube.nodes.reasons import Remedy
    from dslint.manifest.cluster import Intent
    from dslint.render.style import Style

_ROLES = {ADDED: "info", REMOVED: "error", LEFT: "warning"}


def changes(found: Changes, style: Style) -> Iterator[str]:
    """Yield the changes."""
    yield style.paint(safe(describe.headline(found)), "strong") + "\n"
    for line in describe.changed_nodes(found):
        yield style.line(safe(line))
    for row in found.affected:
        yield "\n"
        yield from _row(row, style)
    yield "\n"
    rows = [("", "BEFORE", "AFTER", "DIFFERENCE"), *describe.totals(found)]
    yield from table(rows, style, right=(1, 2, 3))


def _row(row: RowChange, style: Style) -> Iterator[str]:
    place = row.row.place
    words = f" is {row.status}" if row.comes_or_goes else ""
    line = style.line(f"{safe(row.row.title)}{words}  {safe(str(place))}")
    yield line.replace(safe(row.row.title), style.paint(safe(row.row.title), "strong"), 1)
    for moves in row.by_pool():
        sign = f"{describe.SIGNS[moves.kind]}{moves.pods}"
        line = style.line(f"{sign} {moves.kind} on {safe(describe.whereabouts(moves))}", 2)
        yield line.replace(sign, style.paint(sign, _ROLES[moves.kind]), 1)
        for obstacle in moves.obstacles:
            yield style.line(f"{safe(str(obstacle.place))}: {safe(obstacle.message)}", 6)
            yield from advice(obstacle.remedy, style, indent=8)
    if not row.moves and row.comes_or_goes:
        yield "  no pod on any node\n"
    if cost := describe.price(row.price):
        yield style.line(cost, 2)


def advice(add: Remedy | None, style: Style, *, indent: int) -> Iterator[str]:
    """Yield what to change, if anything helps."""
    space = " " * indent
    if add is None:
        return
    yield where_to(add, style, indent=indent)
    for line in add.yaml.splitlines():
        yield f"{space}  {safe(line)}\n"


def where_to(remedy: Remedy, style: Style, *, indent: int) -> str:
    """Return the line that says what is to be done with the YAML of a remedy, and where."""
    there = dotted(remedy.path) if remedy.kind == DAEMON_SET else f"{dotted(remedy.path)} of the nodes"
    return style.line(f"{remedy.phrase} {there}:", indent).replace(remedy.phrase, style.paint(remedy.phrase, "info"), 1)


def unmet(found: Unmet, style: Style) -> Iterator[str]:
    """Yield what is not as the configuration says it is meant."""
    yield "\n" + style.paint("Against what is meant:", "strong") + "\n"
    for one in found.shortfalls:
        for line in describe.unmet(one):
            yield style.line(f"{safe(one.row.title)} {safe(line)}", 2)
        yield from _intents(one.intents, style)
    for gone in found.lost:
        yield style.line(f"{safe(gone.row.title)} is gone, and is meant to run on {counted(gone.nodes, 'node')}", 2)
        yield from _intents(gone.intents, style)
    for absent in found.unmatched:
        yield style.line(safe(str(absent)), 2)
        yield from _intents((absent.intent,), style)


def _intents(intents: Sequence[Intent], style: Style) -> Iterator[str]:
    for one in intents:
        reason = f": {safe(one.reason)}" if one.reason else ""
        yield style.line(f"{safe(str(one.at))}{reason}", 4)
