"""A JSON Schema as an expression in CEL that is true of exactly the values that the schema accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from dslint.kube.apiserver.equality import MAPS
from dslint.kube.versions import DEFAULT
from dslint.manifest.schema import decoder
from dslint.policy.inexact import InexactError
from dslint.policy.patterns import re2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]
# what says nothing about a value, or is not enforced
_SILENT = frozenset({
    "$anchor", "$comment", "$defs", "$id", "$schema", "default", "definitions", "deprecated", "description", "examples",
    "format", "readOnly", "title", "writeOnly", "contentEncoding", "contentMediaType",
})  # fmt: skip
_TYPES = {"string": "string", "integer": "int", "boolean": "bool", "array": "list", "object": "map"}
_ABOUT = {
    "string": ("pattern", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
    "object": (
        "required", "properties", "dependentRequired", "dependentSchemas", "additionalProperties", "patternProperties",
        "propertyNames", "minProperties", "maxProperties",
    ),
    "": ("$ref", "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
}  # fmt: skip
_KINDS = {keyword: kind for kind, keywords in _ABOUT.items() for keyword in keywords}
_NAMES = ("additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties")
_COMPARED = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_MOST = 20_000
_KEYWORDS = ("false", "in", "null", "true")


class SchemaTwin:
    """Makes the twin of one schema, which is applied to what stands at ``path`` of a DaemonSet.

    ``paths`` are those that the schema looks at, with the values that it compares them with.
    """

    def __init__(self, schema: Mapping[str, Any], path: Path) -> None:
        self._whole = schema
        self._path = path
        self._open: list[str] = []
        self._names = 0
        self.paths: dict[Path, list[Any]] = {}

    def expression(self, name: str) -> str:
        """Return the expression about the value called ``name``; raises InexactError."""
        text = self._all(self._holds(name, self._whole, self._path))
        if len(text) > _MOST:
            raise InexactError("its expression would be too long")
        return text

    def _holds(self, x: str, schema: Any, path: Path) -> list[str]:
        """Return the conditions that a schema makes."""
        if schema is True or schema is False:
            return [] if schema else ["false"]
        self.paths.setdefault(path, [])
        strange = next((word for word in schema if word not in _KINDS and word not in _SILENT), None)
        if strange is not None:
            raise InexactError(f'its schema has "{strange}", which no expression stands for')
        out: list[str] = []
        for kind in ("", "string", "number", "array", "object"):
            conditions = [one for word in _ABOUT[kind] if word in schema for one in self._of(word, x, schema, path)]
            guard = self._guard(kind, x, path) if kind and conditions else ""
            out += [f"({guard} || {self._all(conditions)})"] if guard else conditions
        return out

    def _of(self, word: str, x: str, schema: Mapping[str, Any], path: Path) -> Iterator[str]:
        value = schema[word]
        if word in _COMPARED:
            self.paths[path] += [int(value) - 1, int(value), int(value) + 1]
            yield f"{x} {_COMPARED[word]} {_literal(value)}"
        elif word in _NAMES:
            yield from self._named(word, x, schema, path)
        else:
            yield from getattr(self, f"_{word.removeprefix('$').lower()}")(x, value, path, schema)

    def _guard(self, kind: str, x: str, path: Path) -> str:
        """Return a condition that is true of values of another kind; empty where there are none."""
        known = type_at(path)
        if known == kind or (known, kind) == ("integer", "number"):
            return ""
        if known in _TYPES and known != "integer":
            return "true"
        return f"type({x}) != {'int' if kind == 'number' else _TYPES[kind]}"

    def _type(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        wanted = [value] if isinstance(value, str) else list(value)
        known = type_at(path)
        if known in wanted or (known == "integer" and "number" in wanted):
            return
        types = sorted({_TYPES.get(one, "int" if one == "number" else "") for one in wanted} - {""})
        yield self._any([f"type({x}) == {one}" for one in types])

    def _enum(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        self.paths[path] += value
        groups: dict[type, list[str]] = {}
        for one in value:
            groups.setdefault(type(one), []).append(_literal(one))
        yield self._any(
            [f"{x} == {one[0]}" if len(one) == 1 else f"{x} in [{', '.join(one)}]" for one in groups.values()]
        )

    def _const(self, x: str, value: Any, path: Path, schema: Any) -> Iterator[str]:
        yield from self._enum(x, [value], path, schema)

    def _ref(self, x: str, value: str, path: Path, _: Any) -> Iterator[str]:
        if value in self._open or len(self._open) > 16:
            raise InexactError("its schema refers to itself")
        at: Any = self._whole
        if not value.startswith("#"):
            raise InexactError(f"its schema refers to {value}")
        for step in value[1:].split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")  # noqa: PLW2901 - as JSON Pointer has it
            if not isinstance(at, dict) or step not in at:
                raise InexactError(f"its schema refers to {value}, which is not there")
            at = at[step]
        self._open.append(value)
        yield from self._holds(x, at, path)
        self._open.pop()

    def _allof(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        for one in value:
            yield from self._holds(x, one, path)

    def _anyof(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        yield self._any([self._all(self._holds(x, one, path)) for one in value])

    def _oneof(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        ways = [self._all(self._holds(x, one, path)) for one in value]
        yield f"[{', '.join(ways)}].filter(way, way).size() == 1"

    def _not(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        yield f"!({self._all(self._holds(x, value, path))})"

    def _if(self, x: str, value: Any, path: Path, schema: Any) -> Iterator[str]:
        cases = [self._all(self._holds(x, schema.get(word, True), path)) for word in ("then", "else")]
        yield f"(({self._all(self._holds(x, value, path))}) ? ({cases[0]}) : ({cases[1]}))"

    def _then(self, *_: Any) -> Iterator[str]:
        yield from ()

    _else = _mincontains = _maxcontains = _then

    def _pattern(self, x: str, value: str, _path: Path, _: Any) -> Iterator[str]:
        yield f"{x}.matches({_literal(re2(value))})"

    def _minlength(self, x: str, value: Any, _path: Path, _: Any) -> Iterator[str]:
        yield f"size({x}) >= {int(value)}"

    def _maxlength(self, x: str, value: Any, _path: Path, _: Any) -> Iterator[str]:
        yield f"size({x}) <= {int(value)}"

    _minitems, _maxitems = _minlength, _maxlength

    def _multipleof(self, x: str, value: Any, _path: Path, _: Any) -> Iterator[str]:
        if value != int(value):
            raise InexactError("its schema has multipleOf a fraction")
        yield f"{x} % {int(value)} == 0"

    def _items(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        one = self._name()
        if conditions := self._holds(one, value, (*path, 0)):
            yield f"{x}.all({one}, {self._all(conditions)})"

    def _contains(self, x: str, value: Any, path: Path, schema: Any) -> Iterator[str]:
        one = self._name()
        text = self._all(self._holds(one, value, (*path, 0)))
        least, most = schema.get("minContains", 1), schema.get("maxContains")
        if (least, most) == (1, None):
            yield f"{x}.exists({one}, {text})"
            return
        yield f"{x}.filter({one}, {text}).size() >= {int(least)}"
        if most is not None:
            yield f"{x}.filter({one}, {text}).size() <= {int(most)}"

    def _uniqueitems(self, x: str, value: Any, _path: Path, _: Any) -> Iterator[str]:
        if value:
            one, other = self._name(), self._name()
            yield f"{x}.all({one}, {x}.exists_one({other}, {other} == {one}))"

    def _required(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        for name in value:
            self.paths.setdefault((*path, name), [])
            yield _has(x, name)

    def _properties(self, x: str, value: Any, path: Path, schema: Any) -> Iterator[str]:
        for name, below in value.items():
            conditions = self._holds(_field(x, name), below, (*path, name))
            if not conditions:
                continue
            if name in schema.get("required", ()):
                yield from conditions
            else:
                yield f"(!{_has(x, name)} || {self._all(conditions)})"

    def _dependentrequired(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        for name, others in value.items():
            self.paths.update({(*path, one): self.paths.get((*path, one), []) for one in (name, *others)})
            if others:
                yield f"(!{_has(x, name)} || {self._all([_has(x, other) for other in others])})"

    def _dependentschemas(self, x: str, value: Any, path: Path, _: Any) -> Iterator[str]:
        for name, below in value.items():
            self.paths.setdefault((*path, name), [])
            yield f"(!{_has(x, name)} || {self._all(self._holds(x, below, path))})"

    def _named(self, word: str, x: str, schema: Mapping[str, Any], path: Path) -> Iterator[str]:
        """Yield what a schema says of all names of a mapping: only of those that the user chooses is that exact."""
        value = schema[word]
        if word == "additionalProperties" and value is True:
            return
        if not path or path[-1] not in MAPS:
            raise InexactError(f'its schema has "{word}" where the API server adds fields of its own')
        key = self._name()
        if word in ("minProperties", "maxProperties"):
            yield f"size({x}) {'>=' if word[1] == 'i' else '<='} {int(value)}"
        elif word == "propertyNames":
            yield f"{x}.all({key}, {self._all(self._holds(key, value, (*path, '*')))})"
        elif word == "patternProperties":
            for pattern, below in value.items():
                text = self._all(self._holds(f"{x}[{key}]", below, (*path, "*")))
                yield f"{x}.all({key}, !{key}.matches({_literal(re2(pattern))}) || {text})"
        else:
            known = [f"{key} in {_names(schema.get('properties', {}))}"] if schema.get("properties") else []
            known += [f"{key}.matches({_literal(re2(one))})" for one in schema.get("patternProperties", {})]
            text = self._all(self._holds(f"{x}[{key}]", value, (*path, "*")))
            yield f"{x}.all({key}, {self._any([*known, text])})"

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    @staticmethod
    def _all(conditions: list[str]) -> str:
        return " && ".join(dict.fromkeys(conditions)) or "true"

    @staticmethod
    def _any(conditions: list[str]) -> str:
        if not conditions:
            return "false"
        parts = [f"({one})" if " && " in one else one for one in conditions]
        return parts[0] if len(parts) == 1 else f"({' || '.join(parts)})"


def type_at(path: Path) -> str:
    """Return the type of what stands at a path of a DaemonSet; empty where there is more than one, or none known."""
    known = decoder(DEFAULT)
    node = known.at(())
    for step in path:
        if node is None:
            return ""
        node = known.below(node, step)
    kinds = (node or {}).get("type")
    found = [kinds] if isinstance(kinds, str) else [kind for kind in kinds or () if kind != "null"]
    return found[0] if len(found) == 1 else ""


def _literal(value: Any) -> str:
    if isinstance(value, bool) or (isinstance(value, (int, float)) and abs(value) < 1 << 53):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    raise InexactError("its schema compares with a list, a mapping or nothing")


def _names(names: Mapping[str, Any]) -> str:
    return f"[{', '.join(map(_literal, names))}]"


def _field(x: str, name: str) -> str:
    return f"{x}.{name}" if _plain(name) else f"{x}[{_literal(name)}]"


def _has(x: str, name: str) -> str:
    return f"has({x}.{name})" if _plain(name) else f"({_literal(name)} in {x})"


def _plain(name: str) -> bool:
    return name.isascii() and name.isidentifier() and name not in _KEYWORDS
