"""For machines: the whole report as one JSON object, described by ``schemas/report.schema.json``.

One finding a line, so that reports can be compared line by line. Everything beyond ASCII is escaped: it passes any
stream unharmed and does no harm to a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from json import dumps

import dslint
from dslint.finding import ERROR, INFO, SAFE, UNSAFE, WARNING, identity
from dslint.render import page_url, told
from dslint.render.edits import Edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.manifest.daemonset import ObjectName
    from dslint.manifest.rollout import Rollout
    from dslint.render import Told
    from dslint.render.style import Style
    from dslint.source.edit import Edit
    from dslint.source.location import Location
    from dslint.source.text import SourceText

VERSION = 1


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means.

    Only what is told of clusters is left out where none was asked.
    """
    tool = {"name": "dslint", "version": dslint.__version__}
    not_checked = text_of([one._asdict() for one in report.not_checked])
    yield f'{{"version": {VERSION}, "tool": {text_of(tool)},\n "summary": {text_of(_summary(report))},\n'
    yield f' "notChecked": {not_checked},\n "notDecided": {text_of(list(_not_decided(report)))},\n'
    yield f' "since": {text_of(_since(report))},\n'
    for key, value in (("clusters", _clusters(report)), ("drift", _drift(report))):
        if value is not None:
            yield f' "{key}": {text_of(value)},\n'
    yield ' "findings": ['
    between, edits = "\n  ", Edits()
    for one in told(report, suppressed=suppressed):
        yield between + text_of(_finding(one, edits))
        between = ",\n  "
    yield "]}\n" if between == "\n  " else "\n ]}\n"


def text_of(value: Any) -> str:
    """Return a value as JSON of printable ASCII."""
    return dumps(value).replace("\x7f", "\\u007f")


def _not_decided(report: Report) -> Iterator[dict[str, Any]]:
    for one in report.not_decided:
        yield {
            "rule": one.rule,
            "reason": one.reason,
            "namespaces": list(one.namespaces),
            "daemonSets": one.daemon_sets,
        }


def _since(report: Report) -> dict[str, Any] | None:
    changes = report.changes
    if changes is None:
        return None
    fixed = [_brief(finding) for finding in changes.fixed]
    return {"revision": changes.revision, "fixed": fixed, "unchanged": len(changes.unchanged)}


def _clusters(report: Report) -> list[dict[str, Any]] | None:
    if not report.clusters:
        return None
    return [
        {
            "context": one.context,
            "error": one.error,
            "kubernetesVersion": one.version,
            "nodes": one.nodes,
            "daemonSets": [
                {"namespace": namespace, "name": name, **_rollout(rollout)} for namespace, name, rollout in one.sets
            ],
        }
        for one in report.clusters
    ]


def _drift(report: Report) -> list[dict[str, Any]] | None:
    if report.drift is None:
        return None
    return [
        {
            "context": one.context,
            "path": one.at.source.path,
            "line": one.at.start.line,
            "column": one.at.start.column,
            "object": _object(one.object),
            "message": str(one),
            "field": one.field or None,
            "here": one.here,
            "there": one.there,
        }
        for one in report.drift
    ]


def _rollout(rollout: Rollout | None) -> dict[str, int | None]:
    return {key: rollout and getattr(rollout, key) for key in ("desired", "ready", "updated")}


def _brief(finding: Finding) -> dict[str, Any]:
    about = finding.object
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path,
        "line": finding.at.start.line,
        "column": finding.at.start.column,
        "object": about and _object(about),
    }


def _object(about: ObjectName) -> dict[str, Any]:
    return {"apiVersion": about.api_version, "kind": about.kind, "namespace": about.namespace, "name": about.name}


def _summary(report: Report) -> dict[str, int]:
    count = Counter(finding.severity for finding in report.findings)
    fixes = Counter(finding.fix.safety for finding in report.findings if finding.fix is not None)
    return {
        "files": report.files,
        "daemonSets": report.daemon_sets,
        "errors": count[ERROR],
        "warnings": count[WARNING],
        "infos": count[INFO],
        "suppressed": len(report.suppressed),
        "known": len(report.known),
        "notChecked": len(report.not_checked),
        "truncated": report.truncated,
        "fixable": fixes[SAFE],
        "fixableUnsafe": fixes[UNSAFE],
    }


def _fix(finding: Finding, edits: Edits) -> dict[str, Any] | None:
    made = edits.of(finding)
    if finding.fix is None or made is None:
        return None
    elsewhere = finding.fix.elsewhere
    source = elsewhere or finding.at.source
    return {
        "title": finding.fix.title,
        "safety": finding.fix.safety,
        **({"path": elsewhere.path} if elsewhere is not None else {}),
        "edits": [_edit(source, edit) for edit in made],
    }


def _edit(source: SourceText, edit: Edit) -> dict[str, Any]:
    start, end = source.place(edit.span.start), source.place(edit.span.end)
    return {
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "text": edit.text,
    }


def _finding(one: Told, edits: Edits) -> dict[str, Any]:
    finding, reason = one.finding, one.reason
    at, about = finding.at, finding.object
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path,
        "line": at.start.line,
        "column": at.start.column,
        "endLine": at.end.line,
        "endColumn": at.end.column,
        "pointer": at.pointer,
        "document": finding.document,
        "object": about and _object(about),
        "origin": finding.origin,
        "related": [_related(label) for label in finding.related],
        "fix": _fix(finding, edits),
        "fixHeldBack": finding.held,
        "fingerprint": one.fingerprint,
        "identity": identity(finding),
        "cause": one.cause,
        "help": finding.help,
        "url": page_url(finding),
        "versions": finding.versions,
        "field": finding.field,
        "reason": finding.reason,
        "serverWarning": finding.server_warning,
        "suppression": None if reason is None else {"reason": reason or None},
    }


def _related(label: Location) -> dict[str, Any]:
    return {
        "message": label.text,
        "path": label.source.path,
        "line": label.start.line,
        "column": label.start.column,
        "pointer": label.pointer,
        "role": label.role,
    }
