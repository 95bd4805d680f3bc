"""For machines: every DaemonSet on every node as one JSON object, described by ``schemas/coverage.schema.json``.

Never grouped: one entry for each node name. An entry is a line, and what follows its name is made once for all nodes
that a DaemonSet cannot tell apart. All beyond ASCII is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

import dslint
from dslint.coverage.causes import causes
from dslint.coverage.cost import sizings, tightest, unrequested
from dslint.coverage.gates import gates
from dslint.coverage.row import NEVER_STARTS, NOT_SELECTED, STATES
from dslint.coverage.totals import Bill, of_all, of_environments, of_node, of_pools, of_row
from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.reasons import ADD
from dslint.kube.nodes.scheduling import VIRTUAL, Pending
from dslint.kube.nodes.virtual import virtual
from dslint.manifest.field import json_pointer
from dslint.manifest.rollout import rollout_of
from dslint.render.changes_json import changes_of, identity, intent_of, share_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dslint.coverage.causes import Cause
    from dslint.coverage.cost import Sizing
    from dslint.coverage.gates import Gate
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.report import CoverageReport
    from dslint.coverage.row import Effect, Obstacle, Row
    from dslint.errors import DslintError
    from dslint.kube.nodes.reasons import Remedy
    from dslint.kube.nodes.scheduling import Preference
    from dslint.kube.nodes.tolerations import Taint
    from dslint.kube.values.quantity import Quantity
    from dslint.render.style import Style
    from dslint.source.location import Location

VERSION = 1
# the states as JSON names them
_KEYS = {**{state: state for state in STATES}, NOT_SELECTED: "notSelected", NEVER_STARTS: "neverStarts"}


def render(report: CoverageReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means."""
    coverage = report.coverage
    shares, sizes = tightest(coverage), sizings(coverage)
    head = {
        "version": VERSION,
        "tool": {"name": "dslint", "version": dslint.__version__},
        "kubernetesVersion": coverage.version,
        "sources": coverage.cluster.sources,
        "summary": {
            "daemonSets": len(coverage.counted),
            **({"environment": coverage.worst} if coverage.environments else {}),
            **_bill(coverage, of_all(coverage)),
        },
        "pools": [
            {
                "pool": pool,
                **_bill(coverage, bill),
                "tightest": share_of(shares.get(pool)),
                "instanceTypes": _sizing(sizes.get(pool)),
            }
            for pool, bill in of_pools(coverage).items()
        ],
        "errors": [error_of(error) for error in report.errors],
    }
    if coverage.environments:
        head["environments"] = [
            {"environment": name, "daemonSets": len(coverage.environments[name]), **_bill(coverage, bill)}
            for name, bill in of_environments(coverage).items()
        ]
    if report.changes is not None:
        head["changes"] = changes_of(report.changes)
    if report.coverage.rows:
        head["causes"] = [_cause(cause) for cause in causes(coverage)]
        head["gates"] = [_gate(coverage, gate) for gate in gates(coverage)]
    if report.unmet is not None:
        head["intent"] = intent_of(report.unmet)
    yield f'{_text(head)[:-1]},\n "nodes": [\n  '
    yield ",\n  ".join(_nodes(coverage))
    yield '\n ],\n "daemonSets": ['
    names = [f'{{"name": {_text(group.name)}, ' for group in coverage.nodes.groups]
    for number, row in enumerate(coverage.rows):
        yield ",\n  " if number else "\n  "
        yield f'{_text(_daemon_set(coverage, row))[:-1]}, "nodes": [\n    '
        yield ",\n    ".join(_cells(coverage, row, names))
        yield "\n   ]}"
    yield "\n ]}\n" if coverage.rows else "]}\n"


def _text(value: Any) -> str:
    return dumps(value).replace("\x7f", "\\u007f")


def _nodes(coverage: Coverage) -> Iterator[str]:
    facts: dict[int, str] = {}
    for column in coverage.columns:
        bill = of_node(coverage, column)
        entry = {
            "taints": [_taint(one) for one in column.taints],
            "runsNoDaemonPods": virtual(coverage.nodes.groups[column.first].node),
            "pods": bill.pods,
            **_states(coverage, bill),
            "requests": amounts_of(bill.requests),
        }
        facts |= dict.fromkeys(column.nodes, _text(entry)[1:])
    for index, group in enumerate(coverage.nodes.groups):
        yield f'{{"name": {_text(group.name)}, "pool": {_text(group.pool)}, "count": {group.size}, {facts[index]}'


def _daemon_set(coverage: Coverage, row: Row) -> dict[str, Any]:
    bill, rollout = of_row(coverage, row), rollout_of(row.ds.value)
    absent = unrequested(row)
    return {
        **identity(row),
        "document": row.ds.document,
        "environment": row.environment or None,
        "pointer": row.place.pointer,
        "podRequests": amounts_of(row.requests),
        "unrequested": list(absent.never),
        "requestedByLimitRange": list(absent.by_range),
        "refused": [_by_object(one) for one in row.refused],
        "summary": {"desired": bill.pods, **_states(coverage, bill), "requests": amounts_of(bill.requests)},
        **({} if rollout is None else {"status": dict(zip(rollout._fields, rollout, strict=True))}),
    }


def _cells(coverage: Coverage, row: Row, names: list[str]) -> list[str]:
    partition = row.neighbour.partition
    made: dict[tuple[int, str], dict[str, Any]] = {}
    texts: dict[tuple[int, str], str] = {}
    cells = names.copy()
    for column in coverage.columns:
        state = _KEYS[coverage.cell(row, column)]
        for index in column.nodes:
            kind = (partition.classes[index], state)
            if kind not in made:
                made[kind] = {"state": state, **_verdict(row, index)}
                texts[kind] = _text(made[kind])[1:]
            text = texts[kind]
            if coverage.explain:
                text = _text(made[kind] | {"conditions": _conditions(row, index)})[1:]
            cells[index] += text
    return cells


def _verdict(row: Row, index: int) -> dict[str, Any]:
    verdict, note = row.reach.verdict(index), row.neighbour.note(index)
    return {
        "shouldRun": verdict.should_run,
        "shouldContinueRunning": verdict.should_continue_running,
        "reasons": [_reason(obstacle) for obstacle in row.obstacles(index)],
        "leaveOut": [_remedy(remedy) for remedy in row.way_round(index)],
        **_outcome(row, index),
        "scheduler": {
            "preference": note.preference and _preference(note.preference),
            "evicts": list(note.evicts),
        },
    }


def _outcome(row: Row, index: int) -> dict[str, Any]:
    """Tell whether a pod runs on a node: none is made or all are refused, or it never starts, or there is no room."""
    note = row.neighbour.note(index)
    if not row.reach.verdict(index).should_run:
        return {"canRun": False, "pending": []}
    if why := row.never_starts(index):
        return {"canRun": False, "pending": [_pending(row, Pending(VIRTUAL, why, (), certain=True))]}
    return {"canRun": note.can_run, "pending": [_pending(row, fact) for fact in note.pending]}


def _reason(obstacle: Obstacle) -> dict[str, Any]:
    reason, remedy = obstacle.reason, obstacle.remedy
    return {
        "kind": reason.kind,
        "message": obstacle.message,
        **place_of(obstacle.place),
        "taint": reason.taint and _taint(reason.taint),
        "found": obstacle.found or None,
        "add": _remedy(remedy) if remedy is not None and remedy.verb == ADD else None,
        "change": {"verb": remedy.verb, **_remedy(remedy)} if remedy is not None and remedy.verb != ADD else None,
        "gained": [_by_object(one) for one in obstacle.gained],
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    return {"kind": remedy.kind, "pointer": json_pointer(remedy.path), "yaml": remedy.yaml}


def _cause(cause: Cause) -> dict[str, Any]:
    remedy = cause.remedy
    return {
        "cause": cause.what,
        "nodes": cause.size,
        "daemonSets": [{"namespace": one.namespace, "name": one.name} for one in cause.names],
        "add": _remedy(remedy) if remedy is not None and remedy.verb == ADD else None,
    }


def _sizing(sizing: Sizing | None) -> dict[str, Any] | None:
    """Return how many machines are too small, of a pool whose nodes are only described."""
    if sizing is None:
        return None
    return {"of": sizing.of, "tooSmall": sizing.too_small, "smallestWithRoom": sizing.smallest or None}


def _gate(coverage: Coverage, gate: Gate) -> dict[str, Any]:
    def names(columns: Iterable[Column]) -> list[str]:
        return [coverage.nodes.groups[index].name for column in columns for index in column.nodes]

    return {
        "taint": _taint(gate.taint),
        "declared": bool(gate.columns),
        "nodes": names(gate.columns),
        "agents": [{"namespace": row.name.namespace, "name": row.name.name} for row in gate.agents],
        "gaps": [
            {
                "agent": {"namespace": one.row.name.namespace, "name": one.row.name.name},
                "state": _KEYS.get(one.state, one.state),
                "waitsFor": [_taint(taint) for taint in one.waits_for],
                "nodes": names(one.columns),
            }
            for one in gate.gaps
        ],
    }


def _conditions(row: Row, index: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "text": one.text,
            "met": one.met,
            "detail": one.detail,
            "depth": one.depth,
            **place_of(row.condition_place(one)),
        }
        for one in row.conditions(index)
    ]


def _preference(preference: Preference) -> dict[str, Any]:
    avoided = [_taint(taint) for taint in preference.avoided]
    return {"score": preference.score, "of": preference.of, "avoided": avoided}


def _pending(row: Row, fact: Pending) -> dict[str, Any]:
    return {"kind": fact.kind, "message": fact.message, "certain": fact.certain, **place_of(row.at(fact.at))}


def _by_object(one: Effect) -> dict[str, Any]:
    start = None if one.by_place is None else one.by_place.start
    return {
        "kind": one.kind,
        "message": one.message,
        **place_of(one.place),
        "by": one.by
        and {
            "kind": one.by[0],
            "name": one.by[1],
            "path": one.by_place and one.by_place.source.path,
            "line": start and start.line,
            "column": start and start.column,
        },
    }


def place_of(at: Location | None) -> dict[str, Any]:
    """Return a place; nothing but nulls for what stands nowhere."""
    if at is None:
        return {"pointer": None, "line": None, "column": None}
    start = at.start
    return {"pointer": at.pointer, "line": start.line, "column": start.column}


def _taint(taint: Taint) -> dict[str, str]:
    return {"key": taint.key, "value": taint.value, "effect": taint.effect}


def _bill(coverage: Coverage, bill: Bill) -> dict[str, Any]:
    states = _states(coverage, bill)
    return {"nodes": bill.nodes, "desired": bill.pods, **states, "requests": amounts_of(bill.requests)}


def _states(coverage: Coverage, bill: Bill) -> dict[str, int]:
    tally = bill.tally
    states = {
        "running": bill.running,
        "missed": tally.missed,
        "notSelected": tally.not_selected,
        "neverStarts": tally.never_starts,
        "refused": tally.refused,
        "pending": tally.pending,
    }
    if coverage.has_expectations:
        states |= {"wanted": tally.wanted, "unwanted": tally.unwanted, "spared": tally.spared}
    return states


def amounts_of(amounts: Mapping[str, Quantity]) -> dict[str, str]:
    """Return amounts in canonical form, cpu and memory always."""
    return {name: str(amounts.get(name, ZERO)) for name in dict.fromkeys(("cpu", "memory", *sorted(amounts)))}


def error_of(error: DslintError) -> dict[str, Any]:
    """Return what could not be read, with its place."""
    source, span = error.source, error.span
    place = source.place(span.start) if source is not None and span is not None else None
    return {
        "message": error.message,
        "path": source and source.path,
        "line": place and place.line,
        "column": place and place.column,
    }
