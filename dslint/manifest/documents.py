"""One source text to its documents, and documents to the objects in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Field
from dslint.source.chunks import Chunk, is_json, split
from dslint.source.text import SourceText, Span
from dslint.source.tree import Mapping, ParseError, Tree, parse

MENTIONS = (b"DaemonSet", b"Daemon\\")
DAEMONSET_GROUPS = ("apps", "extensions")


class Problem(NamedTuple):
    """What keeps kubectl from reading a document; ``fatal`` unless it reads on and drops text."""

    message: str
    params: dict[str, str]
    span: Span
    fatal: bool = True


class Document(NamedTuple):
    """One document of a stream: its tree, or none where it cannot be parsed."""

    number: int
    start: int
    end: int
    tree: Tree | None
    problem: Problem | None = None


class Skipped(NamedTuple):
    """An object that looks like a DaemonSet and is another kind."""

    api_version: str
    document: int


def mentions(data: bytes) -> bool:
    """Tell whether bytes can hold a DaemonSet at all: the test that keeps other files cheap."""
    return any(word in data for word in MENTIONS)


def read(source: SourceText, *, everything: bool = False) -> Iterator[Document]:
    """Yield the documents of a text that mention a DaemonSet, in order; all of them with ``everything``."""
    text = source.text
    if is_json(text) and (documents := _json(text)) is not None:
        yield from documents
        return
    for chunk in split(text):
        if chunk.bad is not None:
            said = text[chunk.bad.start : chunk.bad.end]
            yield _document(text, chunk)._replace(problem=Problem("separator", {"text": said}, chunk.bad))
        elif everything or _mentions(text, chunk):
            yield _document(text, chunk)


def _json(text: str) -> list[Document] | None:
    from dslint.source.json_tree import parse_stream  # few manifests are JSON

    try:
        trees = parse_stream(text)
    except ParseError as error:
        return [_unparsable(0, 0, len(text), error)]
    if trees is None:
        return None
    roots = [(tree, tree.root) for tree in trees]
    return [Document(n, root.start, root.end, tree) for n, (tree, root) in enumerate(roots) if root is not None]


def _mentions(text: str, chunk: Chunk) -> bool:
    return text.find("DaemonSet", chunk.start, chunk.end) >= 0 or text.find("Daemon\\", chunk.start, chunk.end) >= 0


def _document(text: str, chunk: Chunk) -> Document:
    try:
        tree = parse(text[chunk.start : chunk.end], chunk.start)
    except ParseError as error:
        return _unparsable(chunk.number, chunk.start, chunk.end, error)
    problem = None
    if tree.rest is not None:
        end = text.find("\n", tree.rest)
        problem = Problem("dropped", {}, Span(tree.rest, len(text) if end < 0 else end), fatal=False)
    return Document(chunk.number, chunk.start, chunk.end, tree, problem)


def _unparsable(number: int, start: int, end: int, error: ParseError) -> Document:
    at = min(error.offset, end)
    return Document(number, start, end, None, Problem("syntax", {"reason": error.reason}, Span(at, at + 1)))


def objects(document: Document) -> Iterator[Field]:
    """Yield the Kubernetes objects of a document; the items of a List one by one."""
    tree = document.tree
    if tree is None or not isinstance(tree.root, Mapping):
        return
    root = Field(tree.root)
    kind = root.get("kind").text
    if kind.endswith("List") and root.get("items"):
        yield from (item for item in root.get("items").items() if isinstance(item.target, Mapping))
    else:
        yield root


def daemon_sets(source: SourceText, document: Document) -> Iterator[DaemonSet | Skipped]:
    """Yield the DaemonSets of a document; those of another API group as skipped."""
    for root in objects(document):
        if root.get("kind").text != "DaemonSet":
            continue
        api_version = root.get("apiVersion").text
        group = api_version.rpartition("/")[0]
        if group and group not in DAEMONSET_GROUPS:
            yield Skipped(api_version, document.number)
        else:
            yield DaemonSet(source, document.number, root)
