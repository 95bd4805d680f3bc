"""What turns a DaemonSet of a removed API version into one of apps/v1 that means the same.

Sources: pkg/apis/extensions/v1beta1/defaults.go (SetDefaults_DaemonSet: the selector from the template's labels,
OnDelete); the deprecation guide of kubernetes.io (the fields that are gone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.apiserver.fixes import selecting
from dslint.finding import InsertEntry, Operation, RemoveEntry, SetScalar

if TYPE_CHECKING:
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

_EXTENSIONS = "extensions/v1beta1"


def conversion(ds: DaemonSet, replacement: str) -> tuple[list[str], str, tuple[Operation, ...]]:
    """Return what is added, in words, the field that goes, and all intents; none where it is not clear what to add.

    Added is what the old version filled in and the new one does not, but not to a fragment, which may get it from
    elsewhere.
    """
    intents: list[Operation] = [SetScalar(ds.root.get("apiVersion"), replacement)]
    added: list[str] = []
    spec, old = ds.root.get("spec"), ds.api_version == _EXTENSIONS
    before = _before(spec, ("updateStrategy", "template"))
    if not ds.selector and ds.fragment is None:
        labels = selecting(ds, lasting=False)
        if not labels:
            return [], "", ()
        added.append("the template's labels as selector")
        intents.append(_put(ds.selector, "matchLabels", labels, before))
    if old and ds.fragment is None and spec.get("updateStrategy", "type").value in (None, ""):
        added.append("updateStrategy OnDelete")
        intents.append(_put(spec.get("updateStrategy"), "type", "OnDelete", before))
    generation = spec.get("templateGeneration")
    if generation.node is None:
        return added, "", tuple(intents)
    return added, "templateGeneration", (*intents, RemoveEntry(generation))


def _before(parent: Field, names: tuple[str, ...]) -> str:
    """Return the entry behind which something stands in front of some others; empty where these come first."""
    last = ""
    for field in parent.entries():
        if field.name in names:
            break
        last = str(field.name)
    return last


def _put(parent: Field, name: str, value: Any, after: str) -> Operation:
    """Add an entry to a field that may not be there yet, and then stands behind another one."""
    if parent.node is None and parent.parent is not None:
        return InsertEntry(parent.parent, str(parent.name), {name: value}, after)
    if parent.get(name).node is not None:
        return SetScalar(parent.get(name), value)
    return InsertEntry(parent, name, value, after="")
