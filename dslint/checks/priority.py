"""The priority of an agent: a class where it needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.checks.parts import above_containers
from dslint.finding import Hit
from dslint.manifest.rights import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Operation
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_NOBODY_WAITS_FOR = ("application", "debug")
# what makes an agent of the node of something that nobody knows
_OF_THE_NODE = ("hostNetwork", "hostPID", "hostIPC")


def missing_class(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that wait behind any other pod for room on a full node."""
    ds, roles, pod = workload.written, workload.role, workload.pod
    if pod.get("priorityClassName") or pod.get("priority") or any(role in roles for role in _NOBODY_WAITS_FOR):
        return
    if roles:
        needed = Needs(roles).priority
        fix: tuple[Operation, ...] = (above_containers(ds.pod_spec, "priorityClassName", needed),) if needed else ()
        params = {"role": roles.names[0], "class": needed}
        yield Hit("critical" if needed else "found", ds.pod_spec, params, key=True, absence=True, fix=fix)
    elif _of_the_node(workload):
        yield Hit("unknown", ds.pod_spec, key=True, absence=True)


def _of_the_node(workload: Workload) -> bool:
    pod = workload.pod
    return any(pod.get(name) for name in _OF_THE_NODE) or any(one.get("hostPath") for one in pod.get("volumes") or ())
