"""The priority of an agent: a class where it needs one."""

from __future__ import annotations

from dslint.checks.agents import (
    PERHAPS,
    SYSTEM,
    is_advised,
    is_of_the_system,
    may_be_advised,
    programs,
)
from dslint.checks.parts import SHARED, above_containers, amount, containers, requests_some
from dslint.finding import Hit
from dslint.manifest.rights import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.finding import Operation
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

# nobody waits for it
_DO_WITHOUT = ("application", "debug")
# of the labels of nodes of GKE, where one namespace alone may have critical pods without more
_GKE = "cloud.google.com/gke-"
# others serve in the place of one that waits
_SHARED = "ingress"
# what is no outage where it waits, unless it asks for so much that it often does
_EXPORTS, _MUCH = ("metrics",), "200m"
# what requests nothing fits everywhere and uses more than that (rankMemoryPressure in pkg/kubelet/eviction/helpers.go)
_WAITS, _EVICTED = "stay Pending on full nodes", "are among the first that a node evicts when it runs short"


def missing_class(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that wait behind any other pod for room on a full node."""
    ds, pod = workload.written, workload.pod
    if pod.get("priorityClassName") or pod.get("priority") or not may_be_advised(workload):
        return
    roles = workload.role
    if any(role in roles for role in _DO_WITHOUT):
        return
    if "cni" not in roles and not any(programs(workload)):
        return  # a script that has run once
    consequence = _WAITS if any(map(_takes_room, (pod, *(one.stored for one in containers(workload))))) else _EVICTED
    if _may_do_without(workload) or not is_advised(workload):
        agents = f"{spoken(roles.named[0])} agents" if roles.named else "agents of the node"
        yield Hit("perhaps", ds.pod_spec, {"agents": agents, "consequence": consequence}, key=True, absence=True)
        return
    if not roles.named:
        yield Hit("unknown", ds.pod_spec, {"consequence": consequence}, key=True, absence=True)
        return
    from dslint.kube.data.rights import RIGHTS  # most manifests are of no role

    main = next((role for role in roles.named if RIGHTS[role].priority), roles.named[0])
    needed = RIGHTS[main].priority
    fix: tuple[Operation, ...] = (above_containers(ds.pod_spec, "priorityClassName", needed),) if needed else ()
    params = {"role": spoken(main), "class": needed, "consequence": consequence}
    kind = "found" if not needed else "quota" if _needs_quota(workload) else "critical"
    yield Hit(kind, ds.pod_spec, params, key=True, absence=True, fix=fix)


def _may_do_without(workload: Workload) -> bool:
    """Tell whether it is not sure that an agent matters more than applications do."""
    roles = workload.role
    if not roles.named and not _is_vital(workload):
        return True
    if roles.named == _EXPORTS and workload.written.name.namespace != SYSTEM:
        return not any(_is_much(amount(one.stored, "requests", "cpu") or "0") for one in containers(workload))
    return _SHARED in roles or (PERHAPS in roles and not is_of_the_system(workload))


def _is_much(cpu: str) -> bool:
    from dslint.kube.values.quantity import parse  # few manifests get here

    return parse(cpu) >= parse(_MUCH)  # the server takes no other than amounts


def _is_vital(workload: Workload) -> bool:
    """Tell whether what nobody knows is a part of the cluster, or in the network and with the processes of its node."""
    pod = workload.pod
    return workload.written.name.namespace == SYSTEM or bool(pod.get("hostNetwork") and pod.get("hostPID"))


def _takes_room(asking: Mapping[str, Any]) -> bool:
    """Tell whether a container, or the whole pod, requests cpu or memory of its node."""
    return any(requests_some(asking, name) for name in SHARED)


def _needs_quota(workload: Workload) -> bool:
    """Tell whether a namespace needs a ResourceQuota before it may have critical pods: on the nodes of GKE."""
    if workload.written.name.namespace in ("", None, SYSTEM):
        return False
    return any(one.key.startswith(_GKE) for one in workload.selection.requirements())
