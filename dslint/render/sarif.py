"""SARIF 2.1.0 for code scanning: every result with its region, fix, related places and the help of its rule.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; what GitHub
takes of it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import dslint
from dslint.catalogue.page import data, page
from dslint.finding import Setting
from dslint.paths import in_repository, working_directory
from dslint.render import about, page_url
from dslint.render import told as all_told
from dslint.render.edits import Edits
from dslint.render.escape import prose
from dslint.render.json import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.render import Told
    from dslint.render.style import Style
    from dslint.source.location import Location
    from dslint.source.text import Position

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# not GitHub's own key: what it makes of a line, it makes itself, and warns of values that differ
FINGERPRINT = "dslintFinding/v1"
_ROOT = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, style: Style, *, suppressed: bool = False) -> Iterator[str]:  # noqa: ARG001 - never coloured
    """Yield a log with one run, one rule and one result a line."""
    spoken = dict.fromkeys((one.finding.rule, one.finding.name) for one in all_told(report, suppressed=suppressed))
    numbers = {rule: number for number, (rule, _) in enumerate(spoken)}
    driver = {"name": "dslint", "version": dslint.__version__, "semanticVersion": dslint.__version__}
    if dslint.DOCS_URL:
        driver["informationUri"] = dslint.DOCS_URL
    yield f'{{"$schema": {text_of(SCHEMA)}, "version": "2.1.0", "runs": [{{\n "tool": {{"driver": {{'
    yield f'{text_of(driver)[1:-1]}, "rules": ['
    yield from _lines(_rule(report.rules.get(rule), rule, name) for rule, name in spoken)
    yield f']}}}},\n "columnKind": "unicodeCodePoints",\n "invocations": [{text_of(_invocation(report))}],\n'
    roots = {_ROOT: {"description": {"text": "the top of the repository"}}}
    yield f' "originalUriBaseIds": {text_of(roots)},\n "results": ['
    edits = Edits()
    yield from _lines(_result(one, numbers, edits) for one in all_told(report, suppressed=suppressed))
    yield "]\n}]}\n"


def _lines(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = "\n  "
    for value in values:
        yield between + text_of(value)
        between = ",\n  "


def _rule(rule: Rule | None, rule_id: str, name: str) -> dict[str, Any]:
    if rule is None:
        return {"id": rule_id, "name": name}
    summary = prose(rule.summary)
    found: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": data(rule)["rationale"] or summary},
        "help": {"text": f"{summary}\n\ndslint explain {rule.id}", "markdown": page(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": list(rule.tags)},
    }
    if dslint.DOCS_URL and rule.id.startswith("DS"):
        found["helpUri"] = f"{dslint.DOCS_URL}/rules/{rule.name}/"
    return found


def _invocation(report: Report) -> dict[str, Any]:
    """Say whether the run did its job, and what kept it from that or was not checked."""
    told: list[dict[str, Any]] = [
        {"level": "error", "message": {"text": message(prose(text))}} for text in report.errors
    ]
    for path, line, reason in report.not_checked:
        place = _physical(path, {"startLine": line})
        note: dict[str, Any] = {"level": "note", "message": {"text": message(prose(f"not checked: {reason}"))}}
        told.append(note if place is None else note | {"locations": [{"physicalLocation": place}]})
    return {"executionSuccessful": not report.errors, "toolExecutionNotifications": told}


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": message(prose(text))}}


def _result(one: Told, numbers: dict[str, int], edits: Edits) -> dict[str, Any]:
    finding = one.finding
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _words(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: one.fingerprint},
        "relatedLocations": [_related(label, number) for number, label in enumerate(finding.related, 1)],
        "fixes": _fixes(finding, edits),
    }
    if one.reason is not None:
        kind = "external" if isinstance(one.reason, Setting) else "inSource"
        found["suppressions"] = [{"kind": kind, "status": "accepted"}]
        if one.reason:
            found["suppressions"][0]["justification"] = prose(one.reason)
    url = page_url(finding)
    if url is not None:
        found["hostedViewerUri"] = url
    if finding.origin:
        found["properties"] = {"origin": finding.origin}
    return {key: value for key, value in found.items() if value != []}


def _words(finding: Finding) -> str:
    """Return the message: what would be taken for a link is none, and no brace holds the number of an argument.

    Source: sections 3.11.5 and 3.11.6 of the specification.
    """
    return message(f"{prose(finding.message)}{about(finding)}")


def message(text: str) -> str:
    """Return a text as the text of a message."""
    return text.replace("](", "\\](").replace("{", "{{").replace("}", "}}")


def _location(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {}
    place = _physical(finding.path, _region(finding.at.start, finding.at.end))
    if place is not None:
        found["physicalLocation"] = place
    name = str(finding.object) if finding.object else finding.path
    found["logicalLocations"] = [{"fullyQualifiedName": prose(name), "kind": "resource"}]
    return found


def _related(label: Location, number: int) -> dict[str, Any]:
    place = _physical(label.source.path, _region(label.start, label.end))
    if place is None:  # in no file: what was rendered, or read from a stream
        text = f"{label.text}, line {label.start.line} of {label.source.path}".removeprefix(", ")
        return {"id": number, "message": {"text": message(prose(text))}}
    return {"id": number, "message": {"text": message(prose(label.text))}, "physicalLocation": place}


def _physical(path: str, region: dict[str, int]) -> dict[str, Any] | None:
    """Return a place in a file of the repository; ``None`` where it is in none."""
    artifact = _artifact(path)
    return None if artifact is None else {"artifactLocation": artifact, "region": region}


def _artifact(path: str) -> dict[str, str] | None:
    inside = in_repository(path, working_directory())
    if inside is None:
        return None
    # a colon in the first part would make a scheme of it
    return {"uri": quote(inside, safe="/", errors="backslashreplace"), "uriBaseId": _ROOT}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fixes(finding: Finding, edits: Edits) -> list[dict[str, Any]]:
    made, source = edits.of(finding), finding.at.source
    if finding.fix is not None and finding.fix.elsewhere is not None:
        source = finding.fix.elsewhere
    artifact = _artifact(source.path)
    if finding.fix is None or made is None or artifact is None:
        return []
    replacements = [
        {
            "deletedRegion": _region(source.place(edit.span.start), source.place(edit.span.end)),
            "insertedContent": {"text": edit.text},
        }
        for edit in made
    ]
    title = f"{prose(finding.fix.title)} ({finding.fix.safety})"
    changes = [{"artifactLocation": artifact, "replacements": replacements}]
    return [{"description": {"text": message(title)}, "artifactChanges": changes}]
