"""Inputs with what is in them: the one reading of manifests, for everything that looks at DaemonSets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dslint.inputs.discover import find, named
from dslint.inputs.limits import MAX_BYTES, RELEASES_BYTES
from dslint.inputs.tree import CHART, KUSTOMIZATIONS, Empty, Input, NoMemory, Unreadable
from dslint.inputs.words import makes, mentions, names_charts, names_kinds, spells
from dslint.kube.data.makers import groups
from dslint.paths import absolute, is_below, working_directory
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Resolver
    from dslint.inputs.document import Document
    from dslint.inputs.documents import Window
    from dslint.inputs.fragments import Fragments
    from dslint.inputs.large import Large, Piece
    from dslint.inputs.rendering.release import Left
    from dslint.inputs.rendering.rendered import Renders
    from dslint.inputs.surroundings import Surroundings
    from dslint.inputs.tree import Tree
    from dslint.inputs.unchecked import NotChecked
    from dslint.kube.data.makers import Maker
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.objects import Record
    from dslint.source.provenance import Rendered
    from dslint.source.text import SourceText, UndecodableError

_BLANKS = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"  # with the byte-order marks, and UTF-16's zeros


class Content(NamedTuple):
    """What is in one document."""

    document: Document
    daemon_sets: list[DaemonSet]
    """They know what they are a fragment of, and the template that Helm says they come from."""
    not_checked: list[NotChecked]
    objects: list[Record]
    """Those of other kinds that somebody asked for."""


class Loaded:
    """One input of a run, and document by document what is in it.

    ``error`` says why it could not be read, or not to its end. ``source`` is the text, ``None`` where nothing in it can
    be a DaemonSet: most files, which are not even decoded.
    """

    __slots__ = ("_fragments", "_makers", "data", "error", "item", "left", "rendered", "source", "window")

    def __init__(
        self,
        item: Input,
        data: bytes = b"",
        source: SourceText | None = None,
        error: Unreadable | UndecodableError | None = None,
        fragments: Fragments | None = None,
        makers: Mapping[str, Maker] | None = None,
        window: Window | None = None,
    ) -> None:
        self.item = item
        self.window = window
        self.data = data
        self.source = source
        self.error = error
        self._fragments = fragments
        self._makers = makers or {}
        self.rendered: Rendered | None = None
        self.left: Left | None = None
        """A release that is not rendered, in the place of an input."""

    def having(self, source: SourceText) -> Loaded:
        """Return the same input with another text."""
        same = Loaded(self.item, self.data, source, None, self._fragments, self._makers, self.window)
        same.rendered = self.rendered
        return same

    def contents(self, kinds: frozenset[str] = frozenset()) -> Iterator[Content]:
        """Yield what is in each document that may hold a DaemonSet or an object of some other kinds.

        Documents are parsed one after the other, so that no more than the latest need be in memory.
        """
        if self.source is None:
            return
        from dslint.inputs.documents import chart_values, daemon_sets, others, read
        from dslint.inputs.origin import name_origins
        from dslint.inputs.unchecked import NotChecked

        around = self._fragments
        is_file = not self.item.stdin and self.rendered is None
        chart = around.chart_of_values(self.item.path) if around and is_file else None
        if chart is not None:
            for document in read(self.source, window=self.window):
                yield Content(document._replace(problem=None), [], list(chart_values(document, chart)), [])
            return
        fragment_of = around.finder(self.item, rendered=self.rendered is not None) if around else None
        place: Surroundings | None = None
        spelled = spells(self.source.text)
        for document in read(self.source, kinds=kinds | groups(self._makers), window=self.window):
            if document.tree is None and not spelled:
                unread = document.as_unread_chart()
                if unread is not None:
                    yield Content(document._replace(problem=None), [], [unread], [])
                if unread is not None or self.window is None:
                    continue  # what else becomes a DaemonSet need not be readable to us
            content = Content(document, [], [], list(others(document, kinds)) if kinds else [])
            for one in daemon_sets(document, self._makers):
                if isinstance(one, NotChecked):
                    content.not_checked.append(one)
                    continue
                if one.fragment is None and fragment_of:
                    one.fragment = fragment_of(document, one)
                one.around = place = place or (
                    around.surroundings(self.item, rendered=self.rendered is not None) if around else None
                )
                content.daemon_sets.append(one)
            if content.daemon_sets:
                name_origins(document, content.daemon_sets)
            if any(one.fragment and one.fragment.kind == "template" for one in content.daemon_sets) or (
                document.is_template and not document.holds_none
            ):
                left = document.as_template(around.chart(self.item.path) if around else None)
            else:
                left = None if document.is_template else document.as_other_kind()
            if left is not None:
                content.not_checked.append(left)
            yield content


def load(
    tree: Tree, paths: Iterable[str], resolver: Resolver, skipped: list[tuple[str, str]] | None = None
) -> Iterator[Loaded]:
    """Yield what paths stand for in a tree, one input after the other; raises as ``find`` does.

    What cannot be read says so in its ``error``. At the end ``skipped`` gets what was passed over, with the reason.
    """
    found = Found(tree, paths, resolver, skipped)
    yield from load_inputs(tree, found.items(), found.paths, resolver)
    yield from found.rest()


class Found:
    """What paths stand for in a tree: inputs, and behind them what charts and overlays become.

    In the end ``skipped`` gets what was passed over, with the reason.
    """

    def __init__(
        self, tree: Tree, paths: Iterable[str], resolver: Resolver, skipped: list[tuple[str, str]] | None = None
    ) -> None:
        self.paths = tuple(paths)
        self._tree = tree
        self._resolver = resolver
        self._skipped = skipped
        self._seen: set[str] = set()
        self._covered: list[Input] = []
        self._renders = renders_of(tree, self.paths, resolver)

    def items(self) -> Iterator[Input]:
        """Yield the inputs that are read as they are; raises as ``find`` does."""
        for item in find(self._tree, self.paths, self._resolver):
            if self._renders is not None and self._renders.covers(item):
                self._covered.append(item)
                continue
            if self._skipped is not None and not item.stdin:
                self._seen.add(item.path)
            yield item

    def rest(self) -> Iterator[Loaded]:
        """Yield what is rendered; to be asked when the inputs are done with.

        The files of an overlay that could not be rendered are read as they are.
        """
        if self._renders is not None:
            yield from load_rendered(self._tree, self._renders, self._resolver)
            left = [item for item in self._covered if not self._renders.covers(item)]
            yield from load_inputs(self._tree, left, self.paths, self._resolver)
        if self._skipped is not None and not getattr(self._tree, "is_store", False):
            from dslint.inputs.skips import skips  # few runs are asked

            self._skipped += skips(self._tree, self.paths, self._seen, self._resolver)


def renders_of(tree: Tree, paths: Sequence[str], resolver: Resolver) -> Renders | None:
    """Return what renders those of some paths that are charts or overlays; ``None`` where none is."""
    if getattr(tree, "is_store", False):  # nothing is rendered from there
        return None
    folders = [folder for path in paths if path != "-" and tree.is_folder(folder := absolute(path))]
    wanted: list[str] = []
    for folder in folders:
        resolver.excludes(folder + os.sep)  # its configuration is known from here on
        kinds = (os.path.join(folder, name) for name in (CHART, *KUSTOMIZATIONS))
        here = folder == working_directory() and not resolver.options.render_here
        if not here and any(map(tree.is_file, kinds)):
            wanted.append(folder)
    configured = [one for settings in resolver.configured() for one in settings.environments]
    configured = [one for one in configured if any(is_below(one.path, folder) for folder in folders)]
    holding = [item for item in _releasing(tree, paths, resolver) if _may_release(tree, item)]
    if not (wanted or configured or holding):
        return None
    from dslint.inputs.rendering.rendered import Renders

    found = Renders(tree, resolver, configured)
    for item in holding:
        found.take_releases(item)
    for folder in dict.fromkeys([*wanted, *(one.path for one in configured)]):
        found.take(folder, tree.show(folder, working_directory()))
    return found


def _releasing(tree: Tree, paths: Sequence[str], resolver: Resolver) -> list[Input]:
    """Return the files whose releases are to be rendered: those that are named, and all where that is asked for."""
    options = resolver.options
    if options.render_here:
        return [item for item in find(tree, paths, resolver) if not item.stdin]
    if options.force_exclude:  # a hook passes files that nobody has named
        return []
    here = working_directory()
    files = [path for path in paths if path and path != "-" and tree.is_file(absolute(path))]
    return [named(tree, path, here, options)[0] for path in files]


def _may_release(tree: Tree, item: Input) -> bool:
    """Tell whether a file can hold a release: few do, and what renders one takes long to import."""
    try:
        data = tree.read(item, MAX_BYTES)
    except Unreadable:
        return False
    if not names_charts(data):
        return False
    if len(data) > RELEASES_BYTES:
        why = f"it is larger than {RELEASES_BYTES >> 20} MiB"
        tree.notes.append(f"the charts that {item.shown} names are not rendered: {why}")
    return len(data) <= RELEASES_BYTES


def load_rendered(tree: Tree, renders: Renders, resolver: Resolver) -> Iterator[Loaded]:
    """Yield what is rendered, one input for each environment."""
    for left in renders.left:
        loaded = Loaded(Input(left.path, left.path, explicit=False))
        loaded.left = left
        yield loaded
    for item, result in renders.all():
        yield _rendered(tree, item, result, resolver)


def _rendered(tree: Tree, item: Input, result: Rendered | Unreadable, resolver: Resolver) -> Loaded:
    from dslint.inputs.fragments import Fragments

    if isinstance(result, Unreadable):
        return Loaded(item, error=result)
    loaded = Loaded(item, source=result, fragments=Fragments(tree), makers=resolver.makers(item.path))
    loaded.rendered = result
    return loaded


def load_inputs(
    tree: Tree,
    items: Iterable[Input],
    paths: Sequence[str],
    resolver: Resolver,
    fragments: Fragments | None = None,
) -> Iterator[Loaded]:
    """Yield inputs that were found below some paths of a tree with what is in them.

    ``fragments`` know already what lies around some.
    """
    for item, data in tree.read_all(items):
        if isinstance(data, Unreadable):
            yield Loaded(item, error=data)
            continue
        if not isinstance(data, bytes):
            from dslint.inputs.fragments import Fragments

            fragments = fragments or Fragments(tree, (path for path in paths if path != "-"))
            yield from _pieces(item, data, fragments, resolver.makers(item.path), tree)
            continue
        if item.stdin and _is_empty(data):
            yield Loaded(item, data, error=Empty(item.shown))
            continue
        makers = resolver.makers(item.path)
        about = mentions(data)
        if not (about or makes(data, makers)):
            yield Loaded(item, data)
            continue
        from dslint.inputs.fragments import Fragments
        from dslint.source.text import SourceText, UndecodableError

        fragments = fragments or Fragments(tree, (path for path in paths if path != "-"))
        try:
            yield Loaded(item, data, SourceText.decode(item.shown, data), fragments=fragments, makers=makers)
        except UndecodableError as error:
            from dslint.inputs.unchecked import kind_of_chart

            about = about or kind_of_chart(data.decode("utf-8", "replace")) is not None
            yield Loaded(item, data, error=error if about else None)
        except MemoryError:
            yield Loaded(item, error=NoMemory(item.shown))


def _pieces(item: Input, large: Large, around: Fragments, makers: Mapping[str, Maker], tree: Tree) -> Iterator[Loaded]:
    """Yield the pieces of an input that can hold a DaemonSet, and in the end what stands for the others."""
    from dslint.inputs.documents import Window
    from dslint.source.text import UndecodableError

    again = False
    for piece in large.pieces():
        if piece.item == 0 and not piece.json and b"dslint:" in (piece.header or b""):
            tree.notes.append(f"{item.shown}: comments to dslint around the items of so large a list do not count")
        about = piece.mentions
        if not (about or makes(piece.data, makers)):
            continue
        try:
            source = _source(item, piece)
        except UndecodableError as error:
            yield Loaded(item, error=error if about else None)
            return
        yield Loaded(item, b"", source, None, around, makers, Window(piece, again))
        again = True
    yield Loaded(item)


def _source(item: Input, piece: Piece) -> SourceText:
    """Return the text of a piece; raises UndecodableError."""
    from dslint.source.text import Origin, SourceText, UndecodableError

    origin = Origin(piece.offset, piece.line, piece.column)
    try:
        text = piece.data.decode("utf-8", "replace" if piece.too_large else "strict")
    except UnicodeDecodeError as error:
        readable = SourceText(item.shown, piece.data[: error.start].decode(), origin=origin)
        raise UndecodableError(f"byte 0x{piece.data[error.start]:02x} is not UTF-8", readable, replaced=True) from None
    return SourceText(item.shown, text, origin=origin)


def _is_empty(data: bytes) -> bool:
    """Tell whether a stream has no document: blanks, comments and separators only."""
    from io import BytesIO

    lines = (line.strip(_BLANKS) for line in BytesIO(data))
    return all(not line or line.startswith((b"#", b"%")) or line in (b"---", b"...") for line in lines)


def load_text(text: str, path: str, makers: Mapping[str, Maker] | None = None) -> Loaded:
    """Return what is in a text; ``path`` is the name to show and where kustomizations are looked for."""
    from dslint.inputs.fragments import Fragments
    from dslint.inputs.worktree import WorkTree
    from dslint.source.text import SourceText

    source, around = SourceText.of(path, text), Fragments(WorkTree())
    return Loaded(Input(path, path, explicit=True), source=source, fragments=around, makers=makers)


def load_objects(tree: Tree, items: Iterable[Input], kinds: frozenset[str]) -> Iterator[Record]:
    """Yield the objects of some kinds in inputs that hold no DaemonSet.

    Nothing in them is judged: what cannot be read is passed over.
    """
    from contextlib import suppress

    from dslint.inputs.documents import Window, objects_of
    from dslint.source.text import UndecodableError

    for item, data in tree.read_all(items):
        if isinstance(data, bytes):
            yield from objects_in(item, data, kinds)
        elif not isinstance(data, Unreadable):
            with suppress(UndecodableError):
                for piece in data.pieces():
                    # those with a DaemonSet have been read
                    if not piece.mentions and names_kinds(piece.data, kinds):
                        yield from objects_of(_source(item, piece), kinds, Window(piece, again=True))


def objects_in(item: Input, data: bytes, kinds: frozenset[str]) -> Iterator[Record]:
    """Yield the objects of some kinds in the contents of an input; of what cannot be read there are none."""
    if not names_kinds(data, kinds):
        return
    from dslint.inputs.documents import objects_of
    from dslint.source.text import SourceText, UndecodableError

    try:
        source = SourceText.decode(item.shown, data)
    except UndecodableError:
        return
    yield from objects_of(source, kinds)
