"""Whose control plane a manifest is about: one that it runs itself, OpenShift's, a provider's that is no node."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dslint.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.workload import Workload

# bootkube and what follows it keep a static copy of what bears this annotation
_CHECKPOINT = "checkpointer.alpha.coreos.com/checkpoint"
_IMAGES = frozenset(
    {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "hyperkube", "pod-checkpointer", "bootkube"}
)
_NAME = pattern(r"(?:.*/)?([^/:@]+)(?::[^/@]*)?(?:@.*)?")
_TAG = pattern(r":v1\.([0-9]{1,3})(?![0-9])[^/]*$")
_RENAMED = 24
_OCP = pattern(r"(?<![a-z0-9])ocp[-/]")  # what people and its own images call OpenShift
# Managed control planes (EKS, AKS, GKE) are no nodes of the cluster, and minikube and k3s do not taint theirs. An agent
# that names one of them, or a service of the provider, mostly runs there, where the toleration has no use.
_CLUSTERS = ("eks", "aks", "gke", "minikube", "k3s", "k3d")
_PROVIDERS = (
    *_CLUSTERS, "aws", "amazonaws", "ecr", "cloudwatch", "azure", "azurecr", r"mcr\.microsoft\.com", "gcp",
    "stackdriver", r"pkg\.dev",
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


def serves_old_clusters(workload: Workload) -> bool:
    """Tell whether the pods are a cloud controller for a Kubernetes whose control-plane nodes still were called master.

    A cloud provider's minor version is that of Kubernetes: keps/sig-cloud-provider/1771-versioning-policy-for-external-
    cloud-providers. Before 1.24 the nodes of kubeadm have the label and the taint of that name.
    """
    tags = [_TAG.search(one.get("image") or "") for one in workload.pod.get("containers") or ()]
    minors = [int(tag[1]) for tag in tags if tag is not None]
    return bool(minors) and max(minors) < _RENAMED and "cloud-controller" in workload.role


def on_openshift(workload: Workload) -> bool:
    """Tell whether a manifest is made for OpenShift: its annotations, images or path say so."""
    if "openshift" in workload.written.where.lower():
        return True
    text = _text(workload)
    return "openshift" in text or _OCP.search(text) is not None


def is_managed(workload: Workload) -> bool:
    """Tell whether a manifest names a managed service, whose control plane is no node of the cluster, or the like.

    Its path may name one too, not a provider: who runs clusters on AWS may keep all of them below ``aws``.
    """
    provider, cluster = (
        re.compile(rf"(?<![a-z])({'|'.join(words)})(?![a-z])", re.IGNORECASE) for words in (_PROVIDERS, _CLUSTERS)
    )
    path = workload.written.where
    return cluster.search(path) is not None or provider.search(_text(workload)) is not None


@lru_cache(maxsize=1)
def _text(workload: Workload) -> str:
    """Return every key and text of an object, one a line, where one search finds what any of them has."""
    return "\n".join(strings(workload.stored))


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
