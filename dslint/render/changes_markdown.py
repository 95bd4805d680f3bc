"""Markdown for a comment on a pull request: what a change adds and drops, the reasons behind a fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dslint.coverage import describe
from dslint.coverage.changes import ADDED, LEFT, REMOVED
from dslint.kube.apiserver.fields import render as dotted
from dslint.phrases import counted
from dslint.render.escape import safe

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, RowChange
    from dslint.coverage.intent import Unmet
    from dslint.coverage.row import Obstacle
    from dslint.manifest.cluster import Intent
    from dslint.render.style import Style

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~"})


def render(changes: Changes, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the changes as Markdown that GitHub and GitLab show as it is meant."""
    yield f"**{_text(describe.headline(changes))}**\n"
    for line in describe.changed_nodes(changes):
        yield f"\n{_text(line)}\n"
    rows = changes.affected
    if rows:
        yield "\n" + _line(["DaemonSet", "", "added", "removed", "left", "runs on"])
        yield _line(["---"] * 6)
    for row in rows:
        status = row.status if row.comes_or_goes else ""
        counts = [str(row.pods(kind) or "") for kind in (ADDED, REMOVED, LEFT)]
        after = row.after
        runs = f"{after.reach.desired} of {after.nodes.size}" if after is not None else "0"
        yield _line([_text(row.row.title), status, *counts, runs])
    for row in rows:
        yield from _details(row)
    yield "\n" + _line(["", "before", "after"]) + _line(["---"] * 3)
    for cells in describe.totals(changes):
        yield _line(list(map(_text, cells)))


def _details(row: RowChange) -> Iterator[str]:
    if not row.moves:
        return
    yield f"\n<details><summary>{_text(row.row.title)}</summary>\n\n"
    for moves in row.by_pool():
        yield f"- {counted(moves.pods, 'pod')} {moves.kind} on "
        yield f"{_text(describe.whereabouts(moves))}\n"
        for obstacle in moves.obstacles:
            yield from _obstacle(obstacle)
    yield "\n</details>\n"


def _obstacle(obstacle: Obstacle) -> Iterator[str]:
    place, add = obstacle.place, obstacle.remedy
    yield f"  - {_text(str(place))}: {_text(obstacle.message)}\n"
    if add is None:
        return
    there = dotted(add.path) if add.kind == "DaemonSet" else f"{dotted(add.path)} of the nodes"
    yield f"    Add to `{there}`:\n\n    ```yaml\n"
    for line in add.yaml.splitlines():
        yield f"    {safe(line)}\n"
    yield "    ```\n"


def unmet(found: Unmet, style: Style) -> Iterator[str]:  # noqa: ARG001
    """Yield what is not as the configuration says it is meant."""
    if not found:
        return
    yield "\n**Against what is meant:**\n\n"
    for one in found.shortfalls:
        for line in describe.unmet(one):
            yield f"- {_text(one.row.title)} {_text(line)} ({_intents(one.intents)})\n"
    for gone in found.lost:
        nodes = counted(gone.nodes, "node")
        yield f"- {_text(gone.row.title)} is gone, and is meant to run on {nodes} ({_intents(gone.intents)})\n"


def _intents(intents: Sequence[Intent]) -> str:
    places = (f"{one.at.source.path}:{one.at.start.line}{f', {one.reason}' if one.reason else ''}" for one in intents)
    return _text("; ".join(places))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _text(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return safe(text).translate(_SPECIAL)
