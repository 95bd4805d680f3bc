"""Where the volumes of a pod appear in its containers.

Source: ValidateVolumeMounts, validateMountPropagation, validateMountRecursiveReadOnly and ValidateVolumeDevices in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.paths import no_backsteps, relative_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_PROPAGATIONS = ["Bidirectional", "HostToContainer", "None"]
_RECURSIVE = ["Disabled", "Enabled", "IfPossible"]
_PLACE = {"name", "mountPath"}
_BLOCK_SOURCES = ("persistentVolumeClaim", "ephemeral")


def validate_mounts(
    container: dict[str, Any], volumes: dict[str, dict[str, Any]], path: Path, errors: FieldErrors
) -> None:
    """Check ``volumeMounts`` and ``volumeDevices`` of a container; ``path`` is the container's.

    ``volumes`` are the pod's valid volumes by name. The server reports some faults of a mount at the list.
    """
    mounts = container.get("volumeMounts") or ()
    devices = container.get("volumeDevices") or ()
    if mounts:
        device_paths = {device.get("name", ""): device.get("devicePath", "") for device in devices}
        _validate_mounts(container, volumes, device_paths, (*path, "volumeMounts"), errors)
    if devices:
        mount_paths = {mount.get("name", ""): mount.get("mountPath", "") for mount in mounts}
        _validate_devices(devices, volumes, mount_paths, (*path, "volumeDevices"), errors)


def _validate_mounts(
    container: dict[str, Any],
    volumes: dict[str, dict[str, Any]],
    devices: dict[str, str],
    path: Path,
    errors: FieldErrors,
) -> None:
    seen = set()
    device_paths = set(devices.values())
    for index, mount in enumerate(container["volumeMounts"]):
        name = mount.get("name", "")
        if not name:
            errors.required((*path, index, "name"))
        if name not in volumes:
            errors.not_found((*path, index, "name"), name)
        mount_path = mount.get("mountPath", "")
        if not mount_path:
            errors.required((*path, index, "mountPath"))
        if mount_path in seen:
            errors.invalid((*path, index, "mountPath"), mount_path, "must be unique")
        seen.add(mount_path)
        if devices:
            if name in devices:
                errors.invalid((*path, index, "name"), name, "must not already exist in volumeDevices")
            if mount_path in device_paths:
                fault = "must not already exist as a path in volumeDevices"
                errors.invalid((*path, index, "mountPath"), mount_path, fault)
        if not mount.keys() <= _PLACE:
            _validate_options(mount, container, index, path, errors)


def _validate_options(
    mount: dict[str, Any], container: dict[str, Any], index: int, path: Path, errors: FieldErrors
) -> None:
    """Check what a mount says besides ``name`` and ``mountPath``."""
    sub_path, expression = mount.get("subPath"), mount.get("subPathExpr")
    if sub_path:
        for fault in relative_path(sub_path):
            errors.invalid((*path, "subPath"), sub_path, fault, (*path, index, "subPath"))
    if expression:
        place = (*path, index, "subPathExpr")
        if sub_path:
            errors.invalid(place, expression, "subPathExpr and subPath are mutually exclusive")
        for fault in relative_path(expression):
            errors.invalid((*path, "subPathExpr"), expression, fault, place)
    propagation = mount.get("mountPropagation")
    if propagation is not None:
        place = (*path, index, "mountPropagation")
        if propagation not in _PROPAGATIONS:
            errors.not_supported((*path, "mountPropagation"), propagation, _PROPAGATIONS, place)
        elif propagation == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
            fault = "Bidirectional mount propagation is available only to privileged containers"
            errors.forbidden((*path, "mountPropagation"), fault, propagation, place)
    recursive = mount.get("recursiveReadOnly")
    if recursive is not None and recursive != "Disabled":
        here, place = (*path, "recursiveReadOnly"), (*path, index, "recursiveReadOnly")
        if recursive not in _RECURSIVE:
            errors.not_supported(here, recursive, _RECURSIVE, place)
            return
        if not mount.get("readOnly"):
            errors.forbidden(here, "may only be specified when readOnly is true", recursive, place)
        if propagation is not None and propagation != "None":
            fault = "may only be specified when mountPropagation is None or not specified"
            errors.forbidden(here, fault, recursive, place)


def _validate_devices(
    devices: list[dict[str, Any]],
    volumes: dict[str, dict[str, Any]],
    mounts: dict[str, str],
    path: Path,
    errors: FieldErrors,
) -> None:
    """Check raw block devices, which only persistent volumes can be."""
    names, device_paths = set(), set()
    mount_paths = set(mounts.values())
    for index, device in enumerate(devices):
        name, device_path = device.get("name", ""), device.get("devicePath", "")
        name_at, path_at = (*path, index, "name"), (*path, index, "devicePath")
        volume = volumes.get(name)
        if not name:
            errors.required(name_at)
        if name in names:
            errors.invalid(name_at, name, "must be unique")
        if volume is None:
            errors.not_found(name_at, name)
        elif not any(volume.get(source) is not None for source in _BLOCK_SOURCES):
            fault = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            errors.invalid(name_at, name, fault)
        if not device_path:
            errors.required(path_at)
        if device_path in device_paths:
            errors.invalid(path_at, device_path, "must be unique")
        if no_backsteps(device_path):
            errors.invalid(path_at, device_path, "can not contain backsteps ('..')")
        else:
            device_paths.add(device_path)
        if name in mounts:
            errors.invalid(name_at, name, "must not already exist in volumeMounts")
        if device_path in mount_paths:
            errors.invalid(path_at, device_path, "must not already exist as a path in volumeMounts")
        if name:
            names.add(name)
