"""Volumes whose plugin is deprecated or gone, and those that nothing mounts."""

from __future__ import annotations

import re

from dslint.checks.apiserver.warnings import VOLUMES, of_rule, without_place
from dslint.checks.parts import one_hit, used_volumes
from dslint.finding import Hit, Operation, RemoveEntry, RemoveItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_GONE_SINCE = r"(?:non-functional|disabled by default) in v1\.(\d+)\+"
_DEPRECATED_SINCE = r"deprecated in v(1\.\d+)"


def removed_plugin(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find the volume plugins that the API server warns of; those that are gone keep every pod from starting."""
    ds = workload.written
    for warning in of_rule(VOLUMES, workload):
        text = without_place(warning)
        gone, deprecated = re.search(_GONE_SINCE, text), re.search(_DEPRECATED_SINCE, text)
        params = {
            "plugin": str(warning.at[-1]),
            "removed": f"1.{gone[1]}" if gone else "",
            "deprecated": deprecated[1] if deprecated else "",
        }
        kind = "deprecated"
        if gone and int(gone[1]) <= workload.minor:
            kind = "disabled" if "disabled" in text else "found"
        yield Hit(kind, ds.root.get(*warning.at), params, key=True, server_warning=warning.text)


def unused(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find volumes that no container mounts."""
    ds, pod = workload.written, workload.pod
    if not ds.is_whole or workload.answer.decode_errors or pod.get("ephemeralContainers"):
        return
    used = used_volumes(workload)
    volumes = pod.get("volumes") or ()
    found = [
        (volume["name"], ds.pod_spec.get("volumes", index))
        for index, volume in enumerate(volumes)
        if volume.get("name") and volume["name"] not in used
    ]
    if found:
        everything = len(found) == len(volumes)
        fix: tuple[Operation, ...] = tuple(RemoveItem(field) for _, field in found)
        fix = (RemoveEntry(ds.pod_spec.get("volumes")),) if everything else fix
        yield one_hit("found", [(name, field.get("name")) for name, field in found], absence=True, fix=fix)
