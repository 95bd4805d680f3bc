"""Changes of a document as splices of its text, which leave every other character as it is.

Each method of :class:`Editor` takes places in a tree (:class:`dslint.manifest.field.Field` is one) and returns the
edits. What cannot be done exactly, without losing a comment or changing what an alias stands for elsewhere, raises
:class:`Withheld` with the reason. New text looks like the text beside it: quotes, indentation, brackets, order of keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source import emit
from dslint.source.emit import Look
from dslint.source.layout import UNUSUAL, Withheld, all_collections
from dslint.source.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence
from dslint.source.targets import (
    ABSENT,
    ALIASED,
    COMMENT,
    OPEN,
    PRESENT,
    ROOT,
    Guard,
    children_of,
    home,
    is_empty,
    start_of,
    topmost,
)
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.source.targets import Target

__all__ = ["Edit", "Editor", "Withheld", "splice"]

_REMARK = pattern(r"[ \t]*(,?)[ \t]+#")
_COMMA = pattern(r"\s*,\s*")
_OPENING = pattern(r"[^{\[]*[{\[]\s*")
_QUOTES = ("'", '"')


class Edit(NamedTuple):
    """A stretch of the text and what to put in its place."""

    span: Span
    text: str


def splice(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with edits carried out, none of which overlap."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda one: one.span):
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])


class Editor(Guard):
    """Makes the edits of one document."""

    def __init__(self, text: str, root: Node) -> None:
        super().__init__(text, root)
        # of collections by their identity: how they look; the first child to pass a test, and how many were looked at
        self._looks: dict[int, Look] = {}
        self._first: dict[tuple[int, Callable[[Entry | Node], bool]], tuple[int | None, int]] = {}

    def set_scalar(
        self, at: Target, value: str | float | bool | None, quote: str | None = None, written: str | None = None
    ) -> list[Edit]:
        """Give a field another value, in its quotes, those asked for or as ``written``; a missing one is inserted."""
        node = at.node
        if node is None:
            if at.parent is None or not isinstance(at.name, str):
                raise Withheld(ABSENT)
            return self.insert_entry(at.parent, at.name, value)
        self.guard(at)
        if isinstance(node, (Mapping, Sequence)):
            raise Withheld("it is not a single value")
        if quote is None:
            quote = node.style if isinstance(node, Scalar) and node.style in _QUOTES else self._default_quote
        text = written or emit.scalar(value, quote, flow=self.within(at).flow)
        place = self.behind_mark(at)
        if node.end == node.start:
            return [Edit(Span(place, place), f" {text}")]
        self.guard_tag(place, node)
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            self.guard_comments(Span(node.start, self.layout.end(node.start)))
        return [Edit(Span(node.start, node.end), text)]

    def quote(self, at: Target) -> list[Edit]:
        """Put quotes around a plain scalar: those of the texts beside it, else of all in the document, else double."""
        node = at.node
        if not isinstance(node, Scalar) or node.style or node.end == node.start:
            raise Withheld("it is not a plain value")
        styles = _quotes_in([self.within(at)]) or _quotes_in(all_collections(self.layout.root))
        return self.set_scalar(at, node.raw, "'" if styles == {"'"} else '"')

    def enclose(self, at: Target) -> list[Edit]:
        """Put brackets around a single value on one line."""
        node = at.node
        written = self.text[node.start : node.end] if node is not None else ""
        if not isinstance(node, Scalar) or node.style in ("|", ">") or not written or "\n" in written:
            raise Withheld("it is not a single value on one line")
        self.guard(at)
        self.guard_tag(self.behind_mark(at), node)
        text = emit.scalar(node.value, node.style, flow=True)
        return [Edit(Span(node.start, node.end), f"[{text}]")]

    def rename_key(self, at: Target, name: str) -> list[Edit]:
        """Give an entry another key, in the quotes of the one it has."""
        mapping, entry = self.entry(at)
        key = entry.key
        if name in mapping.fields:
            raise Withheld(PRESENT)
        if not isinstance(key, Scalar) or key.style in ("|", ">") or key.anchor:
            raise Withheld(UNUSUAL)
        return [Edit(Span(key.start, key.end), emit.scalar(name, key.style, flow=mapping.flow))]

    def insert_entry(
        self, parent: Target, name: str, value: Any, after: str | None = None, like: Node | None = None
    ) -> list[Edit]:
        """Add an entry to a mapping, which may be missing.

        It is put behind the entry called ``after``, in front where that is empty, else behind the last. Its value is to
        look like another.
        """
        place = parent
        parent, nested = home(place, {name: value})
        node = parent.node
        if is_empty(node):
            return self._fill(parent, nested)
        self.guard_inside(parent)
        if not isinstance(node, Mapping):
            raise Withheld("it is not a mapping")
        ((name, value),) = nested.items()
        if name in node.fields:
            raise Withheld(PRESENT)
        if after == "" and parent is place:
            return self._put_in_front(node, {name: value}, like)
        named = [entry for entry in node.entries if entry.name == after and parent is place]
        beside = named[-1] if named else node.entries[-1]
        if node.flow:
            return self._put_in_brackets(node, beside, {name: value}, None)
        column = self.layout.column(node.entries[0].key.start)
        model = like if parent is place else None
        return self._put_lines(beside, column, emit.entry(name, value, model, self._look(node)))

    def append_item(self, parent: Target, value: Any, after: int | None = None) -> list[Edit]:
        """Add an item to a list behind the one with that index, or the last; the list may be missing."""
        parent, nested = home(parent, [value])
        node = parent.node
        if is_empty(node):
            return self._fill(parent, nested)
        if isinstance(nested, dict):
            ((name, below),) = nested.items()
            return self.insert_entry(parent, name, below)
        self.guard_inside(parent)
        if not isinstance(node, Sequence):
            raise Withheld("it is not a list")
        beside = node.items[-1 if after is None else after]
        if node.flow:
            return self._put_in_brackets(node, beside, nested, beside)
        column = self.layout.column(self.layout.dash(node, 0))
        return self._put_lines(beside, column, emit.item(value, beside, self._look(node, beside)))

    def remove(self, at: Target, *, prune: bool) -> list[Edit]:
        """Remove an entry or item, with what :func:`topmost` says; a mapping's only entry leaves ``{}``."""
        at = topmost(at, prune=prune)
        within, node = self.within(at), at.node
        if node is None:
            raise Withheld(ABSENT)
        place = self.entry(at)[1].key.start if isinstance(within, Mapping) else node.start
        self.guard(at)
        children = children_of(within)
        if len(children) == 1:
            return self._empty(at, within)
        number = _number(within, place)
        span = self._cut_from_brackets(within, number) if within.flow else self._cut_lines(within, number)
        self.guard_comments(span)
        return [Edit(span, "")]

    def reindent(self, moves: tuple[tuple[Target, Target], ...]) -> list[Edit]:
        """Indent entries anew so that each stands in another mapping, see :func:`dslint.source.reindent.reindent`."""
        from dslint.source.reindent import reindent  # few fixes move a block

        return [Edit(span, text) for span, text in reindent(self, moves)]

    # taking text away

    def _cut_from_brackets(self, within: Mapping | Sequence, number: int) -> Span:
        children = children_of(within)
        if number:
            return Span(self.layout.flow_end(children[number - 1]), self.layout.flow_end(children[number]))
        # up to the comma and the blanks behind it, since an anchor may follow
        comma = _COMMA.match(self.text, self.layout.flow_end(children[0]))
        begin = _OPENING.match(self.text, within.start)
        if comma is None or begin is None:
            raise Withheld(UNUSUAL)
        self.guard_comments(Span(begin.end(), start_of(children[1])))
        return Span(begin.end(), comma.end())

    def _cut_lines(self, within: Mapping | Sequence, number: int) -> Span:
        """Return the lines of an entry or item; of the first behind a dash what comes before the next."""
        layout = self.layout
        start = self._begin(within, number)
        line = layout.start(start)
        if self.text[line:start].strip(" "):
            if number:
                raise Withheld(UNUSUAL)
            return Span(start, self._begin(within, 1))
        self.guard_above(line)
        end = layout.block_end(children_of(within)[number])
        layout.check_rest(end)
        self.guard_comments(Span(end, layout.end(end)))
        following = layout.following(end)
        at_end = following == layout.end(end)
        # what comes to stand below a block value may become part of it; those in between may go too
        if at_end and number and layout.is_open(children_of(within)[number - 1]):
            raise Withheld(OPEN)
        blank = following < len(self.text) and not self.text[following : layout.end(following)].strip()
        if blank and self._is_any_above(within, number, layout.is_kept):
            raise Withheld(OPEN)
        if layout.skip_comments(end, layout.column(start)) > end and self._is_any_above(within, number, layout.is_open):
            raise Withheld(COMMENT)
        return Span(layout.before_blank(line) if at_end else line, following)

    def _is_any_above(self, within: Mapping | Sequence, number: int, test: Callable[[Entry | Node], bool]) -> bool:
        """Tell whether any entry or item above one passes a test; however many are asked of, each is looked at once."""
        first, looked = self._first.get((id(within), test), (None, 0))
        while first is None and looked < number:
            first = looked if test(children_of(within)[looked]) else None
            looked += 1
        self._first[id(within), test] = first, looked
        return first is not None and first < number

    def _begin(self, within: Mapping | Sequence, number: int) -> int:
        return within.entries[number].key.start if isinstance(within, Mapping) else self.layout.dash(within, number)

    def _empty(self, at: Target, within: Mapping | Sequence) -> list[Edit]:
        """Leave ``{}`` of a mapping, whose only entry goes."""
        parent = at.parent
        if parent is None or parent.parent is None:
            raise Withheld(ROOT)
        end = within.end if within.flow else self.layout.block_end(within)
        start = within.start
        if not within.flow:
            self.layout.check_rest(end)
            if isinstance(self.within(parent), Mapping):
                start = self.behind_mark(parent)
            if self.text[start : within.start].strip() or within.anchor:
                raise Withheld(COMMENT if any(self.layout.comments(start, within.start)) else UNUSUAL)
            self.guard_comments(Span(end, self.layout.end(end)))
        self.guard_comments(Span(start, end))
        return [Edit(Span(start, end), "{}" if start == within.start else " {}")]

    # putting text in

    def _fill(self, at: Target, value: Any) -> list[Edit]:
        """Put a mapping or list where nothing is yet, or an empty one."""
        node, layout = at.node, self.layout
        self.guard(at)
        within = self.within(at)
        if node is None or isinstance(node, Alias):
            raise Withheld(ALIASED)
        place = self.behind_mark(at)
        end = max(node.end, place)
        if self.text[place : node.start].strip() or node.anchor:
            raise Withheld(UNUSUAL)
        look = self._look(within)
        if within.flow or isinstance(within, Sequence):
            text = emit.flow(value, None, look._replace(flow=True), layout.indentation(place))
            return [Edit(Span(max(node.start, place), end), text if node.start > place else f" {text}")]
        layout.check_rest(end)
        column = layout.column(within.fields[str(at.name)].key.start)
        if isinstance(value, dict):
            lines, column = emit.entries(value, None, look), column + look.step
        else:
            lines, column = emit.items(value, None, look), column + look.dash
        cut = [Edit(Span(place, end), "")] if end > place else []
        return [*cut, self._lines_below(end, column, lines)]

    def _put_in_front(self, within: Mapping, value: dict[str, Any], like: Node | None) -> list[Edit]:
        """Put an entry in front of the first of a mapping."""
        layout, begin = self.layout, within.entries[0].key.start
        look = self._look(within)
        if within.flow:
            if within.entries[0].key.anchor if isinstance(within.entries[0].key, Scalar) else False:
                raise Withheld(UNUSUAL)
            spread = not self.text[layout.start(begin) : begin].strip(" ")
            gap = f"{layout.newline(begin)}{' ' * layout.column(begin)}" if spread else look.comma[1:]
            new = next(self._pieces(value, None, look._replace(flow=True), layout.indentation(begin)))
            return [Edit(Span(begin, begin), f"{new},{gap}")]
        ((name, below),) = value.items()
        if isinstance(within.entries[0].key, Scalar) and within.entries[0].key.anchor:
            raise Withheld(UNUSUAL)
        between = layout.newline(begin) + " " * layout.column(begin)
        return [Edit(Span(begin, begin), between.join([*emit.entry(name, below, like, look), ""]))]

    def _put_lines(self, beside: Entry | Node, column: int, lines: list[str]) -> list[Edit]:
        """Put lines behind an entry or item, and behind the comments that stand deeper: they belong to it."""
        end = self.layout.block_end(beside)
        self.layout.check_rest(end)
        if self.layout.is_open(beside) and self.layout.following(end) == self.layout.end(end):
            raise Withheld(OPEN)
        return [self._lines_below(self.layout.skip_comments(end, column), column, lines)]

    def _lines_below(self, end: int, column: int, lines: list[str]) -> Edit:
        newline, at = self.layout.newline(end), self.layout.following(end)
        body = newline.join(" " * column + line for line in lines)
        return Edit(Span(at, at), body + newline if at > self.layout.end(end) else newline + body)

    def _put_in_brackets(
        self, within: Mapping | Sequence, beside: Entry | Node, value: Any, model: Node | None
    ) -> list[Edit]:
        """Put an entry or item behind another within brackets, separated as the others are."""
        layout, text = self.layout, self.text
        look = self._look(within, model)._replace(flow=True)
        begin, end = start_of(beside), layout.flow_end(beside)
        spread = not text[layout.start(begin) : begin].strip(" ") and layout.start(begin) > within.start
        gap = f"{layout.newline(begin)}{' ' * layout.column(begin)}" if spread else look.comma[1:]
        new = next(self._pieces(value, model, look, layout.indentation(begin)))
        remark = _REMARK.match(text, end)
        if remark is None:
            return [Edit(Span(end, end), f",{gap}{new}")]
        if not spread:
            raise Withheld(UNUSUAL)
        below = layout.end(end)
        if remark[1]:
            return [Edit(Span(below, below), f"{gap}{new},")]
        return [Edit(Span(end, end), ","), Edit(Span(below, below), f"{gap}{new}")]

    @staticmethod
    def _pieces(value: Any, model: Node | None, look: Look, column: int) -> Iterator[str]:
        if isinstance(value, list):
            yield from (emit.flow(item, model, look, column) for item in value)
        else:
            for name, below in value.items():
                key = emit.scalar(name, look.key_quote, flow=True)
                yield f"{key}{look.colon}{emit.flow(below, None, look, column)}"

    # what it looks like

    @property
    def _default_quote(self) -> str:
        return '"' if self.is_json else ""

    def _look(self, within: Mapping | Sequence, model: Node | None = None) -> Look:
        look = self._looks.get(id(within))
        if look is None:
            step, dash = self.layout.offsets(within)
            quote = self._default_quote
            look = Look(quote=quote, key_quote=quote, step=step, dash=dash, newline=self.layout.newline(within.start))
            look = self._looks[id(within)] = emit.look_of(within, look)
        if model is not None and isinstance(within, Sequence) and not within.flow:
            number = _number(within, model.start)
            gap = self.text[self.layout.dash(within, number) + 1 : model.start]
            look = look._replace(gap=gap if gap and not gap.strip(" ") else " ")
        for sample in (model, within):
            if isinstance(sample, (Mapping, Sequence)) and sample.flow and children_of(sample):
                return self._bracket_look(sample, look)
        return look

    def _bracket_look(self, sample: Mapping | Sequence, look: Look) -> Look:
        """Return how the inside of brackets is separated and padded."""
        children, text, layout = children_of(sample), self.text, self.layout
        inside = text[sample.start + 1 : start_of(children[0])]
        colon, comma = ": ", ", "
        if isinstance(sample, Mapping) and sample.entries[0].value.end > sample.entries[0].value.start:
            entry = sample.entries[0]
            between = text[entry.key.end : entry.value.start]
            # a colon without a blank behind it needs a key in quotes
            colon = between if re.fullmatch(r":[ \t]+" if not look.key_quote else r":[ \t]*", between) else colon
            comma = "," if colon == ":" else comma
        if len(children) > 1:
            between = text[layout.flow_end(children[0]) : start_of(children[1])]
            comma = between if re.fullmatch(r",[ \t]*", between) else comma
            colon = ":" if comma == "," and self.is_json else colon
        if "\n" not in inside:
            return look._replace(colon=colon, comma=comma, pad=inside if not inside.strip(" ") else "")
        step = layout.column(start_of(children[0])) - layout.indentation(sample.start)
        return look._replace(colon=colon, comma=comma, spread=True, step=max(step, 0))


def _number(within: Mapping | Sequence, start: int) -> int:
    """Return the number of the entry or item that begins at an offset."""
    return bisect_right(children_of(within), start, key=start_of) - 1


def _quotes_in(within: Iterable[Mapping | Sequence]) -> set[str]:
    children = [child for one in within for child in children_of(one)]
    values = [child.value if isinstance(child, Entry) else child for child in children]
    return {one.style for one in values if isinstance(one, Scalar) and one.style in _QUOTES}
