"""A place in a manifest: a field that is there, or one that is missing and where it would stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from dslint.source.tree import Alias, Entry, Mapping, Node, Scalar, Sequence, plain, resolved, span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Step = str | int
# what names an item of a list, so that an identity survives reordering
_ITEM_NAMES = ("name", "mountPath", "devicePath", "containerPort", "key", "ip", "topologyKey", "path")


class Field:
    """One step of a path through a document; ``node`` is ``None`` where the field is missing.

    Navigation never raises: what is missing has missing children, and so has what is of another type.
    """

    __slots__ = ("name", "node", "parent")

    def __init__(self, node: Node | None, parent: Field | None = None, name: Step | None = None) -> None:
        self.node = node
        self.parent = parent
        self.name = name

    def __bool__(self) -> bool:
        """Tell whether the field is there with a value; an explicit null is as good as absent to Kubernetes."""
        node = self.node
        if node is None:
            return False
        target = resolved(node)
        return not (isinstance(target, Scalar) and target.value is None)

    @property
    def entry(self) -> Entry | None:
        """The entry of the mapping that it is in; an item of a list has none."""
        within = None if self.parent is None or self.node is None else self.parent.target
        return within.fields[self.name] if type(within) is Mapping and type(self.name) is str else None

    @property
    def key(self) -> Scalar | Alias | None:
        """Its key as it is written; an item of a list has none."""
        return None if self.entry is None else self.entry.key

    def get(self, *names: Step) -> Field:
        """Return the field some steps below."""
        field = self
        for name in names:  # the hottest loop of all: no call but the one that makes a field
            node, step, value = field.node, name, None
            if type(node) is Alias:
                node = node.target
            if type(node) is Mapping:
                text = name if type(name) is str else str(name)
                value = node.values.get(text)
                step = name if value is None else text
            elif type(node) is Sequence and type(name) is int and 0 <= name < len(node.items):
                value = node.items[name]
            field = Field(value, field, step)
        return field

    def entries(self) -> Iterator[Field]:
        """Yield the fields of a mapping in order; nothing for anything else."""
        target = resolved(self.node) if self.node is not None else None
        if isinstance(target, Mapping):
            for name, value in target.values.items():
                yield Field(value, parent=self, name=name)

    def items(self) -> Iterator[Field]:
        """Yield the items of a list; nothing for anything else."""
        target = resolved(self.node) if self.node is not None else None
        if isinstance(target, Sequence):
            for index, item in enumerate(target.items):
                yield Field(item, parent=self, name=index)

    @property
    def target(self) -> Scalar | Mapping | Sequence | None:
        """The node that counts: what an alias stands for."""
        return None if self.node is None else resolved(self.node)

    @property
    def value(self) -> Any:
        """The JSON value; ``None`` where missing."""
        return plain(self.node)

    @property
    def text(self) -> str:
        """The value of a string field; empty for anything else."""
        target = self.target
        return target.value if type(target) is Scalar and type(target.value) is str else ""

    @property
    def raw(self) -> str:
        """A scalar as it is written, without its quotes; empty for anything else."""
        target = self.target
        return target.raw if isinstance(target, Scalar) else ""

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps from the document's root."""
        steps: list[Step] = []
        field: Field | None = self
        while field is not None and field.name is not None:
            steps.append(field.name)
            field = field.parent
        return tuple(reversed(steps))

    @property
    def pointer(self) -> str:
        """The JSON Pointer (RFC 6901) from the document's root."""
        return json_pointer(self.top.written(self.path))

    @property
    def top(self) -> Field:
        """The field at the top of the document."""
        field = self
        while field.parent is not None:
            field = field.parent
        return field

    def written(self, path: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return where something below really stands, for a field at the top."""
        return path

    @property
    def identity(self) -> str:
        """The pointer with list items named by their key field instead of their index: it survives reordering."""
        steps: list[str] = []
        at: Field | None = self
        while at is not None and at.name is not None:
            step = str(at.name)
            if isinstance(at.name, int):
                named = next(
                    (f"{name}={value.text or value.value}" for name in _ITEM_NAMES if (value := at.get(name))), step
                )
                step = f"[{named}]"
            steps.append(step)
            at = at.parent
        return "/".join(reversed(steps))

    @property
    def source(self) -> SourceText:
        """The text that it stands in."""
        return self.top.source

    def location(self, text: str = "", *, key: bool = False) -> Location:
        """Return what to point at, as :meth:`span` says it, with what to say there."""
        return Location(self.source, self.span(key=key), text, self.nearest().pointer)

    def nearest(self) -> Field:
        """Return the field itself, or the nearest one above it that exists."""
        field = self
        while field.node is None and field.parent is not None:
            field = field.parent
        return field

    def span(self, *, key: bool = False) -> Span:
        """Return the text to point at.

        A scalar is pointed at itself, a mapping or list at its key (``key=True``: always the key), an item of a list
        without one at its first line. A missing field points at the key of the nearest parent that exists.
        """
        if key and self.node is not None and (place := self.place_of_key()) is not None:
            return place  # as most are asked for
        field = self.nearest()
        node = field.node
        if node is None:
            return Span(0, 0)
        is_value = isinstance(node, (Scalar, Alias)) and node.end > node.start
        if is_value and not key and field is self:
            return Span(node.start, node.end)
        while key and field.entry is None and field.parent is not None:
            field = field.parent
        return field.place_of_key() or _first_line(field.node or node)

    def place_of_key(self) -> Span | None:
        """Return the text that its key covers; an item of a list has none."""
        within = None if self.parent is None or self.node is None else self.parent.target
        return within.place_of(self.name) if type(within) is Mapping and type(self.name) is str else None


class Entered(Field):
    """The field of a certain entry: of one that a later one overrides, or of a list that lies in another text."""

    __slots__ = ("_entry",)

    def __init__(self, entry: Entry, parent: Field) -> None:
        super().__init__(entry.value, parent, entry.name)
        self._entry = entry

    @property
    def entry(self) -> Entry | None:
        """That entry."""
        return self._entry

    def place_of_key(self) -> Span | None:
        """Return the text that the key of that entry covers."""
        return self._entry.place


class Root(Field):
    """The field at the top of a document, which knows the text."""

    __slots__ = ("_source",)

    def __init__(self, node: Node | None, source: SourceText) -> None:
        super().__init__(node)
        self._source = source

    @property
    def source(self) -> SourceText:
        """The text that it stands in."""
        return self._source


def _first_line(node: Node) -> Span:
    """Point at a list item or document by what stands first in it."""
    if isinstance(node, Mapping) and node.entries and not node.flow:
        return span(node.entries[0].key)
    if isinstance(node, Sequence) and node.items and not node.flow:
        return _first_line(node.items[0])
    if node.end == node.start:  # an item that is left out, behind its dash
        return Span(max(node.start - 1, 0), max(node.start, 1))
    return Span(node.start, node.end)


@lru_cache(maxsize=1000)
def json_pointer(path: tuple[Step, ...]) -> str:
    """Return a path as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
