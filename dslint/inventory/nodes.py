"""Nodes out of a text: what a Node must look like, and where it does not."""

from __future__ import annotations

import os
import re
import stat

from dslint.errors import InputError
from dslint.inventory.objects import Item, objects
from dslint.inventory.shapes import Shapes, describes_nodes, shapes, stands_beside
from dslint.kube.nodes.classes import NodeGroup, read_node_group
from dslint.kube.values.quantity import QuantityError, parse
from dslint.kube.values.unchecked import mapping_at
from dslint.paths import STDIN, absolute, reason, show_path, working_directory
from dslint.paths import read_file as read_regular
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.source.tree import Node, ParseError
from dslint.source.tree import parse as parse_yaml
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_BYTES = 1 << 30
_CURE = "kubectl get nodes -o json prints what is needed"
_NO_OBJECT, _NO_KIND = "bare value", "kindless object"
_TABLE = re.compile(r"\s*NAME +STATUS +ROLES +AGE +VERSION\b")  # with -o wide more columns follow


class NodeFile(NamedTuple):
    """The nodes of one file, how it is called, and what there is to say of it."""

    shown: str
    groups: list[NodeGroup]
    notes: tuple[str, ...] = ()


class _WrongError(Exception):
    """A value of a Node is not what it has to be."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def read_file(path: str, *, named: bool = True) -> NodeFile:
    """Read the nodes of a file, of standard input where the path is ``-``; raises InputError.

    One that the user ``named`` may be a pipe, which is what ``<(kubectl get nodes -o json)`` makes.
    """
    shown = STDIN if path == "-" else show_path(absolute(path), working_directory())
    try:
        data = _bytes(path) if named else read_regular(path, MAX_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise InputError(f"cannot read {shown}: {reason(error)}") from None
    if data is None:
        raise InputError(f"cannot read {shown}: it is neither a file nor a pipe")
    if len(data) > MAX_BYTES:
        raise InputError(f"cannot read {shown}: it is larger than {MAX_BYTES >> 20} MiB")
    try:
        source = SourceText.decode(shown, data)
    except UndecodableError as error:
        raise InputError(error.reason, source=error.source, span=error.span) from None
    del data  # there may be 100 MB of it
    return read_nodes(source)


def _bytes(path: str) -> bytes | None:
    if path == "-":
        import sys

        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""
    with open(path, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        return file.read(MAX_BYTES + 1) if stat.S_ISREG(mode) or stat.S_ISFIFO(mode) else None


def read_nodes(source: SourceText) -> NodeFile:
    """Return the nodes of a text; other objects are skipped with a note.

    Raises :class:`~dslint.errors.InputError` with the place of what is not as it has to be, and where there is no node.
    """
    if _TABLE.match(source.text):
        raise InputError(f"{source.path} holds the table that kubectl get nodes prints, not the nodes", hint=_CURE)
    reader = NodeReader(source)
    found = [entry for entry in objects(source, reader.read) if entry is not None]
    kinds: dict[str, int] = {}
    groups: list[NodeGroup] = []
    notes: list[str] = []
    seen: set[str] = set()
    for entry in found:
        if isinstance(entry, str):
            kinds[entry] = kinds.get(entry, 0) + 1
            continue
        some, item = entry
        made = Shapes([some]) if isinstance(some, NodeGroup) else shapes(some, reader.beside)
        for group in made.groups:
            if group.name in seen:
                raise reader.error(item, _WrongError(f"node {show(group.name)} stands twice", "metadata", "name"))
            seen.add(group.name)
        groups += made.groups
        notes += [f"{source.path}: {made.note}"] if made.note else []
    nouns = (_NO_OBJECT, _NO_KIND)
    others = ", ".join(counted(count, kind) if kind in nouns else f"{count} {kind}" for kind, count in kinds.items())
    if not groups:
        if notes:  # there are descriptions that come to nothing
            raise InputError(notes[0])
        what = f"holds no Node, only {others}" if others else "holds no Node"
        raise InputError(f"{source.path} {what}", hint=_CURE)
    if others:
        notes.append(f"{source.path}: skipped what is no Node: {others}")
    return NodeFile(source.path, groups, tuple(notes))


class NodeReader:
    """Makes nodes of the objects of one text; what many nodes have in common is kept once."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._shared: dict[Any, Any] = {}
        self.beside: dict[tuple[str, str], dict[str, Any]] = {}
        """What configures nodes that are only described, by kind and name."""

    def read(self, item: Item) -> tuple[NodeGroup | dict[str, Any], Item] | str | None:
        """Return a node, or an object that describes some, with its place, or the kind of another object."""
        value = item.value
        if not isinstance(value, dict):
            return None if value is None else _NO_OBJECT
        if describes_nodes(value):
            return value, Item(None, item.start, item.end)
        if stands_beside(value):
            self.beside[str(value["kind"]), str(mapping_at(value, "metadata").get("name"))] = value
            return None
        if value.get("kind") != "Node" or value.get("apiVersion") not in ("v1", None):
            return _kind(value)
        try:
            _check(value)
            group = read_node_group(value)
        except _WrongError as wrong:
            raise self.error(item, wrong) from None
        return self._compact(group), Item(None, item.start, item.end)

    def _compact(self, group: NodeGroup) -> NodeGroup:
        share = self._shared.setdefault
        node = group.node
        labels = {share(key, key): share(value or "", value or "") for key, value in node.labels.items()}
        taints = share(node.taints, node.taints)
        amounts = tuple(group.allocatable.items())
        return group._replace(
            node=node._replace(labels=labels, taints=taints),
            allocatable=share(("allocatable", amounts), group.allocatable),
            kubelet=share(group.kubelet, group.kubelet),
        )

    def error(self, item: Item, wrong: _WrongError) -> InputError:
        """Return the error with the place at which the value stands."""
        from dslint.manifest.field import Field

        text = self._source.text
        before = item.start - text.rfind("\n", 0, item.start) - 1
        root = _tree(" " * before + text[item.start : item.end])  # the first line needs its indentation
        span = Span(before, before + 1) if root is None else Field(root).get(*wrong.path).span()
        shift = item.start - before
        return InputError(wrong.message, source=self._source, span=Span(span.start + shift, span.end + shift))


def _tree(text: str) -> Node | None:
    """Return the nodes of one object; ``None`` where it cannot be read by itself: it has aliases."""
    from dslint.source.json_tree import parse_stream

    try:
        trees = parse_stream(text)
        return trees[0].root if trees else parse_yaml(text).root
    except ParseError:
        return None


def _kind(value: dict[str, Any]) -> str:
    kind = value.get("kind")
    return show(kind) if isinstance(kind, str) and kind else _NO_KIND


def _check(value: dict[str, Any]) -> None:
    """Raise _WrongError where a Node is not what the API server would print."""
    metadata = _mapping(value, "metadata")
    name = metadata.get("name")
    if not isinstance(name, str) or not name:
        raise _WrongError("a Node without a name" if name in (None, "") else "a name is a text", "metadata", "name")
    for key, label in _mapping(metadata, "labels", "metadata").items():
        if type(label) is not str and label is not None:  # null in a map is the empty value
            raise _WrongError(f"the value of a label is a text, not {_type(label)}", "metadata", "labels", key)
    taints = _mapping(value, "spec").get("taints")
    if taints is not None:
        _check_taints(taints)
    for key, amount in _mapping(_mapping(value, "status"), "allocatable", "status").items():
        if not _is_amount(amount):
            raise _WrongError(f'"{show(amount)}" is no amount of {show(key)}', "status", "allocatable", key)


def _is_amount(amount: Any) -> bool:
    try:
        parse(amount)
    except QuantityError:
        return False
    return True


def _check_taints(taints: Any) -> None:
    if not isinstance(taints, list):
        raise _WrongError(f"taints are a list, not {_type(taints)}", "spec", "taints")
    for index, taint in enumerate(taints):
        if not isinstance(taint, dict):
            raise _WrongError(f"a taint is a mapping, not {_type(taint)}", "spec", "taints", index)
        for part in ("key", "value", "effect"):
            value = taint.get(part)
            if not isinstance(value, (str, type(None))):
                raise _WrongError(f"the {part} of a taint is a text, not {_type(value)}", "spec", "taints", index, part)
        if not taint.get("key"):
            raise _WrongError("a taint without a key", "spec", "taints", index)


def _mapping(value: dict[str, Any], name: str, *above: str) -> dict[str, Any]:
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _WrongError(f"{name} is a mapping, not {_type(found)}", *above, name)
    return found


def _type(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {show(value)}"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
