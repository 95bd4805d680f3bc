"""Rendered text that knows where each stretch of it comes from: the template, the values, the patch to be edited."""

from __future__ import annotations

from bisect import bisect_right

from dslint.record import NamedTuple
from dslint.source.location import Location
from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Behind = Callable[[Sequence[Span]], Mapping[Span, tuple["Origin", ...]]]

TEMPLATE, ACTION, VALUES, PATCH, RESOURCE, COMMENT = "template", "action", "values", "patch", "resource", "comment"


class Origin(NamedTuple):
    """A place that people edit.

    ``kind`` is template (text that is copied as it is), action (what computes text), values, patch or resource; comment
    is one of a template, which is not rendered.
    """

    kind: str
    source: SourceText
    span: Span
    pointer: str = ""


class Stretch(NamedTuple):
    """A stretch of a rendered text, which lasts until the next one begins, and where it comes from.

    Without an origin nobody knows. ``calls`` are the actions that have put it there, the outermost first.
    """

    start: int
    origin: Origin | None
    calls: tuple[Origin, ...] = ()


class Part(NamedTuple):
    """A document of a rendered text: where it begins, and the file that it is made of."""

    start: int
    source: SourceText


class Rendered(SourceText):
    """What a chart or an overlay becomes in one environment.

    ``path`` is how to render it, as people see it; ``environment`` is what tells it from others of the same chart,
    ``values`` are the texts with the values that it was rendered with, and ``behind`` finds those that decide stretches
    of it, which takes more renders. ``files`` are the texts that it is rendered from, by path as shown, and ``again``
    renders it with other contents in some of them. ``comments`` are those of templates that speak to us, and where each
    would stand. ``release`` is where the object stands that says how the chart is rendered, by path and line.
    """

    is_rendered = True
    __slots__ = (
        "_begins",
        "_unknown",
        "again",
        "behind",
        "comments",
        "environment",
        "files",
        "parts",
        "release",
        "stretches",
        "values",
    )

    def __init__(
        self,
        path: str,
        text: str,
        *,
        environment: str,
        parts: Sequence[Part] = (),
        stretches: Sequence[Stretch] = (),
    ) -> None:
        super().__init__(path, text)
        self.environment = environment
        self.parts = parts
        self.stretches = stretches
        self.values: Sequence[SourceText] = ()
        self.files: Mapping[str, str] = {}
        self.release: tuple[str, int] | None = None
        self.again: Callable[[Mapping[str, str]], str] = lambda _: self.text
        self.comments: Sequence[tuple[int, Origin]] = ()
        self.behind: Behind | None = None
        self._begins: list[int] | None = None
        self._unknown: frozenset[str] | None = None

    @property
    def unknown(self) -> frozenset[str]:
        """The lines that come from nobody knows where, as random text does, where that is known of others."""
        if self._unknown is None:
            sorted_ = {True: set[str](), False: set[str]()}
            for number in range(1, len(self.starts) + 1):
                begin, end = self.bounds(number)
                line = self.text[begin:end]
                visible = begin + len(line) - len(line.lstrip())
                sorted_[self.stretch(visible) is not None].add(line)
            self._unknown = frozenset(sorted_[False] - sorted_[True]) if sorted_[True] else frozenset()
        return self._unknown

    def reads_as(self, text: str, wanted: str | None = None) -> bool:
        """Tell whether another render is as wanted, as this one if nothing is: unknown lines may read otherwise."""
        wanted = self.text if wanted is None else wanted
        if text == wanted:
            return True
        lines, others = text.split("\n"), wanted.split("\n")
        same = zip(lines, others, strict=False)
        return len(lines) == len(others) and all(one == other or other in self.unknown for one, other in same)

    @property
    def folder(self) -> str:
        """What it belongs together with: nothing else, not even the same in another environment."""
        return self.path

    def excerpt(self, *_spans: Span) -> SourceText:
        """Return itself: without all of it nobody knows where a stretch comes from."""
        return self

    def stretch(self, offset: int) -> Stretch | None:
        """Return the stretch that an offset lies in, if it is known where that comes from."""
        if self._begins is None:
            self._begins = [one.start for one in self.stretches]
        at = bisect_right(self._begins, offset) - 1
        found = self.stretches[at] if at >= 0 else None
        return found if found is not None and found.origin is not None else None

    def part(self, offset: int) -> Part | None:
        """Return the document that an offset lies in."""
        found = None
        for part in self.parts:
            if part.start > offset:
                break
            found = part
        return found

    def where(self, span: Span) -> Origin | None:
        """Return the place that people edit to change a stretch of this text; ``None`` where nobody knows it."""
        first = self.stretch(span.start)
        if first is None or first.origin is None:
            return None
        start, end = self._begin(first, span.start), self._end(first, span)
        return first.origin._replace(span=Span(start, max(end, start + 1)))

    def _begin(self, stretch: Stretch, offset: int) -> int:
        """Return where an offset is in its origin: that of text is copied character by character."""
        origin = stretch.origin
        assert origin is not None  # noqa: S101 - callers have looked
        at = origin.span.start + offset - stretch.start
        copied = origin.kind == TEMPLATE and origin.source.text.startswith(
            self.text[stretch.start : offset + 1], origin.span.start
        )
        return at if copied and at < origin.span.end else origin.span.start

    def _end(self, first: Stretch, span: Span) -> int:
        origin = first.origin
        assert origin is not None  # noqa: S101 - callers have looked
        last = self.stretch(max(span.end - 1, span.start))
        if last is None or last.origin is None or last.origin.source is not origin.source:
            return origin.span.end
        there = last.origin
        is_copy = there.kind == TEMPLATE
        end = self._begin(last, max(span.end - 1, span.start)) + 1 if is_copy else there.span.end
        same_line = origin.source.text.find("\n", origin.span.start, end) < 0
        return end if same_line and end > origin.span.start else origin.span.end


def pointed(at: Location) -> tuple[Location, Location | None]:
    """Return the place that people edit for a place in a rendered text, and the rendered one as a second place.

    Where that is not known it is the first line of the file that the document is made of.
    """
    source = at.source
    if not isinstance(source, Rendered):
        return at, None
    origin, part = source.where(at.span), source.part(at.span.start)
    rendered = at._replace(text=f"rendered: {source.environment}", role="rendered")
    if origin is not None:
        return Location(origin.source, origin.span, at.text, at.pointer), rendered
    if part is None:
        return at, None
    begin, end = part.source.bounds(1)
    rendered = rendered._replace(
        text=f"rendered here; the line of {part.source.path} is not known: {source.environment}"
    )
    return Location(part.source, Span(begin, max(end, begin + 1)), at.text, at.pointer), rendered
