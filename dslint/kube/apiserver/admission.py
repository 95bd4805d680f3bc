"""What admission makes of the pods of a DaemonSet: their priority, requests, overhead and node selector.

The controller decides by the template; what is added to the pods that it makes never adds a node, and can leave a pod
Pending on one that was chosen. Objects of the cluster are taken as they are written: what has the wrong type in them is
passed over.

Sources: plugin/pkg/admission/{priority,runtimeclass,limitranger,podnodeselector}/admission.go,
SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go, pkg/apis/scheduling/v1/helpers.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.poddefaults import apply_pod_defaults
from dslint.kube.values.quantity import QuantityError, parse
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

RUNTIME_CLASS, NAMESPACE = "runtime-class-selector", "namespace-node-selector"
# made by every API server
CRITICAL = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
# what the plugin PodNodeSelector reads, and what OpenShift does
SELECTORS = ("scheduler.alpha.kubernetes.io/node-selector", "openshift.io/node-selector")


class Priority(NamedTuple):
    """The priority of a pod; ``value`` is ``None`` where its class is not known. ``preempts``: it may evict others."""

    value: int | None
    preempts: bool


class Added(NamedTuple):
    """A label of the node that a pod asks for since it was admitted: which kind of object wants it, and its name."""

    kind: str
    name: str
    key: str
    value: str


def priority_of(pod: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]) -> Priority:
    """Return the priority that a pod gets, from the classes of the cluster by name and those that every cluster has."""
    never = pod.get("preemptionPolicy") == "Never"
    name = pod.get("priorityClassName")
    if not name:
        default = _global_default(classes)
        if default is None:
            return Priority(0, not never)
        one = classes[default]
    elif name in CRITICAL:
        return Priority(CRITICAL[name], not never)
    elif name in classes:
        one = classes[name]
    else:
        return Priority(None, not never)
    return Priority(_integer(one.get("value")), one.get("preemptionPolicy", "Never" if never else None) != "Never")


def class_of(pod: Mapping[str, Any], classes: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the name of the priority class that a pod gets; empty where it gets none."""
    return str(pod.get("priorityClassName") or _global_default(classes) or "")


def _global_default(classes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the class of pods that name none: of several such classes that with the lowest value."""
    found = [name for name, one in classes.items() if one.get("globalDefault") is True]
    return min(found, key=lambda name: _integer(classes[name].get("value")) or 0, default=None)


def admitted(
    pod: Mapping[str, Any],
    runtime_class: Mapping[str, Any] | None,
    limit_ranges: Sequence[Mapping[str, Any]],
    minor: int,
) -> Mapping[str, Any]:
    """Return the spec of a pod with the overhead of its runtime class and the defaults of limit ranges.

    Each range fills in what the ones before have left open.
    """
    overhead = _amounts(mapping_at(runtime_class, "overhead", "podFixed"))
    if overhead and not pod.get("overhead"):
        pod = {**pod, "overhead": overhead}
    defaults = [_defaults(one) for one in limit_ranges]
    if any(limits or requests for limits, requests in defaults):
        spec = apply_pod_defaults(pod, minor)
        for field in ("containers", "initContainers"):
            if spec.get(field):
                spec[field] = [_with_defaults(container, defaults) for container in spec[field]]
        return spec
    return pod


def added_selectors(
    pod: Mapping[str, Any], runtime_class: Mapping[str, Any] | None, namespace: Mapping[str, Any] | None
) -> Iterator[Added]:
    """Yield the labels of nodes that objects of the cluster make a pod ask for; not those that it asks for itself."""
    own = pod.get("nodeSelector") or {}
    for key, value in mapping_at(runtime_class, "scheduling", "nodeSelector").items():
        if isinstance(value, str) and key not in own:
            yield Added(RUNTIME_CLASS, str(pod.get("runtimeClassName")), key, value)
    annotations = mapping_at(namespace, "metadata", "annotations")
    for name in SELECTORS:
        text = annotations.get(name)
        for key, value in labels_of_selector(text) if isinstance(text, str) else ():
            if key not in own:
                yield Added(NAMESPACE, name, key, value)


def labels_of_selector(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of ``a=b,c=d`` as ConvertSelectorToLabelsMap reads them; of what it refuses nothing."""
    pairs = [part.split("=") for part in text.split(",") if part]
    if all(len(pair) == 2 for pair in pairs):
        for key, value in pairs:
            yield key.strip(), value.strip()


def _with_defaults(
    container: dict[str, Any], defaults: Iterable[tuple[dict[str, Any], dict[str, Any]]]
) -> dict[str, Any]:
    resources = dict(container.get("resources") or {})
    for limits, requests in defaults:
        resources["limits"] = {**limits, **(resources.get("limits") or {})}
        resources["requests"] = {**requests, **(resources.get("requests") or {})}
    return {**container, "resources": resources}


def _defaults(limit_range: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the limits and the requests that a limit range gives to containers without."""
    limits: dict[str, Any] = {}
    requests: dict[str, Any] = {}
    rows = mapping_at(limit_range, "spec").get("limits")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("type") == "Container":
            default = {**_amounts(row.get("max")), **_amounts(row.get("default"))}
            limits |= default
            requests |= {**_amounts(row.get("min")), **default, **_amounts(row.get("defaultRequest"))}
    return limits, requests


def default_limits(limit_range: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits that a limit range gives to containers without."""
    return _defaults(limit_range)[0]


def _amounts(found: object) -> dict[str, Any]:
    """Return what are quantities in a mapping that nobody has checked."""
    amounts = {}
    for name, amount in found.items() if isinstance(found, dict) else ():
        if isinstance(name, str) and isinstance(amount, (str, int, float)) and not isinstance(amount, bool):
            try:
                parse(amount)
            except QuantityError:
                continue
            amounts[name] = amount
    return amounts


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
