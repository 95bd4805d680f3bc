"""For machines: the updates as one JSON object, described by ``schemas/rollout.schema.json``."""

from __future__ import annotations

from json import dumps

import dslint
from dslint.kube.apiserver.requests import sum_up
from dslint.render.changes_json import identity
from dslint.render.coverage_json import amounts_of, error_of, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dslint.render.style import Style
    from dslint.rollout.model import Obstacle, Rollout
    from dslint.rollout.run import RolloutReport

VERSION = 1


def render(report: RolloutReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means."""
    rollouts = report.rollouts
    made = {
        "version": VERSION,
        "tool": {"name": "dslint", "version": dslint.__version__},
        "kubernetesVersion": report.coverage.version,
        "sources": list(report.coverage.cluster.sources),
        "against": report.against,
        "summary": {
            "daemonSets": len(rollouts),
            "nodes": report.coverage.nodes.size,
            "rollouts": sum(one.rolls for one in rollouts),
            "blocked": sum(one.is_blocked for one in rollouts),
        },
        "errors": [error_of(error) for error in report.errors],
        "daemonSets": [_daemon_set(one) for one in rollouts],
    }
    yield dumps(made, indent=1).replace("\x7f", "\\u007f") + "\n"


def _daemon_set(one: Rollout) -> dict[str, Any]:
    course = one.course
    return {
        **identity(one.row),
        "document": one.row.ds.document,
        "environment": one.row.environment or None,
        "template": one.status,
        "strategy": {
            "type": one.strategy.get("type"),
            "maxUnavailable": one.counts.max_unavailable,
            "maxSurge": one.counts.max_surge,
            "minReadySeconds": one.min_ready,
        },
        "desired": one.desired,
        "rolls": one.rolls,
        "blocked": one.is_blocked,
        "batches": list(_batches(one)),
        "groups": [
            {
                "count": kind.size,
                "pod": "none" if not kind.has_pod else "available" if kind.available else "unavailable",
                "nodes": [one.nodes.groups[index].name for index in nodes],
            }
            for kind, _, nodes in one.kinds
        ],
        "removedAtOnce": course.removed,
        "addedAtOnce": course.added,
        "most": {"unavailable": course.down, "beside": course.beside},
        "surge": _surge(one),
        "duration": _duration(one),
        "lostIfNeverReady": one.lost if one.rolls else None,
        "end": {"replaced": one.replaced, "waiting": one.waiting, "old": one.left},
        "obstacles": [_obstacle(one, fact) for fact in one.obstacles],
    }


def _batches(one: Rollout) -> Iterator[dict[str, Any]]:
    begin = 1
    for batch in one.course.batches:
        replaced = [{"group": number, "pods": pods} for number, pods in enumerate(batch.replaced) if pods]
        yield {"first": begin, "last": begin + batch.times - 1, "pods": batch.pods, "replaced": replaced}
        begin += batch.times


def _surge(one: Rollout) -> dict[str, Any] | None:
    if not one.course.beside:
        return None
    total = sum_up([(one.row.requests, one.course.beside)])
    return {"pods": one.course.beside, "each": amounts_of(one.row.requests), "together": amounts_of(total)}


def _duration(one: Rollout) -> dict[str, int] | None:
    if one.duration is None:
        return None
    return {
        "leastSeconds": one.duration.least,
        "gracefulSeconds": one.duration.graceful,
        "batches": one.course.length,
        "readySeconds": one.lifetime.ready,
        "minReadySeconds": one.min_ready,
        "preStopSeconds": one.lifetime.end,
        "gracePeriodSeconds": one.lifetime.grace,
    }


def _obstacle(one: Rollout, fact: Obstacle) -> dict[str, Any]:
    at = None if fact.why.at is None else one.row.at(fact.why.at)
    return {
        "kind": fact.why.kind,
        "message": fact.why.message,
        **place_of(at),
        "count": fact.size,
        "nodes": [one.nodes.groups[index].name for index in fact.nodes],
    }
