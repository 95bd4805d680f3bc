"""Roles for people and for programs: what each DaemonSet is for, and the places that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.manifest.role import misstated
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload
    from dslint.render.style import Style


def render(workloads: Iterable[Workload], style: Style) -> Iterator[str]:
    """Yield each DaemonSet with its roles, below each role what shows it."""
    for workload in workloads:
        one = _data(workload)
        yield safe(f"{one['path']}:{one['line']}: ") + style.paint(safe(str(workload.written.name)), "strong") + "\n"
        for wrong in misstated(workload.written):
            yield f"  {safe(wrong)}\n"
        if not one["roles"]:
            yield "  unknown: nothing shows what it is for\n"
        for role in one["roles"]:
            yield f"  {style.paint(role['name'], 'strong')} ({role['confidence']})\n"
            for evidence in role["evidence"]:
                place = f"{one['path']}:{evidence['line']}:{evidence['column']}: " if evidence["line"] else ""
                yield safe(f"    {place}{evidence['text']}") + "\n"


def data(workloads: Iterable[Workload]) -> list[dict[str, Any]]:
    """Return the same for JSON."""
    return [_data(workload) for workload in workloads]


def _data(workload: Workload) -> dict[str, Any]:
    ds = workload.written
    roles = [
        {
            "name": role.name,
            "confidence": role.confidence,
            "evidence": [{"text": str(one), **_place(ds, one.at)} for one in role.evidence],
        }
        for role in workload.role.all
    ]
    name, line = ds.name, ds.root.location().start.line
    return {"path": ds.source.path, "line": line, "namespace": name.namespace, "name": name.name, "roles": roles}


def _place(ds: DaemonSet, path: Path) -> dict[str, Any]:
    """Return line, column and JSON Pointer of a field; nothing of what is not in the manifest."""
    if not path:
        return {"line": None, "column": None, "pointer": None}
    at = ds.root.get(*path).location()
    return {"line": at.start.line, "column": at.start.column, "pointer": at.pointer}
