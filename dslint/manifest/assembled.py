"""A DaemonSet that is put together of parts which another object holds, each at its real place in the text."""

from __future__ import annotations

from collections.abc import Mapping as Map

from dslint.kube.data.makers import PLACES, POD_SPEC
from dslint.manifest.daemonset import DaemonSet, ObjectName
from dslint.manifest.field import Field, Root
from dslint.manifest.fragment import Fragment, Path
from dslint.source.tree import Alias, Entry, Mapping, Node, Scalar, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Assembled(DaemonSet):
    """The parts of a DaemonSet that another object holds; findings are about that object."""

    __slots__ = ("_made_of",)

    def __init__(self, document: int, made_of: Field, root: _AssembledRoot, reason: str) -> None:
        super().__init__(made_of.source, document, root, Fragment("operator", reason))
        self._made_of = made_of

    @property
    def name(self) -> ObjectName:
        """The identity of the object that holds the parts."""
        root, metadata = self._made_of, self._made_of.get("metadata")
        namespace, name = (metadata.get(key).text or None for key in ("namespace", "name"))
        return ObjectName(root.get("apiVersion").text, root.get("kind").text, namespace, name)


class _AssembledRoot(Root):
    """The top of what is put together, which knows where each part really stands."""

    __slots__ = ("_real", "_top")

    def __init__(self, node: Node, made_of: Field, real: dict[Path, Path]) -> None:
        super().__init__(node, made_of.source)
        self._top = made_of.path
        self._real = real

    def written(self, path: Path) -> Path:
        """Return where something really stands; what is put around the parts stands for the whole object."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._real:
                return (*self._real[path[:end]], *path[end:])
        return self._top


def assemble(root: Field, document: int, parts: Map[str, str], reason: str) -> Assembled | None:
    """Return the DaemonSet that an object holds parts of, by JSON Pointers; nothing where it has none of them."""
    found = [(_place(name), field) for name, pointer in parts.items() if (field := at_pointer(root, pointer))]
    if not found:
        return None
    metadata = root.get("metadata")
    found += [(("metadata", name), field) for name in ("name", "namespace") if (field := metadata.get(name))]
    tree: dict[str, Any] = {}
    for place, field in sorted(found, key=lambda one: len(one[0])):
        below = tree
        for step in place[:-1]:
            below = below.setdefault(step, {})
            if isinstance(below, Field):  # a field beside the whole that it belongs to: the whole has it
                break
        else:
            below[place[-1]] = field
    kind = root.get("kind")
    at = kind.span(key=True)
    around = _Around(kind.key if isinstance(kind.key, Scalar) else Scalar(*at, "kind", "kind", ""))
    node = around.mapping({"apiVersion": around.scalar("apps/v1"), "kind": around.scalar("DaemonSet"), **tree})
    real: dict[Path, Path] = {place: field.path for place, field in found}
    return Assembled(document, root, _AssembledRoot(node, root, real), reason)


def at_pointer(root: Field, pointer: str) -> Field:
    """Return the field at a JSON Pointer (RFC 6901)."""
    for part in pointer.split("/")[1:]:
        step = part.replace("~1", "/").replace("~0", "~")
        root = root.get(int(step) if isinstance(root.target, Sequence) and step.isdecimal() else step)
    return root


def _place(part: str) -> tuple[str, ...]:
    return PLACES.get(part) or (*PLACES[POD_SPEC], part)


class _Around:
    """Makes the nodes around the parts; they stand where the object says what kind it is."""

    def __init__(self, key: Scalar) -> None:
        self._key = key

    def scalar(self, text: str) -> Scalar:
        return Scalar(self._key.start, self._key.end, text, text, "")

    def mapping(self, tree: Map[str, Any]) -> Mapping:
        """Return a mapping of nodes, of fields and of mappings below."""
        entries = []
        for name, item in tree.items():
            key = item.key if isinstance(item, Field) and isinstance(item.key, (Scalar, Alias)) else self._key
            entries.append(Entry(name, key, self._node(item)))
        return Mapping.of(self._key.start, self._key.end, entries, len(entries))

    def _node(self, item: Any) -> Node:
        if isinstance(item, Field):
            return item.node if item.node is not None else self.scalar("")
        return item if isinstance(item, Scalar) else self.mapping(item)
