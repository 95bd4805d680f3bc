"""Compile a JSON Schema of the DaemonSet types to closures that decode values as the API server does.

A closure takes a value, the path of its parent, its name or index there, and a collector; it returns the decoded value,
or ``None`` where nothing is to be kept. Paths are only put together where they are needed.

Sources: sigs.k8s.io/json internal/golang/encoding/json/decode.go; UnmarshalJSON in staging/src/k8s.io/apimachinery/pkg
util/intstr/intstr.go, api/resource/quantity.go, apis/meta/v1/time.go, apis/meta/v1/types.go (FieldsV1).
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.fields import Key, Path
from dslint.kube.values.gojson import number_text
from dslint.kube.values.quantity import QuantityError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, KeysView
    from typing import Any

    Schema = dict[str, Any]
    Decode = Callable[[Any, Path, "str | int", "Sink"], Any]
    Members = Callable[[dict[str, Any], Path, "Sink"], dict[str, Any]]
    # A compiled type: its decoder, the Python type whose values need none, what ``null`` is in a list or map.
    Kind = tuple[Decode, "type | None", Callable[[], Any]]


class Sink:
    """Collects what is wrong with one object: values of a wrong type, and unknown fields with the known ones."""

    __slots__ = ("errors", "unknown")

    def __init__(self) -> None:
        self.errors: list[tuple[Path, Any, str, str | None]] = []
        self.unknown: list[tuple[Path, KeysView[str]]] = []

    def wrong(self, parent: Path, key: str | int, value: Any, expected: str, text: str | None = None) -> None:
        """Note a value that is not of the expected type; ``text`` is the server's, where it is not the usual one."""
        self.errors.append(((*parent, key), value, expected, text))


def definition(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Return what a ``$ref`` points at, or the schema itself."""
    reference = schema.get("$ref")
    return schema if reference is None else definitions[reference.rpartition("/")[2]]


def compile_members(schema: Schema, definitions: dict[str, Schema], done: dict[str, Kind]) -> Members:
    """Return the decoder for the members of an object type; ``done`` keeps the compiled definitions by name."""
    fields = {name: _compile(field, definitions, done)[:2] for name, field in schema["properties"].items()}
    find = fields.get
    known = fields.keys()

    def members(value: dict[str, Any], path: Path, sink: Sink) -> dict[str, Any]:
        out = {}
        for name, item in value.items():
            field = find(name)
            if field is None:
                sink.unknown.append(((*path, name), known))
                continue
            decode, plain = field
            if type(item) is plain:
                out[name] = item
            elif item is not None:
                decoded = decode(item, path, name, sink)
                if decoded is not None:
                    out[name] = decoded
        return out

    return members


def _compile(schema: Schema, definitions: dict[str, Schema], done: dict[str, Kind]) -> Kind:
    reference = schema.get("$ref")
    if reference is not None:
        name = reference.rpartition("/")[2]
        if name not in done:
            own = _OWN_DECODERS.get(name.rpartition(".")[2])
            done[name] = own or _compile(definitions[name], definitions, done)
        return done[name]
    if "properties" in schema:
        return (_object(schema, definitions, done), None, dict)
    if "items" in schema:
        return (_array(_compile(schema["items"], definitions, done)), None, list)
    if "additionalProperties" in schema:
        return (_map(_compile(schema["additionalProperties"], definitions, done)), None, dict)
    kinds = schema["type"]
    kind = kinds if isinstance(kinds, str) else kinds[0]
    return _SCALARS[schema["format"] if kind == "integer" else kind]


def zero(schema: Schema, definitions: dict[str, Schema]) -> Any:
    """Return what ``null`` is as an item of a list or a value of a map of such a type."""
    return _compile(schema, definitions, {})[2]()


def _object(schema: Schema, definitions: dict[str, Schema], done: dict[str, Kind]) -> Decode:
    """Return the decoder of an object, whose members are compiled for the first one that is met."""
    members: Members | None = None

    def decode(value: Any, parent: Path, key: str | int, sink: Sink) -> dict[str, Any] | None:
        nonlocal members
        if type(value) is dict:
            if members is None:
                members = compile_members(schema, definitions, done)
            return members(value, (*parent, key), sink)
        sink.wrong(parent, key, value, "object")
        return None

    return decode


def _array(items: Kind) -> Decode:
    decode_item, plain, zero = items

    def decode(value: Any, parent: Path, key: str | int, sink: Sink) -> list[Any] | None:
        if type(value) is not list:
            sink.wrong(parent, key, value, "array")
            return None
        out = []
        path: Path = ()
        for index, item in enumerate(value):
            decoded = item
            if type(item) is not plain:
                path = path or (*parent, key)
                decoded = None if item is None else decode_item(item, path, index, sink)
            out.append(zero() if decoded is None else decoded)
        return out

    return decode


def _map(values: Kind) -> Decode:
    decode_value, plain, zero = values

    def decode(value: Any, parent: Path, key: str | int, sink: Sink) -> dict[str, Any] | None:
        if type(value) is not dict:
            sink.wrong(parent, key, value, "object")
            return None
        out = {}
        for name, item in value.items():
            if type(item) is plain:
                out[name] = item
            elif item is None:
                out[name] = zero()
            else:
                decoded = decode_value(item, (*parent, key), Key(name), sink)
                if decoded is not None:
                    out[name] = decoded
        return out

    return decode


def _wrong(expected: str) -> Decode:
    """Return the decoder of a type whose good values never get here, being plain."""

    def decode(value: Any, parent: Path, key: str | int, sink: Sink) -> None:
        sink.wrong(parent, key, value, expected)

    return decode


def _integer(name: str, limit: int) -> Decode:
    def decode(value: Any, parent: Path, key: str | int, sink: Sink) -> int | None:
        # A YAML 1.0 is a float that Go writes as 1 into the JSON that the server gets.
        if type(value) is float and value.is_integer() and abs(value) < 1e21:
            value = int(value)
        if type(value) is int and -limit <= value < limit:
            return value
        sink.wrong(parent, key, value, name)
        return None

    return decode


_int32 = _integer("int32", 2**31)


def _int_or_string(value: Any, parent: Path, key: str | int, sink: Sink) -> int | str | None:
    if type(value) is str:
        return value
    before = len(sink.errors)
    decoded: int | None = _int32(value, parent, key, sink)
    if len(sink.errors) > before:
        path, found, _, text = sink.errors.pop()
        sink.errors.append((path, found, "IntOrString", text))
    return decoded


def _quantity(value: Any, parent: Path, key: str | int, sink: Sink) -> str | None:
    # The decoder of quantities gets the JSON text of any value and fails on what is neither a string nor a number.
    text = value if type(value) is str else number_text(value) if type(value) in {int, float} else "not a number"
    try:
        return canonical(text)
    except QuantityError as error:
        sink.wrong(parent, key, value, "Quantity", str(error))
        return None


@lru_cache(maxsize=1024)
def canonical(text: str) -> str:
    """Return a quantity in canonical form; raises QuantityError."""
    return str(parse(text))


def _time(value: Any, parent: Path, key: str | int, sink: Sink) -> str | None:
    if type(value) is not str:
        sink.wrong(parent, key, value, "Time")
        return None
    from dslint.kube.values.gotime import rfc3339_error  # few manifests hold times

    problem = rfc3339_error(value)
    if problem is not None:
        sink.wrong(parent, key, value, "Time", problem)
        return None
    return value


def _anything(value: Any, _parent: Path, _key: str | int, _sink: Sink) -> Any:
    return value


_SCALARS: dict[str, Kind] = {
    "string": (_wrong("string"), str, str),
    "boolean": (_wrong("boolean"), bool, bool),
    "int32": (_int32, None, int),
    "int64": (_integer("int64", 2**63), None, int),
}
# Types that Go decodes with a function of their own, by the last part of the definition's name.
_OWN_DECODERS: dict[str, Kind] = {
    "IntOrString": (_int_or_string, None, int),
    "Quantity": (_quantity, None, lambda: "0"),
    "Time": (_time, None, str),
    "MicroTime": (_time, None, str),
    "FieldsV1": (_anything, dict, dict),
}
