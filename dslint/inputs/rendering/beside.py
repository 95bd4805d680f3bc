"""Objects beside a release: in its file, in the files of its folder, or made by the kustomization there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslint.inputs.documents import objects, read
from dslint.inputs.limits import RELEASES_BYTES
from dslint.inputs.rendering.held import held
from dslint.inputs.rendering.release import Given, LeftError, inside
from dslint.inputs.tree import KUSTOMIZATIONS, SUFFIXES, Input, Unreadable
from dslint.manifest.field import Field, Root
from dslint.record import NamedTuple
from dslint.source.text import SourceText, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_GENERATORS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}


class Value(NamedTuple):
    """A text in a ConfigMap or Secret, and where it stands as values."""

    text: str
    given: Given


class Beside:
    """What stands beside a file of a tree; it is read when the first object is asked for."""

    def __init__(self, tree: Tree, item: Input) -> None:
        self._tree = tree
        self._item = item
        self._folder = os.path.dirname(item.path)

    def one(self, kind: str, name: str, namespace: str) -> Field | None:
        """Return the object with a name; raises LeftError where there are several."""
        found = [one for one in self._objects(name) if _is(one, kind, name, namespace)]
        if len(found) > 1:
            raise LeftError(f"there are several objects {kind} {name} beside it")
        return found[0] if found else None

    def values(self, kind: str, name: str, namespace: str) -> dict[str, Value] | None:
        """Return the texts in a ConfigMap or Secret by their keys; raises LeftError where they cannot be known."""
        found = self.one(kind, name, namespace)
        made = [*self._generated(kind, name)]
        if len(made) + (found is not None) > 1:
            raise LeftError(f"there are several objects {kind} {name} beside it")
        if found is None:
            return made[0] if made else None
        if found.get("sops"):
            raise LeftError(f"the {kind} {name} is encrypted")
        data = found.get("data").entries()
        if kind != "Secret":
            return {str(one.name): _written(one) for one in data}
        values = {str(one.name): _decoded(one) for one in data}
        return values | {str(one.name): _written(one) for one in found.get("stringData").entries()}

    def _objects(self, name: str) -> Iterator[Field]:
        for source in self._sources():
            # few files are worth to be parsed: those that mention the name
            for document in read(source, everything=True) if name in source.text else ():
                yield from objects(document)

    def _sources(self) -> Iterator[SourceText]:
        paths = (path for path in self._tree.list(self._folder, everything=False) if path.endswith(SUFFIXES))
        for path in sorted({self._item.path, *(one for one in paths if os.path.dirname(one) == self._folder)}):
            source = self._read(path)
            if source is not None:
                yield source

    def _read(self, path: str) -> SourceText | None:
        shown = self._tree.show(path, os.getcwd())
        try:
            return SourceText.decode(shown, self._tree.read(Input(path, shown, explicit=False), RELEASES_BYTES))
        except (Unreadable, UndecodableError):
            return None

    def _generated(self, kind: str, name: str) -> Iterator[dict[str, Value]]:
        """Yield what the kustomization of the folder makes of files and texts."""
        for source in filter(None, (self._read(os.path.join(self._folder, one)) for one in KUSTOMIZATIONS)):
            for document in read(source, everything=True):
                root = Root(document.tree.root if document.tree is not None else None, source)
                for one in root.get(_GENERATORS.get(kind, "")).items():
                    if one.get("name").text == name:
                        yield self._made(one)

    def _made(self, generator: Field) -> dict[str, Value]:
        if generator.get("behavior").text not in ("", "create") or generator.get("envs") or generator.get("env"):
            raise LeftError(f"{generator.get('name').text} is put together by its kustomization")
        found: dict[str, Value] = {}
        for one in generator.get("literals").items():
            key, _, value = one.text.partition("=")
            found[key] = _unplaced(one, value.strip("\"'"))
        for one in generator.get("files").items():
            key, equals, word = one.text.partition("=")
            path = inside(self._folder, word if equals else key)
            source = self._read(path) if path is not None else None
            if source is None:
                raise LeftError(f"{word or key} is not in the folder of its kustomization")
            found[key if equals else os.path.basename(key)] = Value(source.text, Given(source))
        return found


def _is(root: Field, kind: str, name: str, namespace: str) -> bool:
    metadata = root.get("metadata")
    own = metadata.get("namespace").text
    same = not own or not namespace or own == namespace
    return root.get("kind").text == kind and metadata.get("name").text == name and same


def _written(field: Field) -> Value:
    source = held(field)
    return Value(field.text, Given(source)) if source is not None else _unplaced(field, field.text)


def _decoded(field: Field) -> Value:
    """Return the text that a field of a Secret has in Base64."""
    import base64
    import binascii

    try:
        return _unplaced(field, base64.b64decode("".join(field.text.split()), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        raise LeftError(f"{field.name} is no text in Base64") from None


def _unplaced(field: Field, text: str) -> Value:
    return Value(text, Given(SourceText(field.source.path, text), placed=False))
