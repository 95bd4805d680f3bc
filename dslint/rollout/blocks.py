"""What stops an update: pods that never get ready, nodes that are not, a place that the old pod has."""

from __future__ import annotations

from dslint.kube.nodes.hostports import HostPort
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.scheduling import VIRTUAL
from dslint.kube.nodes.selectors import matches
from dslint.kube.nodes.virtual import virtual
from dslint.phrases import counted
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.coverage.row import Row
    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.kube.nodes.crowd import Shortage

SPENT, REFUSED = "budget-spent", "refused-pods"
NOT_READY, SURGE_PORT, SURGE_AFFINITY, SURGE_ROOM = (
    "not-ready-nodes",
    "surge-host-port",
    "surge-anti-affinity",
    "surge-room",
)
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class Why(NamedTuple):
    """A reason for which a pod is not replaced; ``at`` is its place in the DaemonSet, where it has one."""

    kind: str
    message: str
    at: Path | None


def refused(row: Row) -> Why | None:
    """Return why no new pod is made at all; ``None`` where the objects around it let them."""
    for one in row.neighbour.refusals:
        return Why(REFUSED, f"every new pod is refused: {one.message}", one.at)
    return None


def never_starts(row: Row, index: int) -> Why | None:
    """Return why a pod does not get ready on a node, whatever was there before; ``None`` where it can."""
    group = row.nodes.groups[index]
    if kind := virtual(group.node):
        return Why(VIRTUAL, f"{kind} starts no pods of DaemonSets", None)
    for fact in row.neighbour.note(index).pending:
        if fact.certain:
            return Why(fact.kind, fact.message, fact.at)
    return None


def not_ready(group: NodeGroup) -> Why | None:
    """Return why nothing gets ready on a node that is not ready itself."""
    status = group.unready
    if status is None:
        return None
    silent = "the node is not ready: its kubelet is silent"
    return Why(NOT_READY, silent if status == "Unknown" else "the node is not ready", None)


def beside(before: Row, after: Row, index: int) -> Why | None:
    """Return why a new pod does not get ready beside an old one, as ``maxSurge`` makes it; ``None`` where it can."""
    for own in after.workload.host_ports:
        if any(own.clashes(other) for other in before.workload.host_ports):
            return Why(SURGE_PORT, f"the old pod has host port {own}, which the new one waits for", own.at)
    found = _excluded(before.workload.stored, after.workload.stored)
    if found is not None:
        return Why(SURGE_AFFINITY, "required pod anti-affinity keeps the new pod off the node of the old one", found)
    lacking = after.neighbour.second(index)
    if lacking is None or isinstance(lacking.what, HostPort):
        return None
    return Why(SURGE_ROOM, _short(after, lacking), (*POD_SPEC, "containers"))


def _short(row: Row, lacking: Shortage) -> str:
    if lacking.what == "pods":
        return "the node takes no more pods beside those of the DaemonSets"
    left = max(lacking.left, 0)
    name = str(lacking.what)
    amount = f"{left}m" if name == "cpu" else str(left)
    others = counted(lacking.others, "pod")
    leave = "leaves" if lacking.others == 1 else "leave"
    return f"requests {row.requests[name]} of {name}, and {others} of DaemonSets with the old one {leave} {amount}"


def _excluded(before: Mapping[str, Any], after: Mapping[str, Any]) -> Path | None:
    """Return the term by which new pods do not go where old ones are, or old ones let no new ones come."""
    old, new = before["spec"]["template"], after["spec"]["template"]
    namespace = after["metadata"].get("namespace")
    for mine, other in ((new, old), (old, new)):
        anti = ((mine.get("spec") or {}).get("affinity") or {}).get("podAntiAffinity") or {}
        for index, term in enumerate(anti.get(_REQUIRED) or ()):
            if term.get("matchLabelKeys") or term.get("mismatchLabelKeys") or "namespaceSelector" in term:
                continue  # these may leave out pods of another revision
            named = term.get("namespaces")
            labels = (other.get("metadata") or {}).get("labels")
            if (not named or namespace in named) and matches(term.get("labelSelector"), labels):
                return (*POD_SPEC, "affinity", "podAntiAffinity", _REQUIRED, index)
    return None
