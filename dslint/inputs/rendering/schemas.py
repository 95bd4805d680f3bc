"""Schemas of the values of charts, and which of them Helm would ask the network for.

Helm reads what a schema refers to before it looks at any value, and refuses all values where it gets no answer. Which
references it follows depends on its version: https://github.com/xeipuuv/gojsonschema reads schemas up to Helm 3.17, and
https://github.com/santhosh-tekuri/jsonschema since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

NAME = "values.schema.json"
MOST_BYTES = 4 << 20
_BELOW_ONE = ("additionalProperties", "items", "not")
_BELOW_NAMES = ("properties", "patternProperties")
_BELOW_LISTS = ("allOf", "anyOf", "oneOf")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_IDS = ("$id", "id")
_ADDRESS = re.compile(r"https?://[^/?#]")
# the programs bring some of these along
_DIALECT = re.compile(r"https?://json-schema\.org/")
# what lies on the machine itself is asked for without the proxy that refuses everything
_HERE = re.compile(r"(?i)https?://(?:[^/?#]*@)?(?:localhost|127\.|\[)")


def is_schema(path: str) -> bool:
    """Tell whether a file of a chart is the schema of its values, or of those of a chart that lies unpacked in it."""
    return re.fullmatch(r"(?:charts/[^/]+/)*values\.schema\.json", path) is not None


def without(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a chart without what its values have to comply with."""
    return {path: data for path, data in files.items() if not is_schema(path)}


def asks(data: bytes) -> bool:
    """Tell whether every Helm would ask the network for a part of a schema, or any would ask the machine itself."""
    document = _read(data)
    references, own = _references(document), _addresses(document)
    elsewhere = (references - own) | (own if _is_relative(references) else set())
    return any(map(_HERE.match, elsewhere)) or _leads_away(document)


def may_ask(data: bytes) -> bool:
    """Tell whether some Helm may ask the network for a part of a schema."""
    document = _read(data)
    references = _references(document)
    all_ = references | (_addresses(document) if _is_relative(references) else set())
    return len(data) > MOST_BYTES or any(map(_ADDRESS.match, all_))


def _read(data: bytes) -> Any:
    """Return what a schema says, ``None`` where it has no address, is too large, or no JSON: Helm tells."""
    import json

    if len(data) > MOST_BYTES or (b"://" not in data and b"\\" not in data):
        return None
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _below(document: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a document, whatever it stands for, the outermost first."""
    pending = [document]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            yield one
            pending += one.values()
        elif isinstance(one, list):
            pending += one


def _texts(mapping: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    return [text for key in keys if isinstance(text := mapping.get(key), str)]


def _addresses(document: Any) -> set[str]:
    """Return the addresses that a document and its parts give themselves."""
    return {text.partition("#")[0] for one in _below(document) for text in _texts(one, _IDS)}


def _references(document: Any) -> set[str]:
    """Return what references anywhere in a document lead to, apart from that itself and the versions of JSON Schema."""
    texts = {text for one in _below(document) for text in _texts(one, _REFERENCES)}
    texts |= {text for one in _below(document) for text in _texts(one, ("$schema",)) if not _DIALECT.match(text)}
    return {text.partition("#")[0] for text in texts} - {""}


def _is_relative(references: Iterable[str]) -> bool:
    return not all(map(_ADDRESS.match, references))


def _leads_away(document: Any) -> bool:
    """Tell whether a reference that every Helm follows leads to an address that is not in the document."""
    if not isinstance(document, dict):
        return False
    own = {text.partition("#")[0] for text in _texts(document, _IDS)}
    inside = (text for one in _below(document) if one is not document for text in _texts(one, _IDS))
    if any(not text.startswith("#") for text in inside):
        return False  # the parts of the document may have addresses of their own
    pending, seen = [document], set[int]()
    while pending:
        schema = pending.pop()
        if id(schema) in seen or not isinstance(schema, dict):
            continue
        seen.add(id(schema))
        if "$ref" not in schema:
            pending += _parts(schema)
            continue
        # what stands beside a reference counts for some only
        for text in _texts(schema, ("$ref",)):
            if _ADDRESS.match(text) and not _DIALECT.match(text) and text.partition("#")[0] not in own:
                return True
            if text.startswith("#/"):
                pending.append(_at(document, text[2:]))
    return False


def _parts(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas in a schema that every version of JSON Schema has."""
    for key in _BELOW_ONE:
        yield schema.get(key)
    for key in _BELOW_NAMES:
        names = schema.get(key)
        yield from names.values() if isinstance(names, dict) else ()
    for key in _BELOW_LISTS:
        several = schema.get(key)
        yield from several if isinstance(several, list) else ()


def _at(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer leads to through mappings."""
    for name in unquote(pointer).split("/"):
        document = document.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(document, dict) else None
    return document
