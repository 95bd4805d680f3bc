"""What is asked of a whole cluster: nodes of many kinds, and DaemonSets over them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .objects import base

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

Object = dict[str, Any]
EVERYTHING = [{"operator": "Exists"}]
ZONE, OS, ARCH = "topology.kubernetes.io/zone", "kubernetes.io/os", "kubernetes.io/arch"
ROLE = "node-role.kubernetes.io/"


def _taint(key: str, effect: str = "NoSchedule", value: str = "") -> Object:
    return {"key": key, "effect": effect, **({"value": value} if value else {})}


# name -> labels, taints, and what else is not as on the other nodes
NODES: dict[str, tuple[dict[str, str], list[Object], Object]] = {
    "plain": ({}, [], {}),
    "zone-b": ({ZONE: "b"}, [], {}),
    "arm": ({ARCH: "arm64"}, [], {}),
    "s390x": ({ARCH: "s390x"}, [], {}),
    "windows": ({OS: "windows"}, [], {}),
    "windows-tainted": ({OS: "windows"}, [_taint("os", value="windows")], {}),
    "control-plane": ({f"{ROLE}control-plane": ""}, [_taint(f"{ROLE}control-plane")], {}),
    "master": ({f"{ROLE}master": ""}, [_taint(f"{ROLE}master")], {}),
    "etcd": ({f"{ROLE}etcd": "true"}, [_taint(f"{ROLE}etcd", "NoExecute", "true")], {}),
    "infra": ({f"{ROLE}infra": ""}, [_taint(f"{ROLE}infra", value="reserved")], {}),
    "gpu": ({"accelerator": "nvidia"}, [_taint("nvidia.com/gpu", value="present")], {"example.com/gpu": "2"}),
    "gpu-untainted": ({"accelerator": "nvidia"}, [], {"example.com/gpu": "1"}),
    "spot": ({"lifecycle": "spot"}, [_taint("spot", value="true")], {}),
    "spot-preferred": ({"lifecycle": "spot"}, [_taint("spot", "PreferNoSchedule", "true")], {}),
    "dedicated": ({"pool": "db"}, [_taint("dedicated", value="db")], {}),
    "dedicated-evicting": ({"pool": "db"}, [_taint("dedicated", "NoExecute", "db")], {}),
    "dedicated-other": ({"pool": "ci"}, [_taint("dedicated", value="ci")], {}),
    "twice-tainted": ({"pool": "db"}, [_taint("dedicated", value="db"), _taint("spot", value="true")], {}),
    "both-effects": ({}, [_taint("dedicated", value="db"), _taint("dedicated", "NoExecute", "db")], {}),
    "numbered-taint": ({"level": "5"}, [_taint("level", value="5")], {}),
    "level-7": ({"level": "7"}, [], {}),
    "level-text": ({"level": "high"}, [], {}),
    "empty-label": ({"level": ""}, [], {}),
    "uninitialized": ({}, [_taint("node.cloudprovider.kubernetes.io/uninitialized", value="true")], {}),
    "network-agent-missing": ({}, [_taint("node.cilium.io/agent-not-ready")], {}),
    "out-of-service": ({}, [_taint("node.kubernetes.io/out-of-service", "NoExecute", "nodeshutdown")], {}),
    "cordoned": ({}, [], {"unschedulable": True}),
    "cordoned-tainted": ({"pool": "db"}, [_taint("dedicated", value="db")], {"unschedulable": True}),
    "not-ready": ({}, [], {"Ready": "False"}),
    "unreachable": ({}, [], {"Ready": "Unknown"}),
    "disk-pressure": ({}, [], {"DiskPressure": "True"}),
    "memory-pressure": ({}, [], {"MemoryPressure": "True"}),
    "pid-pressure": ({}, [], {"PIDPressure": "True"}),
    "network-unavailable": ({}, [], {"NetworkUnavailable": "True"}),
    "small": ({"size": "small"}, [], {"cpu": "100m", "memory": "128Mi"}),
    "large": ({"size": "large"}, [], {"cpu": "64", "memory": "256Gi", "hugepages-2Mi": "1Gi"}),
    "full": ({"size": "full"}, [], {"pods": "0"}),
    "other-hostname": ({"kubernetes.io/hostname": "alias"}, [], {}),
    "virtual": ({"type": "virtual-kubelet"}, [_taint("virtual-kubelet.io/provider", value="azure")], {}),
    "featured": ({}, [], {"declaredFeatures": ["GuaranteedQoSPodCPUResize", "RestartAllContainersOnContainerExits"]}),
}
_CONDITIONS = ("Ready", "DiskPressure", "MemoryPressure", "PIDPressure", "NetworkUnavailable")


def node(name: str, labels: dict[str, str], taints: list[Object], rest: Object) -> Object:
    """Make a node as its kubelet would report it."""
    usual = {"cpu": "4", "memory": "8Gi", "ephemeral-storage": "50Gi", "pods": "110"}
    amounts = {**usual, **{key: it for key, it in rest.items() if isinstance(it, str) and key not in _CONDITIONS}}
    conditions = {"Ready": "True", **{key: rest[key] for key in _CONDITIONS if key in rest}}
    status: Object = {
        "allocatable": amounts,
        "capacity": amounts,
        "conditions": [{"type": kind, "status": it} for kind, it in conditions.items()],
    }
    if "declaredFeatures" in rest:
        status["declaredFeatures"] = rest["declaredFeatures"]
    all_labels = {"kubernetes.io/hostname": name, OS: "linux", ARCH: "amd64", ZONE: "a", **labels}
    spec: Object = {"taints": taints, **({"unschedulable": True} if rest.get("unschedulable") else {})}
    return {"metadata": {"name": name, "labels": all_labels}, "spec": spec, "status": status}


def nodes() -> list[Object]:
    """Return a node of each kind."""
    return [node(name, *parts) for name, parts in NODES.items()]


class DaemonSets:
    """Makes DaemonSets to place, and what stands beside them: what a scheduler refuses, manifests, and selections."""

    def __init__(self, rng: random.Random, manifests: list[Object]) -> None:
        self.rng = rng
        self._known: Iterator[Object] = iter([*map(_of_manifest, manifests), *_for_the_scheduler()])

    def make(self) -> Object:
        """Make one case: those that are written down first, then others of chance."""
        return next(self._known, None) or _case(**self._selection())

    def _selection(self) -> Object:
        made: Object = {}
        if self._now(0.35):
            made["nodeSelector"] = dict([self._label()])
        if self._now(0.6):
            terms = [self._term() for _ in range(self.rng.choice([1, 1, 2]))]
            required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
            made["affinity"] = {"nodeAffinity": required}
        if self._now(0.75):
            made["tolerations"] = [self._toleration() for _ in range(self.rng.choice([1, 1, 2, 4]))]
        if self._now(0.2):
            made["hostNetwork"] = True
        return made

    def _now(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _label(self) -> tuple[str, str]:
        name = self.rng.choice(list(NODES))
        labels: dict[str, str] = node(name, *NODES[name])["metadata"]["labels"]
        return self.rng.choice(list(labels.items()))

    def _term(self) -> Object:
        made: Object = {"matchExpressions": [self._condition() for _ in range(self.rng.choice([0, 1, 1, 2]))]}
        if self._now(0.2):
            names = self.rng.sample(list(NODES), k=1)
            made["matchFields"] = [
                {"key": "metadata.name", "operator": self.rng.choice(["In", "NotIn"]), "values": names}
            ]
        return made

    def _condition(self) -> Object:
        (key, value), operator = self._label(), self.rng.choice(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"])
        if operator in {"Exists", "DoesNotExist"}:
            return {"key": key, "operator": operator}
        if operator in {"Gt", "Lt"}:
            return {"key": "level", "operator": operator, "values": [self.rng.choice(["4", "5", "6", "7"])]}
        return {"key": key, "operator": operator, "values": [value, *([self._label()[1]] if self._now(0.4) else [])]}

    def _toleration(self) -> Object:
        taints = [taint for _, taints, _ in NODES.values() for taint in taints]
        conditions = ["not-ready", "unreachable", "unschedulable", "disk-pressure", "network-unavailable"]
        taints += [
            _taint(f"node.kubernetes.io/{it}", self.rng.choice(["NoSchedule", "NoExecute"])) for it in conditions
        ]
        taint, chance = self.rng.choice(taints), self.rng.random()
        if chance < 0.15:
            return {"operator": "Exists", **({"effect": taint["effect"]} if self._now(0.7) else {})}
        made = {"key": taint["key"], **({"effect": taint["effect"]} if self._now(0.6) else {})}
        if chance < 0.6:
            return {**made, "operator": "Exists"}
        return {**made, "operator": "Equal", "value": self.rng.choice([taint.get("value", ""), "db", ""])}


def _case(
    objects: list[Object] | None = None, namespace: Object | None = None, container: Object | None = None, **spec: Any
) -> Object:
    made = base()
    of_pods = made["spec"]["template"]["spec"]
    of_pods["containers"][0].update(container or {})
    of_pods.update(copy.deepcopy(spec))
    case: Object = {"daemonset": made}
    return {**case, **({"objects": objects} if objects else {}), **({"namespace": namespace} if namespace else {})}


def _of_manifest(manifest: Object) -> Object:
    """Place a manifest, beside the account that its pods run as."""
    made = copy.deepcopy(manifest)
    made["metadata"].pop("namespace", None)
    account = made["spec"]["template"]["spec"].get("serviceAccountName", "default")
    objects = [] if account == "default" else [_object("v1", "ServiceAccount", account)]
    return {"daemonset": made, **({"objects": objects} if objects else {})}


def _object(version: str, kind: str, name: str, **fields: Any) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **fields}


def _requests(limits: bool = False, **amounts: str) -> Object:
    known = {key.replace("_", "-"): it for key, it in amounts.items()}
    return {"resources": {"requests": known, **({"limits": known} if limits else {})}}


def _runtime(**fields: Any) -> Object:
    return _object("node.k8s.io/v1", "RuntimeClass", "special", handler="runc", **fields)


def _limits(**fields: Any) -> Object:
    return _object("v1", "LimitRange", "limits", spec={"limits": [{"type": "Container", **fields}]})


def _quota(**hard: str) -> Object:
    return _object("v1", "ResourceQuota", "quota", spec={"hard": hard})


def _volume(where: list[str]) -> list[Object]:
    """Make a claim that is bound to a local volume."""
    term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": where}]}
    common = {"accessModes": ["ReadWriteOnce"], "storageClassName": "", "volumeMode": "Filesystem"}
    volume = {
        **common,
        "capacity": {"storage": "1Gi"},
        "local": {"path": "/data"},
        "nodeAffinity": {"required": {"nodeSelectorTerms": [term]}},
    }
    claim = {**common, "resources": {"requests": {"storage": "1Gi"}}, "volumeName": "local"}
    return [
        _object("v1", "PersistentVolume", "local", spec=volume),
        _object("v1", "PersistentVolumeClaim", "data", spec=claim),
    ]


CLAIM = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
SELECTOR = "scheduler.alpha.kubernetes.io/node-selector"
ENFORCE = "pod-security.kubernetes.io/enforce"
BIG = {"name": "big", "image": "registry.example/big:1", **_requests(cpu="5")}


def _for_the_scheduler() -> Iterator[Object]:
    """Yield what the scheduler or admission refuses on some nodes, for few nodes and for all that can be tolerated."""
    cases: list[Object] = [
        {},
        *({"container": _requests(cpu=it)} for it in ("50m", "150m", "4", "5", "100")),
        *({"container": _requests(memory=it)} for it in ("100Mi", "1Gi", "9Gi", "1Ti")),
        {"container": _requests(cpu="5", memory="9Gi")},
        {"container": _requests(ephemeral_storage="60Gi")},
        {"container": _requests(limits=True, hugepages_2Mi="4Mi", cpu="10m", memory="10Mi")},
        *({"container": _requests(limits=True, **{"example.com/gpu": it})} for it in ("1", "2", "3")),
        {"initContainers": [BIG]},
        {"initContainers": [{**BIG, "restartPolicy": "Always"}], "container": _requests(cpu="60")},
        {"resources": {"requests": {"cpu": "5"}}},
        {"runtimeClassName": "special", "objects": [_runtime()]},
        {"runtimeClassName": "special", "objects": [_runtime(scheduling={"nodeSelector": {ZONE: "b"}})]},
        {
            "runtimeClassName": "special",
            "objects": [_runtime(scheduling={"tolerations": [{"key": "spot", "operator": "Exists"}]})],
        },
        {"runtimeClassName": "special", "objects": [_runtime(overhead={"podFixed": {"cpu": "5"}})]},
        {"runtimeClassName": "special", "objects": [_runtime(scheduling={"nodeSelector": {OS: "windows"}})]},
        {"runtimeClassName": "missing"},
        {"namespace": {"annotations": {SELECTOR: f"{ZONE}=b"}}},
        {"namespace": {"annotations": {SELECTOR: "pool=db"}}},
        {"namespace": {"annotations": {SELECTOR: f"{OS}=linux"}}, "nodeSelector": {OS: "windows"}},
        {"objects": _volume(["plain", "dedicated"]), **CLAIM},
        {"objects": _volume(["nowhere"]), **CLAIM},
        dict(CLAIM),
        {
            "objects": [
                _object("v1", "PersistentVolumeClaim", "data", spec={
                    "accessModes": ["ReadWriteOnce"], "storageClassName": "none",
                    "resources": {"requests": {"storage": "1Gi"}},
                }),
            ],
            **CLAIM,
        },
        {"priorityClassName": "missing"},
        {"priorityClassName": "system-node-critical"},
        {"priorityClassName": "high", "objects": [_object("scheduling.k8s.io/v1", "PriorityClass", "high", value=10)]},
        {"schedulingGates": [{"name": "example.com/wait"}]},
        {"schedulerName": "other"},
        {"serviceAccountName": "missing"},
        {"nodeName": "plain"},
        {"nodeName": "nowhere"},
        {"os": {"name": "windows"}},
        {"os": {"name": "windows"}, "nodeSelector": {OS: "windows"}},
        {"hostNetwork": True},
        {"hostUsers": False},
        {"restartPolicy": "Always", "container": {
            "restartPolicy": "Never",
            "restartPolicyRules": [{"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [1]}}],
        }},
        {"container": {"ports": [{"containerPort": 80, "hostPort": 80}]}},
        {"topologySpreadConstraints": [{
            "maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": {"app": "agent"}},
        }]},
        {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "agent"}}},
        ]}}},
        {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": ZONE, "labelSelector": {"matchLabels": {"app": "other"}}},
        ]}}},
        {"objects": [_quota(pods="0")]},
        {"objects": [_quota(**{"requests.cpu": "100"})]},
        {"objects": [_limits(defaultRequest={"cpu": "5"})]},
        {"objects": [_limits(max={"cpu": "100"})]},
        {"objects": [_limits(max={"cpu": "1"})], "container": _requests(cpu="2")},
        {"objects": [_limits(default={"cpu": "1"})], "container": _requests(cpu="2")},
        {"objects": [_limits(min={"memory": "1Gi"})], "container": _requests(memory="100Mi")},
        {"namespace": {"labels": {ENFORCE: "restricted"}}},
        {"namespace": {"labels": {ENFORCE: "baseline"}}},
        {"namespace": {"labels": {ENFORCE: "baseline"}}, "hostNetwork": True},
        {"namespace": {"labels": {ENFORCE: "baseline"}}, "container": {"securityContext": {"privileged": True}}},
    ]  # fmt: skip
    for case in cases:
        yield _case(**case)
        yield _case(**case, tolerations=EVERYTHING)
