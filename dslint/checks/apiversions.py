"""The API version of a DaemonSet: whether there is one, and whether the target version still has it.

Sources of what a removed version means in apps/v1: pkg/apis/extensions/v1beta1/defaults.go (SetDefaults_DaemonSet: the
selector from the template's labels, OnDelete), pkg/apis/apps/v1/defaults.go (RollingUpdate); the deprecation guide of
kubernetes.io (the fields that are gone).
"""

from __future__ import annotations

from dslint.finding import Hit, InsertEntry, RemoveEntry, SetScalar
from dslint.kube.versions import DAEMONSET_API

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

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
    params = {"written": written, "replacement": replacement, "removed": since, "added": "", "gone": "", "changes": ""}
    intents: list[Operation] = [SetScalar(ds.root.get("apiVersion"), replacement)]
    spec, place = ds.root.get("spec"), ds.root.get("apiVersion")
    generation = spec.get("templateGeneration")
    explains = () if generation.node is None else (generation.path,)
    if not ds.selector and ds.fragment is None:
        from dslint.checks.apiserver.selector import selector_labels  # few manifests get here

        labels = selector_labels(ds)
        if not labels:
            return Hit("selector", place, params, explains=explains)
        params["added"] = f" with the selector {', '.join(f'{name}: {value}' for name, value in labels.items())}"
        intents.append(_put(ds.selector, "matchLabels", labels, _before(spec, "template")))
    if explains:
        params["gone"] = ", without templateGeneration"
        intents.append(RemoveEntry(generation))
    # a fragment may get its strategy from elsewhere
    is_default = spec.get("updateStrategy", "type").value in (None, "") and ds.fragment is None
    if written == _EXTENSIONS and is_default:
        params["changes"] = "; updateStrategy then defaults to RollingUpdate, no longer OnDelete"
    return Hit("found", place, params, fix=tuple(intents), explains=explains)


def _before(parent: Field, name: str) -> str:
    """Return the entry behind which something stands in front of another; empty where that comes first."""
    last = ""
    for field in parent.entries():
        if field.name == name:
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
