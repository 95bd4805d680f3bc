"""The work tree as the editor has it: an open document goes before the file on the disk."""

from __future__ import annotations

from io import BytesIO

from dslint.inputs.limits import MAX_BYTES
from dslint.inputs.tree import TooLarge
from dslint.inputs.worktree import WorkTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.inputs.large import Large
    from dslint.inputs.tree import Input
    from dslint.lsp.document import Document


class Buffers(WorkTree):
    """A :class:`~dslint.inputs.tree.Tree` in which documents stand for their files; ``documents`` are by path."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        super().__init__()
        self._documents = documents

    def is_file(self, path: str) -> bool:
        """Tell whether there is such a file, or a document that is to become one."""
        return path in self._documents or super().is_file(path)

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents; raises :class:`~dslint.inputs.tree.Unreadable`."""
        document = self._documents.get(item.path)
        if document is None:
            return super().read(item, limit)
        data = _encoded(document)
        if len(data) > limit:
            raise TooLarge(item.shown, limit)
        return data

    def _large(self, item: Input) -> Large | None:
        document = self._documents.get(item.path)
        if document is None:
            return super()._large(item)
        from dslint.inputs.large import Large

        return Large(BytesIO(_encoded(document)))


def _encoded(document: Document) -> bytes:
    """Return a text as bytes; half of a surrogate pair, which no file can hold, counts as one other character."""
    return document.text.encode("utf-8", "replace")
