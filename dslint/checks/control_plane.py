"""Whose control plane a manifest is about: one that it runs itself, OpenShift's, a provider's that is no node."""

from __future__ import annotations

import re
from functools import lru_cache

from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    *_CLUSTERS, "aws", "amazonaws", "ecr", "cloudwatch", "azure", "azurecr", "mcr.microsoft.com", "gcp", "stackdriver",
    "pkg.dev",
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
    return "openshift" in text or ("ocp" in text and _OCP.search(text) is not None)


def on_k0s(workload: Workload) -> bool:
    """Tell whether a manifest mounts what k0s has: it taints its controllers in a way of its own.

    Source: https://docs.k0sproject.io/stable/worker-node-config/ (taints).
    """
    paths = ((one.get("hostPath") or {}).get("path") or "" for one in workload.pod.get("volumes") or ())
    return any("/k0s/" in f"{path}/" for path in paths)


def is_managed(workload: Workload) -> bool:
    """Tell whether a manifest names a managed service, whose control plane is no node of the cluster, or the like.

    Its path may name one too, not a provider: who runs clusters on AWS may keep all of them below ``aws``.
    """
    return _has_a_word(workload.written.where, _CLUSTERS) or _has_a_word(_text(workload), _PROVIDERS)


def _has_a_word(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of some words stands in a text, in whatever case, beside no letter."""
    text = text.lower()
    either = "|".join(re.escape(word) for word in words if word in text)  # mostly none
    return bool(either) and re.search(rf"(?<![a-z])(?:{either})(?![a-z])", text) is not None


@lru_cache(maxsize=1)
def _text(workload: Workload) -> str:
    """Return every key and text of an object, one a line, where one search finds what any of them has."""
    return "\n".join(strings(workload.stored))


def strings(value: Any) -> list[str]:
    """Return every key and text of a value."""
    found: list[str] = []
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            found += one
            rest += one.values()
        elif isinstance(one, list):
            rest += one
    return found
