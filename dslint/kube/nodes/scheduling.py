"""What the scheduler thinks of a node that the controller has chosen: preferences, and what can leave the pod Pending.

None of it changes where the controller runs pods. Sources: pkg/scheduler/framework/plugins/{nodeaffinity,nodeports,
noderesources,interpodaffinity,podtopologyspread,tainttoleration} (Kubernetes v1.36.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dslint.kube.apiserver.requests import ZERO
from dslint.kube.nodes.affinity import PREFERRED, preferred_terms, score
from dslint.kube.nodes.facets import ALLOCATABLE, NAME, TAINTS, label
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.tolerations import Taint, tolerated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.kube.values.quantity import Quantity

HOST_PORT, RESOURCES = "host-port-clash", "insufficient-resources"
SPREAD, AFFINITY, ANTI_AFFINITY = "topology-spread", "pod-affinity", "pod-anti-affinity"
PREFER_NO_SCHEDULE = "PreferNoSchedule"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class Pending(NamedTuple):
    """A fact that leaves the pod Pending (``certain``), or can; ``at`` is its place in the DaemonSet."""

    kind: str
    message: str
    at: Path
    certain: bool


class Preference(NamedTuple):
    """How much the scheduler likes a node: the weights of the preferred terms that it meets, of all of them.

    ``avoided`` are the taints PreferNoSchedule that nothing tolerates.
    """

    score: int
    of: int
    avoided: tuple[Taint, ...]


class Scheduling:
    """What a DaemonSet asks of the scheduler, read once for many nodes; ``facets`` is what it looks at."""

    __slots__ = ("_preferred", "_tolerations", "_topologies", "facets", "requests")

    def __init__(
        self, pod_spec: Mapping[str, Any], tolerations: list[Mapping[str, Any]], requests: Mapping[str, Quantity]
    ) -> None:
        self.requests = {name: amount for name, amount in requests.items() if amount > ZERO}
        self._tolerations = tolerations
        preferred: Any = pod_spec
        for name in PREFERRED:
            preferred = preferred.get(name) or {}
        self._preferred = preferred_terms(preferred or (), (*POD_SPEC, *PREFERRED))
        self._topologies = list(_topologies(pod_spec))
        asked = [wanted.key for _, term in self._preferred for wanted in term.expressions]
        facets = {TAINTS, *map(label, asked), *(label(key) for _, key, _ in self._topologies)}
        if self.requests:
            facets.add(ALLOCATABLE)
        if any(term.fields for _, term in self._preferred):
            facets.add(NAME)
        self.facets = frozenset(facets)

    def preference(self, group: NodeGroup) -> Preference | None:
        """Return how much a node is liked; ``None`` where the DaemonSet and the node leave nothing to prefer."""
        node = group.node
        avoided = tuple(
            taint
            for taint in node.taints
            if taint.effect == PREFER_NO_SCHEDULE and not tolerated(self._tolerations, taint)
        )
        if not (self._preferred or avoided):
            return None
        best = sum(weight for weight, _ in self._preferred)
        return Preference(score(self._preferred, node.labels, node.name), best, avoided)

    def pending(self, group: NodeGroup) -> Iterator[Pending]:
        """Yield what can leave the pod Pending on a node; resources only where the node's are known."""
        if group.allocatable:
            for name, amount in self.requests.items():
                there = group.allocatable.get(name, ZERO)
                if amount > there:
                    text = f"requests {amount} of {name}, the node has {there}"
                    yield Pending(RESOURCES, text, (*POD_SPEC, "containers"), certain=True)
        for kind, key, at in self._topologies:
            if kind != ANTI_AFFINITY and key not in group.node.labels:
                yield Pending(kind, f"{_SAYS[kind]} needs the node label {key}, which is missing", at, certain=True)
            else:
                yield Pending(kind, f"{_SAYS[kind]} over {key} depends on other pods", at, certain=False)


_SAYS = {
    SPREAD: "topology spread",
    AFFINITY: "required pod affinity",
    ANTI_AFFINITY: "required pod anti-affinity",
}


def _topologies(pod_spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Path]]:
    """Yield kind, topology key and place of what makes a pod depend on the places of other pods."""
    for index, spread in enumerate(pod_spec.get("topologySpreadConstraints") or ()):
        if spread.get("whenUnsatisfiable") == "DoNotSchedule":
            yield SPREAD, spread.get("topologyKey") or "", (*POD_SPEC, "topologySpreadConstraints", index)
    affinity = pod_spec.get("affinity") or {}
    for kind, name in ((AFFINITY, "podAffinity"), (ANTI_AFFINITY, "podAntiAffinity")):
        for index, term in enumerate((affinity.get(name) or {}).get(_REQUIRED) or ()):
            yield kind, term.get("topologyKey") or "", (*POD_SPEC, "affinity", name, _REQUIRED, index)
