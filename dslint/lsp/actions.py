"""What an editor offers at a place: its fixes, all safe ones of the document, a comment that ignores a finding."""

from __future__ import annotations

from dslint.lsp.mending import is_safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from dslint.finding import Finding
    from dslint.lsp.diagnostics import Diagnostics
    from dslint.lsp.mending import Text
    from dslint.lsp.workspace import Told
    from dslint.source.edit import Edit
    from dslint.source.text import Span

QUICK, FIX_ALL, OWN_FIX_ALL = "quickfix", "source.fixAll", "source.fixAll.dslint"
KINDS = (QUICK, FIX_ALL, OWN_FIX_ALL)


class Actions:
    """Makes the code actions of one document."""

    def __init__(self, told: Told, text: Text, diagnostics: Diagnostics, *, versioned: bool) -> None:
        self._told = told
        self._text = text
        self._diagnostics = diagnostics
        self._versioned = versioned

    def at(self, span: Span, only: Sequence[str] | None) -> list[dict[str, Any]]:
        """Return what can be done about what is found at a stretch of the text, of the kinds that are asked for."""
        made: list[dict[str, Any]] = []
        if _wanted(QUICK, only):
            here = [one for one in self._told.findings if touches(one, self._told, span)]
            made += filter(None, map(self._fix, here))
            made += filter(None, map(self._ignore, here))
        kind = next((one for one in (FIX_ALL, OWN_FIX_ALL) if _wanted(one, only)), None)
        if kind is not None and (edits := self._text.fix_all()):
            count = sum(map(is_safe, self._text.report.findings))
            title = (
                f"Fix all {count} problems that are safe to fix" if count > 1 else "Fix the problem that is safe to fix"
            )
            made.append({"title": title, "kind": kind, "edit": self._edit(edits)})
        return made

    def _fix(self, finding: Finding) -> dict[str, Any] | None:
        edits = self._text.fix(finding)
        if not edits or finding.fix is None:
            return None
        safe = is_safe(finding)
        title = f"{finding.fix.title[:1].upper()}{finding.fix.title[1:]} ({finding.rule}{'' if safe else ', unsafe'})"
        return self._action(title, finding, edits) | ({"isPreferred": True} if safe else {})

    def _ignore(self, finding: Finding) -> dict[str, Any] | None:
        edits = self._text.ignore(finding)
        if not edits:
            return None
        return self._action(f"Ignore {finding.rule} ({finding.name}) here, and say why", finding, edits)

    def _action(self, title: str, finding: Finding, edits: Sequence[Edit]) -> dict[str, Any]:
        rule = self._told.project.report.rules.get(finding.rule)
        about = self._diagnostics.of_finding(finding, rule)
        return {"title": title, "kind": QUICK, "diagnostics": [about], "edit": self._edit(edits)}

    def _edit(self, edits: Iterable[Edit]) -> dict[str, Any]:
        document, places = self._told.document, self._diagnostics.places
        changes = [
            {"range": places.range(self._text.source, edit.span, document.mark), "newText": edit.text}
            for edit in sorted(edits, key=lambda one: one.span)
        ]
        if not self._versioned:
            return {"changes": {document.uri: changes}}
        name = {"uri": document.uri, "version": document.version}
        return {"documentChanges": [{"textDocument": name, "edits": changes}]}


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether a kind is asked for: by itself, or by one that it is a part of."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def touches(finding: Finding, told: Told, span: Span) -> bool:
    """Tell whether a finding is at a stretch of the document, ends included."""
    mark = told.document.mark
    return finding.at.span.start + mark <= span.end and span.start <= finding.at.span.end + mark
