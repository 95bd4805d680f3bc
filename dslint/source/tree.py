"""A YAML document as nodes that know where they stand."""

from __future__ import annotations

from dslint.source import block_tree
from dslint.source.nodes import (
    MAX_DEPTH,
    Alias,
    Entry,
    Mapping,
    Node,
    ParseError,
    Scalar,
    Sequence,
    Tree,
    is_merge,
    plain,
    repeated,
    resolved,
    span,
)

__all__ = [
    "MAX_DEPTH",
    "Alias",
    "Entry",
    "Mapping",
    "Node",
    "ParseError",
    "Scalar",
    "Sequence",
    "Tree",
    "is_merge",
    "parse",
    "plain",
    "repeated",
    "resolved",
    "span",
]


def parse(text: str, offset: int = 0, *, events: type | None = None) -> Tree:
    """Read the first YAML document of ``text``; ``offset`` is added to every place.

    Raises :class:`ParseError` where kubectl would refuse the text, and for nesting or alias expansion beyond what any
    manifest needs. ``events`` is the parser of PyYAML to be used, where it is not to be left to the text: the result is
    the same.
    """
    if not text.endswith("\n"):
        text += "\n"  # as kubectl's reader of lines does; a block of text ends with it
    root = None if events else block_tree.read(text, offset)
    if root is not None:
        return Tree(root)
    from dslint.source.event_tree import read  # PyYAML takes long to import

    return read(text, offset, events)
