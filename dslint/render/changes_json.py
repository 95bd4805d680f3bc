"""The part of the JSON of a coverage about what changes, and about what was meant."""

from __future__ import annotations

from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED
from dslint.coverage.cost import tightest
from dslint.coverage.totals import of_all
from dslint.kube.apiserver.requests import ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.coverage.changes import Changes, Move, Price, RowChange
    from dslint.coverage.cost import Share
    from dslint.coverage.intent import Unmet
    from dslint.coverage.model import Coverage
    from dslint.coverage.row import Row
    from dslint.manifest.cluster import Intent


def changes_of(changes: Changes) -> dict[str, Any]:
    """Return the object ``changes``: every DaemonSet of before or after with a change, every node that it is on."""
    return {
        "against": changes.against,
        "summary": {
            "added": changes.pods(ADDED),
            "removed": changes.pods(REMOVED),
            "left": changes.pods(LEFT),
            "before": _side(changes.before),
            "after": _side(changes.after),
            "difference": _price(changes.price),
        },
        "nodes": {kind: [change.node.name for change in changes.nodes_of(kind)] for kind in (ADDED, REMOVED, CHANGED)},
        "daemonSets": [_row(row) for row in changes.affected],
    }


def _side(coverage: Coverage) -> dict[str, Any]:
    bill = of_all(coverage)
    requests = {name: str(bill.requests.get(name, ZERO)) for name in ("cpu", "memory")}
    return {
        "daemonSets": len(coverage.rows),
        "nodes": bill.nodes,
        "desired": bill.pods,
        "missed": bill.tally.missed,
        "requests": requests,
        "tightest": share_of(max(tightest(coverage).values(), key=lambda share: share.percent, default=None)),
    }


def _price(price: Price) -> dict[str, Any]:
    return {"desired": price.pods, "requests": {name: str(amount) for name, amount in price.requests.items()}}


def _row(row: RowChange) -> dict[str, Any]:
    return {
        **identity(row.row),
        "status": row.status,
        **{kind: row.pods(kind) for kind in (ADDED, REMOVED, LEFT)},
        "difference": _price(row.price),
        "nodes": [_move(row, move) for move in row.moves],
    }


def share_of(share: Share | None) -> dict[str, Any] | None:
    """Return what is taken of a node, of that of which its room is known."""
    if share is None:
        return None
    parts = {
        one.resource: {"asked": str(one.asked), "has": str(one.has), "percent": one.percent} for one in share.parts
    }
    return {
        "node": share.node.name,
        "estimated": not share.node.allocatable,
        "instanceType": share.machine or None,
        "resources": parts,
    }


def identity(row: Row) -> dict[str, Any]:
    """Return which DaemonSet it is and where it stands."""
    name, start = row.name, row.place.start
    return {
        "object": {
            "apiVersion": name.api_version,
            "kind": name.kind,
            "namespace": name.namespace,
            "name": name.name,
        },
        "path": row.place.source.path,
        "line": start.line,
        "column": start.column,
    }


def _move(row: RowChange, move: Move) -> dict[str, Any]:
    return {
        "name": move.at.node.name,
        "pool": move.at.node.pool,
        "change": move.kind,
        "pods": move.pods,
        "reasons": [obstacle.message for obstacle in row.obstacles(move)],
    }


def intent_of(found: Unmet) -> dict[str, Any]:
    """Return the object ``intent``: the DaemonSets that are not where they are meant to be, or not there at all."""
    return {
        "daemonSets": [
            {
                **identity(one.row),
                "missed": [one.row.nodes.groups[index].name for index in one.missed],
                "unwanted": [one.row.nodes.groups[index].name for index in one.extra],
                "intents": [_intent(intent) for intent in one.intents],
            }
            for one in found.shortfalls
        ],
        "gone": [
            {**identity(one.row), "nodes": one.nodes, "intents": [_intent(intent) for intent in one.intents]}
            for one in found.lost
        ],
        "unmatched": [
            {"daemonSet": one.intent.pattern, "message": str(one), **_intent(one.intent)} for one in found.unmatched
        ],
    }


def _intent(intent: Intent) -> dict[str, Any]:
    place = intent.at.start
    return {
        "path": intent.at.source.path,
        "line": place.line,
        "column": place.column,
        "reason": intent.reason or None,
    }
