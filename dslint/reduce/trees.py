"""The documents of a text as fields, and edits of them that leave a text which can be read."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.inputs.documents import read
from dslint.manifest.field import Field
from dslint.record import NamedTuple
from dslint.source.edit import Editor
from dslint.source.nodes import Mapping, Sequence
from dslint.source.text import SourceText


class Part(NamedTuple):
    """A field of a document, and what makes edits of that document."""

    document: int
    field: Field
    editor: Editor


def parts(text: str) -> Iterator[Part]:
    """Yield every field below the roots of the documents, the outer ones first and of a list the last one first."""
    for document in read(SourceText("", text), everything=True):
        if document.tree is None or document.tree.root is None:
            continue
        editor = Editor(text, document.tree.root)
        pending = [Field(document.tree.root)]
        while pending:
            field = pending.pop(0)
            node = field.node
            below = [*field.entries()] if isinstance(node, Mapping) else []
            below += reversed([*field.items()]) if isinstance(node, Sequence) else []
            pending += below
            if field.parent is not None:
                yield Part(document.number, field, editor)
