"""Patches of kustomize by what is in them, and where none is near by what lists them anywhere in the tree; images too.

Source of the directives: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from dslint.inputs.kustomize import LARGEST, Kustomization
from dslint.inputs.tree import KUSTOMIZATIONS, Input, Unreadable
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.fragment import Fragment
from dslint.manifest.purpose import is_base
from dslint.source.tree import Mapping, Node, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

# what is asked of kustomizations: those without any of these words are not kept
_ASKED_FOR = (b"patches", b"images", b"transformers", b"base")
_COMMENT, _FILE = rb"#[^\n]*", rb"[\w.-]+\.(?:ya?ml|json)"
_DIRECTIVES = ("$patch", "$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/")


def may_be_directed(text: str) -> bool:
    """Tell whether there may be a directive in a text."""
    return any(directive in text for directive in _DIRECTIVES)


def directed(ds: DaemonSet) -> Fragment | None:
    """Return what says that a DaemonSet is a patch for a directive in it, which no Kubernetes field is called."""
    name = next((name for name in _names(ds.root.target) if name.startswith(_DIRECTIVES)), None)
    return None if name is None else Fragment("patch", f"{name} is a directive of a strategic merge patch")


def _names(root: Node | None) -> Iterator[str]:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Mapping):  # what an alias stands for is written out elsewhere
            for entry in node.entries:
                yield entry.name
                nodes.append(entry.value)
        elif isinstance(node, Sequence):
            nodes += node.items


def lacks_selector_or_image(ds: DaemonSet) -> bool:
    """Tell whether a DaemonSet lacks what few patches have and every manifest needs."""
    return not ds.selector or not _has_image(ds)


def lacks_selector_and_image(ds: DaemonSet) -> bool:
    """Tell whether nothing in a DaemonSet could be meant to run."""
    return not ds.selector and not _has_image(ds)


def lacks_selector_and_more(ds: DaemonSet) -> bool:
    """Tell whether a DaemonSet lacks two of the things that nobody forgets together: labels too, or an image."""
    labelled = ds.template.get("metadata", "labels")
    return not ds.selector and not (labelled and all(container.get("image") for container in ds.containers()))


def lacks_all_but_a_part(ds: DaemonSet) -> bool:
    """Tell whether a DaemonSet is named and says something of its pods, and lacks all that no pod can do without."""
    named, labels = ds.root.get("metadata", "name"), ds.template.get("metadata", "labels")
    return bool(named) and any(ds.pod_spec.entries()) and not labels and lacks_selector_and_image(ds)


def lacks_name_selector_and_image(ds: DaemonSet) -> bool:
    """Tell whether a DaemonSet has several containers and lacks all that a program sets which makes one of it."""
    containers = list(ds.containers())
    named = len(containers) > 1 and all(one.get("name") for one in containers)
    return named and not ds.root.get("metadata", "name") and lacks_selector_and_image(ds)


def has_only_images(ds: DaemonSet) -> bool:
    """Tell whether a DaemonSet says nothing of its pods but which images several containers have."""
    fields = [entry.name for container in ds.containers() for entry in container.entries()]
    others = [entry.name for entry in ds.pod_spec.entries() if entry.name not in ("containers", "initContainers")]
    labels = ds.template.get("metadata", "labels")
    return not (ds.selector or labels or others) and len(fields) > 2 and set(fields) == {"name", "image"}


def without_images(ds: DaemonSet) -> Fragment | None:
    """Return what says that a program puts in the images: one is forgotten easily, all of several never."""
    containers = list(ds.containers())
    if len(containers) < 2 or not ds.selector or any(one.get("image").text for one in containers):
        return None
    if not all(one.get("name") for one in containers):
        return None
    images = tuple((*one.path, "image") for one in containers)
    return Fragment("base", f"none of {len(containers)} containers has an image", images)


def _has_image(ds: DaemonSet) -> bool:
    return any(container.get("image") for container in ds.containers())


class Listed:
    """The patches and images that the kustomizations of a tree list, wherever they lie; each is looked through once."""

    __slots__ = ("_all", "_by", "_images", "_kustomization", "_named", "_overlaid", "_tree")

    def __init__(self, tree: Tree, kustomization: Callable[[str], Kustomization | None]) -> None:
        """Take what reads the kustomization of a folder."""
        self._tree = tree
        self._kustomization = kustomization
        self._all: dict[str, list[tuple[str, bytes]]] = {}
        self._named: dict[str, set[bytes]] = {}
        self._by: dict[str, str | None] = {}
        self._images: dict[str, frozenset[str]] = {}
        self._overlaid: dict[str, bool] = {}

    def by(self, path: str, top: str) -> str | None:
        """Return the kustomization below a folder that lists a file as a patch."""
        if path not in self._by:
            self._by[path] = self._find(path, top)
        return self._by[path]

    def names(self, path: str, top: str) -> bool:
        """Tell whether a kustomization below a folder names a file that is called so, as whatever it may be to it."""
        self._below(top)
        return os.fsencode(os.path.basename(path)) in self._named[top]

    def images(self, top: str) -> frozenset[str]:
        """Return the names of images that the kustomizations below a folder set."""
        if top not in self._images:
            found = (self._kustomization(folder) for folder, text in self._below(top) if b"images" in text)
            self._images[top] = frozenset(name for one in found if one is not None for name in one.images)
        return self._images[top]

    def builds_on(self, path: str, top: str) -> bool:
        """Tell whether an overlay below a folder builds on the base that a file is in, and none runs transformers.

        What those set, images among it, is not known.
        """
        base = os.path.dirname(path)
        while base.startswith(os.path.join(top, "")) and not is_base(os.path.basename(base)):
            base = os.path.dirname(base)
        if base not in self._overlaid:
            self._overlaid[base] = self._is_overlaid(base, top)
        return self._overlaid[base]

    def _is_overlaid(self, base: str, top: str) -> bool:
        if any(b"transformers" in text for _, text in self._below(top)):
            return False
        name, within = os.fsencode(os.path.basename(base)), os.path.join(base, "")
        for folder, text in self._below(top):
            if folder != base and not folder.startswith(within) and name in text:
                found = self._kustomization(folder)
                if found is not None and any(one == base or one.startswith(within) for one in found.resources):
                    return True
        return False

    def _find(self, path: str, top: str) -> str | None:
        name = os.fsencode(os.path.basename(path))
        for folder, text in self._below(top):
            # only what mentions the file is worth to be parsed
            found = self._kustomization(folder) if name in text and b"patches" in text else None
            if found is not None and path in found.patches:
                return found.path
        return None

    def _below(self, top: str) -> list[tuple[str, bytes]]:
        if top not in self._all:
            self._all[top], self._named[top] = [], set()
            for folder, text in self._read(self._tree.list(top, everything=False)):
                self._named[top].update(re.findall(_FILE, re.sub(_COMMENT, b"", text)))
                if any(word in text for word in _ASKED_FOR):
                    self._all[top].append((folder, text))
        return self._all[top]

    def _read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in sorted(paths):
            if os.path.basename(path) in KUSTOMIZATIONS:
                try:
                    yield os.path.dirname(path), self._tree.read(Input(path, path, explicit=False), LARGEST)
                except Unreadable:
                    continue
