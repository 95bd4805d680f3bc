"""Patches of kustomize: what they do to the base that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def replaced_list(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the lists of a patch that have no merge key.

    Source: staging/src/k8s.io/api/core/v1/types.go, where these fields have no ``patchMergeKey``.
    """
    ds = workload.written
    if ds.fragment is None or ds.fragment.kind != "patch":
        return
    for field in _without_key(ds):
        items = list(field.items())
        if items and not any(_covers_all(item) for item in items):
            yield Hit("found", field, {"field": field.name, "path": field.pointer}, key=True)


def _without_key(ds: DaemonSet) -> Iterator[Field]:
    yield ds.pod_spec.get("tolerations")
    yield ds.pod_spec.get(*_TERMS)
    for container in ds.containers():
        yield container.get("envFrom")


def _covers_all(item: Field) -> bool:
    """Tell whether an item leaves nothing to be lost: it tolerates everything, or says itself that it replaces."""
    tolerates = item.get("operator").text == "Exists" and not item.get("key") and not item.get("effect")
    return tolerates or item.get("$patch").node is not None
