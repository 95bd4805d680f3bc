"""The real manifests of ``shared/corpus``, and the mutations that ``mutation_vectors.json`` makes of them."""

import copy
import re
from functools import cache
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader(_Loader):
    """YAML 1.1 without timestamps and base 60 numbers, which Kubernetes does not know."""


_Reader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(("timestamp", "int", "float"))]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_NUMBERS = {
    "int": r"^[-+]?(0b[01_]+|0o?[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$",
    "float": r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$",
}
for _name, _pattern in _NUMBERS.items():
    _Reader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(_pattern), list("-+.0123456789"))


@cache
def _documents(file):
    text = (CORPUS / file).read_text(encoding="utf-8-sig")
    return tuple(yaml.load_all(text, Loader=_Reader))


def manifest(file, document):
    """Return a fresh copy of one document of a corpus file."""
    return copy.deepcopy(_documents(file)[document])


def mutated(file, document, patch):
    """Return a document with the steps of a mutation applied in order."""
    value = manifest(file, document)
    for operation, path, *argument in patch:
        parent = value
        for part in path[:-1]:
            parent = parent[part]
        _apply(operation, parent, path[-1], argument)
    return value


def _apply(operation, parent, key, argument):
    if operation == "set":
        parent[key] = argument[0]
    elif operation == "del":
        del parent[key]
    elif operation == "append":
        parent[key] = [*(parent.get(key) or []), *argument[0]]
    elif operation == "repeat":
        parent[key].append(copy.deepcopy(parent[key][argument[0]]))
    elif operation == "rename":
        parent[argument[0]] = parent.pop(key)
    else:
        raise ValueError(operation)
