"""Which fields an expression reads: the paths of its selections, through variables and the items of lists."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.kube.cel.tree import Node
from dslint.record import NamedTuple

EACH = "*"
"""The step to any item of a list, or any value of a map."""
Path = tuple[str | int, ...]
_INDEX = ("_[_]", "_?._", "_[?_]")
_THROUGH = ("optional.of", "optional.ofNonZeroValue", "dyn")
_UNPACK = ("orValue", "or", "value", "filter", "sort", "distinct", "reverse", "flatten", "slice")


class Read(NamedTuple):
    """A path that begins with the name of a declared variable, such as ``object``; ``node`` is where it ends."""

    path: Path
    node: Node
    tested: bool = False
    """It is only asked whether it is there."""


def reads(root: Node, variables: Mapping[str, Node] | None = None) -> list[Read]:
    """Return what an expression reads, in the order of the text; ``variables`` are those of its policy."""
    walker = _Walker(variables or {})
    walker.value(root, {})
    return walker.found


def roots(root: Node) -> set[tuple[str, str]]:
    """Return each name that is read with the first field below it, empty where the whole of it is."""
    found = {(one.path[0], str(one.path[1]) if len(one.path) > 1 else "") for one in reads(root)}
    return {(str(name), field) for name, field in found}


class _Walker:
    def __init__(self, variables: Mapping[str, Node]) -> None:
        self._variables = variables
        self._open: set[str] = set()
        self.found: list[Read] = []

    def value(self, node: Node, scope: Mapping[str, Path | None]) -> None:
        """Note what is read to know the value of a node."""
        path = self._path(node, scope)
        if path is not None:
            if path:
                self.found.append(Read(path, node, node.test_only))
            return
        if node.kind == "comprehension":
            self._comprehension(node, scope)
            return
        if node.kind == "call" and node.name == "@in" and self._tested(node, scope):
            return
        if node.target is not None:
            self.value(node.target, scope)
        for arg in node.args:
            self.value(arg, scope)

    def _tested(self, node: Node, scope: Mapping[str, Path | None]) -> bool:
        """Note a key that is looked for in a map."""
        key, above = node.args[0], self._path(node.args[1], scope)
        if key.kind != "const" or not isinstance(key.value, str) or not above:
            return False
        self.found.append(Read((*above, key.value), node, tested=True))
        return True

    def _path(self, node: Node, scope: Mapping[str, Path | None]) -> Path | None:
        """Return the path that a chain of selections means; empty for what has none, ``None`` for other expressions."""
        if node.kind == "const":
            return ()
        if node.kind == "ident":
            if node.name in scope:
                return scope[node.name] or ()
            if node.name.startswith("@"):
                return ()
            return self._through(tuple(node.name.split(".")))
        if node.kind == "select" and node.target is not None:
            above = self._path(node.target, scope)
            return self._through((*above, node.name)) if above else None
        if node.kind == "call" and node.name in _INDEX:
            above, key = self._path(node.args[0], scope), node.args[1]
            if not above:
                return None
            if key.kind == "const" and isinstance(key.value, (str, int)):
                return self._through((*above, key.value))
            self.value(key, scope)
            return (*above, EACH)
        if node.kind == "call" and node.name in _THROUGH and len(node.args) == 1:
            return self._path(node.args[0], scope)
        if node.kind == "call" and node.name in _UNPACK and node.target is not None:
            above = self._path(node.target, scope)
            if above:
                for arg in node.args:
                    self.value(arg, scope)
            return above or None
        return None

    def _through(self, path: Path) -> Path:
        """Follow a variable of the policy to what it stands for."""
        if len(path) < 2 or path[0] != "variables":
            return path
        name = str(path[1])
        node = self._variables.get(name)
        if node is None or name in self._open:
            return path
        self._open.add(name)
        inner = self._path(node, {})
        if inner:
            result: Path = (*inner, *path[2:])
        else:
            self.value(node, {})
            source = self._range(node, {})
            result = (*source, *path[2:]) if source else ()
        self._open.discard(name)
        return result

    def _comprehension(self, node: Node, scope: Mapping[str, Path | None]) -> None:
        over, start, condition, step, result = node.args
        source = self._range(over, scope)
        if source and self._path(over, scope) is None:
            self.value(over, scope)
        if source:
            inside = {**scope, node.name: (*source, EACH), node.accumulator: None}
        else:
            self.value(over, scope)
            inside = {**scope, node.name: None, node.accumulator: None}
        if node.second:
            inside[node.second] = inside[node.name]
            inside[node.name] = None
        before = len(self.found)
        for part in (start, condition, step, result):
            self.value(part, inside)
        if source and len(self.found) == before:
            self.found.append(Read(source, over))

    def _range(self, node: Node, scope: Mapping[str, Path | None]) -> Path:
        """Return the path of the list that a node is made of: itself, or what it filters, maps or adds up."""
        path = self._path(node, scope)
        if path is not None:
            return path
        if node.kind == "comprehension":
            return self._range(node.args[0], scope)
        if node.kind == "call" and node.name in ("_+_", "_?_:_"):
            for arg in node.args[-2:]:
                found = self._range(arg, scope)
                if found:
                    return found
        return ()
