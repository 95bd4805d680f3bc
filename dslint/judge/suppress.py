"""Suppression comments: ``# dslint: ignore[RULE, …] reason``, covering a node and everything below it.

A comment behind an entry or list item covers it, one alone on its line covers what begins below it;
``ignore-file[…]`` covers the whole document. What is wrong with a suppression is itself a finding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from dslint.catalogue.selection import ADMISSION, ALWAYS_ON, close_rule, find_rule, known_words
from dslint.finding import ERROR, Finding, ReplaceText
from dslint.pattern import pattern
from dslint.phrases import suggest
from dslint.record import NamedTuple
from dslint.source import comments
from dslint.source.location import Location
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule
    from dslint.inputs.document import Document
    from dslint.judge.findings import Findings
    from dslint.manifest.daemonset import DaemonSet
    from dslint.source.comments import Comment, Scope

UNKNOWN, UNUSED, REASONLESS = "DS003", "DS004", "DS005"
ANNOTATION = "dslint.dev/ignore"
_NODE = "ignore"
_WORDS = (_NODE, "ignore-file")
_DIRECTIVE = pattern(r"(?P<word>[\w-]+)[ \t]*(?:\[(?P<rules>[^\]]*)\])?[ \t]*(?P<reason>.*)")
_RULE = pattern(r"[^\s,]+")


class Name(NamedTuple):
    """One rule that a suppression names."""

    rule: Rule
    span: Span


class Directive(NamedTuple):
    """What a comment says: the rules that it names, the reason, and whether all of its document is covered."""

    names: list[Name]
    reason: str
    covers_all: bool


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
    suppressions: Suppressions


def apply(
    document: Document, sets: list[DaemonSet], found: list[Finding], ran: frozenset[str], findings: Findings
) -> Suppressed:
    """Sort the findings of one document into kept and suppressed ones, and add what is wrong with its suppressions.

    ``sets`` are its DaemonSets, at least one; ``ran`` the ids of the rules that looked at the whole of them: only those
    can tell that a suppression is unused.
    """
    if any(finding.reason == "DecodeError" for finding in found):
        ran = frozenset()  # as the server cannot read it, most rules saw nothing of it
    reader = Reader(document, sets, findings)
    read = list(reader.read())
    suppressions = Suppressions(read, findings.settings.unsuppressible)
    outcome = Suppressed([], [], suppressions)
    for finding in found:
        reason = suppressions.covering(finding)
        if reason is None:
            outcome.kept.append(finding)
        else:
            outcome.suppressed.append((finding, reason))
    for suppression in read:
        reader.judge(suppression, ran)
    reader.judge_annotations()
    outcome.kept.extend(reader.findings)
    return outcome


class Suppressions:
    """The suppressions of one document, found by rule and place: a finding looks at those alone that may cover it."""

    def __init__(self, suppressions: Iterable[Suppression], unsuppressible: frozenset[str]) -> None:
        self._never = ALWAYS_ON | unsuppressible
        self._by_rule: dict[str, _Scoped] = {}
        for number, one in enumerate(suppressions):
            for rule in {name.rule.id for name in one.names}:
                self._by_rule.setdefault(rule, _Scoped()).add(number, one)

    def covering(self, finding: Finding) -> str | None:
        """Return the reason of the suppressions that cover a finding, noting that they were of use."""
        scoped = self._by_rule.get(finding.rule)
        if scoped is None or finding.rule in self._never:
            return None
        found = scoped.around(finding.at.span.start, finding.at.pointer)
        for group in found.values():
            if finding.rule not in group.used:
                for used in group.uses:
                    used.add(finding.rule)
                group.used.add(finding.rule)
        return next((found[number].reason for number in sorted(found)), None)


class _Group:
    """The suppressions of one rule with one scope, what each is of use for, and the reason of the first."""

    __slots__ = ("number", "reason", "used", "uses")

    def __init__(self, number: int, reason: str) -> None:
        self.number = number
        self.reason = reason or "no reason given"
        self.uses: list[set[str]] = []
        self.used: set[str] = set()


class _Scoped:
    """The suppressions of one rule by what they cover: parts of a tree, of which two are apart or one in the other."""

    def __init__(self) -> None:
        self._groups: dict[Scope, _Group] = {}
        self._pointers: dict[str, list[_Group]] = {}
        self._nested: tuple[list[int], list[tuple[Scope, int]]] | None = None

    def add(self, number: int, suppression: Suppression) -> None:
        scope = suppression.scope
        group = self._groups.get(scope)
        if group is None:
            group = self._groups[scope] = _Group(number, suppression.reason)
            self._pointers.setdefault(scope.pointer, []).append(group)
        group.uses.append(suppression.used)

    def around(self, offset: int, pointer: str) -> dict[int, _Group]:
        """Return those that cover a place, by text or by path, by the number of the first of each."""
        found: dict[int, _Group] = {}
        while True:
            found.update((group.number, group) for group in self._pointers.get(pointer, ()))
            if not pointer:
                break
            pointer = pointer.rpartition("/")[0]
        starts, nested = self._nested or self._nest()
        at = bisect_right(starts, offset) - 1
        while at >= 0:
            scope, at = nested[at]
            if offset < scope.span.end:
                group = self._groups[scope]
                found[group.number] = group
        return found

    def _nest(self) -> tuple[list[int], list[tuple[Scope, int]]]:
        """Note of each scope, in the order of the text, the place of the one that it lies in; -1 for none."""
        scopes = sorted(self._groups, key=lambda scope: (scope.span.start, -scope.span.end))
        nested: list[tuple[Scope, int]] = []
        for number, scope in enumerate(scopes):
            around = number - 1
            while around >= 0 and scopes[around].span.end <= scope.span.start:
                around = nested[around][1]
            nested.append((scope, around))
        self._nested = [scope.span.start for scope in scopes], nested
        return self._nested


class Reader:
    """Reads the suppressions of one document and collects the findings about them."""

    def __init__(self, document: Document, sets: list[DaemonSet], findings: Findings) -> None:
        self.document = document
        self.sets = sets
        self._starts = [ds.root.span().start for ds in sets]
        self.make = findings
        self.source = sets[0].source
        self.root = document.tree.root if document.tree else None
        self.findings: list[Finding] = []

    def read(self) -> Iterator[Suppression]:
        """Yield the suppressions that name at least one rule and stand at something."""
        if self.root is None:
            return
        scopes = comments.Scopes(self.source, self.root)
        for comment in comments.comments(self.source.text, self.document.comments_start, self.document.end, self.root):
            said = self.directive(comment)
            if said is None:
                continue
            scope = comments.whole(self.root) if said.covers_all else scopes.of(comment)
            if scope is None:
                self._say(UNUSED, "nothing", comment.span, fix=self._removal(comment))
            else:
                yield Suppression(comment, scope, said.names, said.reason, set())

    def directive(self, comment: Comment) -> Directive | None:
        """Return what a comment says; ``None`` for one that is wrong, which is told."""
        directive = _DIRECTIVE.match(comment.text)
        word = directive["word"] if directive else ""
        if directive is None or word not in _WORDS:
            close = suggest(word, _WORDS)
            shown = {"word": word or comment.text or "dslint:", "close": close or _WORDS[0]}
            at = Span(comment.text_start, comment.text_start + len(word))
            fix = ReplaceText(at, close) if close and directive and directive["rules"] else None
            self._say(UNKNOWN, "directive", comment.span, fix=fix, **shown)
            return None
        if not (directive["rules"] or "").strip():
            self._say(UNKNOWN, "bare", comment.span, word=word)
            return None
        names = list(self._names(directive["rules"], comment.text_start + directive.start("rules")))
        reason = directive["reason"].strip()
        # what follows another `#` is another comment, of another tool or of an example
        return Directive(names, "" if reason.startswith("# ") else reason, covers_all=word != _NODE)

    @cached_property
    def _groups(self) -> frozenset[str]:
        """The words that mean several rules, and those that mean one, in small letters."""
        return frozenset(word.lower() for word in known_words(self.make.settings.selection.rules))

    def _names(self, rules: str, offset: int) -> Iterator[Name]:
        known = self.make.settings.selection.rules
        for match in _RULE.finditer(rules):
            span = Span(offset + match.start(), offset + match.end())
            rule = find_rule(known, match[0])
            if rule is not None:
                yield Name(rule, span)
                continue
            if match[0].lower() in self._groups:
                self._say(UNKNOWN, "group", span, word=match[0])
                continue
            if match[0].lower().startswith(ADMISSION):
                continue  # a policy of the cluster, which may lie among other files
            from dslint.catalogue.foreign import called, ours  # as above, few words are wrong

            told = [rule.name for rule in ours(match[0], known)]
            if called(match[0]) and not told:
                tool, check = called(match[0])[0]
                self._say(UNKNOWN, "foreign", span, word=match[0], tool=tool, what=check.what, reason=check.reason)
                continue
            close = " or ".join(told) or close_rule(match[0], known)
            fix = ReplaceText(span, close) if close and len(told) < 2 else None
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
        about = self.sets[max(bisect_right(self._starts, span.start) - 1, 0)]
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
