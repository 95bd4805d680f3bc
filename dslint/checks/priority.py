"""The priority of an agent: a class where it needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.checks.agents import PERHAPS, is_advised, is_of_the_system, programs
from dslint.checks.parts import above_containers
from dslint.finding import Hit
from dslint.manifest.rights import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.finding import Operation
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

# others serve in the place of one that waits
_WAITS_ALONE = "ingress"


def missing_class(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that wait behind any other pod for room on a full node."""
    ds, roles, pod = workload.written, workload.role, workload.pod
    if pod.get("priorityClassName") or pod.get("priority") or _WAITS_ALONE in roles or not is_advised(workload):
        return
    if PERHAPS in roles and not is_of_the_system(workload):
        return
    if "cni" not in roles and not any(programs(workload)):
        return  # a script that has run once
    if not roles:
        yield Hit("unknown", ds.pod_spec, key=True, absence=True)
        return
    needed = Needs(roles).priority
    fix: tuple[Operation, ...] = (above_containers(ds.pod_spec, "priorityClassName", needed),) if needed else ()
    params = {"role": roles.names[0], "class": needed}
    yield Hit("critical" if needed else "found", ds.pod_spec, params, key=True, absence=True, fix=fix)
