"""Whose control plane a manifest is about: one that it runs itself, OpenShift's, a provider's that is no node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.workload import Workload

# bootkube and what follows it keep a static copy of what bears this annotation
_CHECKPOINT = "checkpointer.alpha.coreos.com/checkpoint"
_IMAGES = frozenset(
    {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "hyperkube", "pod-checkpointer", "bootkube"}
)
_NAME = re.compile(r"(?:.*/)?([^/:@]+)(?::[^/@]*)?(?:@.*)?")
# Managed control planes (EKS, AKS, GKE) are no nodes of the cluster, and minikube and k3s do not taint theirs. An agent
# that names one of them, or a service of the provider, mostly runs there, where the toleration has no use.
_PROVIDERS = (
    "aws", "amazonaws", "eks", "ecr", "cloudwatch", "azure", "azurecr", "aks", r"mcr\.microsoft\.com", "gke", "gcp",
    "stackdriver", r"pkg\.dev", "minikube", "k3s", "k3d",
)  # fmt: skip


def runs_control_plane(workload: Workload) -> bool:
    """Tell whether the pods are, or come with, a self-hosted or static control plane: it has labels of its own."""
    template = workload.stored["spec"]["template"]
    if _CHECKPOINT in (template.get("metadata") or {}).get("annotations", {}):
        return True
    images = (
        found[1]
        for kind in ("containers", "initContainers")
        for container in workload.pod.get(kind) or ()
        if (found := _NAME.fullmatch(container.get("image") or "")) is not None
    )
    return not _IMAGES.isdisjoint(re.sub(r"-(amd64|arm64|arm)$", "", image) for image in images)


def on_openshift(workload: Workload) -> bool:
    """Tell whether a manifest is made for OpenShift: its annotations, images or path say so."""
    if "openshift" in workload.written.source.path.lower():
        return True
    return any("openshift" in word for word in strings(workload.stored))


def is_managed(workload: Workload) -> bool:
    """Tell whether a manifest names a managed service, whose control plane is no node of the cluster, or the like."""
    provider = re.compile(rf"(?<![a-z])({'|'.join(_PROVIDERS)})(?![a-z])", re.IGNORECASE)
    return any(provider.search(word) for word in strings(workload.stored))


def strings(value: Any) -> Iterator[str]:
    """Yield every key and text of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
