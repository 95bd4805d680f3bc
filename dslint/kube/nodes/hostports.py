"""Ports of the node that a pod takes, and which pods cannot share a node because of them.

Sources: staging/src/k8s.io/kube-scheduler/framework/types.go (HostPortInfo.CheckConflict), pkg/scheduler/util
(GetHostPorts), pkg/apis/core/v1/defaults.go (under hostNetwork every declared port is a host port).
"""

from __future__ import annotations

from dslint.kube.nodes.placement import POD_SPEC
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dslint.kube.apiserver.fields import Path

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - what Kubernetes calls it, nothing is bound


class HostPort(NamedTuple):
    """A port of the node; ``at`` is where the DaemonSet asks for it."""

    port: int
    protocol: str
    address: str
    at: Path

    def clashes(self, other: HostPort) -> bool:
        """Tell whether both cannot be had on one node."""
        return (self.port, self.protocol) == (other.port, other.protocol) and self.meets(other.address)

    def meets(self, address: str) -> bool:
        """Tell whether the same port at some address cannot be had beside it on one node."""
        return self.address == address or EVERY_ADDRESS in (self.address, address)

    def __str__(self) -> str:
        """Write it as Kubernetes does: ``9100/TCP``."""
        return f"{self.port}/{self.protocol}"


def host_ports(pod_spec: dict[str, Any]) -> Iterator[HostPort]:
    """Yield the host ports of a decoded pod spec: of its containers and of those init containers that keep running."""
    everywhere = bool(pod_spec.get("hostNetwork"))
    for field in ("containers", "initContainers"):
        for number, container in enumerate(pod_spec.get(field) or ()):
            if field == "initContainers" and container.get("restartPolicy") != "Always":
                continue
            for index, port in enumerate(container.get("ports") or ()):
                own = port.get("hostPort") or 0
                taken = own or (port.get("containerPort") or 0 if everywhere else 0)
                if taken > 0:
                    at = (*POD_SPEC, field, number, "ports", index, "hostPort" if own else "containerPort")
                    yield HostPort(taken, port.get("protocol") or "TCP", port.get("hostIP") or EVERY_ADDRESS, at)
