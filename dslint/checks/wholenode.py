"""Which DaemonSets are agents that every node needs, judged by what they reach into on the node.

Host access alone does not tell: device plugins, CSI drivers and installers have it too and are only needed where
workloads run. What tells is reading what each node has (its logs, its processes) or setting up its network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dslint.kube.apiserver.fields import POD_SPEC
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dslint.kube.apiserver.fields import Path

_LOGS = frozenset(
    {
        "/var/log",
        "/var/log/containers",
        "/var/log/pods",
        "/var/log/journal",
        "/run/log/journal",
        "/var/lib/docker/containers",
    }
)
_STATE = frozenset({"/proc", "/dev/kmsg", "/sys/fs/bpf", "/sys/kernel/debug", "/sys/kernel/tracing"})
_NETWORK = frozenset({"/etc/cni/net.d", "/opt/cni/bin"})
# Managed control planes (EKS, AKS, GKE) are no nodes of the cluster, and minikube and k3s do not taint theirs. An agent
# that names one of them, or a service of the provider, mostly runs there, where the toleration has no use.
_PROVIDERS = (
    "aws", "amazonaws", "eks", "ecr", "cloudwatch", "azure", "azurecr", "aks", r"mcr\.microsoft\.com", "gke", "gcp",
    "stackdriver", r"pkg\.dev", "minikube", "k3s", "k3d",
)  # fmt: skip


class Evidence(NamedTuple):
    """What shows that an agent is meant for every node, and where."""

    at: Path
    text: str


def whole_node_evidence(ds: Mapping[str, Any], spec: Mapping[str, Any]) -> Evidence | None:
    """Return what shows that the pods of a decoded DaemonSet belong on every node, if anything does."""
    paths = {
        index: volume["hostPath"].get("path", "").rstrip("/") or "/"
        for index, volume in enumerate(spec.get("volumes") or ())
        if "hostPath" in volume
    }
    if any("plugins" in path for path in paths.values()):  # kubelet plugins: devices, CSI, FlexVolume, DRA
        return None
    for index, path in paths.items():
        text = _purpose(path, spec, spec["volumes"][index].get("name", ""))
        if text:
            provider = re.compile(rf"(?<![a-z])({'|'.join(_PROVIDERS)})(?![a-z])", re.IGNORECASE)
            managed = any(provider.search(word) for word in _strings(ds))
            return None if managed else Evidence((*POD_SPEC, "volumes", index, "hostPath", "path"), text)
    return None


def _purpose(path: str, spec: Mapping[str, Any], volume: str) -> str | None:
    if path in _LOGS:
        return "logs of the node: the agent belongs on every node"
    if path in _NETWORK and spec.get("hostNetwork"):
        return "network of the node: the agent belongs on every node"
    if path in _STATE or (path == "/" and _only_read(spec, volume)):
        return "state of the node: the agent belongs on every node"
    return None


def _only_read(spec: Mapping[str, Any], volume: str) -> bool:
    mounts = [
        mount
        for kind in ("containers", "initContainers")
        for container in spec.get(kind) or ()
        for mount in container.get("volumeMounts") or ()
        if mount.get("name") == volume
    ]
    return bool(mounts) and all(mount.get("readOnly") for mount in mounts)


def _strings(value: Any) -> Iterator[str]:
    """Yield every key and text of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
