"""What turns a DaemonSet of a removed API version into one of apps/v1 that means the same.

Sources: pkg/apis/extensions/v1beta1/defaults.go (SetDefaults_DaemonSet: the selector from the template's labels,
OnDelete); the deprecation guide of kubernetes.io (the fields that are gone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.cures import selecting
from dslint.finding import InsertEntry, Intent, RemoveEntry, SetScalar

if TYPE_CHECKING:
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

_EXTENSIONS = "extensions/v1beta1"


def conversion(ds: DaemonSet, replacement: str) -> tuple[list[str], tuple[Intent, ...]]:
    """Return what has to change besides the API version, in words, and all intents; none where that is not clear.

    It is what the old version filled in and the new one does not, and a field that the new one does not have.
    """
    intents: list[Intent] = [SetScalar(ds.root.get("apiVersion"), replacement)]
    words: list[str] = []
    spec, old = ds.root.get("spec"), ds.api_version == _EXTENSIONS
    before = _before(spec, ("updateStrategy", "template"))
    if not ds.selector:
        labels = selecting(ds, lasting=False)
        words.append("the template's labels as selector")
        if not labels:
            return words, ()
        intents.append(_put(ds.selector, "matchLabels", labels, before))
    if old and spec.get("updateStrategy", "type").value in (None, ""):
        words.append("updateStrategy OnDelete")
        intents.append(_put(spec.get("updateStrategy"), "type", "OnDelete", before))
    if spec.get("templateGeneration").node is not None:
        words.append("no templateGeneration")
        intents.append(RemoveEntry(spec.get("templateGeneration")))
    return words, tuple(intents)


def _before(parent: Field, names: tuple[str, ...]) -> str:
    """Return the entry behind which something stands in front of some others; empty where these come first."""
    last = ""
    for field in parent.entries():
        if field.name in names:
            break
        last = str(field.name)
    return last


def _put(parent: Field, name: str, value: Any, after: str) -> Intent:
    """Add an entry to a field that may not be there yet, and then stands behind another one."""
    if parent.node is None and parent.parent is not None:
        return InsertEntry(parent.parent, str(parent.name), {name: value}, after)
    if parent.get(name).node is not None:
        return SetScalar(parent.get(name), value)
    return InsertEntry(parent, name, value, after="")
