"""Whether a fixed text is what it should be: parsed and checked again before anybody gets to see it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate

from dslint.errors import ENDS_A_RUN
from dslint.finding import ERROR, Finding, Operation, Reindent, ReplaceText
from dslint.fix.expected import Expected, same
from dslint.inputs.document import Document
from dslint.inputs.documents import read
from dslint.manifest.field import json_pointer
from dslint.record import NamedTuple
from dslint.source.chunks import Chunk, chunks
from dslint.source.edit import splice
from dslint.source.layout import Layout
from dslint.source.text import SourceText, Span
from dslint.source.tree import parse, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dslint.fix.plan import Plan
    from dslint.judge.report import Report
    from dslint.source.nodes import Node

    Check = Callable[[SourceText], Report]

UNREADABLE = "the result could not be read"
STRAY = "something else would change"
COMMENT = "a comment would be lost"
STAYS = "the problem would still be there"
WORSE = "it would bring"
CRASHED = "the result could not be checked"
_UNDECODED = "DecodeError"


class Failed(Exception):  # noqa: N818 - an answer
    """A fix does not do what it promises; ``reason`` says what is wrong with the result."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Verified(NamedTuple):
    """A text with fixes in it that have been found good, and what there is to say of it now."""

    source: SourceText
    report: Report


def verify(source: SourceText, plans: Sequence[Plan], report: Report, check: Check) -> Verified:
    """Carry out some plans and return the result; raises :class:`Failed` where it is not what was promised."""
    edits = [edit for plan in plans for edit in plan.edits]
    new = source.with_text(splice(source.text, edits))
    new.parsed = {}  # it is read once to be held against what was meant, and once to be checked
    _hold_documents(source, new, plans)
    try:
        after = check(new)
    except ENDS_A_RUN:
        raise
    except BaseException:  # noqa: BLE001 - whatever goes wrong, the fix is not to be had
        raise Failed(CRASHED) from None
    new.parsed = None
    if after.errors or (after.daemon_sets, after.parts) != (report.daemon_sets, report.parts):
        raise Failed(CRASHED)
    _hold_findings(plans, report.findings, after.findings)
    return Verified(new, after)


def _hold_documents(source: SourceText, new: SourceText, plans: Sequence[Plan]) -> None:
    """Hold each changed document against what it must mean, and its comments against those before."""
    changed: dict[int, list[Plan]] = {}
    for plan in plans:
        changed.setdefault(plan.finding.document, []).append(plan)
    after = {document.number: document for document in read(new)}
    before = chunks_of(source.text)
    for number, here in changed.items():
        document, chunk = after.get(number), before.get(number)
        if document is None or document.tree is None or document.tree.root is None or document.problem is not None:
            raise Failed(UNREADABLE)
        span = Span(chunk.start, chunk.end) if chunk else Span(0, 0)
        root = next((root for plan in here for root in plan.roots), None)
        root = root or parse(source.text[span.start : span.end], span.start).root
        intents = [intent for plan in here if plan.finding.fix for intent in plan.finding.fix.intents]
        if root is None or not same(plain(document.tree.root), Expected(intents).value(root)):
            raise Failed(STRAY)
        if chunk is not None:
            _hold_comments(Layout(source.text, root), span, new.text, document, intents)


def chunks_of(text: str) -> dict[int, Chunk]:
    """Return the documents of a text that may hold comments, by number: none that is JSON."""
    return {chunk.number: chunk for chunk in chunks(text) if chunk.tree is None and not chunk.dropped}


def _hold_comments(before: Layout, span: Span, text: str, document: Document, intents: Iterable[Operation]) -> None:
    """Demand every comment that is not itself to be changed, in order and to the letter."""
    if before.text.find("#", *span) < 0 and text.find("#", document.start, document.end) < 0:
        return
    changed = sorted(intent.span for intent in intents if isinstance(intent, ReplaceText))
    starts, ends = [one.start for one in changed], list(accumulate((one.end for one in changed), max))

    def is_changed(at: Span) -> bool:
        last = bisect_right(starts, at.end) - 1
        return last >= 0 and ends[last] >= at.start

    kept = [before.text[at.start : at.end] for at in before.comments(*span) if not is_changed(at)]
    root: Node | None = document.tree.root if document.tree else None
    if root is None:
        raise Failed(UNREADABLE)
    found = [text[at.start : at.end] for at in Layout(text, root).comments(document.start, document.end)]
    rest = iter(found)
    if not all(comment in rest for comment in kept) or len(found) > len(kept) + len(changed):
        raise Failed(COMMENT)


def _hold_findings(plans: Sequence[Plan], before: Iterable[Finding], after: Iterable[Finding]) -> None:
    """Demand that what was to be mended is gone and that no error is new."""
    undecoded = [plan.finding for plan in plans if plan.finding.reason == _UNDECODED]
    documents, pointers = {one.document for one in undecoded}, {one.at.pointer for one in undecoded}
    moved = {(plan.finding.document, pointer) for plan in plans for pointer in _moved_to(plan)}
    after = [
        finding for finding in after if not _uncovered(finding, documents, pointers) and not _came_along(finding, moved)
    ]
    was, now = Counter(map(_kind, before)), Counter(map(_kind, after))
    mended = Counter(_kind(plan.finding) for plan in plans)
    if any(now[kind] > was[kind] - count for kind, count in mended.items()):
        raise Failed(STAYS)
    new = (one for one in after if one.severity == ERROR and now[_kind(one)] > was[_kind(one)])
    first = min(new, key=lambda one: one.sort_key(), default=None)
    if first is not None:
        raise Failed(f"{WORSE} {first.rule}: {first.message}")


def _uncovered(finding: Finding, documents: set[int], pointers: set[str]) -> bool:
    """Tell whether the server could not come to an error before: it stops at the first value that it cannot decode.

    ``documents`` and ``pointers`` are those of such values that are mended; one at the very place is the fix's doing.
    """
    reached = finding.reason not in (None, _UNDECODED)
    return reached and finding.document in documents and finding.at.pointer not in pointers


def _moved_to(plan: Plan) -> Iterator[str]:
    """Yield the JSON Pointers of what a plan indents anew, as they will be."""
    for intent in plan.finding.fix.intents if plan.finding.fix else ():
        if isinstance(intent, Reindent):
            top = intent.moves[0][0]
            while top.parent is not None:
                top = top.parent
            yield from (json_pointer(top.written(path)) for path in intent.paths())


def _came_along(finding: Finding, moved: set[tuple[int, str]]) -> bool:
    """Tell whether an error lies in what was only indented anew: it was there before, where nobody looked."""
    at = finding.at.pointer if moved else ""
    while at and (finding.document, at) not in moved:
        at = at.rpartition("/")[0]
    return at != ""


def _kind(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.message_key, finding.document)
