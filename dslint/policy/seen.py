"""What policies see of a DaemonSet: itself, and the pod that its controller makes, each worked out once; and say."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.kube.admission.objects import admitted, new_daemonset, new_pod
from dslint.kube.admission.request import DAEMONSETS, PODS, Request, namespace_shown
from dslint.manifest.workload import Workload
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    _Objects = tuple[dict[str, Any], dict[str, Any]]


_LONGEST = 2000
_last: tuple[Workload, _Objects] | None = None


def told(message: str) -> Sentence:
    """Return what a policy says, whole unless it is a page: it may have a whole expression in it."""
    return Sentence(message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…")


def objects(workload: Workload) -> _Objects:
    """Return a DaemonSet and its pod as policies see them; those of the latest workload are kept."""
    global _last  # noqa: PLW0603 - one after the other is asked about by every policy
    if _last is None or _last[0] is not workload:
        pod = admitted(new_pod(workload.stored, workload.minor))
        _last = (workload, (new_daemonset(workload.stored), pod))
    return _last[1]


def requests(workload: Workload, namespaces: Mapping[str, Mapping[str, Any]]) -> tuple[Request, Request]:
    """Return the requests to create a DaemonSet and its pod; ``namespaces`` are those that are known, by name."""
    seen, pod = objects(workload)
    name = seen["metadata"]["namespace"]
    there = namespaces.get(name)
    around = (
        name,
        None if there is None else there["metadata"].get("labels") or {},
        None if there is None else namespace_shown(there),
    )
    given = workload.stored["metadata"].get("name") or ""
    return Request(DAEMONSETS, seen, given, *around), Request(PODS, pod, "", *around)
