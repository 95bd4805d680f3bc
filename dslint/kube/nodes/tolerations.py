"""Taints and tolerations: matching, and those that the DaemonSet controller adds to its pods.

Sources: staging/src/k8s.io/api/core/v1/toleration.go (ToleratesTaint), pkg/controller/daemon/util/daemonset_util.go
(AddOrUpdateDaemonPodTolerations), pkg/apis/core/v1/helper/helpers.go (AddOrUpdateTolerationInPodSpec).
"""

from __future__ import annotations

from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import decimal_integer
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

NO_SCHEDULE = "NoSchedule"
NO_EXECUTE = "NoExecute"

_HOST_NETWORK = {"key": "node.kubernetes.io/network-unavailable", "operator": "Exists", "effect": NO_SCHEDULE}
_ADDED = tuple(
    {"key": f"node.kubernetes.io/{name}", "operator": "Exists", "effect": effect}
    for name, effect in (
        ("not-ready", NO_EXECUTE),
        ("unreachable", NO_EXECUTE),
        ("disk-pressure", NO_SCHEDULE),
        ("memory-pressure", NO_SCHEDULE),
        ("pid-pressure", NO_SCHEDULE),
        ("unschedulable", NO_SCHEDULE),
    )
)


class Taint(NamedTuple):
    """A taint of a node; an omitted value is empty."""

    key: str
    value: str = ""
    effect: str = ""

    def __str__(self) -> str:
        """Write it as kubectl does: ``key=value:effect``."""
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"


def read_taint(taint: Mapping[str, Any]) -> Taint:
    """Read an entry of ``Node.spec.taints``."""
    return Taint(taint.get("key") or "", taint.get("value") or "", taint.get("effect") or "")


def tolerates(toleration: Mapping[str, Any], taint: Taint, *, comparison: bool = False) -> bool:
    """Tell whether a toleration tolerates a taint.

    ``comparison`` is the gate TaintTolerationComparisonOperators: without it Gt and Lt tolerate nothing. They compare
    64-bit integers in canonical form; the taint's value is on the left side.
    """
    effect = toleration.get("effect")
    if effect and effect != taint.effect:
        return False
    key = toleration.get("key")
    if key and key != taint.key:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Exists":
        return True
    wanted, found = toleration.get("value") or "", taint.value
    if operator == "Equal":
        return bool(wanted == found)
    if not comparison or operator not in {"Gt", "Lt"} or decimal_integer(wanted) or decimal_integer(found):
        return False
    limit, value = parse_int64(wanted), parse_int64(found)
    if limit is None or value is None:
        return False
    return value > limit if operator == "Gt" else value < limit


def tolerated(tolerations: Iterable[Mapping[str, Any]], taint: Taint, *, comparison: bool = False) -> bool:
    """Tell whether any of the tolerations tolerates the taint."""
    return any(tolerates(toleration, taint, comparison=comparison) for toleration in tolerations)


def untolerated(
    tolerations: Sequence[Mapping[str, Any]], taints: Iterable[Taint], *, comparison: bool = False
) -> list[Taint]:
    """Return the taints that keep a pod off a node (NoSchedule, NoExecute) and that nothing tolerates, in order."""
    return [
        taint
        for taint in taints
        if taint.effect in {NO_SCHEDULE, NO_EXECUTE} and not tolerated(tolerations, taint, comparison=comparison)
    ]


def added_tolerations(pod_spec: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the tolerations that the controller gives to every pod of a DaemonSet, in its order; not to be changed."""
    return [*_ADDED, _HOST_NETWORK] if pod_spec.get("hostNetwork") else [*_ADDED]


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two tolerations are one and the same to the server: key, operator, value and effect as written.

    ``tolerationSeconds`` plays no part (MatchToleration), nor is an omitted operator ``Equal`` here.
    """
    return _identity(one) == _identity(other)


def _identity(toleration: Mapping[str, Any]) -> tuple[str, str, str, str]:
    get = toleration.get
    return get("key") or "", get("operator") or "", get("value") or "", get("effect") or ""


def pod_tolerations(pod_spec: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the tolerations of the pods that the controller creates: the template's and the added ones.

    One that is already there is replaced, and so loses its ``tolerationSeconds``.
    """
    added = {_identity(one): one for one in added_tolerations(pod_spec)}
    given = [(_identity(one), one) for one in pod_spec.get("tolerations") or ()]
    there = {identity for identity, _ in given}
    merged: list[Mapping[str, Any]] = [added.get(identity, one) for identity, one in given]
    return merged + [one for identity, one in added.items() if identity not in there]


def covers(wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Tell whether ``wide`` tolerates every taint, and for as long, that ``narrow`` tolerates.

    Numeric comparisons cover only what is written alike.
    """
    if wide.get("key") and wide.get("key") != narrow.get("key"):
        return False
    if wide.get("effect") and wide.get("effect") != narrow.get("effect"):
        return False
    longer = wide.get("tolerationSeconds")
    if longer is not None and (narrow.get("tolerationSeconds") is None or narrow["tolerationSeconds"] > longer):
        return False
    operator = wide.get("operator") or "Equal"
    if operator == "Exists":
        return True
    alike = (wide.get("value") or "") == (narrow.get("value") or "")
    return alike and operator == (narrow.get("operator") or "Equal")
