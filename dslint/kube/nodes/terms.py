"""What a pod requires of the pods beside it: to be near some, to be away from some, to be spread.

Each pod of a DaemonSet is made for one node. Spreading counts that node alone, which is as even as can be, unless more
domains are asked for than that one, or node affinity is not to count.

Sources: podtopologyspread/{filtering,common}.go (minMatchNum, matchNodeInclusionPolicies) and interpodaffinity in
pkg/scheduler/framework/plugins, ReplaceDaemonSetPodNodeNameNodeAffinity in pkg/controller/daemon/util/daemonset_util.go
(Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.selectors import matches
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import Path

SPREAD, AFFINITY, ANTI_AFFINITY = "topology-spread", "pod-affinity", "pod-anti-affinity"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class Term(NamedTuple):
    """Which pods a pod wants near or away, within what topology; ``at`` is its place in the DaemonSet.

    ``namespaces`` of ``None`` are all. Where ``known`` is false it cannot be told which pods are meant. So many of them
    on the node as ``free`` do not break spreading.
    """

    kind: str
    key: str
    at: Path
    selector: Mapping[str, Any] | None
    namespaces: frozenset[str] | None
    known: bool = True
    free: int = 0

    def means(self, namespace: str, labels: Mapping[str, str]) -> bool:
        """Tell whether pods of a namespace with such labels are meant, as far as it is known."""
        return (self.namespaces is None or namespace in self.namespaces) and matches(self.selector, labels)


def read_terms(pod_spec: Mapping[str, Any], namespace: str) -> Iterator[Term]:
    """Yield what a pod requires of others, but for spreading that a pod of a DaemonSet always meets."""
    for index, one in enumerate(pod_spec.get("topologySpreadConstraints") or ()):
        everywhere = one.get("nodeAffinityPolicy") == "Ignore"
        if one.get("whenUnsatisfiable") == "DoNotSchedule" and (everywhere or (one.get("minDomains") or 1) > 1):
            at = (*POD_SPEC, "topologySpreadConstraints", index)
            key, selector = one.get("topologyKey") or "", one.get("labelSelector")
            free = (one.get("maxSkew") or 0) - 1
            yield Term(SPREAD, key, at, selector, frozenset({namespace}), not everywhere, free)
    affinity = pod_spec.get("affinity") or {}
    for kind, name in ((AFFINITY, "podAffinity"), (ANTI_AFFINITY, "podAntiAffinity")):
        for index, one in enumerate((affinity.get(name) or {}).get(_REQUIRED) or ()):
            chosen = one.get("namespaceSelector")
            known = not (chosen or one.get("matchLabelKeys") or one.get("mismatchLabelKeys"))
            named = None if chosen == {} else frozenset(one.get("namespaces") or (namespace,))
            at = (*POD_SPEC, "affinity", name, _REQUIRED, index)
            if kind == ANTI_AFFINITY and one.get("labelSelector") is None:
                continue  # that selects nobody
            yield Term(kind, one.get("topologyKey") or "", at, one.get("labelSelector"), named, known)
