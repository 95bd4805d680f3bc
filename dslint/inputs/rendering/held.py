"""Documents that stand in a field of another one, as text or as a mapping, each at its place in the file."""

from __future__ import annotations

from dslint.inputs.documents import read
from dslint.manifest.field import Field, Root, Step
from dslint.source.text import SourceText, Span
from dslint.source.tree import Mapping, Scalar, plain


class Held(SourceText):
    """A file with nothing left of it but what one of its fields holds: places stay what they are."""

    __slots__ = ("_at", "_steps", "whole")

    def __init__(self, whole: SourceText, span: Span, at: int, steps: tuple[Step, ...]) -> None:
        """Cut a file; ``at`` and ``steps`` are where the field stands in it."""
        before = "".join(char if char in "\r\n" else " " for char in whole.text[: span.start])
        super().__init__(whole.path, before + whole.text[span.start : span.end] + "\n")
        self.whole = whole
        self._at = at
        self._steps = steps

    def again(self, text: str) -> SourceText | None:
        """Return the same of a file with another text; ``None`` where the field is no longer there."""
        trees = (one.tree for one in read(self.whole.with_text(text), everything=True))
        number = sum(one.end <= self._at for one in read(self.whole, everything=True))
        tree = next((one for place, one in enumerate(trees) if place == number), None)
        field = Root(tree.root if tree is not None else None, self.whole.with_text(text)).get(*self._steps)
        return held(field) or held_mapping(field)


def held(field: Field) -> Held | None:
    """Return what stands as text in a scalar, as a file with nothing else left; ``None`` where that reads otherwise.

    A block is read as it stands, folded ones too, and so is what stands in quotes: escapes and lines that are joined to
    other data are what makes it read otherwise.
    """
    node = field.node
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    text = Held(field.source, _inner(node, field.source.text), node.start, field.path)
    return text if (found := data_of(text)) is not None and found == data_of(SourceText("", node.value)) else None


def held_mapping(field: Field) -> Held | None:
    """Return a mapping in a file, its comments included, as a file with nothing else left.

    ``None`` where it does not stand there itself.
    """
    node, text = field.node, field.source.text
    if node is None or node is not field.target or not isinstance(node, Mapping):  # an alias stands for it
        return None
    own = Span(node.start, node.end)
    for span in (_with_comments(text, own), own):
        found = Held(field.source, span, node.start, field.path)
        if data_of(found) == [field.value]:
            return found
    return None


def data_of(source: SourceText) -> list[object] | None:
    """Return what the documents of a text say; ``None`` where one cannot be read."""
    found: list[object] = []
    for document in read(source, everything=True):
        if document.tree is None or document.problem is not None:
            return None
        found.append(plain(document.tree.root))
    return found


def _inner(node: Scalar, text: str) -> Span:
    if node.style in ("|", ">"):
        return Span(text.find("\n", node.start, node.end) + 1 or node.end, node.end)
    return Span(node.start + len(node.style), node.end - len(node.style))


def _with_comments(text: str, span: Span) -> Span:
    """Return a stretch with the comment behind it on its last line, and those in the lines above it."""
    end = text.find("\n", span.end)
    end = end if end >= 0 else len(text)
    if text[span.end : end].partition("#")[0].strip():
        end = span.end
    begin = text.rfind("\n", 0, span.start) + 1
    if text[begin : span.start].strip():
        return Span(span.start, end)
    while begin:
        above = text.rfind("\n", 0, begin - 1) + 1
        if text[above:begin].partition("#")[0].strip():
            break
        begin = above
    return Span(begin, end)
