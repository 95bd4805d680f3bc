"""Which value of a chart is behind a stretch of what it becomes.

The values that a stretch may show are marked and the chart is rendered again. Where all of it is as before, marks
apart, a mark in the stretch tells the value; else what its action names, and halves, are tried. Where a mark changes
what is around it, one in the very line still counts. What is computed with or compared shows no mark: a value that the
action names is changed, and counts if the line changes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from dslint.errors import InputError
from dslint.inputs.documents import read
from dslint.inputs.rendering.helm_candidates import (
    Try,
    actions_of,
    alike,
    can_be_marked,
    changed,
    contained,
    is_all,
    is_text,
    key_of,
    leaves,
    moved,
    paths_of,
    place,
    value_of,
    within,
)
from dslint.inputs.rendering.marks import Marks, can_mark
from dslint.manifest.field import Field, Root
from dslint.source.edit import Edit, splice
from dslint.source.provenance import VALUES, Origin, Rendered
from dslint.source.text import Span
from dslint.source.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from dslint.source.text import SourceText

    Ask = Callable[[Mapping[str, bytes]], str]
    """Renders the chart with other contents in some of its files of values."""

    T = TypeVar("T")


MOST_RENDERS = 8  # with the proof of fixes twelve
MOST_TRIES = 4  # of changes for one stretch
MOST_MARKED = 20  # of marks for one, all in one render


class Values:
    """The values of a chart in one environment, by the names of their files, the strongest last."""

    def __init__(self, sources: Mapping[str, SourceText], ask: Ask) -> None:
        self._names = {id(source): name for name, source in sources.items()}
        self._sources = sources
        self._ask = ask
        self._left = MOST_RENDERS
        self._roots = {name: root for name, source in sources.items() if (root := _root(source)) is not None}

    def behind(self, rendered: Rendered, spans: Sequence[Span]) -> dict[Span, tuple[Origin, ...]]:
        """Return the values behind stretches of a rendered text; of one that no value decides there are none."""
        open_ = {span: _lines(rendered, span) for span in spans if actions_of(rendered, span)}
        found: dict[Span, tuple[Origin, ...]] = {}
        if open_ and can_mark([rendered.text, *(source.text for source in self._sources.values())]):
            self._inside(open_, rendered, found)
        self._below([span for span in spans if span not in open_], rendered, found)
        return found

    def _inside(self, open_: dict[Span, Span], rendered: Rendered, found: dict[Span, tuple[Origin, ...]]) -> None:
        """Note the values that stretches show, or that are computed with for them."""
        shown = "\n".join(rendered.text[line.start : line.end] for line in open_.values())
        named = {id(leaf.node) for span in open_ for top in self._named(rendered, span) for leaf in leaves(top)}
        everything = (leaf for root in self._roots.values() for leaf in leaves(root))
        candidates = [leaf for leaf in everything if (raw := leaf.raw) and raw in shown and can_be_marked(leaf)]
        # what actions name is often enough, and marked where all together cannot be
        first = [one for one in candidates if id(one.node) in named]
        if candidates and not self._marked(candidates, rendered, open_, found):
            self._search([first, *_halves(candidates)], rendered, open_, found)
        left = {span: [*islice(self._candidates(rendered, span), MOST_MARKED)] for span in open_ if span not in found}
        self._printed(left, rendered, found)
        for span, tries in left.items():
            value = self._confirmed(tries[:MOST_TRIES], rendered, span) if span not in found else None
            if value is not None:
                found[span] = (value,)

    def _below(self, spans: Iterable[Span], rendered: Rendered, found: dict[Span, tuple[Origin, ...]]) -> None:
        """Note the value that is all there is below a key of a template: what is missing there is missing in it."""
        before = rendered.text.split("\n")
        lines_of: dict[int, tuple[Field, list[tuple[Span, Span]]]] = {}
        for span in spans:
            start = value_of(rendered, span)
            lines = _lines(rendered, start) if start is not None else None
            top = next(self._named(rendered, lines), None) if lines is not None else None
            if lines is not None and top is not None and is_all(rendered, lines):
                lines_of.setdefault(id(top.node), (top, []))[1].append((span, lines))
        for top, places in lines_of.values():
            edit = changed(top) if self._left > 0 else None
            new = self._with([edit]).split("\n") if edit is not None else []
            for span, lines in places:
                first, last = rendered.place(lines.start).line - 1, rendered.place(lines.end).line
                if new[:first] == before[:first] and new[first:last] != before[first:last]:
                    found[span] = (_origin(top, key=True),)

    def _search(
        self,
        batches: list[list[Field]],
        rendered: Rendered,
        spans: dict[Span, Span],
        found: dict[Span, tuple[Origin, ...]],
    ) -> None:
        """Mark some values after the others, and halves of those that cannot be marked together."""
        while batches and self._left > MOST_RENDERS // 2:
            batch = batches.pop(0)
            if batch and not self._marked(batch, rendered, spans, found):
                batches += _halves(batch)

    def _marked(
        self, batch: list[Field], rendered: Rendered, spans: dict[Span, Span], found: dict[Span, tuple[Origin, ...]]
    ) -> bool:
        """Mark some values and note which of them a stretch shows; tell whether all is as before, marks apart."""
        marks: Marks[Field] = Marks()
        edits = [(leaf, Edit(Span(at, at), marks.of(leaf))) for leaf in batch for at in [_begin(leaf)]]
        text, places = marks.taken_out(self._with(edits))
        if not rendered.reads_as(text):
            return False
        places = [*moved(places, text, rendered)]
        for span, line in spans.items():
            here = [_origin(field) for field in _within(places, span)] or _named(places, span, line, rendered)
            known = found.get(span, ())
            if here:
                found[span] = (*known, *(one for one in here if one not in known))
        return True

    def _with(self, edits: Iterable[tuple[Field, Edit]]) -> str:
        self._left -= 1
        changes: dict[str, list[Edit]] = {}
        for field, edit in edits:
            changes.setdefault(self._names[id(field.source)], []).append(edit)
        sources = ((name, self._sources[name], made) for name, made in changes.items())
        try:
            return self._ask({name: one.with_text(splice(one.text, made)).encode() for name, one, made in sources})
        except InputError:
            return ""

    def _printed(
        self,
        tries: dict[Span, list[Try]],
        rendered: Rendered,
        found: dict[Span, tuple[Origin, ...]],
    ) -> None:
        """Mark what may be behind stretches, whatever else becomes of it: a mark in the line of one tells its value."""
        batches = [[span for span, some in tries.items() if any(is_text(one) for one in some)]]
        before = rendered.text.split("\n")
        while batches and self._left > MOST_RENDERS // 4:
            batch = batches.pop(0)
            if not batch:
                continue
            wanted = {id(one.node): one for span in batch for one in tries[span] if is_text(one)}
            marks: Marks[Try] = Marks()
            edits = [(one.field, Edit(place(one.node), f'"{marks.of(one)}{one.text}"')) for one in wanted.values()]
            lines = self._with(edits).split("\n")
            if len(lines) != len(before):
                batches += _halves(batch)
            for span in batch if len(lines) == len(before) else ():
                number = rendered.place(span.start).line - 1
                text, places = marks.taken_out(lines[number])
                if places and key_of(text) == key_of(before[number]):
                    own = {id(one.node) for one in tries[span]}
                    known = [one.origin for _, one in places if id(one.node) in own]
                    if known:
                        found[span] = tuple(dict.fromkeys(known))

    def _confirmed(self, tries: list[Try], rendered: Rendered, span: Span) -> Origin | None:
        """Return a value, or the key of one, with which the line of a stretch changes."""
        line = rendered.place(span.start).line
        before = rendered.text.split("\n")
        for one in tries:
            if self._left <= 0:
                return None
            lines = self._with([(one.field, one.change)]).split("\n")
            if len(lines) == len(before) and lines[line - 1] != before[line - 1]:
                return one.origin
        return None

    def _candidates(self, rendered: Rendered, span: Span) -> Iterator[Try]:
        """Yield the values that the actions of a stretch name, then what reads like it below those, or anywhere."""
        named = [*self._named(rendered, span)]
        raw = rendered.text[span.start : span.end].strip("\"'")
        for field in named:
            yield from within(field, raw)
        seen = set[int]()
        for top in named or [*reversed(self._roots.values())]:
            for one in alike(top, raw):
                if id(one.node) not in seen:
                    seen.add(id(one.node))
                    yield one
        for top in named or [*reversed(self._roots.values())]:
            yield from contained(top, raw)

    def _named(self, rendered: Rendered, span: Span) -> Iterator[Field]:
        """Yield what the actions of a stretch name, and those that they stand in, the strongest first."""
        paths = dict.fromkeys(path for action in actions_of(rendered, span) for path in paths_of(action))
        for path in paths:
            names = path.split(".")[1:]
            for root in reversed(self._roots.values()):
                # a chart in a chart has its values below its name too
                for top in (root, *root.entries()):
                    field = top.get(*names)
                    if field.node is not None:
                        yield field


def _halves(batch: list[T]) -> list[list[T]]:
    """Return both halves of a list; nothing of one that cannot be halved."""
    middle = len(batch) // 2
    return [batch[:middle], batch[middle:]] if middle else []


def _begin(leaf: Field) -> int:
    """Return where the text of a scalar begins."""
    node = leaf.node
    assert isinstance(node, Scalar)  # noqa: S101 - so are leaves
    return node.start + len(node.style)


def _root(source: SourceText) -> Field | None:
    document = next(iter(read(source, everything=True)), None)
    return Root(document.tree.root, source) if document is not None and document.tree is not None else None


def _lines(rendered: Rendered, span: Span) -> Span:
    """Return the lines of a stretch, and those indented deeper below it, up to the end of what its action printed."""
    line = rendered.place(span.start).line
    begin, end = rendered.bounds(line)
    indent = _indent(rendered.text[begin:end])
    number = max(line, rendered.place(max(span.end - 1, span.start)).line)
    end = rendered.bounds(number).end
    while number < len(rendered.starts):
        number += 1
        text = rendered.line(number)
        if (
            not text.strip()
            or _indent(text) < indent
            or (_indent(text) == indent and not text.lstrip().startswith("- "))
        ):
            break
        end = rendered.bounds(number).end
    return Span(span.start, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _within(places: list[tuple[int, Field]], span: Span) -> list[Field]:
    return [field for at, field in places if span.start <= at < max(span.end, span.start + 1)]


def _named(places: list[tuple[int, Field]], span: Span, lines: Span, rendered: Rendered) -> list[Origin]:
    """Return the value with the name of the key in a stretch, around the first value that is printed below that."""
    name = rendered.text[span.start : span.end].strip("\"'")
    for at, field in places:
        if lines.start <= at < lines.end:
            one: Field | None = field
            while one is not None and one.name != name:
                one = one.parent
            return [] if one is None else [_origin(one, key=True)]
    return []


def _origin(field: Field, *, key: bool = False) -> Origin:
    return Origin(VALUES, field.source, field.span(key=key), field.pointer)
