"""Defaults that a pod gets and a pod template does not.

Source: SetDefaults_Pod, defaultHostNetworkPorts, defaultHugePagePodLimits and defaultPodRequests in
pkg/apis/core/v1/defaults.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.feature_gates import enabled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_HUGE_PAGES = "hugepages-"


def apply_pod_defaults(spec: Mapping[str, Any], minor: int) -> dict[str, Any]:
    """Return a pod's spec with the defaults that change what validation says of it; the input is not changed."""
    spec = dict(spec)
    for field in ("containers", "initContainers"):
        if field in spec:
            spec[field] = [
                _container(container, host_network=bool(spec.get("hostNetwork"))) for container in spec[field]
            ]
    if spec.get("resources") is not None and enabled("PodLevelResources", minor):
        spec["resources"] = _pod_resources(spec)
    return spec


def _container(container: dict[str, Any], *, host_network: bool) -> dict[str, Any]:
    resources = container.get("resources") or {}
    limits = resources.get("limits")
    if limits:
        requests = {**limits, **(resources.get("requests") or {})}
        container = {**container, "resources": {**resources, "requests": requests}}
    if host_network and container.get("ports"):
        ports = [
            port if port.get("hostPort") else {**port, "hostPort": port.get("containerPort") or 0}
            for port in container["ports"]
        ]
        container = {**container, "ports": ports}
    return container


def _pod_resources(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the pod's own resources, with requests that follow from its containers and its limits."""
    from dslint.kube.apiserver.validation.podresources import aggregate  # few pods have resources of their own

    resources = dict(spec["resources"])
    limits, requests = dict(resources.get("limits") or {}), dict(resources.get("requests") or {})
    if limits or requests:
        for name, total in aggregate(spec, "limits").items():
            if name.startswith(_HUGE_PAGES) and name not in requests:
                limits.setdefault(name, str(total))
    if limits:
        resources["limits"] = limits
        for name, total in aggregate(spec, "requests").items():
            if name in {"cpu", "memory"}:
                requests.setdefault(name, str(total))
        for name, limit in limits.items():
            if name in {"cpu", "memory"} or name.startswith(_HUGE_PAGES):
                requests.setdefault(name, limit)
    if requests:
        resources["requests"] = requests
    return resources
