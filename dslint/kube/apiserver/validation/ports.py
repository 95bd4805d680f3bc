"""Ports of containers.

Source: validateContainerPorts, AccumulateUniqueHostPorts and ValidatePortNumOrName in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.values.names import port_name, port_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_PROTOCOLS = ["SCTP", "TCP", "UDP"]


def validate_ports(ports: list[dict[str, Any]], path: Path, errors: FieldErrors) -> None:
    """Check the ports of one container; ``path`` is that of the list. A hostIP may be anything."""
    names = set()
    for index, port in enumerate(ports):
        name = port.get("name")
        if name:
            faults = port_name(name)
            for fault in faults:
                errors.invalid((*path, index, "name"), name, fault)
            if not faults:
                if name in names:
                    errors.duplicate((*path, index, "name"), name)
                names.add(name)
        number = port.get("containerPort")
        if not number:
            errors.required((*path, index, "containerPort"))
        else:
            for fault in port_number(number):
                errors.invalid((*path, index, "containerPort"), number, fault)
        host_port = port.get("hostPort")
        if host_port:
            for fault in port_number(host_port):
                errors.invalid((*path, index, "hostPort"), host_port, fault)
        protocol = port.get("protocol")
        if not protocol:
            errors.required((*path, index, "protocol"))
        elif protocol not in _PROTOCOLS:
            errors.not_supported((*path, index, "protocol"), protocol, _PROTOCOLS)


def validate_host_ports(containers: list[dict[str, Any]], path: Path, errors: FieldErrors, offset: int = 0) -> None:
    """Check that no two ports of the containers ask for the same protocol, hostIP and hostPort.

    ``path`` is that of the list of containers. An init container is checked alone: ``containers`` is a slice of the
    list that starts at ``offset``. The server counts from the start of the slice, the place from that of the list.
    """
    taken = set()
    for index, container in enumerate(containers):
        for number, port in enumerate(container.get("ports") or ()):
            host_port = port.get("hostPort")
            if not host_port:
                continue
            key = (port.get("protocol"), port.get("hostIP") or "", host_port)
            if key in taken:
                tail = ("ports", number, "hostPort")
                at = (*path, offset + index, *tail)
                errors.duplicate((*path, index, *tail), host_port, at, "/".join(map(str, key)))
            taken.add(key)


def port_number_or_name(port: int | str) -> list[str]:
    """Return the messages about a port of a handler: a number or the name of a container's port."""
    return port_name(port) if isinstance(port, str) else port_number(port)
