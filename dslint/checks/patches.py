"""Patches of kustomize: what they do to the base that they are for."""

from __future__ import annotations

from dslint.finding import Hit, Note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

LOST = "lost: the patch does not repeat it"
_TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def replaced_list(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the lists of a patch that have no merge key.

    Source: staging/src/k8s.io/api/core/v1/types.go, where these fields have no ``patchMergeKey``.
    """
    ds = workload.written
    if ds.fragment is None or ds.fragment.kind != "patch":
        return
    base: Field | None = None
    for field in _without_key(ds):
        items = list(field.items())
        if not items or any(_covers_all(item) for item in items):
            continue
        base = base or (ds.fragment.base(ds.name.name or "") if ds.fragment.base is not None else None)
        lost = None if base is None else list(_lost(field, base))
        if lost != []:
            notes = tuple(Note(item, LOST) for item in lost or ())
            yield Hit("found", field, {"field": field.name, "path": field.pointer}, key=True, notes=notes)


def _lost(field: Field, base: Field) -> Iterator[Field]:
    """Yield the items that the base has in the list and the patch has not."""
    there = base
    for step in field.path:
        there = _item(there, field, step) if isinstance(step, int) and there.name == "containers" else there.get(step)
    kept = [item.value for item in field.items()]
    yield from (item for item in there.items() if item.value not in kept)


def _item(containers: Field, field: Field, index: int) -> Field:
    """Return the container of the base that goes by the name of the one that a field of a patch is in."""
    one = field
    while one.name != index and one.parent is not None:
        one = one.parent
    name = one.get("name").text
    return next((item for item in containers.items() if item.get("name").text == name), containers.get(index))


def _without_key(ds: DaemonSet) -> Iterator[Field]:
    yield ds.pod_spec.get("tolerations")
    yield ds.pod_spec.get(*_TERMS)
    for container in ds.containers():
        yield container.get("envFrom")


def _covers_all(item: Field) -> bool:
    """Tell whether an item leaves nothing to be lost: it tolerates everything, or says itself that it replaces."""
    tolerates = item.get("operator").text == "Exists" and not item.get("key") and not item.get("effect")
    return tolerates or item.get("$patch").node is not None
