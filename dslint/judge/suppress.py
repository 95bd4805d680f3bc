"""Suppression comments: ``# dslint: ignore[RULE, …] reason``, covering a node and everything below it.

A comment behind an entry or list item covers it, one alone on its line covers what begins below it;
``ignore-file[…]`` covers the whole document. What is wrong with a suppression is itself a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dslint.catalogue.selection import ALWAYS_ON, close_rule, find_rule, known_words
from dslint.finding import ERROR, Finding, ReplaceText
from dslint.phrases import suggest
from dslint.source import comments
from dslint.source.location import Location
from dslint.source.text import Span

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.inputs.documents import Document
    from dslint.judge.findings import Findings
    from dslint.manifest.daemonset import DaemonSet
    from dslint.source.comments import Comment, Scope

UNKNOWN, UNUSED, REASONLESS = "DS003", "DS004", "DS005"
ANNOTATION = "dslint.dev/ignore"
_NODE = "ignore"
_WORDS = (_NODE, "ignore-file")
_DIRECTIVE = re.compile(r"(?P<word>[\w-]+)[ \t]*(?:\[(?P<rules>[^\]]*)\])?[ \t]*(?P<reason>.*)")
_RULE = re.compile(r"[^\s,]+")


class Name(NamedTuple):
    """One rule that a suppression names."""

    rule: Rule
    span: Span


class Suppression(NamedTuple):
    """One comment: what it names, what it covers, and the ids of the rules that it has kept from being reported."""

    comment: Comment
    scope: Scope
    names: list[Name]
    reason: str
    used: set[str]


class Suppressed(NamedTuple):
    """What is left to report, and what is not, with the reason given; the comments, for what is found later."""

    kept: list[Finding]
    suppressed: list[tuple[Finding, str]]
    suppressions: list[Suppression]


def apply(
    document: Document, sets: list[DaemonSet], found: list[Finding], ran: frozenset[str], findings: Findings
) -> Suppressed:
    """Sort the findings of one document into kept and suppressed ones, and add what is wrong with its suppressions.

    ``sets`` are its DaemonSets, at least one; ``ran`` the ids of the rules that looked at the whole of them: only those
    can tell that a suppression is unused.
    """
    if any(finding.reason == "DecodeError" for finding in found):
        ran = frozenset()  # as the server cannot read it, most rules saw nothing of it
    reader = _Reader(document, sets, findings)
    suppressions = list(reader.read())
    outcome = Suppressed([], [], suppressions)
    for finding in found:
        reason = covered(finding, suppressions, findings.settings.unsuppressible)
        if reason is None:
            outcome.kept.append(finding)
        else:
            outcome.suppressed.append((finding, reason))
    for suppression in suppressions:
        reader.judge(suppression, ran)
    reader.judge_annotations()
    outcome.kept.extend(reader.findings)
    return outcome


def covered(finding: Finding, suppressions: Iterable[Suppression], unsuppressible: frozenset[str]) -> str | None:
    """Return the reason of the suppressions that cover a finding, noting that they were of use."""
    if finding.rule in ALWAYS_ON | unsuppressible:
        return None
    reason = None
    for suppression in suppressions:
        if any(name.rule.id == finding.rule for name in suppression.names) and suppression.scope.covers(
            finding.at.span.start, finding.at.pointer
        ):
            suppression.used.add(finding.rule)
            reason = reason or suppression.reason or "no reason given"
    return reason


class _Reader:
    """Reads the suppressions of one document and collects the findings about them."""

    def __init__(self, document: Document, sets: list[DaemonSet], findings: Findings) -> None:
        self.document = document
        self.sets = sets
        self.make = findings
        self.source = sets[0].source
        self.root = document.tree.root if document.tree else None
        self.findings: list[Finding] = []

    def read(self) -> Iterator[Suppression]:
        """Yield the suppressions that name at least one rule and stand at something."""
        if self.root is None:
            return
        scopes = comments.Scopes(self.source, self.root)
        for comment in comments.comments(self.source.text, self._start(), self.document.end, self.root):
            directive = _DIRECTIVE.match(comment.text)
            word = directive["word"] if directive else ""
            if directive is None or word not in _WORDS:
                close = suggest(word, _WORDS)
                shown = {"word": word or comment.text or "dslint:", "close": close or _WORDS[0]}
                at = Span(comment.text_start, comment.text_start + len(word))
                fix = ReplaceText(at, close) if close and directive and directive["rules"] else None
                self._say(UNKNOWN, "directive", comment.span, fix=fix, **shown)
                continue
            if not (directive["rules"] or "").strip():
                self._say(UNKNOWN, "bare", comment.span, word=word)
                continue
            names = list(self._names(directive["rules"], comment.text_start + directive.start("rules")))
            scope = scopes.of(comment) if word == _NODE else comments.whole(self.root)
            if scope is None:
                self._say(UNUSED, "nothing", comment.span, fix=self._removal(comment))
            else:
                reason = directive["reason"].strip()
                # what follows another `#` is another comment, of another tool or of an example
                yield Suppression(comment, scope, names, "" if reason.startswith("# ") else reason, set())

    def _start(self) -> int:
        """Return where the document's comments begin: for the first one, above the separator that opens it."""
        head = self.source.text[: self.document.start]
        blank = all(not line.strip() or line.lstrip().startswith(("#", "---")) for line in head.splitlines())
        return 0 if blank else self.document.start

    def _names(self, rules: str, offset: int) -> Iterator[Name]:
        known = self.make.settings.selection.rules
        for match in _RULE.finditer(rules):
            span = Span(offset + match.start(), offset + match.end())
            rule = find_rule(known, match[0])
            if rule is not None:
                yield Name(rule, span)
                continue
            if match[0].lower() in {word.lower() for word in known_words(known)}:
                self._say(UNKNOWN, "group", span, word=match[0])
                continue
            close = close_rule(match[0], known)
            fix = ReplaceText(span, close) if close else None
            self._say(UNKNOWN, "similar" if close else "unknown", span, fix=fix, word=match[0], close=close or "")

    def judge(self, suppression: Suppression, ran: frozenset[str]) -> None:
        """Add what is wrong with a suppression, now that it is known what it was good for."""
        settings = self.make.settings
        if not suppression.reason and suppression.names:
            self._say(
                REASONLESS, "found", suppression.comment.span, severity=ERROR if settings.require_reason else None
            )
        for name in suppression.names:
            if name.rule.id in settings.unsuppressible | ALWAYS_ON:
                message = "unsuppressible"
            elif name.rule.id in ran and name.rule.id not in suppression.used:
                message = "found"
            else:
                continue
            fix = self._removal(suppression.comment, name)
            self._say(UNUSED, message, name.span, fix=fix, rule=name.rule.name)

    def judge_annotations(self) -> None:
        """Tell of annotations that are meant as suppressions, as other linters have them."""
        for ds in self.sets:
            for metadata in (ds.root.get("metadata"), ds.template.get("metadata")):
                for entry in metadata.get("annotations").entries():
                    if isinstance(entry.name, str) and entry.name.startswith(ANNOTATION):
                        self._say(UNUSED, "annotation", entry.span(key=True), name=entry.name)

    def _removal(self, comment: Comment, name: Name | None = None) -> ReplaceText:
        """Return what removes a suppression, or a name from one that has others."""
        span = comments.without_name(self.source.text, comment, name.span) if name else None
        return ReplaceText(span or comments.without(self.source, comment), "")

    def _say(
        self,
        rule_id: str,
        message: str,
        span: Span,
        severity: str | None = None,
        fix: ReplaceText | None = None,
        **params: str,
    ) -> None:
        about = next((ds for ds in reversed(self.sets) if ds.root.span().start <= span.start), self.sets[0])
        at = Location(self.source, span, "", about.root.pointer)
        number = self.document.number
        finding = self.make.of_text(
            rule_id,
            message,
            params,
            at,
            document=number,
            about=about.owner,
            severity=severity,
            fix=(fix,) if fix else (),
        )
        if finding is not None:
            self.findings.append(finding)
