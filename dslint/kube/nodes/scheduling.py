"""What the scheduler thinks of a node that the controller has chosen: preferences, and what can leave the pod Pending.

None of it changes where the controller runs pods; what pods take from each other is in
:mod:`~dslint.kube.nodes.running`, what they ask of each other in :mod:`~dslint.kube.nodes.company`. Sources:
pkg/scheduler/framework/plugins/{nodeaffinity,interpodaffinity,podtopologyspread,tainttoleration,nodedeclaredfeatures,
schedulinggates,dynamicresources}, staging/src/k8s.io/component-helpers/nodedeclaredfeatures
(Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.admission import NAMESPACE, RUNTIME_CLASS
from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.nodes.affinity import PREFERRED, preferred_terms, score
from dslint.kube.nodes.crowd import HELD, MAYBE, SURE
from dslint.kube.nodes.facets import FEATURES, NAME, TAINTS, label
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.terms import AFFINITY, ANTI_AFFINITY, SPREAD
from dslint.kube.nodes.tolerations import Taint, tolerated
from dslint.kube.versions import DEFAULT
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.admission import Added
    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.kube.nodes.storage import Needed

HOST_PORT, RESOURCE, TOO_MANY = "host-port", "insufficient-resource", "too-many-pods"
FEATURE, VIRTUAL = "required-feature", "virtual-node"
VOLUME, GATE, SCHEDULER = "volume-node-affinity", "scheduling-gate", "scheduler"
CLAIM = "resource-claim"
PREFER_NO_SCHEDULE = "PreferNoSchedule"
_DEFAULT_SCHEDULER = "default-scheduler"
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
    """What a DaemonSet asks of the scheduler of 1.``minor``, read once for many nodes; ``facets`` is what it looks at.

    ``added`` are the labels of nodes that its pods ask for since they were admitted, ``volumes`` those of their volumes
    that claims stand behind.
    """

    __slots__ = ("_added", "_elsewhere", "_features", "_preferred", "_tolerations", "_topologies", "_volumes", "facets")

    def __init__(
        self,
        pod_spec: Mapping[str, Any],
        tolerations: list[Mapping[str, Any]],
        added: Sequence[Added] = (),
        volumes: Sequence[Needed] = (),
        *,
        minor: int = DEFAULT,
    ) -> None:
        self._tolerations = tolerations
        preferred: Any = pod_spec
        for name in PREFERRED:
            preferred = preferred.get(name) or {}
        self._preferred = preferred_terms(preferred or (), (*POD_SPEC, *PREFERRED))
        self._topologies = list(_topologies(pod_spec))
        self._added = tuple(added)
        self._volumes = tuple(volumes)
        self._elsewhere = [*_elsewhere(pod_spec)]
        self._features = dict(_features(pod_spec)) if enabled("NodeDeclaredFeatures", minor) else {}
        asked = [wanted.key for _, term in self._preferred for wanted in term.expressions]
        asked += [key for _, key, _ in self._topologies] + [one.key for one in self._added]
        asked += [key for one in self._volumes for key in one.keys]
        facets = {TAINTS, *map(label, asked)}
        if self._features:
            facets.add(FEATURES)
        if any(one.by_name for one in self._volumes) or any(term.fields for _, term in self._preferred):
            facets.add(NAME)
        self.facets = frozenset(facets)

    @property
    def conditional(self) -> bool:
        """Whether there is anything that can leave the pod Pending on some node."""
        return bool(self._added or self._features or self._volumes or self._elsewhere or self._topologies)

    @property
    def places(self) -> list[Path]:
        """Where the DaemonSet asks for what can leave its pods Pending, but for resources, and for what was added."""
        return [*(at for _, _, at in self._topologies), *self._features.values(), *(one.at for one in self._elsewhere)]

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
        """Yield what can leave the pod Pending on a node, whatever other pods there are."""
        for one in self._added:
            if group.node.labels.get(one.key) != one.value:
                asks = f"{_ADDS[one.kind].format(one.name)} asks for the node label {one.key}={one.value}"
                yield Pending(one.kind, f"{asks}, which is missing", _ADDED_AT[one.kind], certain=True)
        for feature, at in self._features.items():
            if group.features is not None and feature not in group.features:
                text = f"needs {feature}, which the kubelet does not declare"
                yield Pending(FEATURE, text, at, certain=True)
        for volume in self._volumes:
            lack = volume.lacks(group.node.labels, group.name)
            if lack is not None:
                yield Pending(VOLUME, lack.text, volume.at, lack.certain)
        yield from self._elsewhere
        for kind, key, at in self._topologies:
            if kind != ANTI_AFFINITY and key not in group.node.labels:
                yield Pending(kind, f"{SAYS[kind]} needs the node label {key}, which is missing", at, certain=True)

    def comes(self, group: NodeGroup) -> int:
        """Return how sure it is that a pod comes to take room on a node."""
        found = [one.certain for one in self.pending(group)]
        return HELD if any(found) else MAYBE if found else SURE


_ADDS = {RUNTIME_CLASS: "RuntimeClass {}", NAMESPACE: "the annotation {} of the namespace"}
_ADDED_AT = {RUNTIME_CLASS: (*POD_SPEC, "runtimeClassName"), NAMESPACE: ("metadata", "namespace")}
SAYS = {
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


def _features(pod_spec: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield the features that a kubelet must declare, each with the last field that asks for it."""
    if pod_spec.get("hostNetwork") and pod_spec.get("hostUsers") is False:
        yield "UserNamespacesHostNetworkSupport", (*POD_SPEC, "hostUsers")
    for kind in ("initContainers", "containers"):
        for index, container in enumerate(pod_spec.get(kind) or ()):
            at = (*POD_SPEC, kind, index)
            for number, rule in enumerate(container.get("restartPolicyRules") or ()):
                if rule.get("action") == "RestartAllContainers":
                    yield "RestartAllContainersOnContainerExits", (*at, "restartPolicyRules", number, "action")
            for number, mount in enumerate(container.get("volumeMounts") or ()):
                if mount.get("bindMountOptions"):
                    yield "VolumeBindMountOptions", (*at, "volumeMounts", number, "bindMountOptions")


def _elsewhere(pod_spec: Mapping[str, Any]) -> Iterator[Pending]:
    """Yield what somebody else decides about, on every node."""
    for index, gate in enumerate(pod_spec.get("schedulingGates") or ()):
        at = (*POD_SPEC, "schedulingGates", index)
        yield Pending(
            GATE, f"the scheduling gate {gate.get('name')} is there until somebody takes it away", at, certain=True
        )
    name = pod_spec.get("schedulerName") or _DEFAULT_SCHEDULER
    if name != _DEFAULT_SCHEDULER:
        text = f"the scheduler {name} decides, and nobody does where it is not running"
        yield Pending(SCHEDULER, text, (*POD_SPEC, "schedulerName"), certain=False)
    for index, claim in enumerate(pod_spec.get("resourceClaims") or ()):
        name = claim.get("resourceClaimName") or claim.get("resourceClaimTemplateName")
        text = f"the resource claim of {name} decides; where it is missing no condition of the pod says so"
        yield Pending(CLAIM, text, (*POD_SPEC, "resourceClaims", index), certain=False)
