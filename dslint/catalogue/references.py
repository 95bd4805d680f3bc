"""References in a policy's schema: they lead to a schema in it, to nowhere outside, and never round in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

from dslint.errors import RuleFileError
from dslint.manifest.field import Field, Step
from dslint.source.text import SourceText
from dslint.template import show

_REFERENCES = ("$ref", "$dynamicRef")
# what applies to the same value as the schema that it stands in; every other keyword takes a step into the value
# Source: json-schema.org/draft/2020-12/json-schema-core, 10.2
_SAME_VALUE: dict[str, Callable[[Field], Iterable[Field]]] = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), Field.items),
    **dict.fromkeys(("not", "if", "then", "else"), lambda entry: (entry,)),
    "dependentSchemas": Field.entries,
}

Path = tuple[Step, ...]


def refuse_references(schema: Field, parts: Sequence[Field], source: SourceText) -> None:
    """Check the references of a schema whose ``parts`` are all the schemas in it; raises RuleFileError with the place.

    One to anywhere outside is refused wherever it stands, in ``const`` or below an unknown keyword too: what is only
    data may become a schema when something refers to it.
    """
    for reference in _references(schema):
        if not reference.text.startswith("#"):
            raise _outside(reference, source)
    for part in parts[1:]:
        if part.get("$id"):
            message = '"$id" inside of a schema gives each "$ref" below it another meaning'
            raise RuleFileError(message, hint="leave it out", source=source, span=part.get("$id").span())
    _refuse_circles(parts, dict(_targets(schema, parts, source)), source)


def _references(field: Field) -> Iterator[Field]:
    """Yield whatever is a text and called like a reference, at any depth."""
    pending = [field]
    while pending:
        one = pending.pop()
        below = [*one.entries(), *one.items()]
        yield from (entry for entry in below if entry.name in _REFERENCES and isinstance(entry.value, str))
        pending += below[::-1]


def _outside(reference: Field, source: SourceText) -> RuleFileError:
    where = show(reference.text)
    if "://" not in reference.text:
        return RuleFileError(f'"$ref" to {where}, which is not there', source=source, span=reference.span())
    message = f'no "$ref" to {where}: dslint reads nothing from the network'
    hint = 'copy the definition below "$defs"'
    return RuleFileError(message, hint=hint, source=source, span=reference.span())


def _targets(schema: Field, parts: Sequence[Field], source: SourceText) -> Iterator[tuple[Path, Path]]:
    """Yield the path of each reference in a schema with the path of the schema that it leads to."""
    resolver = EMPTY_REGISTRY.resolver_with_root(DRAFT202012.create_resource(schema.value))
    paths = {part.path for part in parts}
    anchors = {part.get(word).text: part.path for part in parts for word in ("$dynamicAnchor", "$anchor")}
    for part in parts:
        for reference in map(part.get, _REFERENCES):
            if not reference:
                continue
            try:
                resolver.lookup(reference.text)
            except (Unresolvable, LookupError, TypeError, ValueError):
                message = f'"$ref" to {show(reference.text)}, which is not there'
                raise RuleFileError(message, source=source, span=reference.span()) from None
            name = reference.text[1:]
            target = anchors.get(name) if name and not name.startswith("/") else _path(schema, name)
            if target not in paths:
                message = f'"$ref" to {show(reference.text)}, which is no schema'
                hint = 'put what it means below "$defs"'
                raise RuleFileError(message, hint=hint, source=source, span=reference.span())
            assert target is not None  # noqa: S101 - it is one of the paths
            yield reference.path, target


def _path(schema: Field, pointer: str) -> Path:
    """Return the path of what a JSON Pointer means, as a fragment of an address has it."""
    from urllib.parse import unquote

    field = schema
    for word in unquote(pointer).split("/")[1:]:
        name = word.replace("~1", "/").replace("~0", "~")
        below = field.get(name)
        field = below if below.key is not None or not name.isdecimal() else field.get(int(name))
    return field.path


def _refuse_circles(parts: Sequence[Field], targets: dict[Path, Path], source: SourceText) -> None:
    """Refuse a reference that leads back to where it stands without a step into the value: it would never end."""
    by_path, done = {part.path: part for part in parts}, set()
    for start, first in by_path.items():
        inside = {start: _next(first, targets)} if start not in done else {}
        while inside:
            path, below = next(reversed(inside.items()))
            for there, reference in below:
                if there in inside and reference is not None:
                    message = f'"$ref" to {show(reference.text)} leads round in a circle that never ends'
                    hint = "let it pass a keyword that goes into the value, such as properties or items"
                    raise RuleFileError(message, hint=hint, source=source, span=reference.span())
                if there not in done:
                    inside[there] = _next(by_path[there], targets)
                    break
            else:
                del inside[path]
                done.add(path)


def _next(part: Field, targets: dict[Path, Path]) -> Iterator[tuple[Path, Field | None]]:
    """Yield the schemas that are applied to the same value, those behind a reference with it."""
    for entry in part.entries():
        if entry.name in _REFERENCES:
            yield targets[entry.path], entry
        elif entry.name in _SAME_VALUE:
            below = _SAME_VALUE[str(entry.name)](entry)
            yield from ((one.path, None) for one in below)
