"""Overlays of kustomize: what becomes of one, and the resource or patch that each field comes from.

The user's own kustomize builds a private copy of the overlay and all that it lists, then the copy with a mark in each
value. Where both give the same objects, marks apart, the marks tell where values come from; names, keys and labels are
not marked, since kustomize goes by them: they are found beside the values.
"""

from __future__ import annotations

import os

from dslint.inputs.documents import objects, read
from dslint.inputs.kustomize import read_kustomization
from dslint.inputs.rendering import renderer
from dslint.inputs.rendering.held import held
from dslint.inputs.rendering.marks import Marks, TooManyMarksError, can_mark
from dslint.inputs.rendering.overlay_places import Leaf, places
from dslint.inputs.tree import KUSTOMIZATIONS, Input, Unreadable
from dslint.manifest.field import Field, Root
from dslint.source.edit import Edit, splice
from dslint.source.provenance import PATCH, RESOURCE, Part, Rendered
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.source.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.inputs.tree import Tree

INLINE = "inline"
MOST_FILES, MOST_BYTES = 5_000, 64 << 20
# kustomize finds objects and items of lists by these, or changes them itself
_IDENTITY = frozenset(
    (
        "$patch", "apiVersion", "containerPort", "devicePath", "from", "image", "ip", "key", "kind", "labels",
        "matchLabels", "mountPath", "name", "namespace", "op", "path", "port", "protocol", "selector", "topologyKey",
        "type", "uid",
    )
)  # fmt: skip
_REMOTE = ("://", "git@", "github.com/", "?ref=")
_LISTS = ("resources", "bases", "components")


class Overlay:
    """An overlay as it is in a tree, with everything that it lists, and what they list."""

    def __init__(
        self,
        tree: Tree,
        folder: str,
        shown: str,
        *,
        network: bool = False,
        patience: renderer.Patience | None = None,
    ) -> None:
        """Read it; raises UnrenderedError for what needs a network, unless that is allowed."""
        self.patience = patience or renderer.Patience()
        self.tree = tree
        self.shown = shown
        self.network = network
        self.folder = folder
        self.resources: dict[str, str] = {}
        self._data: dict[str, bytes] = {}
        self._visit(folder, set())
        self._top = os.path.commonpath([folder, *(os.path.dirname(path) for path in self._data)])

    def render(self) -> Rendered:
        """Build the overlay and find out where each field comes from; raises UnrenderedError."""
        kustomize = renderer.program("kustomize")
        kubectl = None if kustomize else renderer.program("kubectl")
        if kustomize is None and kubectl is None:
            raise renderer.UnrenderedError(self.shown, "neither kustomize nor kubectl is on the PATH")
        command = [kustomize, "build"] if kustomize else [str(kubectl), "kustomize"]
        told = f"<{'kustomize build' if kustomize else 'kubectl kustomize'} {self.shown}>"
        self._command = [*map(str, command), os.path.relpath(self.folder, self._top)]
        sources = {
            path: source for path, data in self._data.items() if (source := self._source(path, data)) is not None
        }
        output = self._ask({})
        rendered = Rendered(told, output, environment=self.shown)
        files = {source.path: path for path, source in sources.items()}
        rendered.files = {shown: path for shown, path in files.items() if self._may_change(path)}
        rendered.again = lambda changed: self._ask({files[path]: text.encode() for path, text in changed.items()})
        marked: str | None = None
        marks: Marks[Leaf] = Marks()
        if can_mark([output, *(source.text for source in sources.values())]):
            try:
                marked = self._ask(self._marked(sources, marks))
            except (renderer.UnrenderedError, TooManyMarksError):
                marked = None
        found = places(rendered, marked, marks, self._roots(sources), self._kustomization(sources))
        rendered.parts = [Part(start, source) for start, source in found.parts]
        rendered.stretches = found.stretches
        return rendered

    def covers(self, path: str) -> bool:
        """Tell whether a file is part of what is built: but for patches, which are looked at by themselves too."""
        return self.resources.get(path) == RESOURCE or os.path.basename(path) in KUSTOMIZATIONS

    def _may_change(self, path: str) -> bool:
        """Tell whether a file is in the repository of the overlay, or behind no link where that is in none."""
        here, real = os.path.realpath(self.folder), os.path.realpath(path)
        top = here
        while not self.tree.is_top(top) and os.path.dirname(top) != top:
            top = os.path.dirname(top)
        if self.tree.is_top(top):
            return real.startswith(os.path.join(top, ""))
        return real == os.path.normpath(os.path.join(here, os.path.relpath(path, self.folder)))

    def _ask(self, changed: dict[str, bytes]) -> str:
        files = {os.path.relpath(path, self._top): data for path, data in {**self._data, **changed}.items()}
        try:
            return renderer.render(self._command, files, self.shown, network=self.network, patience=self.patience)
        except renderer.UnrenderedError as error:
            away = renderer.asked(error.reason)
            if away is None:
                raise
            why = "what is remote needs a network; vendor it, or allow it with --allow-network"
            raise renderer.UnrenderedError(self.shown, f"{away} is not here: {why}") from None

    def _visit(self, folder: str, seen: set[str]) -> None:
        """Read a kustomization and what it lists."""
        if folder in seen:
            return
        seen.add(folder)
        found = read_kustomization(self.tree, folder)
        if found is None:
            return
        self._read(found.path)
        for path in found.patches:
            if self._read(path):
                self.resources[path] = PATCH
        for word in _words(self._data.get(found.path, b""), found.path):
            kind, text = word
            if kind in _LISTS and any(mark in text for mark in _REMOTE):
                if not self.network:
                    hint = "a remote base needs a network; vendor it, or allow it with --allow-network"
                    raise renderer.UnrenderedError(self.shown, f"{text} is not here: {hint}")
                continue
            path = os.path.normpath(os.path.join(folder, text))
            if any(self.tree.is_file(os.path.join(path, name)) for name in KUSTOMIZATIONS):
                self._visit(path, seen)
            elif self._read(path) and kind in _LISTS:
                self.resources.setdefault(path, RESOURCE)

    def _read(self, path: str) -> bool:
        if path in self._data:
            return True
        if not self.tree.is_file(path):
            return False
        try:
            self._data[path] = self.tree.read(Input(path, path, explicit=False), MOST_BYTES)
        except Unreadable:
            return False
        if len(self._data) > MOST_FILES or sum(map(len, self._data.values())) > MOST_BYTES:
            raise renderer.UnrenderedError(
                self.shown, f"it has more than {MOST_BYTES >> 20} MiB or {MOST_FILES:,} files"
            )
        return True

    def _source(self, path: str, data: bytes) -> SourceText | None:
        try:
            return SourceText.decode(self.tree.show(path, os.getcwd()), data)
        except UndecodableError:
            return None

    def _roots(self, sources: dict[str, SourceText]) -> list[Field]:
        """Return the objects that are built upon."""
        return [
            root
            for path, kind in self.resources.items()
            if kind == RESOURCE and path in sources
            for root in _objects(sources[path])
        ]

    def _kustomization(self, sources: dict[str, SourceText]) -> Field | None:
        for name in KUSTOMIZATIONS:
            source = sources.get(os.path.join(self.folder, name))
            if source is not None:
                return next(_objects(source), None)
        return None

    def _marked(self, sources: dict[str, SourceText], marks: Marks[Leaf]) -> dict[str, bytes]:
        changed = {}
        marked = [*self.resources.items(), *((path, INLINE) for path in self._data if _is_kustomization(path))]
        for path, kind in marked:
            source = sources.get(path)
            if source is None:
                continue
            edits = []
            for root in inline_patches(source) if kind == INLINE else _documents(source):
                for leaf in _leaves(root):
                    node = leaf.node
                    assert isinstance(node, Scalar)  # noqa: S101 - so are leaves
                    at = node.start + len(node.style)
                    edits.append(Edit(Span(at, at), marks.of(Leaf(leaf, PATCH if kind == INLINE else kind))))
            changed[path] = source.with_text(splice(source.text, edits)).encode()
        return changed


def _is_kustomization(path: str) -> bool:
    return os.path.basename(path) in KUSTOMIZATIONS


def inline_patches(source: SourceText) -> Iterator[Field]:
    """Yield the documents of the patches that stand as text in a kustomization, each at its place in it."""
    for text in patch_texts(source):
        for document in read(text, everything=True):
            if document.tree is not None and document.problem is None:
                yield Root(document.tree.root, source)


def patch_texts(source: SourceText) -> Iterator[SourceText]:
    """Yield a kustomization with nothing left of it but one of its patches, for each."""
    left = MOST_BYTES
    for root in _documents(source):
        fields = [one.get("patch") for key in ("patches", "patchesJson6902") for one in root.get(key).items()]
        for field in (*fields, *root.get("patchesStrategicMerge").items()):
            text = held(field) if left > 0 else None
            if text is not None:
                left -= len(text.text)
                yield text


def _documents(source: SourceText) -> Iterator[Field]:
    for document in read(source, everything=True):
        if document.tree is not None:
            yield Root(document.tree.root, source)


def _objects(source: SourceText) -> Iterator[Field]:
    for document in read(source, everything=True):
        yield from objects(document)


def _words(data: bytes, path: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a kustomization that may name a file, with the key at the top that it stands below."""
    try:
        source = SourceText.decode(path, data)
    except UndecodableError:
        return
    for root in _documents(source):
        for entry in root.entries():
            stack = [entry]
            while stack:
                field = stack.pop()
                if field.text and "\n" not in field.text:
                    yield str(entry.name), field.text
                    if "=" in field.text and str(entry.name).endswith("Generator"):
                        yield str(entry.name), field.text.partition("=")[2]
                stack += [*field.entries(), *field.items()]


def _leaves(field: Field) -> Iterator[Field]:
    """Yield the values that can be marked."""
    stack = [field]
    while stack:
        one = stack.pop()
        if one.name in _IDENTITY:
            continue
        node = one.node
        if isinstance(node, Scalar):
            plain = node.style in ("", "'", '"') and node.anchor is None and one.parent is not None
            if plain and node.value not in (None, "") and "\n" not in one.source.text[node.start : node.end]:
                yield one
        elif node is one.target:  # what an alias stands for is marked once, where it is written
            stack += [*one.entries(), *one.items()]
