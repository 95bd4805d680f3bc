"""Volumes of a pod: their names, and that each has one source.

Source: ValidateVolumes and validateVolumeSource in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.volumesources import SOURCES
from dslint.kube.values.names import dns1123_label, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_RANK = {source: rank for rank, source in enumerate(SOURCES)}
# Where the server spells the field otherwise when it is one source too many
_MISSPELT = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
_MAX_PORTAL = 64


def validate_volumes(
    volumes: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options
) -> dict[str, dict[str, Any]]:
    """Check the volumes of a pod; ``path`` is that of the list.

    Returns the volumes by name for the mounts. One with any error is left out, so that the server also misses it
    wherever it is mounted.
    """
    found: dict[str, dict[str, Any]] = {}
    for index, volume in enumerate(volumes):
        before = len(errors)
        _validate_source(volume, (*path, index), errors, options)
        name = volume.get("name", "")
        if not name:
            errors.required((*path, index, "name"))
        else:
            for fault in dns1123_label(name):
                errors.invalid((*path, index, "name"), name, fault)
        if name in found:
            errors.duplicate((*path, index, "name"), name)
        if len(errors) == before:
            found[name] = volume
    return found


def _validate_source(volume: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the first source in the server's order; the others are only reported as too many."""
    sources = [field for field in volume if field in _RANK]
    if not sources:
        errors.required(path, "must specify a volume type")
        return
    if len(sources) > 1:
        sources.sort(key=_RANK.__getitem__)
        for field in sources[1:]:
            place = (*path, field)
            fault = "may not specify more than 1 volume type"
            errors.forbidden((*path, _MISSPELT.get(field, field)), fault, volume[field], place)
    first = sources[0]
    SOURCES[first](volume[first], (*path, first), errors, options)
    iscsi = volume.get("iscsi")
    if iscsi is not None and iscsi.get("initiatorName") is not None:
        name = volume.get("name", "")
        if size(f"{name}:{iscsi.get('targetPortal', '')}") > _MAX_PORTAL:
            fault = (
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters"
                " if iscsi.initiatorName is specified."
            )
            errors.invalid((*path, "name"), name, fault)
