"""The work tree with other contents in some of its files, which are not written."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.inputs.limits import MAX_BYTES
from dslint.inputs.tree import Input
from dslint.inputs.worktree import WorkTree


class Drafts(WorkTree):
    """A :class:`~dslint.inputs.tree.Tree` in which ``drafts`` stand for files, by absolute path."""

    def __init__(self, drafts: Mapping[str, bytes]) -> None:
        super().__init__()
        self._drafts = drafts

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents; raises :class:`~dslint.inputs.tree.Unreadable`."""
        return self._drafts.get(item.path) or super().read(item, limit)
