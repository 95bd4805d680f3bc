"""Fixes of rendered text, made where it comes from: in a template, a value, a resource or a patch.

The edits of the rendered text are carried over to the text that people edit, where that is plain text of one place.
Then everything is rendered again: in each environment exactly what was to change must have changed, or the fix is not
to be had.
"""

from __future__ import annotations

from dslint.finding import Fix
from dslint.fix.plan import Planner
from dslint.fix.replanned import replanned
from dslint.inputs.rendering.held import Held, data_of
from dslint.inputs.rendering.helm_candidates import blocks_around
from dslint.inputs.tree import Unreadable
from dslint.judge.origin import rendered_place
from dslint.record import NamedTuple
from dslint.source.edit import Edit, Withheld, splice
from dslint.source.provenance import PATCH, RESOURCE, TEMPLATE, Rendered
from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.source.location import Location

    Judge = Callable[[Mapping[str, bytes]], tuple[Report, Sequence[Rendered]]]
    """Judges what is rendered, with other contents in some files, by path."""

COMPUTED = "what is to change is computed; mend the place that it comes from"
PACKED = "it stands in no file that can be changed by itself"
SEVERAL = "it takes changes in several files"
LATER = "it is tried once the other fixes are made"
OTHERWISE = "rendered with it, something else is otherwise"
MOST_TRIES = 3  # beside the one of all together
_QUOTES = "\"'"


class Change(NamedTuple):
    """Edits of one text that people edit."""

    source: SourceText
    edits: tuple[Edit, ...]

    @property
    def key(self) -> object:
        """What tells it from others, in whatever environment it was found."""
        return self.source.path, self.edits


class _Proposal:
    """A change, with what it is to do to each rendered text, and for which findings."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.findings: list[Finding] = []
        self.rendered: dict[str, list[Edit]] = {}


def settle(report: Report, texts: Sequence[Rendered]) -> None:
    """Give each finding of a rendered text the fix that its origin can have, or none and the reason."""
    proposals: dict[object, _Proposal] = {}
    later: dict[object, _Proposal] = {}
    held: dict[int, str] = {}
    planners: dict[str, Planner] = {}
    for finding in report.findings:
        place = rendered_place(finding)
        if finding.fix is None or place is None or not isinstance(place.source, Rendered):
            continue
        text = place.source
        try:
            edits = planners.setdefault(text.path, Planner(text.text)).plan(finding).edits
        except Withheld as withheld:
            held[id(finding)] = withheld.reason
            continue
        change, made_of = _change(text, edits, finding.related), proposals
        if change == COMPUTED and (again := replanned(finding, text)) is not None:
            change, made_of = Change(*again), later
        if isinstance(change, Change) and change.source.path not in text.files:
            change = PACKED
        if isinstance(change, str):
            held[id(finding)] = change
            continue
        proposal = made_of.setdefault(change.key, _Proposal(change))
        proposal.findings.append(finding)
        proposal.rendered.setdefault(text.path, []).extend(edits)
    if proposals:  # an overlay is rendered three times at most
        held |= {id(finding): LATER for one in later.values() for finding in one.findings}
    made: dict[int, Fix] = {}
    for one in _proved(list((proposals or later).values()), texts):
        made |= {id(finding): _fix(finding, one.change) for finding in one.findings}
    report.findings = [
        one
        if one.fix is None or rendered_place(one) is None
        else one._replace(fix=made.get(id(one)), held=None if id(one) in made else held.get(id(one), OTHERWISE))
        for one in report.findings
    ]


def still_renders(changes: Mapping[str, Change], texts: Sequence[Rendered]) -> bool:
    """Tell whether everything is still rendered with some changes together, by the path of what they change."""
    return all(_again(text, changes) is not None for text in texts)


def still_alike(changes: Mapping[str, Change], texts: Sequence[Rendered]) -> bool:
    """Tell whether everything is rendered as it was with some changes."""
    return all((new := _again(text, changes)) is not None and _is_alike(text, new, text.text) for text in texts)


def merged(changes: Iterable[Change]) -> dict[str, Change]:
    """Return changes by the path of what they change; of those that overlap the first counts."""
    found: dict[str, Change] = {}
    for one in changes:
        known = found.setdefault(one.source.path, Change(one.source, ()))
        new = [edit for edit in one.edits if edit not in known.edits]
        if not any(_overlap(edit.span, other.span) for edit in new for other in known.edits):
            found[one.source.path] = known._replace(edits=(*known.edits, *new))
    return found


def _overlap(one: Span, other: Span) -> bool:
    return (one.start < other.end and other.start < one.end) or one == other


def _fix(finding: Finding, change: Change) -> Fix:
    assert finding.fix is not None  # noqa: S101 - callers have looked
    elsewhere = change.source if change.source.path != finding.path else None
    return Fix(finding.fix.title, finding.fix.safety, (), change.edits, elsewhere)


def _proved(proposals: list[_Proposal], texts: Sequence[Rendered]) -> list[_Proposal]:
    """Return the proposals that do in each environment what they are to do, and nothing else."""
    if not proposals or _does(proposals, texts):
        return proposals
    if len(proposals) == 1 or any(text.behind is None for text in texts):  # an overlay is rendered three times at most
        return []
    return [one for one in proposals[:MOST_TRIES] if _does([one], texts)]


def _does(proposals: list[_Proposal], texts: Sequence[Rendered]) -> bool:
    changes = merged(one.change for one in proposals)
    if sum(len(one.edits) for one in changes.values()) != sum(len(one.change.edits) for one in proposals):
        return False
    for text in texts:
        wanted = [edit for one in proposals for edit in one.rendered.get(text.path, ())]
        new = _again(text, changes)
        if new is None or not _is_alike(text, new, splice(text.text, dict.fromkeys(wanted))):
            return False
    return True


def _again(text: Rendered, changes: Mapping[str, Change]) -> str | None:
    """Return what is rendered with some changes; ``None`` where it cannot be."""
    mine = {path: one for path, one in changes.items() if path in text.files}
    if not mine:
        return text.text
    try:
        return text.again({path: splice(one.source.text, one.edits) for path, one in mine.items()})
    except Unreadable:
        return None


def _is_alike(text: Rendered, new: str, wanted: str) -> bool:
    """Tell whether both are the same, or the same objects: keys may come in another order."""
    if text.reads_as(new, wanted):
        return True
    found = data_of(SourceText("", new))
    return found is not None and found == data_of(SourceText("", wanted))


def _change(text: Rendered, edits: Sequence[Edit], related: Sequence[Location]) -> Change | str:
    """Return the change of one text that makes edits of a rendered one, or why there is none."""
    found = [_carried(text, edit, related) for edit in edits]
    made = [one for one in found if one is not None]
    if not made or len(made) < len(found):
        return COMPUTED
    source = made[0][0]
    if any(one.path != source.path for one, _ in made):
        return SEVERAL
    return Change(source, tuple(edit for _, edit in made))


def _carried(text: Rendered, edit: Edit, related: Sequence[Location]) -> tuple[SourceText, Edit] | None:
    span = edit.span
    if span.start == span.end:
        return _inserted(text, edit)
    first, last = _copied(text, span.start), _copied(text, span.end - 1)
    raw = text.text[span.start : span.end]
    if first is not None and last is not None and first[0].path == last[0].path:
        there = Span(first[1], last[1] + 1)
        return (first[0], Edit(there, edit.text)) if _slice(first[0], there) == raw else None
    places = [(one.source, one.span) for one in related if one.role == "values"]
    stretch = text.stretch(span.start)
    if stretch is not None and stretch.start == span.start and stretch.origin is not None:
        origin = stretch.origin
        places += [(origin.source, origin.span)] if origin.kind in (RESOURCE, PATCH) else []
    fitting = [(source, found) for source, at in places if (found := _replaced(source, at, raw, edit.text)) is not None]
    if len(fitting) != 1:
        return None
    source, made = fitting[0]
    return (source.whole if isinstance(source, Held) else source), made


def _replaced(source: SourceText, at: Span, raw: str, new: str) -> Edit | None:
    """Return the edit that replaces a scalar that reads like another, whatever quotes either has."""
    there = _slice(source, at)
    if there == raw:
        return Edit(at, new)
    if there.strip(_QUOTES) != raw.strip(_QUOTES) or any(char in new for char in "\n{}[],#"):
        return None
    quote = there[:1] if there[:1] in _QUOTES and there[:1] == there[-1:] and len(there) > 1 else ""
    inner = new.strip(_QUOTES)
    if quote or new == inner:
        return Edit(at, f"{quote}{inner}{quote}")
    return Edit(at, new)


def _inserted(text: Rendered, edit: Edit) -> tuple[SourceText, Edit] | None:
    """Carry over what is put between two characters: behind the one, or in front of the other."""
    at = edit.span.start
    if _ends_what_is_above(text, edit):
        return _appended(text, edit)
    before = _copied(text, at - 1) if at > 0 else None
    if before is not None:
        return before[0], Edit(Span(before[1] + 1, before[1] + 1), edit.text)
    behind = _copied(text, at) if at < len(text.text) else None
    return None if behind is None else (behind[0], Edit(Span(behind[1], behind[1]), edit.text))


def _ends_what_is_above(text: Rendered, edit: Edit) -> bool:
    """Tell whether whole lines are put at the end of a mapping or list, not in front of an entry or item of theirs."""
    at = edit.span.start
    if not (text.text.endswith("\n", 0, at) and edit.text.endswith("\n")):
        return False
    return _depth(edit.text) > _depth(text.line(text.place(at).line))


def _depth(line: str) -> tuple[int, bool]:
    inner = line.lstrip(" ")
    return len(line) - len(inner), inner.startswith("- ")


def _appended(text: Rendered, edit: Edit) -> tuple[SourceText, Edit] | None:
    """Carry over lines behind the last one of a mapping or list, if a template says that one in one line of its own.

    Behind an action that prints more than a part of a line they would stand where that does not print them.
    """
    end = edit.span.start - 1
    end -= text.text.endswith("\r", 0, end)
    newline = text.text[end : edit.span.start]
    line = text.line(text.place(end).line)
    first, last = _copied(text, text.text.rfind("\n", 0, end) + 1 + _depth(line)[0]), _copied(text, end - 1)
    known = first or last
    around = blocks_around(known[0].text, known[1]) if known is not None else []
    if _depth(edit.text)[1] and any(kind == "range" for kind, _ in around):
        return None  # it would be there once for each item
    if last is not None:
        return last[0], Edit(Span(last[1] + 1, last[1] + 1), newline + edit.text.removesuffix("\n").removesuffix("\r"))
    stretch = text.stretch(end - 1)
    if first is None or stretch is None or stretch.origin is None or stretch.origin.source is not first[0]:
        return None
    at = first[0].text.find("\n", first[1]) + 1
    if not first[1] < stretch.origin.span.end < at or _slice(first[0], Span(stretch.origin.span.end, at)).strip():
        return None
    return first[0], Edit(Span(at, at), edit.text)


def _copied(text: Rendered, at: int) -> tuple[SourceText, int] | None:
    """Return where a character of a rendered text stands in the template that it is copied from."""
    stretch = text.stretch(at)
    if stretch is not None and stretch.origin is not None and stretch.origin.kind == TEMPLATE:
        origin = stretch.origin
        if origin.source.text.startswith(text.text[stretch.start : at + 1], origin.span.start):
            return origin.source, origin.span.start + at - stretch.start
    following = next((one for one in text.stretches if one.start > at), None)  # blanks in front of a line have no mark
    if following is None or following.origin is None or following.origin.kind != TEMPLATE:
        return None
    blanks, origin = text.text[at : following.start], following.origin
    there = origin.span.start - len(blanks)
    if blanks.strip(" ") or there < 0 or _slice(origin.source, Span(there, origin.span.start)) != blanks:
        return None
    return origin.source, there


def _slice(source: SourceText, span: Span) -> str:
    return source.text[span.start : span.end]
