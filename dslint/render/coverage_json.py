"""For machines: every DaemonSet on every node as one JSON object, described by ``schemas/coverage.schema.json``.

Never grouped: one entry for each node name. An entry is a line, and what follows its name is made once for all nodes
that a DaemonSet cannot tell apart. All beyond ASCII is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import TYPE_CHECKING, Any

import dslint
from dslint.coverage.totals import Bill, of_all, of_pools, of_row, per_node
from dslint.kube.apiserver.requests import ZERO
from dslint.manifest.field import json_pointer
from dslint.render.changes_json import changes_of, identity, intent_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.coverage.model import Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Obstacle, Row
    from dslint.errors import DslintError
    from dslint.kube.nodes.scheduling import Pending, Preference
    from dslint.kube.nodes.tolerations import Taint
    from dslint.kube.values.quantity import Quantity
    from dslint.render.style import Style
    from dslint.source.location import Location

VERSION = 1


def render(report: CoverageReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means."""
    coverage = report.coverage
    head = {
        "version": VERSION,
        "tool": {"name": "dslint", "version": dslint.__version__},
        "kubernetesVersion": coverage.version,
        "sources": coverage.cluster.sources,
        "summary": {"daemonSets": len(coverage.rows), **_bill(of_all(coverage))},
        "pools": [{"pool": pool, **_bill(bill)} for pool, bill in of_pools(coverage).items()],
        "errors": [_error(error) for error in report.errors],
    }
    if report.changes is not None:
        head["changes"] = changes_of(report.changes)
    if report.unmet is not None:
        head["intent"] = intent_of(report.unmet)
    yield f'{_text(head)[:-1]},\n "nodes": [\n  '
    yield ",\n  ".join(_nodes(coverage))
    yield '\n ],\n "daemonSets": ['
    names = [f'{{"name": {_text(group.name)}, ' for group in coverage.nodes.groups]
    for number, row in enumerate(coverage.rows):
        yield ",\n  " if number else "\n  "
        yield f'{_text(_daemon_set(row))[:-1]}, "nodes": [\n    '
        yield ",\n    ".join(_cells(row, names, explain=coverage.explain))
        yield "\n   ]}"
    yield "\n ]}\n" if coverage.rows else "]}\n"


def _text(value: Any) -> str:
    return dumps(value).replace("\x7f", "\\u007f")


def _nodes(coverage: Coverage) -> Iterator[str]:
    partition, bills = per_node(coverage)
    costs = [
        f', "pods": {bill.pods}, "missed": {bill.missed}, "requests": {_text(_amounts(bill.requests))}}}'
        for bill in bills
    ]
    known: dict[Any, str] = {}
    for group, number in zip(coverage.nodes.groups, partition.classes, strict=True):
        facts = (group.pool, group.size, group.node.taints)
        if facts not in known:
            entry = {"pool": group.pool, "count": group.size, "taints": [_taint(one) for one in group.node.taints]}
            known[facts] = _text(entry)[1:-1]
        yield f'{{"name": {_text(group.name)}, {known[facts]}{costs[number]}'


def _daemon_set(row: Row) -> dict[str, Any]:
    bill = of_row(row)
    return {
        **identity(row),
        "document": row.ds.document,
        "pointer": row.place.pointer,
        "podRequests": _amounts(row.workload.requests),
        "summary": {"desired": bill.pods, "missed": bill.missed, "requests": _amounts(bill.requests)},
    }


def _cells(row: Row, names: list[str], *, explain: bool) -> list[str]:
    partition, notes = row.scheduler.partition, row.scheduler.notes
    entries = [
        _verdict(row, first)
        | {
            "scheduler": {
                "preference": note.preference and _preference(note.preference),
                "pending": [_pending(row, fact) for fact in note.pending],
            }
        }
        for first, note in zip(partition.firsts, notes, strict=True)
    ]
    if not explain:
        tails = [_text(entry)[1:] for entry in entries]
        return [name + tails[kind] for name, kind in zip(names, partition.classes, strict=True)]
    return [
        name + _text(entries[kind] | {"conditions": _conditions(row, index)})[1:]
        for index, (name, kind) in enumerate(zip(names, partition.classes, strict=True))
    ]


def _verdict(row: Row, index: int) -> dict[str, Any]:
    verdict = row.reach.verdict(index)
    return {
        "shouldRun": verdict.should_run,
        "shouldContinueRunning": verdict.should_continue_running,
        "reasons": [_reason(obstacle) for obstacle in row.obstacles(index)],
    }


def _reason(obstacle: Obstacle) -> dict[str, Any]:
    reason, add = obstacle.reason, obstacle.remedy
    return {
        "kind": reason.kind,
        "message": obstacle.message,
        **_place(obstacle.place),
        "taint": reason.taint and _taint(reason.taint),
        "found": obstacle.found or None,
        "add": add and {"kind": add.kind, "pointer": json_pointer(add.path), "yaml": add.yaml},
    }


def _conditions(row: Row, index: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "text": one.text,
            "met": one.met,
            "detail": one.detail,
            "depth": one.depth,
            **_place(row.condition_place(one)),
        }
        for one in row.conditions(index)
    ]


def _preference(preference: Preference) -> dict[str, Any]:
    avoided = [_taint(taint) for taint in preference.avoided]
    return {"score": preference.score, "of": preference.of, "avoided": avoided}


def _pending(row: Row, fact: Pending) -> dict[str, Any]:
    return {"kind": fact.kind, "message": fact.message, "certain": fact.certain, **_place(row.at(fact.at))}


def _place(at: Location | None) -> dict[str, Any]:
    if at is None:
        return {"pointer": None, "line": None, "column": None}
    start = at.start
    return {"pointer": at.pointer, "line": start.line, "column": start.column}


def _taint(taint: Taint) -> dict[str, str]:
    return {"key": taint.key, "value": taint.value, "effect": taint.effect}


def _bill(bill: Bill) -> dict[str, Any]:
    return {"nodes": bill.nodes, "desired": bill.pods, "missed": bill.missed, "requests": _amounts(bill.requests)}


def _amounts(amounts: Mapping[str, Quantity]) -> dict[str, str]:
    """Return amounts in canonical form, cpu and memory always."""
    return {name: str(amounts.get(name, ZERO)) for name in dict.fromkeys(("cpu", "memory", *sorted(amounts)))}


def _error(error: DslintError) -> dict[str, Any]:
    source, span = error.source, error.span
    place = source.place(span.start) if source is not None and span is not None else None
    return {
        "message": error.message,
        "path": source and source.path,
        "line": place and place.line,
        "column": place and place.column,
    }
