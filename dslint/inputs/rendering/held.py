"""Documents that stand as text in a scalar of another one, each at its place in the file."""

from __future__ import annotations

from dslint.inputs.documents import read
from dslint.manifest.field import Field
from dslint.source.text import SourceText, Span
from dslint.source.tree import Mapping, Scalar, plain


def held(field: Field) -> SourceText | None:
    """Return a file with nothing left of it but the text in one of its scalars; ``None`` where that reads otherwise.

    A block is read as it stands, folded ones too, and so is what stands in quotes: escapes and lines that are joined to
    other data are what makes it read otherwise.
    """
    node, source = field.node, field.source
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    text = cut(source, _inner(node, source.text))
    return text if (found := data_of(text)) is not None and found == data_of(SourceText("", node.value)) else None


def held_mapping(field: Field) -> SourceText | None:
    """Return a file with nothing left of it but a mapping in it; ``None`` where it does not stand there itself."""
    node, source = field.node, field.source
    if node is None or node is not field.target or not isinstance(node, Mapping):  # an alias stands for it
        return None
    text = cut(source, Span(node.start, node.end))
    return text if data_of(text) == [field.value] else None


def cut(source: SourceText, span: Span) -> SourceText:
    """Return a text with nothing left of it but a stretch: places stay what they are."""
    before = "".join(char if char in "\r\n" else " " for char in source.text[: span.start])
    return SourceText(source.path, before + source.text[span.start : span.end] + "\n")


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
