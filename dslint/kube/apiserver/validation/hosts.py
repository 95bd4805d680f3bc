"""Checks that span the pod and all its containers: host network, user namespaces, environment files.

Source: validatePodHostNetworkDeps, validateHostUsers, validateFileKeyRefVolumes in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.common import containers_with_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_HOST_USERS = "when `hostUsers` is false"


def validate_host_ports_match(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the host ports of a pod on the host network; only templates may leave them out."""
    for index, container in enumerate(spec.get("containers") or ()):
        for number, port in enumerate(container.get("ports") or ()):
            host_port = port.get("hostPort") or 0
            if (host_port or options.is_pod) and host_port != (port.get("containerPort") or 0):
                place = (*path, "containers", index, "ports", number, "hostPort")
                errors.invalid(place, host_port, "must match `containerPort` when `hostNetwork` is true")


def validate_host_users(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check what a pod with a user namespace of its own must not have (``hostUsers`` is false)."""
    if spec.get("hostNetwork") and not options.user_namespaces_host_network:
        errors.forbidden((*path, "hostNetwork"), _HOST_USERS, True)
    for field, name in (("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if spec.get(field):
            errors.forbidden((*path, name), _HOST_USERS, True, (*path, field))
    if options.user_namespace_volume_devices:
        return
    for container, place in containers_with_path(spec, path):
        if container.get("volumeDevices"):
            errors.forbidden((*place, "volumeDevices"), _HOST_USERS, container["volumeDevices"])


def validate_file_key_refs(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check that environment files lie in ``emptyDir`` volumes of the pod."""
    volumes: dict[str, Any] | None = None
    for container, place in containers_with_path(spec, path):
        for index, variable in enumerate(container.get("env") or ()):
            reference = (variable.get("valueFrom") or {}).get("fileKeyRef")
            if reference is None:
                continue
            if volumes is None:
                volumes = {volume.get("name") or "": volume for volume in spec.get("volumes") or ()}
            name = reference.get("volumeName") or ""
            here = (*place, "env", index, "valueFrom", "fileKeyRef", "volumeName")
            if name not in volumes:
                errors.not_found(here, name)
            elif volumes[name].get("emptyDir") is None:
                errors.invalid(here, name, "referenced volume must be of type emptyDir")
