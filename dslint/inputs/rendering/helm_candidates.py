"""What may be behind a stretch of what a chart becomes: values that its actions name, and what reads like it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslint.inputs.rendering.gotemplate import OPENING, NoTemplateError, tokens
from dslint.manifest.field import Field
from dslint.record import NamedTuple
from dslint.source.provenance import ACTION, Origin, Rendered
from dslint.source.text import Span
from dslint.source.tree import Node, Scalar

_PATH = re.compile(r"\.Values((?:\.\w+)+)")
# a text that toYaml would quote, and not with a mark in front of it
_LOOKS_ELSE = re.compile(r"[-+.\d]|(?i:true|false|yes|no|on|off|null|y|n)$|[^\w/]|.*(?:: | #|:$)", re.DOTALL)


SHORTEST = 3  # of a text that is taken for a part of another one


class Try(NamedTuple):
    """What may be behind a stretch: a value, or the key of one."""

    field: Field
    node: Node
    key: bool

    @property
    def text(self) -> str:
        """What stands there, as it can stand in double quotes."""
        text = str(self.field.name) if self.key else self.field.raw
        return "".join(char for char in text if char.isprintable() and char not in '"\\')


def is_text(one: Try) -> bool:
    """Tell whether a value or key is text, which may be marked as such."""
    node = one.node
    return isinstance(node, Scalar) and node.anchor is None and (one.key or isinstance(node.value, str))


def place(node: Node) -> Span:
    """Return where a value or key stands, its quotes included."""
    return Span(node.start, node.end)


def key_of(line: str) -> str:
    """Return what stands in front of the value in a line."""
    return line.partition(":")[0].strip(" -\"'")


def paths_of(action: Origin) -> Iterator[str]:
    """Yield the paths of values in an action, then those in the actions around it that say what the dot is."""
    text = action.source.text
    yield from _PATH.findall(text, action.span.start, action.span.end)
    open_: list[str] = []
    try:
        for token in tokens(text):
            if token.span.start >= action.span.start:
                break
            if token.kind in OPENING:
                open_.append(token.body if token.kind in ("with", "range") else "")
            elif token.kind == "else" and open_:
                open_[-1] = token.body
            elif token.kind == "end" and open_:
                open_.pop()
    except NoTemplateError:
        return
    for body in reversed(open_):
        yield from _PATH.findall(body)


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
