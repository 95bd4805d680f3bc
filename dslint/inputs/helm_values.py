"""Which value of a chart is behind a stretch of what it becomes.

The values that a stretch may show are marked and the chart is rendered again. Where all of it is as before, marks
apart, a mark in the stretch tells the value; else halves are tried. What is computed with or compared has no mark then:
a value that its action names is changed, and counts if the line changes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from dslint.errors import InputError
from dslint.inputs.documents import read
from dslint.inputs.marks import Marks, can_mark
from dslint.manifest.field import Field, Root
from dslint.source.edit import Edit, splice
from dslint.source.provenance import ACTION, VALUES, Origin, Rendered
from dslint.source.text import Span
from dslint.source.tree import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dslint.source.text import SourceText

    Ask = Callable[[Mapping[str, bytes]], str]
    """Renders the chart with other contents in some of its files of values."""

MOST_RENDERS = 8  # with the proof of fixes twelve
MOST_TRIES = 4  # of changes for one stretch
_PATH = re.compile(r"\.Values((?:\.\w+)+)")
# a text that toYaml would quote, and not with a mark in front of it
_LOOKS_ELSE = re.compile(r"[-+.\d]|(?i:true|false|yes|no|on|off|null|y|n)$|[^\w/]|.*(?:: | #|:$)", re.DOTALL)


class Values:
    """The values of a chart in one environment, by the names of their files, the strongest last."""

    def __init__(self, sources: Mapping[str, SourceText], ask: Ask) -> None:
        self.sources = sources
        self._ask = ask
        self._left = MOST_RENDERS
        self._roots = {name: root for name, source in sources.items() if (root := _root(source)) is not None}

    def behind(self, rendered: Rendered, spans: Sequence[Span]) -> dict[Span, tuple[Origin, ...]]:
        """Return the values behind stretches of a rendered text; of one that no value decides there are none."""
        open_ = {span: _lines(rendered, span) for span in spans if _actions(rendered, span)}
        if not open_ or not can_mark([rendered.text, *(source.text for source in self.sources.values())]):
            return {}
        shown = "\n".join(rendered.text[line.start : line.end] for line in open_.values())
        candidates = [leaf for leaf in self._leaves() if (raw := leaf.raw) in shown and raw]
        found: dict[Span, tuple[Origin, ...]] = {}
        self._search([one for one in candidates if _can_be_marked(one)], rendered, open_, found)
        for span in open_:
            if span not in found:
                value = self._confirmed(rendered, span)
                if value is not None:
                    found[span] = (value,)
        return found

    def _leaves(self) -> Iterator[Field]:
        for root in self._roots.values():
            stack = [root]
            while stack:
                one = stack.pop()
                if isinstance(one.node, Scalar) and one.parent is not None:
                    yield one
                elif one.node is one.target:  # an alias is no place of its own
                    stack += [*one.entries(), *one.items()]

    def _search(
        self, leaves: list[Field], rendered: Rendered, spans: dict[Span, Span], found: dict[Span, tuple[Origin, ...]]
    ) -> None:
        """Mark values, and halves of them where not all can be marked, and note what is found."""
        batches = [leaves]
        while batches and self._left > 0:
            batch = batches.pop(0)
            if not batch:
                continue
            marks: Marks[Field] = Marks()
            text, places = marks.taken_out(self._rendered({id(leaf.node): marks.of(leaf) for leaf in batch}, batch))
            if text == rendered.text:
                for span, line in spans.items():
                    here = [_origin(field) for field in _within(places, span)] or _named(places, span, line, rendered)
                    if here:
                        found[span] = (*found.get(span, ()), *here)
            elif len(batch) > 1:
                middle = len(batch) // 2
                batches += [batch[:middle], batch[middle:]]

    def _rendered(self, words: dict[int, str], leaves: list[Field]) -> str:
        """Return what the chart becomes with something in front of some values; nothing where it fails."""
        edits: dict[str, list[Edit]] = {}
        for leaf in leaves:
            node = leaf.node
            assert isinstance(node, Scalar)  # noqa: S101 - so are leaves
            at = node.start + len(node.style)
            edits.setdefault(leaf.source.path, []).append(Edit(Span(at, at), words[id(node)]))
        return self._with(edits)

    def _with(self, edits: dict[str, list[Edit]]) -> str:
        self._left -= 1
        changed = {
            name: source.with_text(splice(source.text, edits[source.path])).encode()
            for name, source in self.sources.items()
            if source.path in edits
        }
        try:
            return self._ask(changed)
        except InputError:
            return ""

    def _confirmed(self, rendered: Rendered, span: Span) -> Origin | None:
        """Return a value, or the key of one, with which the line of a stretch changes."""
        line = rendered.place(span.start).line
        before = rendered.text.split("\n")
        for field, key in islice(self._candidates(rendered, span), MOST_TRIES):
            node = field.key if key else field.node
            if node is None or self._left <= 0:
                continue
            other = f'"{field.name}x"' if key else _other(field)
            lines = self._with({field.source.path: [Edit(Span(node.start, node.end), other)]}).split("\n")
            if len(lines) == len(before) and lines[line - 1] != before[line - 1]:
                return _origin(field, key=key)
        return None

    def _candidates(self, rendered: Rendered, span: Span) -> Iterator[tuple[Field, bool]]:
        """Yield the values that the actions of a stretch name, then what reads like it below those, or anywhere."""
        actions = _actions(rendered, span)
        paths = dict.fromkeys(path for action in actions for path in _PATH.findall(_text(action)))
        named = [names for path in paths if (names := path.split(".")[1:])]
        for names in named:
            field = self._at(names)
            if field is not None and isinstance(field.node, Scalar):
                yield field, False
        raw = rendered.text[span.start : span.end].strip("\"'")
        for names in named or [[]]:
            for root in reversed(self._roots.values()):
                yield from _alike(root.get(*names), raw)

    def _at(self, names: list[str]) -> Field | None:
        """Return the strongest value at a path."""
        for root in reversed(self._roots.values()):
            field = root.get(*names)
            if field.node is not None:
                return field
        return None


def _alike(top: Field, raw: str) -> Iterator[tuple[Field, bool]]:
    """Yield what reads like a text below a value: scalars, and keys, which is told."""
    stack = [top]
    while stack:
        one = stack.pop()
        if one.parent is not None and str(one.name) == raw and one.key is not None:
            yield one, True
        if isinstance(one.node, Scalar):
            if one.raw == raw and one.parent is not None:
                yield one, False
        elif one.node is one.target:
            stack += [*one.entries(), *one.items()]


def _root(source: SourceText) -> Field | None:
    document = next(iter(read(source, everything=True)), None)
    return Root(document.tree.root, source) if document is not None and document.tree is not None else None


def _can_be_marked(leaf: Field) -> bool:
    node = leaf.node
    if not isinstance(node, Scalar) or node.anchor is not None or node.style not in ("", "'", '"'):
        return False
    if node.value in (None, "", 0, False) or "\n" in leaf.source.text[node.start : node.end]:
        return False
    return not (isinstance(node.value, str) and _LOOKS_ELSE.match(node.value))


def _actions(rendered: Rendered, span: Span) -> list[Origin]:
    """Return the actions that put something into a stretch."""
    found = [] if (first := rendered.stretch(span.start)) is None else [first]
    found += [one for one in rendered.stretches if span.start < one.start < span.end]
    return [one.origin for one in found if one.origin is not None and one.origin.kind == ACTION]


def _text(origin: Origin) -> str:
    return origin.source.text[origin.span.start : origin.span.end]


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


def _other(field: Field) -> str:
    """Return another value of the same type."""
    value = field.value
    if isinstance(value, bool):
        return "false" if value else "true"
    if isinstance(value, (int, float)):
        return str(value + 1)
    return (
        '"dslint"' if value is None else f'"{"".join(char for char in str(value) if char not in chr(34) + chr(92))}x"'
    )


def _origin(field: Field, *, key: bool = False) -> Origin:
    return Origin(VALUES, field.source, field.span(key=key), field.pointer)
