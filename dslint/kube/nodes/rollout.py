"""How many pods a rolling update takes down or adds at a time.

Sources: updatedDesiredNodeCounts in pkg/controller/daemon/update.go; UnavailableCount, SurgeCount and AllowsSurge in
pkg/controller/daemon/util/daemonset_util.go; GetScaledValueFromIntOrPercent in
staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.values.integers import parse_int64
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Counts(NamedTuple):
    """What a rolling update may do at a time: pods that may be unavailable, pods added beside the old ones."""

    max_unavailable: int
    max_surge: int


def counts(strategy: Mapping[str, Any], nodes: int) -> Counts:
    """Return the counts for an update strategy, defaults or not, on ``nodes`` nodes that should run a pod.

    Percentages are rounded up; where nothing may happen at all, one pod may be unavailable. Values that are neither a
    number nor a percentage count as 0: validation rejects them.
    """
    if (strategy.get("type") or "RollingUpdate") != "RollingUpdate":
        return Counts(0, 0)
    rolling = strategy.get("rollingUpdate") or {}
    unavailable = scaled(rolling.get("maxUnavailable", 1), nodes)
    surge = scaled(rolling.get("maxSurge", 0), nodes)
    if nodes > 0 and not unavailable and not surge:
        unavailable = 1
    return Counts(unavailable, surge)


def allows_surge(strategy: Mapping[str, Any]) -> bool:
    """Tell whether an update starts a new pod beside the old one."""
    return counts(strategy, 1).max_surge > 0


def scaled(value: int | str | None, total: int) -> int:
    """Return a number as it is and a percentage of ``total`` rounded up; 0 for anything else."""
    if isinstance(value, int):
        return value
    number = parse_int64(value[:-1]) if value and value.endswith("%") else None
    return 0 if number is None else -(-number * total // 100)
