"""What a kustomization says of the files around it: patches, resources, labels for the selector.

Source: sigs.k8s.io/kustomize/api/types kustomization.go and labels.go.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dslint.inputs.tree import KUSTOMIZATIONS, Input, Unreadable
from dslint.pattern import pattern
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.inputs.tree import Tree

LARGEST = 1 << 20
# an entry of a list that somebody has commented out
_COMMENTED = pattern(r"^[ \t]*#[# \t]*-[ \t]+[\"']?([\w./-]+\.(?:ya?ml|json))[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE)


class Kustomization(NamedTuple):
    """One kustomization: absolute paths of what it lists, whether its labels complete selectors, the images it sets.

    ``commented`` are the paths of files that it lists in comments alone.
    """

    path: str
    patches: frozenset[str]
    resources: frozenset[str]
    labels_selectors: bool
    images: frozenset[str]
    commented: frozenset[str]


def read_kustomization(tree: Tree, folder: str) -> Kustomization | None:
    """Return the kustomization of an absolute folder; ``None`` without one, and for one that cannot be read.

    Never raises: what is wrong with the file is for kustomize to say.
    """
    for name in KUSTOMIZATIONS:
        path = os.path.join(folder, name)
        try:
            text = tree.read(Input(path, path, explicit=False), LARGEST)
        except Unreadable:
            continue
        data = _mapping(path, text)
        if data is not None:
            return _kustomization(path, folder, data, _commented(text))
    return None


def _mapping(path: str, data: bytes) -> dict[str, Any] | None:
    from dslint.source.text import SourceText, UndecodableError
    from dslint.source.tree import ParseError, parse, plain

    try:
        value = plain(parse(SourceText.decode(path, data).text).root)
    except (UndecodableError, ParseError):
        return None
    return value if isinstance(value, dict) else {}


def _commented(text: bytes) -> list[str]:
    """Return the files that stand in a text as entries that are commented out: of most there are none."""
    return _COMMENTED.findall(text.decode("utf-8", "replace")) if b"#" in text else []


def _kustomization(path: str, folder: str, data: dict[str, Any], commented: list[str]) -> Kustomization:
    patches = [*_files(data, "patches"), *_files(data, "patchesStrategicMerge"), *_files(data, "patchesJson6902")]
    resources = [*_files(data, "resources"), *_files(data, "bases"), *_files(data, "components")]
    files = _absolute(folder, patches), _absolute(folder, resources)
    left_out = _absolute(folder, commented) - files[0] - files[1]
    return Kustomization(path, *files, _labels_selectors(data), frozenset(_images(data)), left_out)


def _images(data: dict[str, Any]) -> Iterator[str]:
    """Yield the full names of images of which another tag, digest or name is pulled; ``latest`` is no tag."""
    from dslint.kube.values.image import ImageError, parse  # few kustomizations are asked

    entries = data.get("images")
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("name") if isinstance(entry, dict) and entry.keys() - {"name"} and not _moves(entry) else None
        try:
            yield parse(str(name)).name if name else ""
        except ImageError:
            continue


def _moves(entry: dict[str, Any]) -> bool:
    return entry.keys() == {"name", "newTag"} and entry["newTag"] == "latest"


def _files(data: dict[str, Any], field: str) -> Iterator[str]:
    """Yield the entries of a list; a patch may also name its file as ``path``."""
    entries = data.get(field)
    for entry in entries if isinstance(entries, list) else ():
        file = entry.get("path") if isinstance(entry, dict) else entry
        # a patch can stand in the list itself, as text of many lines
        if isinstance(file, str) and file and "\n" not in file:
            yield file


def _absolute(folder: str, files: list[str]) -> frozenset[str]:
    return frozenset(os.path.normpath(os.path.join(folder, file)) for file in files)


def _labels_selectors(data: dict[str, Any]) -> bool:
    if isinstance(data.get("commonLabels"), dict) and data["commonLabels"]:
        return True
    labels = data.get("labels")
    return any(
        isinstance(entry, dict) and bool(entry.get("pairs")) and entry.get("includeSelectors") is True
        for entry in (labels if isinstance(labels, list) else ())
    )
