"""What the scheduler reserves for a pod.

Source: staging/src/k8s.io/component-helpers/resource/helpers.go (PodRequests), Kubernetes v1.36.2.
"""

from __future__ import annotations

from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.apiserver.poddefaults import apply_pod_defaults
from dslint.kube.apiserver.validation.podresources import aggregate
from dslint.kube.values.quantity import Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

ZERO = Quantity()


def pod_requests(pod_spec: Mapping[str, Any], minor: int) -> dict[str, Quantity]:
    """Return the requests of the pods that a decoded ``spec.template.spec`` makes, by resource.

    Containers and sidecars add up, an init container counts where it needs more. Requests of the pod as a whole replace
    the sum, the overhead of its runtime class comes on top. Without a request a container requests its limit.
    """
    spec = apply_pod_defaults(pod_spec, minor)
    total = aggregate(spec, "requests")
    if enabled("PodLevelResources", minor):
        own = (spec.get("resources") or {}).get("requests") or {}
        total.update({name: parse(amount) for name, amount in own.items()})
    overhead = {name: parse(amount) for name, amount in (spec.get("overhead") or {}).items()}
    return sum_up([(total, 1), (overhead, 1)])


def sum_up(amounts: Iterable[tuple[Mapping[str, Quantity], int]]) -> dict[str, Quantity]:
    """Add up amounts by resource, each as often as its number says."""
    total: dict[str, Quantity] = {}
    for one, times in amounts:
        for name, amount in one.items():
            total[name] = total.get(name, ZERO) + amount * times
    return total
