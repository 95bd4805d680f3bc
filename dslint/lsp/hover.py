"""What an editor shows of the place under the pointer: the explanation of what is found there."""

from __future__ import annotations

import re

from dslint.catalogue.page import brief
from dslint.catalogue.selection import find_rule
from dslint.lsp.actions import touches
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dslint.finding import Finding
    from dslint.lsp.diagnostics import Diagnostics
    from dslint.lsp.workspace import Told

_COMMENT = re.compile(r"dslint:[ \t]*ignore(?:-file)?[ \t]*\[([^\]\r\n]*)")
_WORD = re.compile(r"[^\s,\[\]]+")


def hover(told: Told, offset: int, diagnostics: Diagnostics) -> dict[str, Any] | None:
    """Return the explanations of the findings at an offset, or of the rule that a comment names there."""
    rules = told.project.report.rules
    here = [one for one in told.findings if touches(one, told, Span(offset, offset))]
    if here:
        parts = [_told(one) for one in here]
        explained = dict.fromkeys(one.rule for one in here)
        parts += [brief(rules[rule]) for rule in explained if rule in rules]
        place = diagnostics.range(min(here, key=lambda one: one.at.span.end - one.at.span.start).at)
        return {"contents": {"kind": "markdown", "value": "\n\n---\n\n".join(parts)}, "range": place}
    for span, word in _named(told.document.text, offset):
        rule = find_rule(list(rules.values()), word)
        if rule is not None:
            place = diagnostics.places.range(told.document.source, span)
            return {"contents": {"kind": "markdown", "value": brief(rule)}, "range": place}
    return None


def _told(finding: Finding) -> str:
    lines = [f"**{finding.severity}** {finding.rule} `{finding.name}`: {escaped(finding.message)}"]
    if finding.why:
        lines.append(f"Why: {escaped(finding.why)}")
    if finding.fix is not None:
        lines.append(f"Fix ({finding.fix.safety}): {escaped(finding.fix.title)}")
    elif finding.help:
        lines.append(f"Help: {escaped(finding.help)}")
    return "\n\n".join(lines)


def _named(text: str, offset: int) -> Iterator[tuple[Span, str]]:
    """Yield the word at an offset if a suppression comment names rules there."""
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    for comment in _COMMENT.finditer(text, begin, offset + 200):
        for word in _WORD.finditer(text, comment.start(1), comment.end(1)):
            if word.start() <= offset <= word.end():
                yield Span(word.start(), word.end()), word[0]


def escaped(text: str) -> str:
    """Return a text of the manifest so that Markdown takes no part of it for its own."""
    return re.sub(r"([\\`*_{}\[\]<>()#!|~])", r"\\\1", text)
