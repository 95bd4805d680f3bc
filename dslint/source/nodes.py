"""The nodes of a YAML or JSON document: what stands where, duplicate keys and aliases kept.

Plain slotted classes, not dataclasses: thousands are made for each manifest. Nothing changes them once the tree is
built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.source.scalars import Plain
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_DEPTH = 256
_NONE: list[tuple[Entry, Entry]] = []  # the duplicates of nearly all mappings


class ParseError(Exception):
    """The text is not a document that kubectl can read.

    ``offset`` is where, in code points, ``end`` behind it; ``kind`` is the message of DS001 that says what to do.
    """

    def __init__(self, reason: str, offset: int, kind: str = "syntax", end: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.kind = kind
        self.end = offset + 1 if end is None else end


class Scalar:
    """A scalar: ``value`` as Kubernetes sees it, ``raw`` without quotes, ``style`` one of ``'"|>`` or empty."""

    __slots__ = ("anchor", "end", "raw", "start", "style", "value")

    def __init__(self, start: int, end: int, raw: str, value: Plain, style: str, anchor: str | None = None) -> None:
        self.start = start
        self.end = end
        self.raw = raw
        self.value = value
        self.style = style
        self.anchor = anchor


class Sequence:
    """A list; ``flow`` tells the bracketed form. ``value`` is the plain one, of a reader that gives it."""

    __slots__ = ("anchor", "end", "flow", "items", "size", "start", "value")

    def __init__(
        self,
        start: int,
        end: int,
        items: list[Node],
        size: int,
        value: list[Any] | None = None,
        *,
        flow: bool = False,
        anchor: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.items = items
        self.value = value
        self.flow = flow
        self.anchor = anchor
        self.size = size


class Entry:
    """A key and its value; ``name`` is the key as JSON has it.

    Of a key without quotes it is enough to know where it begins: few are ever asked for.
    """

    __slots__ = ("_key", "merged", "name", "value")

    def __init__(self, name: str, key: Scalar | Alias | int, value: Node, *, merged: bool = False) -> None:
        self.name = name
        self._key = key
        self.value = value
        self.merged = merged

    @property
    def key(self) -> Scalar | Alias:
        """The key as it is written."""
        key = self._key
        if isinstance(key, int):
            key = self._key = Scalar(key, key + len(self.name), self.name, self.name, "")
        return key

    @property
    def place(self) -> Span:
        """The text that the key covers."""
        return _place(self._key, self.name)


class Mapping:
    """A mapping.

    ``entries`` are as written, ``<<`` included; ``fields`` are what counts: the last of each name, merged ones too, and
    ``values`` are theirs. ``duplicates`` are pairs of an entry and the earlier one that it overrides, merged ones too:
    what a strict reader of YAML (sigs.k8s.io/yaml UnmarshalStrict) refuses. kubectl is none, and keeps the later one.

    Of most mappings nobody asks for more than the values: a reader that knows of no ``<<`` and no name twice gives them
    with the ``keys`` of the entries, which are made when they are asked for, and with the plain ``value``.
    """

    __slots__ = (
        "_entries",
        "_fields",
        "_keys",
        "anchor",
        "duplicates",
        "end",
        "flow",
        "size",
        "start",
        "value",
        "values",
    )

    def __init__(
        self,
        start: int,
        end: int,
        values: dict[str, Node],
        keys: list[Scalar | int],
        size: int,
        value: dict[str, Any] | None = None,
        *,
        flow: bool = False,
        anchor: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.values = values
        self.value = value
        self._keys = keys
        self.size = size
        self.flow = flow
        self.anchor = anchor
        self.duplicates = _NONE
        self._entries: list[Entry] | None = None
        self._fields: dict[str, Entry] | None = None

    @classmethod
    def of(
        cls, start: int, end: int, entries: list[Entry], size: int, *, flow: bool = False, anchor: str | None = None
    ) -> Mapping:
        """Return one with any entries."""
        fields, duplicates = {entry.name: entry for entry in entries}, _NONE
        if "<<" in fields or len(fields) < len(entries):
            fields, duplicates = {}, []
            for entry in entries:
                for field in _merged(entry) if is_merge(entry) else (entry,):
                    earlier = fields.get(field.name)
                    if earlier is not None:
                        duplicates.append((field, earlier))
                    fields[field.name] = field
        values = {name: entry.value for name, entry in fields.items()}
        found = cls(start, end, values, [], size, flow=flow, anchor=anchor)
        found._entries, found._fields, found.duplicates = entries, fields, duplicates
        return found

    @property
    def entries(self) -> list[Entry]:
        """All that is written."""
        if self._entries is None:
            self._entries = list(map(Entry, self.values, self._keys, self.values.values()))
        return self._entries

    @property
    def children(self) -> Iterable[Node]:
        """The values of all that is written."""
        return self.values.values() if self._entries is None else [entry.value for entry in self._entries]

    @property
    def fields(self) -> dict[str, Entry]:
        """What counts, by name."""
        if self._fields is None:
            self._fields = dict(zip(self.values, self.entries, strict=True))
        return self._fields

    def place_of(self, name: str) -> Span:
        """Return the text that the key of a field covers."""
        if self._fields is None and self._entries is None:  # as of most, of which one is asked for
            return _place(self._keys[list(self.values).index(name)], name)
        return self.fields[name].place


class Alias:
    """A use of an anchor: the place is that of the use, the value that of ``target``."""

    __slots__ = ("end", "name", "start", "target")

    def __init__(self, start: int, end: int, name: str, target: Scalar | Sequence | Mapping) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.target = target

    @property
    def value(self) -> Any:
        """That of the target."""
        return self.target.value


Node = Scalar | Sequence | Mapping | Alias


class Tree:
    """One document; ``rest`` is where text begins that kubectl drops without a word."""

    __slots__ = ("rest", "root")

    def __init__(self, root: Node | None, *, rest: int | None = None) -> None:
        self.root = root
        self.rest = rest


def _place(key: Scalar | Alias | int, name: str) -> Span:
    return Span(key, key + len(name)) if isinstance(key, int) else Span(key.start, key.end)


def resolved(node: Node) -> Scalar | Sequence | Mapping:
    """Follow an alias to what it stands for."""
    return node.target if isinstance(node, Alias) else node


def span(node: Node) -> Span:
    """Return the text that a node covers."""
    return Span(node.start, node.end)


def plain(node: Node | None) -> Any:
    """Return the JSON value of a node, which nobody may change: it is shared."""
    if node is None:
        return None
    if node.value is not None:
        return node.value
    node = resolved(node)
    if type(node) is Mapping:
        return {name: plain(value) for name, value in node.values.items()}
    return [plain(item) for item in node.items] if type(node) is Sequence else None


def repeated(mapping: Mapping) -> Iterator[tuple[Entry, Entry]]:
    """Yield each entry whose key is written in the mapping before, a second ``<<`` too, and the one before it."""
    seen: dict[tuple[str, bool], Entry] = {}
    for entry in mapping.entries:
        key = entry.name, is_merge(entry)
        if key in seen:
            yield entry, seen[key]
        seen[key] = entry


def is_merge(entry: Entry) -> bool:
    """Tell whether an entry merges mappings in; a quoted ``<<`` is an ordinary key."""
    return entry.name == "<<" and isinstance(entry.key, Scalar) and entry.key.style == ""


def _merged(entry: Entry) -> Iterator[Entry]:
    """Yield what ``<<`` brings in; of a list the later mappings first, so that the earlier win.

    Source: gopkg.in/yaml.v2 decode.go merge.
    """
    value = resolved(entry.value)
    sources = [resolved(item) for item in reversed(value.items)] if isinstance(value, Sequence) else [value]
    for source in sources:
        if not isinstance(source, Mapping):
            raise ParseError(
                "a << key takes a mapping or a list of mappings", entry.value.start, "key", entry.value.end
            )
        for field in source.fields.values():
            yield Entry(field.name, field.key, field.value, merged=True)
