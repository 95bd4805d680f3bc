"""What may be behind a stretch of what a chart becomes: values that its actions name, and what reads like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dslint.inputs.rendering.gotemplate import OPENING, NoTemplateError, tokens
from dslint.manifest.field import Field
from dslint.record import NamedTuple
from dslint.source.edit import Edit
from dslint.source.provenance import ACTION, VALUES, Origin, Rendered
from dslint.source.text import SourceText, Span
from dslint.source.tree import Mapping, Node, Scalar, Sequence

_PATH = re.compile(r"\.Values((?:\.\w+)+)")
# a text that toYaml would quote, and not with a mark in front of it
_LOOKS_ELSE = re.compile(r"[-+.\d]|(?i:true|false|yes|no|on|off|null|y|n)$|[^\w/]|.*(?:: | #|:$)", re.DOTALL)
# what stands between a key and its value
_COLON = re.compile(r"[\"']?:\s+")


SHORTEST = 3  # of a text that is taken for a part of another one


class Try(NamedTuple):
    """What may be behind a stretch: a value, the key of one, or a stretch of a text of several lines."""

    field: Field
    node: Node
    key: bool
    inside: Span | None = None

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        span = self.inside or self.field.span(key=self.key)
        return Origin(VALUES, self.field.source, span, self.field.pointer)

    @property
    def change(self) -> Edit:
        """What makes it another one."""
        if self.inside is not None:
            return Edit(Span(self.inside.end, self.inside.end), "x")
        return Edit(place(self.node), f'"{self.field.name}x"' if self.key else other_than(self.field))

    @property
    def text(self) -> str:
        """What stands there, as it can stand in double quotes."""
        text = str(self.field.name) if self.key else self.field.raw
        return "".join(char for char in text if char.isprintable() and char not in '"\\')


def is_text(one: Try) -> bool:
    """Tell whether a value or key is text, which may be marked as such."""
    node = one.node
    is_value = isinstance(node, Scalar) and node.anchor is None and (one.key or isinstance(node.value, str))
    return is_value and one.inside is None


def place(node: Node) -> Span:
    """Return where a value or key stands, its quotes included."""
    return Span(node.start, node.end)


def key_of(line: str) -> str:
    """Return what stands in front of the value in a line."""
    return line.partition(":")[0].strip(" -\"'")


def paths_of(action: Origin) -> Iterator[str]:
    """Yield the paths of values in an action, then those in the actions around it that say what the dot is."""
    yield from _PATH.findall(action.source.text, action.span.start, action.span.end)
    for kind, body in reversed(blocks_around(action.source.text, action.span.start)):
        if kind in ("with", "range", "else"):
            yield from _PATH.findall(body)


def blocks_around(text: str, at: int) -> list[tuple[str, str]]:
    """Return the blocks of a template that are open at an offset, and what each is about; none of a broken one."""
    open_: list[tuple[str, str]] = []
    try:
        for token in tokens(text):
            if token.span.start >= at:
                break
            if token.kind in OPENING:
                open_.append((token.kind, token.body))
            elif token.kind == "else" and open_:
                open_[-1] = ("else", token.body)
            elif token.kind == "end" and open_:
                open_.pop()
    except NoTemplateError:
        return []
    return open_


def leaves(top: Field) -> Iterator[Field]:
    """Yield the scalars below a value."""
    stack = [top]
    while stack:
        one = stack.pop()
        if isinstance(one.node, Scalar) and one.parent is not None:
            yield one
        elif one.node is one.target:  # an alias is no place of its own
            stack += [*one.entries(), *one.items()]


def alike(top: Field, raw: str) -> Iterator[Try]:
    """Yield what reads like a text below a value: scalars, and keys."""
    stack = [top]
    while stack:
        one = stack.pop()
        if one.parent is not None and str(one.name) == raw and one.key is not None:
            yield Try(one, one.key, key=True)
        if isinstance(one.node, Scalar):
            if one.raw == raw and one.parent is not None:
                yield Try(one, one.node, key=False)
        elif one.node is one.target:
            stack += [*one.entries(), *one.items()]


def within(field: Field, raw: str) -> Iterator[Try]:
    """Yield a value that is named, or where a text of several lines reads like what is shown."""
    node, text = field.node, field.source.text
    if not isinstance(node, Scalar):
        return
    if node.style != "|":
        yield Try(field, node, key=False)
        return
    at = text.find(raw, node.start, node.end) if len(raw) >= SHORTEST else -1
    while at >= 0:
        yield Try(field, node, False, Span(at, at + len(raw)))
        at = text.find(raw, at + 1, node.end)


def contained(top: Field, raw: str) -> Iterator[Try]:
    """Yield the texts below a value that are part of another one."""
    for leaf in leaves(top):
        if leaf.node is not None and len(leaf.text) >= SHORTEST and leaf.text in raw and leaf.text != raw:
            yield Try(leaf, leaf.node, key=False)


def can_be_marked(leaf: Field) -> bool:
    """Tell whether a value may have a mark in front of it and read as before, the mark apart."""
    node = leaf.node
    if not isinstance(node, Scalar) or node.anchor is not None or node.style not in ("", "'", '"'):
        return False
    if node.value in (None, "", 0, False) or "\n" in leaf.source.text[node.start : node.end]:
        return False
    return not (isinstance(node.value, str) and _LOOKS_ELSE.match(node.value))


def actions_of(rendered: Rendered, span: Span) -> list[Origin]:
    """Return the actions that put something into a stretch."""
    found = [] if (first := rendered.stretch(span.start)) is None else [first]
    found += [one for one in rendered.stretches if span.start < one.start < span.end]
    return [one.origin for one in found if one.origin is not None and one.origin.kind == ACTION]


def other_than(field: Field) -> str:
    """Return another value of the same type."""
    value = field.value
    if isinstance(value, bool):
        return "false" if value else "true"
    if isinstance(value, (int, float)):
        return str(value + 1)
    if value is None:
        node = field.node
        return '"dslint"' if node is not None and node.end > node.start else ' "dslint"'  # right behind the colon
    return f'"{"".join(char for char in str(value) if char not in chr(34) + chr(92))}x"'


def changed(field: Field) -> tuple[Field, Edit] | None:
    """Return what makes a value another one: of a mapping or list an item of it, or one where there is none."""
    node = field.node
    if isinstance(node, (Mapping, Sequence)) and not [*field.entries(), *field.items()]:
        return field, Edit(place(node), "{dslint: x}" if isinstance(node, Mapping) else "[dslint]")
    if node is None or node is not field.target:  # an alias stands for another value
        return None
    leaf = field if isinstance(node, Scalar) else next(leaves(field), None)
    if leaf is None or not isinstance(leaf.node, Scalar) or leaf.node.anchor is not None:
        return None
    return leaf, Edit(place(leaf.node), other_than(leaf))


def value_of(rendered: Rendered, span: Span) -> Span | None:
    """Return the first character of the value of a key that a template writes, where an action prints that."""
    colon = _COLON.match(rendered.text, span.end)
    stretch = rendered.stretch(colon.end()) if colon is not None else None
    if colon is None or stretch is None or stretch.start != colon.end() or stretch.origin is None:
        return None
    return Span(colon.end(), colon.end() + 1) if stretch.origin.kind == ACTION else None


def is_all(rendered: Rendered, lines: Span) -> bool:
    """Tell whether some lines are all printed by the action that prints the first of them."""
    first = rendered.stretch(lines.start)
    inside = (one for one in rendered.stretches if lines.start <= one.start < lines.end)
    return first is not None and all(one.origin == first.origin for one in inside)


def moved(places: Iterable[tuple[int, Field]], text: str, rendered: Rendered) -> Iterator[tuple[int, Field]]:
    """Yield places in a text at those in a rendered one, which has as many lines and most of them alike."""
    source = SourceText("", text)
    for at, field in places:
        line, column = source.place(at)
        yield (at if text == rendered.text else rendered.starts[line - 1] + column - 1), field
