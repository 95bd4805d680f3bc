"""A fleet for machines: clusters, differences, and each agent in each cluster; ``schemas/fleet.schema.json``."""

from __future__ import annotations

from collections.abc import Iterator

import dslint
from dslint.fleet.report import sums
from dslint.render.json import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.fleet.member import Agent, Member
    from dslint.fleet.report import Difference, FleetReport
    from dslint.render.style import Style

VERSION = 1


def render(report: FleetReport, style: Style) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means, and none is ever left out."""
    tool = {"name": "dslint", "version": dslint.__version__}
    yield f'{{"version": {VERSION}, "tool": {text_of(tool)},\n "summary": {text_of(_summary(report))},\n "clusters": ['
    yield from _lines(_cluster(one) for one in (*report.lost, *report.read))
    yield '],\n "differences": ['
    yield from _lines(map(_difference, report.differences))
    yield '],\n "agents": ['
    yield from _lines(_agent(report, title) for title in report.titles)
    yield "]}\n"


def _lines(values: Iterator[Any]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield ("," if number else "") + "\n  " + text_of(value)


def _summary(report: FleetReport) -> dict[str, int]:
    found = [sums(one) for one in report.read]
    return {
        "clusters": len(report.members),
        "notRead": len(report.lost),
        "agents": len(report.titles),
        "differences": len(report.differences),
        **{kind: sum(one[kind] for one in found) for kind in ("desired", "runs", "missed", "pending")},
        **{f"{kind}s": sum(one[kind] for one in found) for kind in ("error", "warning", "info")},
    }


def _cluster(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "source": member.source,
        "error": member.error,
        "errors": list(member.errors),
        "notes": list(member.notes),
        "kubernetesVersion": member.version,
        "nodes": member.nodes,
        "agents": len(member.agents),
    }


def _difference(one: Difference) -> dict[str, Any]:
    values = [{"value": value, "clusters": list(names)} for value, names in one.values]
    return {"agent": one.agent, "kind": one.kind, "values": values}


def _agent(report: FleetReport, title: str) -> dict[str, Any]:
    there = [(member, one) for member, one in report.cells(title) if one is not None]
    first = there[0][1]
    return {
        "namespace": first.namespace,
        "name": first.name,
        "version": report.usual_version(title) or None,
        "absentIn": [member.name for member, one in report.cells(title) if one is None],
        "clusters": [{"cluster": member.name, **_cell(one)} for member, one in there],
    }


def _cell(one: Agent) -> dict[str, Any]:
    placed = one.placed
    return {
        "path": one.path,
        "line": one.line,
        "images": list(one.images),
        "version": one.version or None,
        "desired": placed and placed.desired,
        "runsOn": placed and placed.runs,
        "wanted": placed and placed.wanted,
        "missed": placed and placed.missed,
        "pending": placed and placed.pending,
        "neverStarts": placed and placed.never_starts,
        "refused": placed and placed.refused,
        "canRun": None if placed is None else placed.runs == placed.desired,
        "status": None if one.rollout is None else dict(zip(one.rollout._fields, one.rollout, strict=True)),
        "findings": {f"{kind}s": number for kind, number in one.findings.items()},
        "rules": [rule.partition(" ")[0] for rule in one.rules],
    }
