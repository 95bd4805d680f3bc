"""Which DaemonSets are agents that every node needs, judged by what they reach into on the node.

Host access alone does not tell: device plugins, CSI drivers and installers have it too and are only needed where
workloads run. What tells is reading what each node has (its logs, its processes) or setting up its network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dslint.checks.control_plane import strings
from dslint.kube.apiserver.fields import POD_SPEC
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.workload import Workload

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
# /proc alone is no evidence: many a tool looks at it, such as one that counts connections
_STATE = frozenset({"/dev/kmsg", "/sys/fs/bpf", "/sys/kernel/debug", "/sys/kernel/tracing"})
_NETWORK = frozenset({"/etc/cni/net.d", "/opt/cni/bin"})
# the logs of one workload, of which only its nodes have any
_NAMED_LOGS = re.compile(r"/var/log/(?:containers|pods)/[a-z][\w.-]*")


class Evidence(NamedTuple):
    """What shows that an agent is meant for every node, and where."""

    at: Path
    text: str


def whole_node_evidence(workload: Workload) -> Evidence | None:
    """Return what shows that the pods of a DaemonSet belong on every node, if anything does."""
    spec = workload.pod
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
            return Evidence((*POD_SPEC, "volumes", index, "hostPath", "path"), text)
    return None


def _purpose(path: str, spec: Mapping[str, Any], volume: str) -> str | None:
    if path in _LOGS and not any(map(_NAMED_LOGS.search, strings(spec.get("containers")))):
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
