"""The API version of a DaemonSet: whether there is one, and whether the target version still has it.

Sources of what a removed version means in apps/v1: pkg/apis/extensions/v1beta1/defaults.go (SetDefaults_DaemonSet: the
selector from the template's labels, OnDelete); the deprecation guide of kubernetes.io (the fields that are gone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.finding import Hit, InsertEntry, RemoveEntry, SetScalar
from dslint.kube.versions import DAEMONSET_API

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Operation
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_CURRENT, _EXTENSIONS = "apps/v1", "extensions/v1beta1"


def removed(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find API versions that the target version has removed, or that never had a DaemonSet, and none at all."""
    ds = workload.written
    written, place = ds.api_version, ds.root.get("apiVersion")
    life = DAEMONSET_API.get(written)
    if not written:
        yield from _missing(ds)
    elif life is None:
        fix = (SetScalar(place, _CURRENT),)
        yield Hit("never", place, {"written": written, "current": _CURRENT}, fix=fix)
    elif life.removed is not None and workload.minor >= life.removed.minor:
        yield _removed(ds, written, life.replacement, str(life.removed))


def _missing(ds: DaemonSet) -> Iterator[Hit]:
    """Find an API version that is not there, null or empty; anything else that is no text is of a wrong type."""
    place = ds.root.get("apiVersion")
    if place.node is None:
        fix = InsertEntry(ds.root, "apiVersion", _CURRENT, after="")
        yield Hit("missing", place, {"current": _CURRENT}, absence=True, fix=(fix,))
    elif place.value is None or place.value == "":
        yield Hit("missing", place, {"current": _CURRENT}, key=True, fix=(SetScalar(place, _CURRENT),))


def _removed(ds: DaemonSet, written: str, replacement: str, since: str) -> Hit:
    added, gone, fix = _conversion(ds, replacement)
    params = {"written": written, "replacement": replacement, "removed": since, "added": "", "gone": ""}
    if added:
        params["added"] = f" with {' and '.join(added)}"
    if gone:
        params["gone"] = f", without {gone}"
    return Hit("found" if fix else "selector", ds.root.get("apiVersion"), params, fix=fix)


def _conversion(ds: DaemonSet, replacement: str) -> tuple[list[str], str, tuple[Operation, ...]]:
    """Return what is added, in words, the field that goes, and all intents; none where it is not clear what to add.

    Added is what the old version filled in and the new one does not, but not to a fragment, which may get it from
    elsewhere.
    """
    from dslint.checks.apiserver.fixes import selector_labels  # few manifests get here

    intents: list[Operation] = [SetScalar(ds.root.get("apiVersion"), replacement)]
    added: list[str] = []
    spec, old = ds.root.get("spec"), ds.api_version == _EXTENSIONS
    before = _before(spec, ("updateStrategy", "template"))
    if not ds.selector and ds.fragment is None:
        labels = selector_labels(ds, lasting=False)
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
