"""A stream cut into documents the way kubectl cuts it.

kubectl knows nothing of YAML when it looks for ``---``: it cuts at every line that starts with it, even inside a quoted
scalar, and refuses the stream when anything but blanks or a comment follows.

Source: staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go (YAMLReader, LineReader, GuessJSONStream).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dslint.record import NamedTuple
from dslint.source.text import BYTE_ORDER_MARK, Span

_HEAD = re.compile(r"(?:[ \t]*(?:(?:#|---)[^\r\n]*)?[\r\n])*")


class Chunk(NamedTuple):
    """One document's text; ``number`` counts from 0, empty ones too; ``bad`` is the rest of a wrong separator line."""

    number: int
    start: int
    end: int
    bad: Span | None = None


def split(text: str) -> Iterator[Chunk]:
    """Yield the documents of a YAML stream; a chunk with ``bad`` is the last that kubectl looks at.

    Blanks and comments before the first separator are counted to the document behind it, as YAML has it; kubectl reads
    them as a document without content. A byte-order mark at the start of a document is left out.
    """
    number, start, size = 0, 0, len(text)
    at = _next(text, 0)
    first = True
    carried = False
    while at >= 0:
        end = text.find("\n", at)
        end = size if end < 0 else end
        rest = text[at + 3 : end].strip()
        if rest and not rest.startswith("#"):
            yield Chunk(number, start, at, Span(at, at + len(text[at:end].rstrip())))
            return
        if not (first and _is_blank(text[start:at])):
            yield Chunk(number, start, at)
            number += 1
        first = False
        # a separator with nothing before it is part of the text that follows
        carried = start == at and not carried
        start = min(end + 1, size)
        at = _next(text, start)
        if not carried and text.startswith(BYTE_ORDER_MARK, start):
            start += 1
    if start < size or number == 0:
        yield Chunk(number, start, size)


@lru_cache(maxsize=1)  # the documents of a text ask one after the other
def head(text: str) -> int:
    """Return where the first line begins that is neither blank nor a comment nor a separator."""
    match = _HEAD.match(text)
    return match.end() if match else 0


def _next(text: str, start: int) -> int:
    if text.startswith("---", start):
        return start
    at = text.find("\n---", start)
    return at + 1 if at >= 0 else -1


def _is_blank(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def is_json(text: str) -> bool:
    """Tell whether kubectl takes the stream for JSON: the first thing in it is a brace."""
    return text[:4096].lstrip().startswith("{")
