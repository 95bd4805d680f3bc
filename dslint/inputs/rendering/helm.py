"""What a Helm chart becomes in one environment, and where each line of that comes from.

The user's own Helm renders a private copy of the chart, then the copy with marks in it. Where both print the same text,
marks apart, byte by byte, the marks tell where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dslint.inputs.rendering.helm_marks import is_template, printed, twins
from dslint.inputs.rendering.helm_names import Names
from dslint.inputs.rendering.marks import TooManyMarksError, can_mark
from dslint.inputs.tree import CHART
from dslint.paths import shown_below
from dslint.record import NamedTuple
from dslint.source.provenance import ACTION, COMMENT, Origin, Part, Rendered, Stretch
from dslint.source.text import SourceText, Span, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Render = Callable[[Mapping[str, bytes]], str]
    """Renders a chart, given by its files, in an environment."""

_SOURCE = re.compile(r"^---\n# Source: ([^\n]*)\n", re.MULTILINE)
# how Helm cuts what a template prints: pkg/release/util/manifest.go
_SEPARATOR = re.compile(r"(?:^|\s*\n)---\s*")
_ALIKE = 0.8  # so many lines of a document must read as marked ones, where not all do


class Packed(NamedTuple):
    """A file of a chart that lies packed in another one: the archive, its path with that in front, its contents."""

    archive: str
    path: str
    data: bytes


class Printed(NamedTuple):
    """A document that Helm prints: the template that it is made of, and where its text is."""

    template: str
    head: int
    span: Span


class _Marked(NamedTuple):
    """What a template prints, without its marks, and where each mark stood; apart from them those of comments."""

    text: str
    marks: list[tuple[int, Origin]]
    comments: list[tuple[int, Origin]]


def documents(output: str) -> Iterator[Printed]:
    """Yield the documents of what ``helm template`` prints."""
    found = list(_SOURCE.finditer(output))
    for one, following in zip(found, [*found[1:], None], strict=False):  # there may be none
        end = following.start() if following is not None else len(output)
        stop = end - 1 if output.endswith("\n", 0, end) else end
        yield Printed(one[1], one.start(), Span(one.end(), max(stop, one.end())))


def render(
    files: Mapping[str, bytes],
    shown: str,
    name: str,
    ask: Render,
    path: str,
    environment: str,
    packed: Mapping[str, Packed] | None = None,
) -> Rendered:
    """Render a chart and find out where each line comes from; raises as ``ask`` does.

    ``shown`` is the folder of the chart as people see it and ``path`` how it is rendered, ``name`` is what the chart is
    called in what Helm prints. ``packed`` are the files of the charts that lie packed in it, by where they would lie
    unpacked.
    """
    output = ask(files)
    found = list(documents(output))
    sources = {path: _text(shown_below(shown, path), data) for path, data in files.items() if is_template(path)}
    for below, one in (packed or {}).items():
        if is_template(below):
            sources[below] = _text(shown_below(shown, one.path), one.data)
    if packed:
        archives = {one.archive for one in packed.values()}
        files = {path: data for path, data in files.items() if path not in archives}
        files |= {below: one.data for below, one in packed.items()}
    templates = {path: source for path, source in sources.items() if source is not None}
    chart = SourceText(shown_below(shown, CHART), _decoded(files.get(CHART, b"")))
    rendered = Rendered(path, output, environment=environment)
    names = Names(files, name)
    rendered.parts = [Part(one.head, templates.get(names.path(one.template), chart)) for one in found]
    if can_mark([output, *(source.text for source in templates.values())]):
        matched = _matched(found, output, names, _marked(files, templates, names, ask))
        rendered.stretches = list(_stretches(found, output, matched))
        rendered.comments = [
            (one.span.start + _same(offset, document.text, output[one.span.start : one.span.end]), origin)
            for one, document in matched.items()
            for offset, origin in document.comments
        ]
    return rendered


def _marked(
    files: Mapping[str, bytes], templates: Mapping[str, SourceText], names: Names, ask: Render
) -> dict[str, list[_Marked]]:
    """Return the documents that each template prints, with their marks; nothing where that cannot be found out."""
    from dslint.errors import InputError

    try:
        made = twins(templates)
        output = ask({**files, **{path: text.encode() for path, text in made.files.items()}})
    except (InputError, TooManyMarksError):
        return {}
    marked: dict[str, list[_Marked]] = {}
    for one in documents(output):
        template = made.printing.get(names.path(one.template))
        text = printed(output[one.span.start : one.span.end]) if template is not None else None
        if text is not None and template is not None:
            # a chart may be there more than once, under several names
            marked.setdefault(template, []).extend(_cut(*made.marks.taken_out(text)))
    return marked


def _cut(text: str, marks: list[tuple[int, Origin]]) -> Iterator[_Marked]:
    """Cut what a template prints into documents, as Helm does."""
    before = len(text) - len(text.lstrip())
    text, at = text.strip(), 0
    for separator in (*_SEPARATOR.finditer(text), None):
        stop = separator.start() if separator is not None else len(text)
        piece = text[at:stop]
        begin = at + len(piece) - len(piece.lstrip())
        end = begin + len(piece.strip())
        if end > begin:
            inside = [(offset - before - begin, one) for offset, one in marks if begin <= offset - before < end]
            if not any(offset == 0 for offset, _ in inside):
                inside = [*_on_line_of(text, begin, ((offset - before, one) for offset, one in marks)), *inside]
            said = [(offset - before, one) for offset, one in marks if one.kind == COMMENT]
            comments = [
                (min(max(offset, begin), end) - begin, one)
                for offset, one in said
                if (at == 0 or at <= offset) and (separator is None or offset <= stop)
            ]
            yield _Marked(text[begin:end], [mark for mark in inside if mark[1].kind != COMMENT], comments)
        at = separator.end() if separator is not None else stop


def _on_line_of(text: str, begin: int, marks: Iterable[tuple[int, Origin]]) -> list[tuple[int, Origin]]:
    """Return the mark that is in front of where a document begins, on the same line: behind its separator."""
    line = text.rfind("\n", 0, begin) + 1
    return [(0, one) for at, one in marks if line <= at < begin and one.kind != COMMENT][-1:]


def _matched(
    found: Sequence[Printed], output: str, names: Names, marked: dict[str, list[_Marked]]
) -> dict[Printed, _Marked]:
    """Return the marked document for each that Helm prints: one that reads the same, else one with lines that do."""
    left: list[Printed] = []
    exact: dict[Printed, _Marked] = {}
    for one in found:
        own = marked.get(names.path(one.template), [])
        text = output[one.span.start : one.span.end]
        same = next((document for document in own if document.text == text), None)
        if same is None:
            left.append(one)
        else:
            own.remove(same)
            exact[one] = same
    for one in left:
        path = names.path(one.template)
        own = marked.get(path, [])
        alone = [other for other in left if other not in exact and names.path(other.template) == path] == [one]
        like = _like(output[one.span.start : one.span.end], own, alone=alone)
        if like is not None:
            own.remove(like)
            exact[one] = like
    return exact


def _stretches(found: Sequence[Printed], output: str, matched: dict[Printed, _Marked]) -> Iterator[Stretch]:
    """Yield the stretches of what Helm prints: of documents that read as the marked ones, else of lines that do."""
    for one in found:
        document = matched.get(one)
        yield Stretch(one.head, None)
        if document is not None:
            yield from _placed(document, output[one.span.start : one.span.end], one.span.start)
            yield Stretch(one.span.end, None)


def _like(text: str, own: Sequence[_Marked], *, alone: bool) -> _Marked | None:
    """Return the marked document most lines of which read like a text, or the only one where both are left alone."""
    lines = text.split("\n")
    for one in own:
        others = one.text.split("\n")
        same = sum(line == other for line, other in zip(lines, others, strict=False))
        if len(lines) == len(others) and (same >= _ALIKE * len(lines) or (alone and len(own) == 1)):
            return one
    return None


def _same(offset: int, marked: str, text: str) -> int:
    """Return where an offset of a marked document is in the other one, which has as many lines."""
    if marked == text:
        return offset
    number, column = marked.count("\n", 0, offset), offset - marked.rfind("\n", 0, offset) - 1
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[:number]) + min(column, len(lines[number]))


def _placed(document: _Marked, text: str, begin: int) -> Iterator[Stretch]:
    """Yield the stretches of a document; nothing is known of a line that reads otherwise than the marked one."""
    if document.text == text:
        yield from _joined((begin + offset, origin) for offset, origin in document.marks)
        return
    there = here = 0
    lines = zip(document.text.split("\n"), text.split("\n"), strict=True)
    for marked, line in lines:
        if marked == line:
            moved = begin + here - there
            inside = [(moved + at, origin) for at, origin in document.marks if there <= at <= there + len(marked)]
            before = [origin for at, origin in document.marks if at < there]
            if before and not any(at == begin + here for at, _ in inside):
                inside.insert(0, (begin + here, before[-1]))
            yield from _joined(inside)
        else:
            yield Stretch(begin + here, None)
        there += len(marked) + 1
        here += len(line) + 1


def _joined(marks: Iterable[tuple[int, Origin]]) -> Iterator[Stretch]:
    """Yield a stretch for each place that has marks: the last one tells the origin, those before it what called it."""
    at, origins = -1, list[Origin]()
    for offset, origin in marks:
        if offset != at and origins:
            yield Stretch(at, origins[-1], tuple(one for one in origins[:-1] if one.kind == ACTION))
            origins = []
        at = offset
        origins.append(origin)
    if origins:
        yield Stretch(at, origins[-1], tuple(one for one in origins[:-1] if one.kind == ACTION))


def _text(path: str, data: bytes) -> SourceText | None:
    try:
        return SourceText.decode(path, data)
    except UndecodableError:
        return None


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")
