"""Pods and nodes to ask about: selection, affinity and tolerations against labels and taints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

_KEYS = ["a", "b", "kubernetes.io/os", "node-role.kubernetes.io/control-plane", "metadata.name", "", "n", "a b"]
_VALUES = [
    "",
    "1",
    "2",
    "a",
    "b",
    "linux",
    "-5",
    "+5",
    "05",
    str(2**63 - 1),
    str(2**63),
    "1.5",
    "x y",
    "0",
    "1_0",
    " 1",
]
_EFFECTS = ["NoSchedule", "NoExecute", "PreferNoSchedule", "", "x"]
_CONDITIONS = (
    "disk-pressure", "memory-pressure", "network-unavailable", "not-ready", "pid-pressure", "unreachable",
    "unschedulable",
)  # fmt: skip
_TAINTS = [
    "a", "b", "", "node-role.kubernetes.io/control-plane", *(f"node.kubernetes.io/{it}" for it in _CONDITIONS),
]  # fmt: skip
_OPERATORS = [*["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] * 3, "", "in"]


class Placements:
    """Makes specs of pods, and nodes, from a source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def spec(self) -> dict[str, Any]:
        """Make the spec of a pod."""
        made: dict[str, Any] = {"containers": [{"name": "c", "image": "i"}]}
        if self._now(0.5):
            made["nodeSelector"] = self._pairs()
        if self._now(0.6):
            terms = [self._term() for _ in range(self.rng.choice([0, 1, 1, 2, 3]))]
            required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
            made["affinity"] = {"nodeAffinity": required if self._now(0.95) else {}}
        if self._now(0.6):
            made["tolerations"] = [self._toleration() for _ in range(self.rng.choice([0, 1, 1, 2]))]
        if self._now(0.1):
            made["nodeName"] = self.rng.choice(["n1", "n2", ""])
        if self._now(0.2):
            made["hostNetwork"] = True
        return made

    def node(self) -> dict[str, Any]:
        """Make a node."""
        taints = [self._taint() for _ in range(self.rng.choice([0, 0, 1, 1, 2]))]
        spec = {"taints": taints, **({"unschedulable": True} if self._now(0.2) else {})}
        return {"metadata": {"name": self.rng.choice(["n1", "n2", "a"]), "labels": self._pairs()}, "spec": spec}

    def _now(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _pairs(self) -> dict[str, str]:
        return {self.rng.choice(_KEYS): self.rng.choice(_VALUES) for _ in range(self.rng.choice([0, 1, 1, 2, 4]))}

    def _term(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if self._now(0.85):
            made["matchExpressions"] = [self._condition(_KEYS) for _ in range(self.rng.choice([0, 1, 1, 2]))]
        if self._now(0.3):
            keys = [*["metadata.name"] * 5, "n"]
            made["matchFields"] = [self._condition(keys) for _ in range(self.rng.choice([0, 1, 1, 2]))]
        return made

    def _condition(self, keys: list[str]) -> dict[str, Any]:
        made: dict[str, Any] = {"key": self.rng.choice(keys), "operator": self.rng.choice(_OPERATORS)}
        if self._now(0.85):
            made["values"] = self.rng.choices([*_VALUES, "n1", "n2"], k=self.rng.choice([0, 1, 1, 1, 2, 3]))
        return made

    def _toleration(self) -> dict[str, Any]:
        possible = {
            "key": (0.85, _TAINTS),
            "operator": (0.85, ["Exists", "Equal", "Exists", "Equal", "", "Lt", "Gt", "x"]),
            "value": (0.5, _VALUES),
            "effect": (0.6, _EFFECTS),
            "tolerationSeconds": (0.2, [0, 5, -1]),
        }
        return {name: self.rng.choice(pool) for name, (chance, pool) in possible.items() if self._now(chance)}

    def _taint(self) -> dict[str, Any]:
        made = {"key": self.rng.choice(_TAINTS), "effect": self.rng.choice(_EFFECTS)}
        return {**made, "value": self.rng.choice(_VALUES)} if self._now(0.6) else made
