"""Taking away: documents, then comments, then fields and items, as long as anything can go."""

from __future__ import annotations

import re
from collections.abc import Callable

from dslint.reduce.trees import parts
from dslint.source.chunks import is_json, split
from dslint.source.edit import Withheld, splice
from dslint.source.nodes import Scalar

Holds = Callable[[str], bool]
_COMMENT = re.compile(r"(?m)(?:^[ \t]*|[ \t]+)#.*$")


def shrunk(text: str, holds: Holds) -> str:
    """Return what is left of a text when nothing more can be taken away of it."""
    text = _without_comments(_fewer_documents(text, holds), holds)
    while (less := _fewer_fields(text, holds)) != text:
        text = less
    return text if any(True for _ in parts(text)) else _fewer_lines(text, holds)


def _fewer_documents(text: str, holds: Holds) -> str:
    if is_json(text):
        return text
    chunks = [text[chunk.start : chunk.end].strip("\n") + "\n" for chunk in split(text) if chunk.bad is None]
    for number in reversed(range(len(chunks))):
        left = [chunk for at, chunk in enumerate(chunks) if at != number]
        if left and holds("---\n".join(left)):
            chunks = left
    joined = "---\n".join(chunks)
    return joined if holds(joined) else text


def _without_comments(text: str, holds: Holds) -> str:
    """Leave out what stands behind a # that is no part of a value, all of them at once or one by one."""
    scalars = [part.field.node for part in parts(text) if isinstance(part.field.node, Scalar)]
    spans = sorted((node.start, node.end) for node in scalars)
    found = [match.span() for match in _COMMENT.finditer(text)]
    found = [(start, end) for start, end in found if not any(low < end and start < high for low, high in spans)]
    bare = text
    for start, end in reversed(found):
        bare = bare[:start] + bare[end:]
    if holds(bare):
        return _without_blank_lines(bare, holds)
    for start, end in reversed(found):
        if holds(less := text[:start] + text[end:]):
            text = less
    return text


def _without_blank_lines(text: str, holds: Holds) -> str:
    less = re.sub(r"(?m)^[ \t]*\n", "", text)
    return less if holds(less) else text


def _fewer_fields(text: str, holds: Holds) -> str:
    tried: set[tuple[int, str]] = set()
    going = True
    while going:
        going = False
        for document, field, editor in parts(text):
            if (key := (document, field.pointer)) in tried:
                continue
            tried.add(key)
            try:
                less = splice(text, editor.remove(field, prune=False))
            except Withheld:
                continue
            if less != text and holds(less):
                text, going = less, True
                break
    return text


def _fewer_lines(text: str, holds: Holds) -> str:
    """Take lines out of what cannot be read as a tree."""
    lines = text.splitlines(keepends=True)
    size = max(len(lines) // 2, 1)
    while lines and size:
        for start in reversed(range(0, len(lines), size)):
            left = lines[:start] + lines[start + size :]
            if holds("".join(left)):
                lines = left
        size //= 2
    return "".join(lines)
