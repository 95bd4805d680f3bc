"""The fields of a DaemonSet in one version, out of dslint's schema: every path, with the type that stands there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Node = dict[str, Any]
_LEFT_OUT = {"status", "managedFields"}  # what the server throws away, or keeps for itself


class Field(NamedTuple):
    """A place that values are put at: its path (0 for the items of a list), the types on the way, and its own."""

    path: tuple[str | int, ...]
    types: tuple[str, ...]
    type: str

    @property
    def name(self) -> str:
        """The name of the field, that of the list for an item."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")


class Schema:
    """The types of one version of Kubernetes."""

    def __init__(self, path: Path) -> None:
        self.definitions: dict[str, Node] = json.loads(path.read_text(encoding="utf-8"))["$defs"]
        self._by_name = {name.rpartition(".")[2]: name for name in self.definitions}
        root = {"$ref": f"#/$defs/{self._by_name['DaemonSet']}"}
        self.fields = [field for field in self._walk(root, (), (), ()) if field.path]
        self.below: dict[str, list[Field]] = {}
        for field in self.fields:
            names = [step for step in field.path if isinstance(step, str)]
            if len(names) > 1 and isinstance(field.path[-1], str):
                self.below.setdefault(names[-2], []).append(field)

    def members(self, name: str) -> dict[str, Node]:
        """Return the fields of a type that is given by its short name."""
        known: dict[str, Node] = self.definitions[self._by_name[name]].get("properties", {})
        return {field: node for field, node in known.items() if field not in _LEFT_OUT}

    def type_of(self, node: Node) -> str:
        """Return the type of a node: a short name, or array, map, string, integer, number, boolean."""
        if "$ref" in node:
            return str(node["$ref"]).rpartition("/")[2].rpartition(".")[2]
        kinds = node["type"]
        kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
        return "map" if kind == "object" else str(kind)

    def is_struct(self, name: str) -> bool:
        """Tell whether a type has fields."""
        return name in self._by_name and bool(self.definitions[self._by_name[name]].get("properties"))

    def _walk(
        self, node: Node, path: tuple[str | int, ...], types: tuple[str, ...], above: tuple[str, ...]
    ) -> Iterator[Field]:
        kind = self.type_of(node)
        if kind in above:
            return  # a type that holds itself
        yield Field(path, types, kind)
        if kind == "array":
            yield from self._walk(node["items"], (*path, 0), (*types, self.type_of(node["items"])), above)
        elif self.is_struct(kind):
            for name, member in self.members(kind).items():
                if path or name not in {"apiVersion", "kind"}:
                    yield from self._walk(member, (*path, name), (*types, self.type_of(member)), (*above, kind))
