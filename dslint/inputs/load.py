"""Inputs with what is in them: the one reading of manifests, for everything that looks at DaemonSets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.errors import InputError
from dslint.inputs.discover import find
from dslint.inputs.tree import WORDS, Input, Unreadable
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from dslint.config import Resolver
    from dslint.inputs.documents import Document, Skipped
    from dslint.inputs.fragments import Finder, Fragments
    from dslint.inputs.tree import Tree
    from dslint.manifest.daemonset import DaemonSet
    from dslint.source.text import SourceText

TEMPLATE = "a template, not YAML before it is rendered"
_MENTIONS = tuple(word.encode() for word in WORDS)


class Content(NamedTuple):
    """What is in one document: DaemonSets, what looks like one and is another kind, and whether it is a template."""

    document: Document
    daemon_sets: list[DaemonSet]
    skipped: list[Skipped]
    is_template: bool


class Loaded:
    """One input of a run, and document by document what is in it.

    ``error`` says why it could not be read, or not to its end. ``source`` is the text, ``None`` where nothing in it can
    be a DaemonSet: most files, which are not even decoded.
    """

    __slots__ = ("_fragments", "data", "error", "item", "source")

    def __init__(
        self,
        item: Input,
        data: bytes = b"",
        source: SourceText | None = None,
        error: InputError | None = None,
        fragments: Fragments | None = None,
    ) -> None:
        self.item = item
        self.data = data
        self.source = source
        self.error = error
        self._fragments = fragments

    def contents(self) -> Iterator[Content]:
        """Yield what is in each document that may hold a DaemonSet; only the latest need be in memory."""
        if self.source is None:
            return
        from dslint.inputs.documents import Skipped, daemon_sets, read

        source, fragment_of = self.source, self.finder()
        for document in read(source):
            content = Content(document, [], [], _is_template(source.text, document))
            for one in daemon_sets(document):
                if isinstance(one, Skipped):
                    content.skipped.append(one)
                    continue
                one.fragment = fragment_of(one)
                one.origin = _helm_source(source.text, document)
                content.daemon_sets.append(one)
            yield content

    def finder(self) -> Finder:
        """Return what tells of the DaemonSets of this input whether they are fragments."""
        return self._fragments.finder(self.item.path) if self._fragments else lambda _: None

    def chart(self) -> str | None:
        """Return the folder, as people see it, of the Helm chart that the input is a template of."""
        return self._fragments.chart(self.item.path) if self._fragments else None


def load(tree: Tree, paths: Iterable[str], resolver: Resolver) -> Iterator[Loaded]:
    """Yield what paths stand for in a tree, one input after the other; raises as ``find`` does.

    What cannot be read says so in its ``error``.
    """
    fragments: Fragments | None = None
    for item, data in tree.read_all(find(tree, paths, resolver), _MENTIONS):
        if isinstance(data, Unreadable):
            yield Loaded(item, error=data)
            continue
        if not mentions(data):
            yield Loaded(item, data)
            continue
        from dslint.inputs.fragments import Fragments
        from dslint.source.text import SourceText, UndecodableError

        fragments = fragments or Fragments(tree)
        try:
            yield Loaded(item, data, SourceText.decode(item.shown, data), fragments=fragments)
        except UndecodableError as error:
            place = InputError(error.reason, source=error.source, span=error.span)
            yield Loaded(item, data, error=place)


def load_text(text: str, path: str) -> Loaded:
    """Return what is in a text; ``path`` is the name to show and where kustomizations are looked for."""
    from dslint.inputs.fragments import Fragments
    from dslint.inputs.worktree import WorkTree
    from dslint.source.text import SourceText

    return Loaded(Input(path, path, explicit=True), source=SourceText.of(path, text), fragments=Fragments(WorkTree()))


def mentions(data: bytes) -> bool:
    """Tell whether bytes can hold a DaemonSet at all: the test that keeps other files cheap."""
    if b"\0" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")  # UTF-16 or UTF-32: to be told that kubectl reads neither
    return any(word in data for word in _MENTIONS)


def _is_template(text: str, document: Document) -> bool:
    """Tell whether a document that is not YAML has actions of a template in it."""
    problem = document.problem
    return problem is not None and problem.fatal and "{{" in text[document.start : document.end]


def _helm_source(text: str, document: Document) -> str | None:
    """Return the template that Helm says it rendered this document from."""
    mark = "# Source: "
    at = text.find(mark, document.start, document.end)
    if at < 0:
        return None
    end = text.find("\n", at)
    return text[at + len(mark) : end if end >= 0 else document.end].strip()
