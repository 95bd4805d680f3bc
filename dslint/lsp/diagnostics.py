"""Findings as the protocol has them. Plain data: an editor is told of thousands while somebody types."""

from __future__ import annotations

import os

from dslint.finding import ERROR, INFO, WARNING, identity
from dslint.paths import absolute
from dslint.render import page_url
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.errors import DslintError
    from dslint.finding import Finding
    from dslint.lsp.document import Document, Places
    from dslint.lsp.workspace import Told
    from dslint.source.location import Location

SOURCE = "dslint"
NOT_CHECKED = "not-checked"
_SEVERITY = {ERROR: 1, WARNING: 2, INFO: 3}
_UNNECESSARY, _DEPRECATED = 1, 2
_IDLE = frozenset({"DS004", "DS008", "DS009"})  # comments, intents and exceptions that are about nothing


class Diagnostics:
    """Makes diagnostics of what there is to say of documents; ``documents`` are those that are open, by path."""

    def __init__(self, places: Places, documents: Mapping[str, Document]) -> None:
        self.places = places
        self._documents = documents

    def of(self, told: Told) -> list[dict[str, Any]]:
        """Return the diagnostics of a document: its findings, or what kept it from being checked."""
        if told.project.problem is not None:
            return self._problem(told.project.problem, told.document)
        rules = told.project.report.rules
        return [self.of_finding(finding, rules.get(finding.rule)) for finding in told.findings]

    def of_finding(self, finding: Finding, rule: Rule | None) -> dict[str, Any]:
        """Return the diagnostic of a finding."""
        made: dict[str, Any] = {
            "range": self.range(finding.at),
            "severity": _SEVERITY[finding.severity],
            "code": finding.rule,
            "source": SOURCE,
            "message": finding.message,
            "data": {"name": finding.name, "identity": identity(finding)},
        }
        if url := page_url(finding):
            made["codeDescription"] = {"href": url}
        if tags := _tags(finding, rule):
            made["tags"] = tags
        if related := [one for label in finding.related if (one := self._related(label)) is not None]:
            made["relatedInformation"] = related
        return made

    def range(self, at: Location) -> dict[str, Any]:
        """Return the range of a place."""
        document = self._documents.get(absolute(at.source.path))
        return self.places.range(at.source, at.span, document.mark if document is not None else 0)

    def location(self, at: Location) -> dict[str, Any] | None:
        """Return a place as a location; ``None`` for one that is in no file."""
        uri = self.uri(at.source.path)
        return None if uri is None else {"uri": uri, "range": self.range(at)}

    def uri(self, shown: str) -> str | None:
        """Return the URI of a path as people see it: of an open document the one that the editor calls it by."""
        if shown.startswith("<"):  # rendered
            return None
        from pygls.uris import from_fs_path

        path = absolute(shown)
        document = self._documents.get(path)
        return document.uri if document is not None else from_fs_path(path)

    def _related(self, label: Location) -> dict[str, Any] | None:
        location = self.location(label)
        return None if location is None else {"location": location, "message": label.text or "this belongs to it"}

    def _problem(self, error: DslintError, document: Document) -> list[dict[str, Any]]:
        """Return what says that nothing is checked, at the mistake in the document or at its beginning."""
        made = []
        for one in (error, *getattr(error, "others", ())):
            here = one.source is not None and absolute(one.source.path) == document.path
            place: dict[str, Any] = {
                "range": self.places.range(document.source, Span(0, 0)),
                "severity": 1,
                "code": NOT_CHECKED,
                "source": SOURCE,
                "message": f"not checked: {one.message}",
            }
            if one.hint:
                place["message"] += f"\n{one.hint}"
            if one.source is not None and one.span is not None:
                there = self.places.range(one.source, one.span)
                if here:
                    place |= {"range": there, "message": place["message"].removeprefix("not checked: ")}
                elif (uri := self.uri(one.source.path)) is not None:
                    place["relatedInformation"] = [
                        {"location": {"uri": uri, "range": there}, "message": os.path.basename(one.source.path)}
                    ]
            made.append(place)
        return made


def _tags(finding: Finding, rule: Rule | None) -> list[int]:
    """Return how an editor is to draw a finding: what is of no use faded, what is deprecated struck through."""
    tags = []
    if finding.rule in _IDLE:
        tags.append(_UNNECESSARY)
    if rule is not None and "deprecated" in rule.tags:
        tags.append(_DEPRECATED)
    return tags
