"""A stream cut into documents the way kubectl cuts it.

A stream that opens with a brace is JSON, one object after the other without a separator, until something else comes: if
that is the first or second thing in it, the rest is YAML. kubectl knows nothing of YAML when it looks for ``---``: it
cuts at every line that starts with it, even inside a quoted scalar, and refuses the stream when anything but blanks or
a comment follows. Its lines end with LF: what a lone CR puts behind a separator is dropped with it.

Source: staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go (YAMLOrJSONDecoder, YAMLReader, LineReader) of 1.34.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source.text import BYTE_ORDER_MARK, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.tree import Tree

# what is a space to Go: Python has four control characters more
_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_HEAD = pattern(r"(?:[ \t]*(?:(?:#|---)[^\r\n]*)?[\r\n])*")

_END = pattern(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r(?!\n)|\n))*(?:\.\.\.(?=\s|\Z)|%)")


class Chunk(NamedTuple):
    """One document's text; ``number`` counts from 0, empty ones too; ``bad`` is the rest of a wrong separator line.

    ``tree`` is there if it is JSON. One that is ``dropped`` stands behind a separator, in the same line for kubectl.
    """

    number: int
    start: int
    end: int
    bad: Span | None = None
    dropped: bool = False
    tree: Tree | None = None


def chunks(text: str, number: int = 0) -> Iterator[Chunk]:
    """Yield the documents of a stream of JSON, YAML or both, counted from a number on.

    Raises :class:`~dslint.source.nodes.ParseError` where kubectl cannot read on in a stream of JSON.
    """
    at = 0
    if number > 1 or is_json(text):
        from dslint.source.json_tree import NotJsonError, values  # few manifests are JSON
        from dslint.source.nodes import ParseError

        try:
            for tree in values(text):
                if tree.root is not None:
                    yield Chunk(number, tree.root.start, tree.root.end, tree=tree)
                    number, at = number + 1, tree.root.end
        except NotJsonError as error:
            yaml = behind_json(text, at) if number <= 1 else None
            if yaml is None:
                raise ParseError("it goes on with something that is no JSON", error.offset) from None
            yield from split(text, yaml, number)
        return
    yield from split(text, 0, number)


def behind_json(text: str, at: int) -> int | None:
    """Return where YAML begins behind JSON: behind the end of its line; ``None`` where too little is left for kubectl.

    Source: YAMLOrJSONDecoder.consumeWhitespace, which looks at four bytes at a time.
    """
    while len(text[at : at + 4].encode("utf-8", "replace")) >= 4:
        if text[at] not in _SPACES:
            return at
        at += 1
        if text[at - 1] == "\n":
            return at
    return None


def split(text: str, start: int = 0, number: int = 0, *, first: bool = True) -> Iterator[Chunk]:
    """Yield the documents of a YAML stream; a chunk with ``bad`` is the last that kubectl looks at.

    Blanks and comments before the first separator are counted to the document behind it, as YAML has it; kubectl reads
    them as a document without content. A byte-order mark at the start of a document is left out. ``first`` tells that
    nothing stands before.
    """
    size, before, opening = len(text), number, first
    if text.startswith(BYTE_ORDER_MARK, start):  # of a file: one more than its own
        start += 1
    at = _next(text, start)
    carried = False
    while at >= 0:
        end = text.find("\n", at)
        end = size if end < 0 else end
        rest = text[at + 3 : end]
        if not separates(rest):
            yield Chunk(number, start, at, Span(at, at + len(text[at:end].rstrip())))
            return
        if not (first and is_blank(text[start:at])):
            yield Chunk(number, start, at)
            number += 1
        first = False
        # a separator with nothing before it is part of the text that follows
        carried = start == at and not carried
        start = min(end + 1, size)
        behind = text.find("\r", at, end)
        more = text[behind:end].strip() if behind >= 0 else ""
        # to YAML it may be more than a separator
        odd = rest.startswith("#") or rest.lstrip(" \t")[:1] not in ("", "\r", "#")
        if carried and (more or odd or _END.match(text, start)):
            start = at
        elif more:
            behind = text.index(more, behind)
            yield Chunk(number, behind, behind + len(more), dropped=True)
        at = _next(text, min(end + 1, size))
        if not carried and text.startswith(BYTE_ORDER_MARK, start):
            start = _behind_marks(text, start, size if at < 0 else at)
    if start < size or (number == before and opening):
        yield Chunk(number, start, size)


def _behind_marks(text: str, start: int, end: int) -> int:
    """Return where a document begins that opens with a byte-order mark: behind those that go-yaml takes away.

    Its reader takes one. Its scanner takes another, but then reads keys on later lines without their first character:
    of a document with more lines the second mark is left, so that it is refused as kubectl refuses it.
    """
    start += 1
    has_lines = "\n" in text[start:end].strip()
    return start + (not has_lines and text.startswith(BYTE_ORDER_MARK, start))


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


def separates(rest: str) -> bool:
    """Tell whether three dashes with this behind them separate documents for kubectl."""
    rest = rest.strip(_SPACES)
    return not rest or rest.startswith("#")


def is_blank(text: str) -> bool:
    """Tell whether a text has nothing but blanks and comments."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def is_json(text: str) -> bool:
    """Tell whether kubectl takes the stream for JSON: the first thing in it is a brace."""
    return text[:4096].lstrip(_SPACES).startswith("{")
