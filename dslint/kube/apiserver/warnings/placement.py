"""Warnings about labels of nodes, and about selectors of pods in affinity and spreading."""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.warnings.core import SPEC
from dslint.kube.values.names import label_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.apiserver.warnings.core import WarningList

# Label -> minor version from which the server warns of it, and its text. Source: pkg/api/node/util.go
# (deprecatedNodeLabels); the rows since 31 are not in v1.30.14. The 0 rows are in every version compared.
DEPRECATED_NODE_LABELS = {
    "beta.kubernetes.io/arch": (0, 'deprecated since v1.14; use "kubernetes.io/arch" instead'),
    "beta.kubernetes.io/os": (0, 'deprecated since v1.14; use "kubernetes.io/os" instead'),
    "failure-domain.beta.kubernetes.io/region": (
        0,
        'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    ),
    "failure-domain.beta.kubernetes.io/zone": (0, 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'),
    "beta.kubernetes.io/instance-type": (0, 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'),
    "app.kubernetes.io/created-by": (31, "deprecated since v1.9"),
    "scheduler.alpha.kubernetes.io/preferAvoidPods": (
        31,
        "deprecated since v1.22; use Taints and Tolerations instead",
    ),
    "node-role.kubernetes.io/master": (31, 'use "node-role.kubernetes.io/control-plane" instead'),
}
# Values of preferred node affinity that are no label values: not in v1.32.13.
_INVALID_VALUE_SINCE = 33
_NULL_SELECTOR = "a null labelSelector results in matching no pod"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def label_warnings(spec: dict[str, Any], out: WarningList) -> None:
    """Warn of deprecated node labels in selectors and spreading, and of preferred values that no label can have."""
    for key in spec.get("nodeSelector", ()):
        message = _deprecated(key, out.minor)
        if message:
            out.add((*SPEC, "nodeSelector", Key(key)), message)
    affinity = spec.get("affinity", {}).get("nodeAffinity")
    if affinity:
        path: Path = (*SPEC, "affinity", "nodeAffinity")
        for index, term in enumerate(affinity.get(_REQUIRED, {}).get("nodeSelectorTerms", ())):
            _term_warnings(term, (*path, _REQUIRED, "nodeSelectorTerms", index), out)
        for index, term in enumerate(affinity.get(_PREFERRED, ())):
            preference = term.get("preference", {})
            _term_warnings(preference, (*path, _PREFERRED, index, "preference"), out, preferred=True)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints", ())):
        place: Path = (*SPEC, "topologySpreadConstraints", index)
        key = constraint.get("topologyKey", "")
        message = _deprecated(key, out.minor)
        if message:
            out.add((*place, "topologyKey"), f"{key} is {message}")
        if "labelSelector" not in constraint:
            out.add((*place, "labelSelector"), _NULL_SELECTOR)


def selector_warnings(spec: dict[str, Any], out: WarningList) -> None:
    """Warn of terms of pod affinity and anti-affinity without a label selector."""
    affinity = spec.get("affinity", {})
    for kind in ("podAffinity", "podAntiAffinity"):
        if kind not in affinity:
            continue
        path = (*SPEC, "affinity", kind)
        for index, term in enumerate(affinity[kind].get(_REQUIRED, ())):
            if "labelSelector" not in term:
                out.add((*path, _REQUIRED, index, "labelSelector"), _NULL_SELECTOR)
        for index, weighted in enumerate(affinity[kind].get(_PREFERRED, ())):
            if "labelSelector" not in weighted.get("podAffinityTerm", {}):
                out.add((*path, _PREFERRED, index, "podAffinityTerm", "labelSelector"), _NULL_SELECTOR)


def _deprecated(label: str, minor: int) -> str | None:
    since, message = DEPRECATED_NODE_LABELS.get(label, (0, None))
    return message if minor >= since else None


def _term_warnings(term: dict[str, Any], path: Path, out: WarningList, *, preferred: bool = False) -> None:
    for index, expression in enumerate(term.get("matchExpressions", ())):
        key = expression.get("key", "")
        message = _deprecated(key, out.minor)
        if message:
            out.add((*path, "matchExpressions", index, "key"), f"{key} is {message}")
        if not preferred or out.minor < _INVALID_VALUE_SINCE:
            continue
        for position, value in enumerate(expression.get("values", ())):
            for problem in label_value(value):
                out.add((*path, "matchExpressions", index, "values", position), f"{value} is invalid, {problem}")
