"""What of a cluster refuses every pod that a DaemonSet would get, although it takes the DaemonSet itself.

The controller counts such pods as desired and goes on trying; only events tell. Objects of the cluster are taken as
they are written: what has the wrong type in them is passed over.

Sources: plugin/pkg/admission/{limitranger,runtimeclass,podnodeselector,resourcequota}, evaluator/core/pods.go in
pkg/quota/v1, ValidateContainerResourceRequirements in pkg/apis/core/validation/validation.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.admission import SELECTORS, default_limits, labels_of_selector
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.apiserver.poddefaults import apply_pod_defaults
from dslint.kube.apiserver.requests import pod_requests
from dslint.kube.apiserver.validation.podresources import aggregate
from dslint.kube.values.quantity import Quantity, QuantityError, parse
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.fields import Path

LIMIT_RANGE, QUOTA, CONFLICT = "limit-range", "resource-quota", "node-selector-conflict"
POD_SECURITY = "pod-security"
# what a quota makes each container say, and under which name it stands there
_CONSTRAINED = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}
_COMPUTE = ("cpu", "memory")


class Refusal(NamedTuple):
    """Why every pod is refused: the ``kind`` of reason, a sentence, and its place in the DaemonSet.

    ``by`` are kind and name of the object that refuses it; ``None`` where it is that one is missing.
    """

    kind: str
    message: str
    at: Path
    by: tuple[str, str] | None = None


class Rules(NamedTuple):
    """The objects that may refuse a pod: by name those of its namespace, the namespace and its runtime class."""

    ranges: Mapping[str, Mapping[str, Any]]
    quotas: Mapping[str, Mapping[str, Any]]
    namespace: Mapping[str, Any] | None
    runtime: Mapping[str, Any] | None


def refusals(
    written: Mapping[str, Any], pod: Mapping[str, Any], rules: Rules, priority_class: str, minor: int
) -> Iterator[Refusal]:
    """Yield what refuses pods: ``written`` is the spec of the template, ``pod`` that which limit ranges make of it.

    ``priority_class`` is the class that the pod has once it is admitted; empty where it has none.
    """
    yield from _conflicts(written, rules)
    if rules.ranges or rules.quotas:
        pod = apply_pod_defaults(pod, minor)
    if rules.ranges:
        yield from list(_limits_below(written, pod, rules)) or _ranges(pod, rules)
    for name, quota in rules.quotas.items():
        if _applies(quota, pod, priority_class):
            yield from _quota(name, quota, pod, minor)


def _conflicts(written: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    """Yield node selectors that contradict what is added."""
    own = written.get("nodeSelector") or {}
    annotations = mapping_at(rules.namespace, "metadata", "annotations")
    space = str(mapping_at(rules.namespace, "metadata").get("name"))
    added = [(f"the annotation {name} of the namespace", annotations.get(name)) for name in SELECTORS]
    wanted = [
        (who, ("Namespace", space), pair)
        for who, text in added
        if isinstance(text, str)
        for pair in labels_of_selector(text)
    ]
    runtime = str(written.get("runtimeClassName"))
    for key, value in mapping_at(rules.runtime, "scheduling", "nodeSelector").items():
        wanted.append((f"RuntimeClass {runtime}", ("RuntimeClass", runtime), (key, str(value))))
    for who, by, (key, value) in wanted:
        if key in own and own[key] != value:
            text = f"{who} selects {key}={value}, the template {key}={own[key]}"
            yield Refusal(CONFLICT, text, (*POD_SPEC, "nodeSelector"), by)


def _containers(pod: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for field in ("containers", "initContainers"):
        for index, container in enumerate(pod.get(field) or ()):
            yield (*POD_SPEC, field, index), container


def _amounts(container: Mapping[str, Any], kind: str) -> dict[str, Quantity]:
    return _read((container.get("resources") or {}).get(kind))


def _read(found: object) -> dict[str, Quantity]:
    amounts = {}
    for name, amount in found.items() if isinstance(found, dict) else ():
        if isinstance(name, str) and isinstance(amount, (str, int, float)) and not isinstance(amount, bool):
            try:
                amounts[name] = parse(amount)
            except QuantityError:
                continue
    return amounts


def _limits_below(written: Mapping[str, Any], pod: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    """Yield limits that a limit range gives and that lie below what is requested: the pod is invalid."""
    before = dict(_containers(written))
    for at, container in _containers(pod):
        requests, given = _amounts(container, "requests"), _amounts(before.get(at, {}), "limits")
        for name, limit in _amounts(container, "limits").items():
            if name in requests and limit < requests[name] and name not in given:
                who = next((one for one, there in rules.ranges.items() if name in default_limits(there)), "")
                text = f"gives container {container.get('name')} a {name} limit of {limit}"
                message = f"LimitRange {who} {text}, below its request of {requests[name]}"
                yield Refusal(LIMIT_RANGE, message, (*at, "resources", "requests", name), ("LimitRange", who))


def _ranges(pod: Mapping[str, Any], rules: Rules) -> Iterator[Refusal]:
    """Yield what lies outside of a limit range, container by container, then for the whole pod."""
    whole = {kind: aggregate(dict(pod), kind) for kind in ("requests", "limits")}
    for name, one in rules.ranges.items():
        rows = mapping_at(one, "spec").get("limits")
        for row in rows if isinstance(rows, list) else ():
            kind = row.get("type") if isinstance(row, dict) else None
            if kind == "Container":
                for at, container in _containers(pod):
                    amounts = (_amounts(container, "requests"), _amounts(container, "limits"))
                    for text in _outside(row, *amounts):
                        message = f"LimitRange {name}: {text} of container {container.get('name')}"
                        yield Refusal(LIMIT_RANGE, message, (*at, "resources"), ("LimitRange", name))
            elif kind == "Pod":
                for text in _outside(row, whole["requests"], whole["limits"]):
                    message = f"LimitRange {name}: {text} of the pod"
                    yield Refusal(LIMIT_RANGE, message, (*POD_SPEC, "containers"), ("LimitRange", name))


def _outside(row: Mapping[str, Any], requests: Mapping[str, Quantity], limits: Mapping[str, Quantity]) -> Iterator[str]:
    for name, least in _read(row.get("min")).items():
        if name not in requests:
            yield f"at least {least} of {name}, and there is no request"
        elif requests[name] < least:
            yield f"at least {least} of {name}, not the request of {requests[name]}"
        elif name in limits and limits[name] < least:
            yield f"at least {least} of {name}, not the limit of {limits[name]}"
    for name, most in _read(row.get("max")).items():
        if name not in limits:
            yield f"at most {most} of {name}, and there is no limit"
        elif most < limits[name]:
            yield f"at most {most} of {name}, not the limit of {limits[name]}"
        elif name in requests and most < requests[name]:
            yield f"at most {most} of {name}, not the request of {requests[name]}"
    for name, ratio in _read(row.get("maxLimitRequestRatio")).items():
        if not requests.get(name):
            yield f"a limit of {name} at most {ratio} times the request, and there is no request"
        elif not limits.get(name):
            yield f"a limit of {name} at most {ratio} times the request, and there is no limit"
        elif requests[name].milli_value() * ratio.milli_value() < limits[name].milli_value() * 1000:
            yield f"a limit of {name} at most {ratio} times the request, not {limits[name]} to {requests[name]}"


def _applies(quota: Mapping[str, Any], pod: Mapping[str, Any], priority_class: str) -> bool:
    """Tell whether a quota is about a pod: all of its scopes are."""
    spec = mapping_at(quota, "spec")
    scopes = [{"scopeName": one, "operator": "Exists"} for one in _listed(spec.get("scopes"))]
    scopes += [
        one for one in _listed(mapping_at(spec, "scopeSelector").get("matchExpressions")) if isinstance(one, dict)
    ]
    return all(_in_scope(one, pod, priority_class) for one in scopes)


def _listed(found: object) -> Sequence[Any]:
    return found if isinstance(found, list) else ()


def _in_scope(scope: Mapping[str, Any], pod: Mapping[str, Any], priority_class: str) -> bool:
    name = scope.get("scopeName")
    if name in ("BestEffort", "NotBestEffort"):
        return _is_best_effort(pod) is (name == "BestEffort")
    if name == "PriorityClass":
        values, operator = _listed(scope.get("values")), scope.get("operator")
        there = {
            "In": bool(priority_class) and priority_class in values,
            "NotIn": not priority_class or priority_class not in values,
            "Exists": bool(priority_class),
            "DoesNotExist": not priority_class,
        }
        return there.get(str(operator), False)
    if name == "CrossNamespacePodAffinity":
        return False  # such a quota is about terms that name namespaces, which few DaemonSets have
    return name == "NotTerminating"  # a DaemonSet has no deadline


def _is_best_effort(pod: Mapping[str, Any]) -> bool:
    resources = [(container.get("resources") or {}) for _, container in _containers(pod)]
    resources.append(pod.get("resources") or {})
    amounts = [_read(one.get(kind)) for one in resources for kind in ("requests", "limits")]
    return not any(amount and name in _COMPUTE for one in amounts for name, amount in one.items())


def _quota(name: str, quota: Mapping[str, Any], pod: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what a quota wants each container to say, else what one pod takes too much of."""
    hard = _read(mapping_at(quota, "spec").get("hard"))
    own = pod.get("resources") or {}
    silent: dict[str, list[str]] = {}
    for key in hard:
        if key in _CONSTRAINED and _CONSTRAINED[key][1] not in _read(own.get(_CONSTRAINED[key][0])):
            field, resource = _CONSTRAINED[key]
            lacking = [str(one.get("name")) for _, one in _containers(pod) if resource not in _amounts(one, field)]
            if lacking:
                silent[key] = lacking
    if silent:
        key, names = next(iter(silent.items()))
        text = f"ResourceQuota {name} is about {key}: each container must say it, and {names[0]} does not"
        yield Refusal(QUOTA, text, (*POD_SPEC, "containers"), ("ResourceQuota", name))
        return
    takes = {"pods": Quantity(1), "count/pods": Quantity(1)}
    for kind, amounts in (("requests", pod_requests(pod, minor)), ("limits", aggregate(dict(pod), "limits"))):
        takes |= {f"{kind}.{resource}": amount for resource, amount in amounts.items()}
        if kind == "requests":
            takes |= amounts
    for key, most in hard.items():
        if key in takes and most < takes[key]:
            text = f"ResourceQuota {name} has {most} of {key}, one pod takes {takes[key]}"
            yield Refusal(QUOTA, text, (*POD_SPEC, "containers"), ("ResourceQuota", name))
