"""DaemonSets below the root of another object, as structure or as text: what holds them makes them, not kubectl."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslint.inputs.unchecked import NotChecked
from dslint.manifest.field import Field
from dslint.pattern import pattern
from dslint.source.tree import Mapping, Node, Scalar, Sequence

_AS_TEXT = pattern(r"^[ \t\"'{-]*kind[\"']?:[ \t]*[\"']?DaemonSet\b", re.MULTILINE)
# what a test expects of an object; nothing is made of it
_EXPECTATIONS = ("assert", "error", "errors")
# what kustomize builds of files, and the transformers that it builds them with
_KUSTOMIZATIONS = (
    "Kustomization", "Component", "PatchTransformer", "PatchJson6902Transformer", "PatchStrategicMergeTransformer",
)  # fmt: skip


def nested(root: Field, kind: str) -> Iterator[NotChecked]:
    """Yield what says of each DaemonSet below the root of an object of another kind that it is not checked.

    A reference to one, such as the target of an autoscaler, has no ``spec``. Text counts in objects alone: elsewhere it
    may be an example.
    """
    if not kind and (root.get("patches") or root.get("patchesStrategicMerge")):
        kind = "Kustomization"  # which need not say so
    source, pending = root.source, [root.node]
    while pending:
        node = pending.pop()
        # what an alias stands for is written out elsewhere
        if isinstance(node, Mapping):
            if node is not root.target and _is_daemon_set(node):
                yield NotChecked(source.path, source.place(node.start).line, _reason(kind, "a DaemonSet"))
                continue
            pending += [entry.value for entry in reversed(node.entries) if entry.name not in _EXPECTATIONS]
        elif isinstance(node, Sequence):
            pending += reversed(node.items)
        elif kind and isinstance(node, Scalar) and isinstance(node.value, str) and _is_text(node.value):
            yield NotChecked(source.path, source.place(node.start).line, _reason(kind, "the text of a DaemonSet"))


def _is_daemon_set(node: Mapping) -> bool:
    value = _scalar(node, "kind")
    if value != "DaemonSet" or "." in str(_scalar(node, "apiVersion")).rpartition("/")[0]:
        return False
    spec = node.fields.get("spec")
    return (
        spec is not None
        and isinstance(spec.value, Mapping)
        and ("apiVersion" in node.fields or "metadata" in node.fields)
    )


def _scalar(node: Mapping, name: str) -> object:
    entry: Node | None = node.fields[name].value if name in node.fields else None
    return entry.value if isinstance(entry, Scalar) else None


def _is_text(text: str) -> bool:
    return "DaemonSet" in text and "apiVersion" in text and _AS_TEXT.search(text) is not None


def _reason(kind: str, what: str) -> str:
    if kind in _KUSTOMIZATIONS:
        return f"{what} in a kustomization; check what it builds: dslint check FOLDER"
    return f"{what} inside {f'an object of kind {kind}' if kind else 'another object'}; give it a file of its own"
