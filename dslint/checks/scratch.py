"""Room for what pods write and nobody keeps: emptyDir volumes and the layers of their containers."""

from __future__ import annotations

from dslint.checks.agents import programs
from dslint.checks.consumption import unlimited
from dslint.checks.parts import containers, one_hit
from dslint.finding import InsertEntry
from dslint.kube.values.quantity import QuantityError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_MEMORY = "Memory"
_STORAGE = "ephemeral-storage"
_BUFFERS = "log-shipper"


def missing_ephemeral_storage(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that buffer what they read on a disk that nothing bounds."""
    if not workload.written.is_whole or _BUFFERS not in workload.role:
        return
    disks = {name for _, name in _empty_dirs(workload, memory=False)}
    found = []
    for one in programs(workload):
        mounted = {mount.get("name") for mount in one.stored.get("volumeMounts") or ()}
        writes = not one.security.get("readOnlyRootFilesystem") or mounted & disks
        if writes and _STORAGE not in _limits(one.stored):
            found.append((one.name, one.field(workload).get("name")))
    if found:
        yield one_hit("found", found, absence=True)


def unbounded_empty_dir(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find volumes on the disk of the node without a size."""
    yield from _unbounded(workload, context, memory=False)


def unbounded_memory_dir(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find volumes in memory that may grow to all of the node's: no size, and a container without a limit."""
    for hit in _unbounded(workload, context, memory=True):
        told = "DS501" in context.selected and unlimited(workload, context)  # a limit mends both
        if not told and not _is_limited(workload):
            yield hit


def _unbounded(workload: Workload, context: Context, *, memory: bool) -> Iterator[Hit]:
    """Find the emptyDir volumes without a size that containers mount, those in memory or the others."""
    empty = list(_empty_dirs(workload, memory=memory))
    if not empty:
        return
    mounted = {mount.get("name") for one in containers(workload) for mount in one.stored.get("volumeMounts") or ()}
    volumes = workload.written.pod_spec.get("volumes")
    found = [(name, volumes.get(index, "emptyDir")) for index, name in empty if name in mounted]
    if found:
        size = context.options.get("size")
        fix = tuple(InsertEntry(field, "sizeLimit", size) for _, field in found)
        yield one_hit("found", found, {"size": size}, key=True, fix=fix)


def _is_size(size: Any) -> bool:
    """Tell whether a size bounds anything: none of zero does."""
    try:
        return size is not None and bool(parse(size))
    except QuantityError:
        return True  # which another rule tells of


def _empty_dirs(workload: Workload, *, memory: bool) -> Iterator[tuple[int, str]]:
    """Yield index and name of each emptyDir without a size, those in memory or those on the disk of the node."""
    for index, volume in enumerate(workload.pod.get("volumes") or ()):
        empty = volume.get("emptyDir")
        if empty is not None and (empty.get("medium") == _MEMORY) == memory and not _is_size(empty.get("sizeLimit")):
            yield index, volume.get("name") or ""


def _is_limited(workload: Workload) -> bool:
    """Tell whether the kubelet bounds the memory of the whole pod: only where every container has a limit.

    Source: ``ResourceConfigForPod`` in pkg/kubelet/cm/helpers_linux.go, ``calculateEmptyDirMemorySize`` in
    pkg/volume/emptydir/empty_dir.go.
    """
    return "memory" in _limits(workload.pod) or all("memory" in _limits(one.stored) for one in containers(workload))


def _limits(owner: Mapping[str, Any]) -> Mapping[str, Any]:
    return (owner.get("resources") or {}).get("limits") or {}
