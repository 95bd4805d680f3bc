"""The part of the JSON of a coverage about what changes, and about what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED
from dslint.coverage.totals import of_fleet
from dslint.kube.apiserver.requests import ZERO

if TYPE_CHECKING:
    from dslint.coverage.changes import Changes, Move, RowChange
    from dslint.coverage.intent import Lost, Shortfall
    from dslint.coverage.model import Coverage, Row
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
        },
        "nodes": {kind: [spot.name for spot in changes.spots_of(kind)] for kind in (ADDED, REMOVED, CHANGED)},
        "daemonSets": [_row(changes, row) for row in changes.rows if row.moves or row.status in (ADDED, REMOVED)],
    }


def _side(coverage: Coverage) -> dict[str, Any]:
    bill = of_fleet(coverage)
    requests = {name: str(bill.requests.get(name, ZERO)) for name in ("cpu", "memory")}
    return {"daemonSets": len(coverage.rows), "nodes": bill.nodes, "desired": bill.pods, "requests": requests}


def _row(changes: Changes, row: RowChange) -> dict[str, Any]:
    return {
        **_identity(row.row),
        "status": row.status,
        **{kind: row.pods(kind) for kind in (ADDED, REMOVED, LEFT)},
        "nodes": [_move(changes, row, move) for move in row.moves],
    }


def _identity(row: Row) -> dict[str, Any]:
    name, place = row.name, row.place
    return {
        "object": {
            "apiVersion": name.api_version,
            "kind": name.kind,
            "namespace": name.namespace,
            "name": name.name,
        },
        "path": place.path,
        "line": place.line,
        "column": place.column,
    }


def _move(changes: Changes, row: RowChange, move: Move) -> dict[str, Any]:
    return {
        "name": move.spot.name,
        "pool": changes.pool(move.spot),
        "change": move.kind,
        "pods": move.pods,
        "reasons": [obstacle.message for obstacle in row.obstacles(move)],
    }


def intent_of(shortfalls: Sequence[Shortfall], lost: Sequence[Lost]) -> dict[str, Any]:
    """Return the object ``intent``: the DaemonSets that are not where they are meant to be."""
    return {
        "daemonSets": [
            {
                **_identity(one.row),
                "missed": [one.row.nodes.groups[index].name for index in one.missed],
                "unwanted": [one.row.nodes.groups[index].name for index in one.extra],
                "intents": [_intent(intent) for intent in one.intents],
            }
            for one in shortfalls
        ],
        "gone": [
            {**_identity(one.row), "nodes": one.nodes, "intents": [_intent(intent) for intent in one.intents]}
            for one in lost
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
