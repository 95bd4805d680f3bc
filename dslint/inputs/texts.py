"""Texts that are looked at for what they say of a manifest beside them: small ones, and of very many only some."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslint.inputs.tree import Input, Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

LARGEST, MOST = 1 << 18, 50


def text_of(tree: Tree, path: str) -> str:
    """Return what is in a file; nothing of one that cannot be read, or is too large."""
    try:
        return tree.read(Input(path, path, explicit=False), LARGEST).decode("utf-8", "replace")
    except Unreadable:
        return ""


def texts_in(tree: Tree, folder: str, suffix: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder whose names end so, by name, with what is in them."""
    names = sorted(name for name in tree.names(folder) if name.endswith(suffix))
    return ((name, text_of(tree, os.path.join(folder, name))) for name in names[:MOST])
