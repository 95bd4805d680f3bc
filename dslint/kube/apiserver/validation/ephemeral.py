"""Ephemeral containers: never allowed in a template, and validated all the same.

Source: validateEphemeralContainers in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.containers import validate_container_common

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_NOT_ALLOWED = "cannot be set for an Ephemeral Container"
# The fields that no ephemeral container may have, in any form but resources without content, which are no pointer.
_NOT_ALLOWED_FIELDS = (
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
)


def validate_ephemeral_containers(
    spec: dict[str, Any], volumes: dict[str, dict[str, Any]], path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check the ephemeral containers of a pod; ``path`` is the pod spec's, ``volumes`` its valid volumes."""
    others = {
        container.get("name") or "" for field in ("containers", "initContainers") for container in spec.get(field) or ()
    }
    names = set(others)
    for index, container in enumerate(spec["ephemeralContainers"]):
        here = (*path, "ephemeralContainers", index)
        validate_container_common(container, spec, volumes, here, errors, options)
        validate_container_of_pod(container, here, errors)
        name = container.get("name") or ""
        if name in names:
            errors.duplicate((*here, "name"), name)
        names.add(name)
        target = container.get("targetContainerName") or ""
        if target and target not in others:
            errors.not_found((*here, "targetContainerName"), target)
        for field in _NOT_ALLOWED_FIELDS:
            value = container.get(field)
            if value is not None and (field != "resources" or value):
                errors.forbidden((*here, field), _NOT_ALLOWED, value)
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            for field in ("subPath", "subPathExpr"):
                if mount.get(field):
                    errors.forbidden((*here, "volumeMounts", number, field), _NOT_ALLOWED, mount[field])


def validate_container_of_pod(container: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check what templates may hold but pods may not (validateContainerOnlyForPod)."""
    image = container.get("image") or ""
    if image != image.strip():
        errors.invalid((*path, "image"), image, "must not have leading or trailing whitespace")
