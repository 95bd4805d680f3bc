"""Decode a manifest as the API server decodes it: types, ranges, nulls, unknown fields.

A JSON Schema of ``schemas/kubernetes/<minor>/daemonset.json`` is compiled once to closures that walk a value. Where
the server differs from the schema, the server is followed: ``null`` is an absent field (in a list or a map: the zero
value), no field is required here, integers have the range of their Go type, a quantity or a time must parse.

Sources: sigs.k8s.io/json (case-sensitive names, unknown fields apart); staging/src/k8s.io/apimachinery/pkg/
runtime/serializer/json, util/intstr/intstr.go, api/resource/quantity.go and apis/meta/v1/time.go (their UnmarshalJSON);
pkg/apis/apps/v1/conversion.go (the generation annotation).
"""

from __future__ import annotations

from dslint.kube.apiserver.compiler import Sink, compile_members, definition, zero
from dslint.kube.apiserver.fields import Key, Path, render
from dslint.kube.values.gojson import json_type, quote, wrong_type
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView
    from typing import Any

    from dslint.kube.apiserver.compiler import Schema

GENERATION = "deprecated.daemonset.template.generation"


class DecodeError(NamedTuple):
    """A value of the wrong type.

    ``field`` is the path as the server prints paths, ``at`` the place, ``found`` the JSON type that stands there,
    ``expected`` the type wanted (string, int32, int64, boolean, array, object, IntOrString, Quantity, Time), ``text``
    what the server answers if this is its first error, ``value`` what was found.
    """

    field: str
    at: Path
    found: str
    expected: str
    text: str
    value: Any


class UnknownField(NamedTuple):
    """A field that this version does not know; ``known`` are the fields of the object it stands in."""

    field: str
    at: Path
    known: KeysView[str]

    @property
    def text(self) -> str:
        """The server's error under fieldValidation=Strict, and its warning without."""
        return f'unknown field "{self.field}"'


def duplicate_field(at: Path) -> str:
    """Return the server's text for a key given twice in one object, a second time at ``at``."""
    return f'duplicate field "{render(at)}"'


class Decoded(NamedTuple):
    """What decoding a manifest gave.

    ``object`` has the known fields without nulls and without ``status``; quantities are in canonical form, whole floats
    are integers; a value of a wrong type is missing (in a list: replaced by the zero value, so that indexes hold).
    """

    object: dict[str, Any]
    errors: list[DecodeError]
    unknown: list[UnknownField]

    def server_error(self) -> DecodeError | None:
        """Return the one error that the server would report of a manifest sent by kubectl, which sorts its keys.

        Decoding ends at the first value that a type's own decoder refuses (IntOrString, Quantity, Time); only without
        one the first value of a wrong type is reported. The conversion to the internal type comes last.
        """
        return first_error(self.errors)


class Decoder:
    """Decodes DaemonSets of one Kubernetes version."""

    def __init__(self, schema: Schema) -> None:
        self._root: Schema = {"$ref": schema["$ref"]}
        self._definitions: dict[str, Schema] = schema["$defs"]
        self._homes: dict[str, list[str]] = {}
        self._members = compile_members(definition(self._root, self._definitions), self._definitions, {})

    def decode(self, value: dict[str, Any]) -> Decoded:
        """Decode a DaemonSet given as plain Python values; never raises, whatever the values are."""
        sink = Sink()
        decoded = self._members(value, (), sink)
        decoded.pop("status", None)
        errors = [self._error(*entry) for entry in sink.errors] if sink.errors else []
        annotations = (decoded.get("metadata") or {}).get("annotations")
        if annotations and GENERATION in annotations:
            errors += _generation_errors(annotations[GENERATION])
        unknown = [UnknownField(render(at), at, known) for at, known in sink.unknown] if sink.unknown else []
        return Decoded(decoded, errors, unknown)

    def homes(self, name: str) -> list[str]:
        """Return the dotted paths at which a DaemonSet knows a field of this name, shortest first (lists: ``[]``)."""
        if not self._homes:
            for path, field in _walk(self._root, self._definitions, ""):
                self._homes.setdefault(field, []).append(path)
        return sorted(self._homes.get(name, ()), key=lambda path: (path.count("."), path))

    def at(self, path: Path) -> Schema | None:
        """Return the schema of what stands at a place; ``None`` where no DaemonSet has anything."""
        schema: Schema | None = definition(self._root, self._definitions)
        for step in path:
            schema = self.below(schema, step) if schema is not None else None
        return schema

    def below(self, schema: Schema, step: str | int) -> Schema | None:
        """Return the schema of a field, an item or a value of a map; ``None`` where there is no such field."""
        if isinstance(step, int):
            found = schema.get("items")
        else:
            found = schema["properties"].get(step) if "properties" in schema else schema.get("additionalProperties")
        return None if found is None else definition(found, self._definitions)

    def of_null(self, path: Path) -> Any:
        """Return what ``null`` is to the server at a place: a zero value in a list or a map, ``None`` for no field."""
        above = self.at(path[:-1]) if path else None
        if above is None or "properties" in above:
            return None
        values = above.get("items", above.get("additionalProperties"))
        return None if values is None else zero(values, self._definitions)

    def _error(self, path: Path, value: Any, expected: str, text: str | None) -> DecodeError:
        if text is None:
            text = wrong_type(self._root, self._definitions, path, value)
        return DecodeError(render(path), path, json_type(value), expected, text, value)


def compile_schema(schema: Schema) -> Decoder:
    """Return the decoder for a trimmed schema (parsed ``schemas/kubernetes/<minor>/daemonset.json``)."""
    return Decoder(schema)


def _generation_errors(value: str) -> list[DecodeError]:
    """Check the annotation that is converted to the internal ``spec.templateGeneration`` (strconv.ParseInt)."""
    digits = value[1:] if value[:1] in {"+", "-"} else value
    if not (digits.isascii() and digits.isdigit()):
        problem = "invalid syntax"
    elif not -(2**63) <= int(value) < 2**63:
        problem = "value out of range"
    else:
        return []
    at = ("metadata", "annotations", Key(GENERATION))
    return [
        DecodeError(render(at), at, "string", "int64", f"strconv.ParseInt: parsing {quote(value)}: {problem}", value)
    ]


def first_error(errors: list[DecodeError]) -> DecodeError | None:
    """Return the error that the server reports (see :meth:`Decoded.server_error`)."""
    return min(errors, key=_server_order, default=None)


def _server_order(error: DecodeError) -> tuple[int, tuple[Any, ...]]:
    own_decoder = error.expected in {"IntOrString", "Quantity", "Time"}
    conversion = error.at[-1] == GENERATION and error.found == "string"
    return (0 if own_decoder else 2 if conversion else 1), error.at


def _walk(schema: Schema, definitions: dict[str, Schema], path: str) -> Iterator[tuple[str, str]]:
    """Yield the dotted path and the name of every field below a schema, but not the server's bookkeeping."""
    schema = definition(schema, definitions)
    if "items" in schema:
        yield from _walk(schema["items"], definitions, f"{path}[]")
    for name, field in schema.get("properties", {}).items():
        inner = f"{path}.{name}" if path else name
        if inner in {"status", "metadata.managedFields"}:
            continue
        yield inner, name
        yield from _walk(field, definitions, inner)
