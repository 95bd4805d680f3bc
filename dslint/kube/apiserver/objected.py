"""What of a pod any level of Pod Security but privileged objects to first."""

from __future__ import annotations

from dslint.kube.apiserver.fields import POD_SPEC, Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NODE_NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


def objected(pod: Mapping[str, Any]) -> Path:
    """Return what every level of Pod Security objects to: a namespace or a path of the node; else a container."""
    for name in _NODE_NAMESPACES:
        if pod.get(name):
            return (*POD_SPEC, name)
    for index, volume in enumerate(pod.get("volumes") or ()):
        if volume.get("hostPath"):
            return (*POD_SPEC, "volumes", index, "hostPath")
    secured = any(one.get("securityContext") for one in (pod.get("containers") or ())[:1])
    return (*POD_SPEC, "containers", 0, "securityContext" if secured else "name")
