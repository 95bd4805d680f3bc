"""For machines: the whole report as one JSON object, described by ``schemas/report.schema.json``.

One finding a line, so that reports can be compared line by line. Everything beyond ASCII is escaped: it passes any
stream unharmed and does no harm to a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from json import dumps
from typing import TYPE_CHECKING, Any

import dslint
from dslint.finding import ERROR, INFO, WARNING, fingerprints
from dslint.render import entries, page_url

if TYPE_CHECKING:
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render.style import Style
    from dslint.source.edit import Edit
    from dslint.source.location import Location
    from dslint.source.text import SourceText

VERSION = 1


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield the report; the schema says what each key means, and none is ever left out."""
    tool = {"name": "dslint", "version": dslint.__version__}
    # the suppressed count too, so that a fingerprint does not depend on whether they are shown
    found = entries(report, suppressed=True)
    prints = fingerprints(finding for finding, _ in found)
    fixes = _fixes(found)
    by_key = {finding.key: fingerprint for (finding, _), fingerprint in zip(found, prints, strict=True)}
    summary = _summary(report) | _fixable(found, fixes)
    not_checked = _text([one._asdict() for one in report.not_checked])
    yield f'{{"version": {VERSION}, "tool": {_text(tool)},\n "summary": {_text(summary)},\n'
    yield f' "notChecked": {not_checked},\n "findings": ['
    between = "\n  "
    for number, ((finding, reason), fingerprint) in enumerate(zip(found, prints, strict=True)):
        if reason is None or suppressed:
            cause = by_key.get(finding.cause.key) if finding.cause is not None else None
            yield between + _text(_finding(finding, reason, (fingerprint, cause), fixes.get(number)))
            between = ",\n  "
    yield "]}\n" if between == "\n  " else "\n ]}\n"


def _text(value: Any) -> str:
    return dumps(value).replace("\x7f", "\\u007f")


def _summary(report: Report) -> dict[str, int]:
    count = Counter(finding.severity for finding in report.findings)
    return {
        "files": report.files,
        "daemonSets": report.daemon_sets,
        "errors": count[ERROR],
        "warnings": count[WARNING],
        "infos": count[INFO],
        "suppressed": len(report.suppressed),
        "notChecked": len(report.not_checked),
    }


def _fixes(found: list[tuple[Finding, str | None]]) -> dict[int, dict[str, Any]]:
    """Return what each finding's fix does, by its number; none where it would be held back."""
    if not any(finding.fix for finding, _ in found):
        return {}
    from dslint.fix.plan import Planner
    from dslint.source.edit import Withheld

    planners: dict[int, Planner] = {}
    fixes: dict[int, dict[str, Any]] = {}
    for number, (finding, _) in enumerate(found):
        source = finding.at.source
        planner = planners.setdefault(id(source), Planner(source.text))
        if finding.fix is not None:
            with suppress(Withheld):
                fixes[number] = {
                    "title": finding.fix.title,
                    "safety": finding.fix.safety,
                    "edits": [_edit(source, edit) for edit in planner.plan(finding).edits],
                }
    return fixes


def _edit(source: SourceText, edit: Edit) -> dict[str, Any]:
    start, end = source.place(edit.span.start), source.place(edit.span.end)
    return {
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "text": edit.text,
    }


def _fixable(found: list[tuple[Finding, str | None]], fixes: dict[int, dict[str, Any]]) -> dict[str, int]:
    count = Counter(fix["safety"] for number, fix in fixes.items() if found[number][1] is None)
    return {"fixable": count["safe"], "fixableUnsafe": count["unsafe"]}


def _finding(
    finding: Finding, reason: str | None, prints: tuple[str, str | None], fix: dict[str, Any] | None
) -> dict[str, Any]:
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
        "object": about
        and {"apiVersion": about.api_version, "kind": about.kind, "namespace": about.namespace, "name": about.name},
        "related": [_related(label) for label in finding.related],
        "fix": fix,
        "fixHeldBack": finding.held,
        "fingerprint": prints[0],
        "cause": prints[1],
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
    }
