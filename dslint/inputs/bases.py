"""The DaemonSet that a patch of kustomize is for, where what its kustomization lists holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslint.inputs.kustomize import LARGEST, read_kustomization
from dslint.inputs.tree import Input, Unreadable
from dslint.manifest.field import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

MOST_FILES = 500


def base_of(tree: Tree, folder: str, name: str) -> Field | None:
    """Return the DaemonSet of a name that the kustomization of a folder lists, itself or through others."""
    for root in _daemon_sets(tree, folder):
        if root.get("metadata", "name").text == name:
            return root
    return None


def _daemon_sets(tree: Tree, folder: str) -> Iterator[Field]:
    from dslint.inputs.documents import objects, read
    from dslint.source.text import SourceText, UndecodableError

    for path in _files(tree, folder):
        try:
            source = SourceText.decode(
                tree.show(path, os.getcwd()), tree.read(Input(path, path, explicit=False), LARGEST)
            )
        except (Unreadable, UndecodableError):
            continue
        for document in read(source):
            yield from (root for root in objects(document) if root.get("kind").text == "DaemonSet")


def _files(tree: Tree, folder: str) -> Iterator[str]:
    folders, seen, count = [folder], set[str](), 0
    while folders:
        here = folders.pop(0)
        if here in seen:
            continue
        seen.add(here)
        found = read_kustomization(tree, here)
        for path in sorted(found.resources) if found is not None else ():
            count += 1
            if count > MOST_FILES:
                return
            if tree.is_file(path):
                yield path
            else:
                folders.append(path)
