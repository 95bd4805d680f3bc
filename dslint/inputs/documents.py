"""One source text to its documents, and documents to the objects in them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from collections.abc import Mapping as Map

from dslint.inputs.document import Document, Problem
from dslint.inputs.limits import LARGEST
from dslint.inputs.unchecked import VALUES, NotChecked, at, is_values, values_of
from dslint.inputs.words import WORDS, disguises, spells
from dslint.kube.data.makers import GROUPS, Maker
from dslint.manifest.daemonset import DaemonSet, ObjectName, kept_owner, kept_place
from dslint.manifest.field import Entered, Field, Root
from dslint.manifest.fragment import Fragment
from dslint.manifest.objects import Record
from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source.chunks import Chunk, chunks, split
from dslint.source.text import SourceText, Span
from dslint.source.tree import Entry, Mapping, ParseError, Scalar, Sequence, Tree, parse

_OF_AN_OBJECT = frozenset({"apiVersion", "metadata", "spec"})
# the kind of a DaemonSet in what is text to YAML
_PLAIN_KIND = pattern(r"kind[\"']?\s*[:=]\s*[\"']?DaemonSet\b")
# blanks, comments, separators: to drop them is to drop nothing
_NOTHING = pattern(r"(?:[ \t\r\n]|#[^\r\n]*(?![^\r\n])|(?:---|\.\.\.)(?![^ \t\r\n]))*")
# ytt's code in comments, alone on a line or in the place of a value; all else that it has goes with these
# Source: https://carvel.dev/ytt/docs/latest/syntax/
_YTT = pattern(
    r"^[ \t]*#@[ \t]*(?:(?:if|elif|for|def|load)\b.*[:)]|else:|end\b)|[:-][ \t]+#@[ \t]+[\w(\[\"']", re.MULTILINE
)
_DIRECTIVES = pattern(r"(?:[ \t]*(?:#[^\n]*)?\n)*%[^\n]*(?:\n[ \t]*(?:[#%][^\n]*)?)*")
TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.large import Piece
    from dslint.source.nodes import Node

NO_MAKERS: Map[str, Maker] = {}


class Window(NamedTuple):
    """What a text is a piece of that is one document, or an item of a list, of a larger input."""

    piece: Piece
    again: bool
    """Whether another piece of the input comes before."""

    def chunks(self, text: str) -> Iterator[Chunk]:
        """Yield the documents of the piece."""
        piece = self.piece
        return chunks(text, piece.number) if piece.json else split(text, number=piece.number, first=piece.first)


def read(
    source: SourceText, *, everything: bool = False, kinds: Iterable[str] = (), window: Window | None = None
) -> Iterator[Document]:
    """Yield the documents of a text that mention a DaemonSet, what becomes one or one of some other kinds, in order.

    All of them with ``everything``. A ``window`` tells what the text is a piece of.
    """
    if window is not None and (window.piece.too_large or window.piece.header is not None):
        yield _piece(source, window.piece)
        return
    text, words, number, at = source.text, (*WORDS, *GROUPS, *kinds), window.piece.number - 1 if window else -1, 0
    try:
        for chunk in window.chunks(text) if window else chunks(text):
            number, start, at = chunk.number, chunk.start, chunk.end
            if chunk.tree is not None:
                yield Document(source, number, start, at, chunk.tree, _no_object(text, chunk.tree.root))
            elif chunk.dropped:
                if spells(text, start, at) or disguises(text, start, at):
                    yield Document(source, number, start, at, None, _dropped(text, start))
            elif everything or any(text.find(word, start, at) >= 0 for word in words):
                yield _document(source, _without_notes(text, chunk))
            elif disguises(text, start, at) and (document := _document(source, chunk)).tree is not None:
                yield document
            elif _DIRECTIVES.fullmatch(text, start, at) and spells(text, at):
                yield _document(source, chunk)  # kubectl cuts a stream before it reads them, and stops
            if chunk.bad is not None:
                yield _unread(source, number, chunk.bad)
    except ParseError as error:
        yield _unparsable(source, number + 1, at, len(text), error)


def _piece(source: SourceText, piece: Piece) -> Document:
    """Return an item of a list as a document of its own, or what says that one is too large."""
    text, document = source.text, Document(source, piece.number, 0, len(source.text), None)
    if piece.too_large:
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        reason = f"it is larger than {LARGEST >> 20} MiB"
        at = Span(start, end if end >= 0 else len(text))
        return document._replace(problem=Problem("oversized", {"reason": reason}, at))
    try:
        header, tree = (_tree(part, json=piece.json) for part in ((piece.header or b"").decode(), text))
    except ParseError as error:
        if error.kind == "anchor":
            error.reason = "an item of a list of this size cannot use an anchor of another"
        return _unparsable(source, piece.number, 0, len(text), error)
    root = tree.root
    item = root.items[0] if isinstance(root, Sequence) and root.items else root
    header_root = Root(header.root, source)
    items = Field(None, header_root, "items") if root is None else Entered(_items(root), header_root)
    return document._replace(tree=tree, listed=Field(item, parent=items, name=piece.item))


def _tree(text: str, *, json: bool) -> Tree:
    from dslint.source.json_tree import parse_stream

    trees = parse_stream(text) if json else None
    return trees[0] if trees else parse(text)


def _items(root: Node) -> Entry:
    """Return what stands for ``items``, whose key is not in the text: the first character of the item."""
    return Entry("items", Scalar(root.start, root.start + 1, "", "", ""), root)


def _without_notes(text: str, chunk: Chunk) -> Chunk:
    """Leave out what Helm prints behind the manifests for people: the chart's notes, from a line ``NOTES:`` on.

    Source: https://github.com/helm/helm/blob/main/pkg/cmd/status.go (statusPrinter.WriteTable)
    """
    at = text.find("\nNOTES:\n", chunk.start, chunk.end)
    if at < 0 or text.find("# Source: ", chunk.start, at) < 0:
        return chunk
    return chunk._replace(end=at + 1)


def _unread(source: SourceText, number: int, bad: Span) -> Document:
    """Return what stands for the rest of a stream behind a line at which kubectl gives up."""
    from dslint.inputs.actions import is_template  # few texts are broken

    line = source.text[bad.start : bad.end]
    return Document(source, number, *bad, None, Problem("separator", {"text": line}, bad), is_template(line))


def _document(source: SourceText, chunk: Chunk) -> Document:
    text, parsed, place = source.text, source.parsed, (chunk.start, chunk.end)
    if text.find("#@", *place) >= 0 and spells(text, *place) and _YTT.search(text, *place):
        return Document(source, chunk.number, *place, None, is_template=True)
    try:
        tree: Tree = parsed[place] if parsed and place in parsed else parse(text[chunk.start : chunk.end], chunk.start)
        if parsed is not None:
            parsed[place] = tree
    except ParseError as error:
        return _unparsable(source, chunk.number, chunk.start, chunk.end, error)
    rest = None if tree.rest is None or _NOTHING.fullmatch(text, tree.rest, chunk.end) else tree.rest
    first = tree.root
    colon = text.find(":", first.start + 1, first.end) if rest is not None and isinstance(first, Scalar) else -1
    if colon >= 0:  # a comment has ended what was meant as the first key, and kubectl wants an object
        reason = "no space after the colon of a key"
        wrong = ParseError(reason, colon, "missing-space", colon + 1)
        return _unparsable(source, chunk.number, chunk.start, chunk.end, wrong)
    problem = _no_object(text, first) if rest is None else _dropped(text, rest)
    return Document(source, chunk.number, chunk.start, chunk.end, tree, problem)


def _no_object(text: str, root: Node | None) -> Problem | None:
    """Return what says that what ought to be a DaemonSet is no object: plain text, or without a kind.

    Source: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/helpers.go (unstructuredJSONScheme.decode).
    """
    if isinstance(root, Scalar) and _PLAIN_KIND.search(text, root.start, root.end):
        return Problem("textual", {"reason": "all of it is one plain text"}, Span(root.start, root.end))
    if isinstance(root, Mapping) and "kind" not in root.fields and root.fields.keys() >= _OF_AN_OBJECT:
        for key in root.entries:
            if isinstance(key.value, Scalar) and key.value.value == "DaemonSet":
                return Problem("kindless", {"reason": "it has no kind"}, Span(key.key.start, key.key.end))
    return None


def _dropped(text: str, start: int) -> Problem:
    """Return what says that kubectl drops a part of a text, pointing at its first line."""
    ends = [end for char in "\r\n" if (end := text.find(char, start)) >= 0]
    return Problem("dropped", {}, Span(start, min(ends, default=len(text))), fatal=False)


def _unparsable(source: SourceText, number: int, start: int, end: int, error: ParseError) -> Document:
    from dslint.inputs.actions import is_template  # few texts are broken

    at = min(error.offset, end)
    place = Span(at, max(at + 1, min(error.end, end)))
    problem = Problem(error.kind, {"reason": error.reason}, place)
    return Document(source, number, start, end, None, problem, is_template(source.text[start:end]))


def objects(document: Document) -> Iterator[Field]:
    """Yield the Kubernetes objects of a document; the items of a list one by one, of a list in a list too.

    As in kubectl ``items`` makes a list, whatever its kind says. The ``objects`` of an OpenShift Template are what
    becomes of it.

    Source: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/helpers.go (detectList, decodeToList) and
    staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go (FlattenListVisitor).
    """
    if document.tree is None:
        return
    root = document.listed or Root(document.tree.root, document.source)
    pending: list[Field] = [root] if isinstance(root.target, Mapping) else []
    while pending:
        field = pending.pop()
        items = field.get("objects" if _is_template(field) else "items")
        if isinstance(items.target, Sequence):
            pending += [item for item in items.items() if isinstance(item.target, Mapping)][::-1]
        else:
            yield field


def others(document: Document, kinds: Container[str]) -> Iterator[Record]:
    """Yield what is kept of the objects of some other kinds in a document."""
    for root in objects(document):
        kind = _kind(root)
        if kind in kinds:
            metadata, api_version = root.get("metadata"), root.get("apiVersion").text or _of_list(root, "apiVersion")
            name = ObjectName(api_version, kind, metadata.get("namespace").text or None, metadata.get("name").text)
            owner = kept_owner(name, document.source, document.number, root)
            yield Record(owner, kept_place(metadata.get("name") or root.get("kind"), owner), root.value)


def objects_of(source: SourceText, kinds: frozenset[str], window: Window | None = None) -> Iterator[Record]:
    """Yield what is kept of the objects of some other kinds in a text."""
    for document in read(source, kinds=kinds, window=window):
        yield from others(document, kinds)


def daemon_sets(document: Document, makers: Map[str, Maker] = NO_MAKERS) -> Iterator[DaemonSet | NotChecked]:
    """Yield the DaemonSets of a document, also with the kind misspelt, and the parts of those that others make.

    What looks like one and is none is not checked: an object of another API group, the values of a Helm chart.
    ``makers`` are kinds of objects that become one, beside those that are known.
    """
    if document.tree is not None and isinstance(document.tree.root, Sequence) and document.listed is None:
        from dslint.inputs.nested import nested  # few documents are lists

        yield from nested(Root(document.tree.root, document.source), "")
    for root in objects(document):
        kind = _kind(root)
        if kind != "DaemonSet" and kind.strip().lower() not in ("daemonset", "daemonsets"):
            from dslint.inputs.made import made
            from dslint.inputs.nested import nested

            becomes = list(made(root, kind, document.number, makers))
            yield from becomes or nested(root, kind)
            continue
        api_version = root.get("apiVersion").text or _of_list(root, "apiVersion")
        group = api_version.rpartition("/")[0]
        if "." in group:  # as the group of every custom resource has; others are Kubernetes' own, or misspelt
            yield at(root, f"a DaemonSet of {api_version} is another kind")
        elif is_values(root):
            yield at(root, VALUES)
        else:
            yield DaemonSet(document.source, document.number, root, _parameters(root))


def chart_values(document: Document, chart: str) -> Iterator[NotChecked]:
    """Yield what says of values of a Helm chart that make it a DaemonSet that they are not checked."""
    for root in objects(document):
        if root.parent is None and _kind(root).lower() == "daemonset":
            yield at(root, values_of(chart))


def _kind(root: Field) -> str:
    """Return an object's kind; an item of a list may leave it to the list, as those of a DaemonSetList do."""
    kind = root.get("kind").text
    return kind or _of_list(root, "kind").removesuffix("List")


def _of_list(root: Field, name: str) -> str:
    items = root.parent
    return items.parent.get(name).text if items is not None and items.parent and items.name == "items" else ""


def _is_template(root: Field) -> bool:
    return root.get("kind").text == "Template" and root.get("apiVersion").text in ("v1", "template.openshift.io/v1")


def _parameters(root: Field) -> Fragment | None:
    """Return what says that an OpenShift Template fills in parameters; others than its own it leaves as they are.

    Source: openshift/library-go pkg/template/templateprocessing/template.go.
    """
    objects = root.parent
    while objects is not None and not (objects.name == "objects" and objects.parent and _is_template(objects.parent)):
        objects = objects.parent
    if objects is None or objects.parent is None:
        return None
    names = [one.get("name").text for one in objects.parent.get("parameters").items()]
    either = "|".join(re.escape(name) for name in names if name)
    if not either:
        return Fragment("parameters", "an OpenShift Template", ())
    unknown = re.compile(rf"^\$\{{\{{(?:{either})\}}\}}$")
    placeholder = re.compile(rf"\$\{{(?:{either})\}}|{unknown.pattern}")
    reason = "an OpenShift Template fills in its parameters"
    return Fragment("parameters", reason, (), placeholder=placeholder, unknown=unknown)
