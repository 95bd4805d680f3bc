"""Markdown for a comment on a pull request: what a change adds and drops, the reasons behind a fold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from dslint.coverage import describe
from dslint.coverage.changes import ADDED, LEFT, REMOVED
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import counted
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, RowChange
    from dslint.coverage.intent import Unmet
    from dslint.coverage.row import Obstacle
    from dslint.manifest.cluster import Intent

# what GitHub and GitLab make a notification or a link of wherever it stands, a backslash before it or not
_ALIVE = re.compile(r"@|:(?=//)|(?i:\bwww)(?=\.)")
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~"})


def changes(found: Changes) -> Iterator[tuple[str, str]]:
    """Yield the changes as Markdown that GitHub and GitLab show as it is meant, in parts with what each is."""
    yield "summary", f"**{plain(describe.headline(found))}**\n"
    for line in describe.changed_nodes(found):
        yield "{} lists of nodes", f"\n{plain(line)}\n"
    head = ["", "before", "after", "difference"]
    totals = (line_of(list(map(plain, cells))) for cells in describe.totals(found))
    yield "table of totals", "".join(["\n", line_of(head), line_of(["---"] * 4), *totals])
    rows = found.affected
    costs = [plain(describe.price(row.price)) for row in rows]
    if rows:
        heads = ["DaemonSet", "", "added", "removed", "not made again", "runs on", *(["costs"] if any(costs) else [])]
        yield "table", "\n" + line_of(heads) + line_of(["---"] * len(heads))
    for row, cost in zip(rows, costs, strict=True):
        status = row.status if row.comes_or_goes else ""
        counts = [str(row.pods(kind) or "") for kind in (ADDED, REMOVED, LEFT)]
        after = row.after
        runs = f"{after.reach.desired:,} of {after.nodes.size:,}" if after is not None else "0"
        cells = [plain(row.row.title), status, *counts, runs, *([cost] if any(costs) else [])]
        yield "{} rows of the table", line_of(cells)
    for row in rows:
        yield "reasons of {} DaemonSets", "".join(_details(row))


def _details(row: RowChange) -> Iterator[str]:
    if not row.moves:
        return
    yield f"\n<details><summary>{inert(escape(safe(row.row.title)))}</summary>\n\n"
    for moves in row.by_pool():
        yield f"- {counted(moves.pods, 'pod')} {moves.kind} on "
        yield f"{plain(describe.whereabouts(moves))}\n"
        for obstacle in moves.obstacles:
            yield from _obstacle(obstacle)
    yield "\n</details>\n"


def _obstacle(obstacle: Obstacle) -> Iterator[str]:
    place, add = obstacle.place, obstacle.remedy
    yield f"  - {plain(str(place))}: {plain(obstacle.message)}\n"
    if add is None:
        return
    whose = "" if add.kind == DAEMON_SET else " of the nodes"
    yield f"    {add.phrase.capitalize()} `{dotted(add.path)}`{whose}:\n\n    ```yaml\n"
    for line in add.yaml.splitlines():
        yield f"    {safe(line)}\n"
    yield "    ```\n"


def unmet(found: Unmet) -> Iterator[tuple[str, str]]:
    """Yield what is not as the configuration says it is meant."""
    yield "heading", "\n**Against what is meant:**\n\n"
    for one in found.shortfalls:
        for line in describe.unmet(one):
            yield (
                "{} lines of what is not as it is meant",
                f"- {plain(one.row.title)} {plain(line)} ({_intents(one.intents)})\n",
            )
    for gone in found.lost:
        nodes = counted(gone.nodes, "node")
        text = f"- {plain(gone.row.title)} is gone, and is meant to run on {nodes} ({_intents(gone.intents)})\n"
        yield "{} DaemonSets that are gone", text
    for absent in found.unmatched:
        yield "{} DaemonSets that are not there", f"- {plain(str(absent))} ({_intents((absent.intent,))})\n"


def _intents(intents: Sequence[Intent]) -> str:
    places = (f"{one.at.source.path}:{one.at.start.line}{f', {one.reason}' if one.reason else ''}" for one in intents)
    return plain("; ".join(places))


def line_of(cells: list[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |\n"


def plain(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return inert(safe(text).translate(_SPECIAL))


def inert(text: str) -> str:
    """Return Markdown or HTML in which nothing names a person or leads anywhere, though it looks alike."""
    return _ALIVE.sub(lambda found: f"{found[0]}<wbr>", text)
