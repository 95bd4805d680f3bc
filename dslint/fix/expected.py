"""What a document must mean once it is fixed: worked out from the intents alone, to hold the new text against."""

from __future__ import annotations

from collections.abc import Iterable

from dslint.finding import (
    AppendItem,
    Enclose,
    InsertEntry,
    Operation,
    Quote,
    Reindent,
    RemoveEntry,
    RemoveItem,
    RenameKey,
    SetScalar,
)
from dslint.manifest.kept import packed
from dslint.source.nodes import Mapping, Node, Scalar, Sequence, resolved
from dslint.source.targets import home, is_empty, topmost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.source.targets import Target


class Expected:
    """The changes of one tree, by the node that each is about."""

    def __init__(self, intents: Iterable[Operation]) -> None:
        self._values: dict[int, Any] = {}
        self._names: dict[tuple[int, str], str] = {}
        self._gone: set[tuple[int, str | int]] = set()
        self._added: dict[int, list[tuple[Any, Any]]] = {}
        self._moved: dict[int, list[Target]] = {}
        self._around: set[int] = set()  # what holds something that changes
        for intent in intents:
            self._add(intent)

    def _mark(self, at: Target | None) -> None:
        while at is not None:
            if at.node is not None:
                self._around.add(id(resolved(at.node)))
            at = at.parent

    def _add(self, intent: Operation) -> None:
        for named in ("field", "parent"):
            self._mark(getattr(intent, named, None))
        match intent:
            case SetScalar(field=field, value=value):
                if field.node is None and field.parent is not None:
                    self._insert(*home(field.parent, {field.name: value}))
                else:
                    self._values[id(field.node)] = value
            case Quote(field=field):
                self._values[id(field.node)] = field.node.raw if isinstance(field.node, Scalar) else None
            case Enclose(field=field):
                self._values[id(field.node)] = [field.value]
            case RenameKey(field=field, name=name):
                self._names[_within(field), str(field.name)] = name
            case InsertEntry(parent=parent, name=name, value=value):
                self._insert(*home(parent, {name: value}))
            case Reindent(moves=moves):
                for field, into in moves:
                    self._mark(field)
                    self._mark(into)
                    self._gone.add((_within(field), str(field.name)))
                    self._moved.setdefault(id(resolved(into.node)) if into.node else 0, []).append(field)
            case AppendItem(parent=parent, value=value, after=after):
                self._insert(*home(parent, [value]), after=after)
            case RemoveEntry(field=field) | RemoveItem(field=field):
                at = topmost(field, prune=getattr(intent, "prune", False))
                if at.name is not None:
                    self._gone.add((_within(at), at.name))

    def _insert(self, parent: Target, nested: Any, after: int | None = None) -> None:
        if is_empty(parent.node):
            self._values[id(parent.node)] = nested
        elif isinstance(nested, dict):
            self._added.setdefault(id(parent.node), []).extend(nested.items())
        else:
            self._added.setdefault(id(parent.node), []).append((after, nested[0]))

    def value(self, node: Node | None) -> Any:
        """Return what a node must mean."""
        if id(node) in self._values:
            return self._values[id(node)]
        if node is None:
            return None
        target = resolved(node)
        if target.value is not None and id(target) not in self._around:
            return target.value
        here = self._moved.get(id(target))
        if here is None and isinstance(target, Scalar):
            return target.value
        moved = {str(field.name): self.value(field.node) for field in here or ()}
        if isinstance(target, Scalar):
            return moved
        added = self._added.get(id(target), [])
        if isinstance(target, Mapping):
            kept = {
                self._names.get((id(target), name), name): (
                    value.value if isinstance(value, Scalar) and self._keeps(value) else self.value(value)
                )
                for name, value in target.values.items()
                if (id(target), name) not in self._gone
            }
            return kept | dict(added) | moved
        return self._items(target, added)

    def _keeps(self, node: Scalar) -> bool:
        return id(node) not in self._values and id(node) not in self._moved

    def _items(self, target: Sequence, added: list[tuple[Any, Any]]) -> list[Any]:
        out: list[Any] = []
        behind: dict[int, list[Any]] = {}
        for after, value in added:
            behind.setdefault(len(target.items) - 1 if after is None else after, []).append(value)
        for index, item in enumerate(target.items):
            if (id(target), index) not in self._gone:
                out.append(self.value(item))
            out += behind.get(index, ())
        return out


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to the letter: ``1``, ``1.0`` and ``true`` differ."""
    if packed(one) == packed(other):
        return True  # those of another order differ
    pairs = [(one, other)]
    while pairs:
        one, other = pairs.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(value, other[name]) for name, value in one.items()]
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            pairs += list(zip(one, other, strict=True))
        elif one != other:
            return False
    return True


def _within(at: Target) -> int:
    return id(resolved(at.parent.node)) if at.parent is not None and at.parent.node is not None else 0
