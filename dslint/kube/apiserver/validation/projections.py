"""Volumes whose files the kubelet writes: keys of ConfigMaps and Secrets, fields of the pod, tokens.

The server reports many of their faults at the volume; they are placed where they are. Projections of certificates are
in ``certificates.py``.

Source: validateKeyToPath, validateDownwardAPIVolumeFile and validateProjectionSources in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.common import check, claim_file, validate_user
from dslint.kube.apiserver.validation.env import validate_field_ref, validate_resource_field_ref
from dslint.kube.apiserver.validation.paths import projected_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_FIELDS = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"]
_BAD_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
_MIN_TOKEN_LIFE = 600
_MAX_TOKEN_LIFE = 2**32


def validate_mode(source: dict[str, Any], field: str, path: Path, errors: FieldErrors, at: Path | None = None) -> None:
    """Check the permissions in ``field`` of a source whose path is given, and the user that goes with them."""
    mode = source.get(field)
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid((*path, field), mode, _BAD_MODE, (*(path if at is None else at), field))
    validate_user(source, "defaultUser" if field == "defaultMode" else "user", path, errors, at)


def validate_items(source: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check which keys of a ConfigMap or Secret become which files; ``path`` is that of their volume or projection."""
    for index, item in enumerate(source.get("items") or ()):
        here = (*path, "items", index)
        if not item.get("key"):
            errors.required((*here, "key"))
        file = item.get("path", "")
        if not file:
            errors.required((*here, "path"))
        for fault in projected_path(file):
            errors.invalid((*here, "path"), file, fault)
        validate_mode(item, "mode", here, errors)


def validate_downward_api(source: dict[str, Any], path: Path, errors: FieldErrors, _options: Options) -> None:
    """Check a volume that holds fields of the pod."""
    validate_mode(source, "defaultMode", path, errors)
    _validate_files(source, path, errors)


def _validate_files(source: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check files that hold fields of the pod or resources of a container, which the server does not number."""
    for index, file in enumerate(source.get("items") or ()):
        place = (*path, "items", index)
        name = file.get("path", "")
        if not name:
            errors.required((*path, "path"), at=(*place, "path"))
        for fault in projected_path(name):
            errors.invalid((*path, "path"), name, fault, (*place, "path"))
        field, resource = file.get("fieldRef"), file.get("resourceFieldRef")
        if field is not None:
            validate_field_ref(field, _FIELDS, (*path, "fieldRef"), errors, (*place, "fieldRef"))
            if resource is not None:
                detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
                errors.invalid(path, file, detail, place, "resource")
        elif resource is not None:
            here, there = (*path, "resourceFieldRef"), (*place, "resourceFieldRef")
            validate_resource_field_ref(resource, here, errors, volume=True, at=there)
        else:
            errors.required(path, "one of fieldRef and resourceFieldRef is required", place)
        validate_mode(file, "mode", path, errors, place)


def validate_projected(source: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check a volume made of several sources, which must not write the same file; an empty source is valid."""
    validate_mode(source, "defaultMode", path, errors)
    files: set[str] = set()
    for index, projection in enumerate(source.get("sources") or ()):
        here = (*path, "sources", index)
        for kind in ("secret", "configMap"):
            keys = projection.get(kind)
            if keys is not None:
                if not keys.get("name"):
                    errors.required((*here, kind, "name"))
                validate_items(keys, (*here, kind), errors)
                _claim_files(keys, files, path, errors, (*here, kind))
        fields = projection.get("downwardAPI")
        if fields is not None:
            _validate_files(fields, (*here, "downwardAPI"), errors)
            _claim_files(fields, files, path, errors, (*here, "downwardAPI"))
        token = projection.get("serviceAccountToken")
        if token is not None:
            _validate_token(token, path, (*here, "serviceAccountToken"), errors, options)
        bundle, certificate = projection.get("clusterTrustBundle"), projection.get("podCertificate")
        if bundle is not None or certificate is not None:
            from dslint.kube.apiserver.validation import certificates  # rare

            if bundle is not None:
                place = (*here, "clusterTrustBundle")
                certificates.validate_trust_bundle(bundle, place, errors)
                claim_file(bundle.get("path", ""), files, path, errors, (*place, "path"))
            if certificate is not None:
                place = (*here, "podCertificate")
                certificates.validate_pod_certificate(certificate, files, path, place, errors)
        if len(projection) > 1:
            errors.forbidden(here, "may not specify more than 1 volume type per source", projection)


def _claim_files(source: dict[str, Any], files: set[str], path: Path, errors: FieldErrors, at: Path) -> None:
    """Add the files of a source to those of the volume, whose path is given."""
    for index, item in enumerate(source.get("items") or ()):
        file = item.get("path")
        if file:
            # of a Secret or ConfigMap the server prints the name
            bad = None if at[-1] == "downwardAPI" else source.get("name") or ""
            claim_file(file, files, path, errors, (*at, "items", index, "path"), bad)


def _validate_token(token: dict[str, Any], path: Path, at: Path, errors: FieldErrors, options: Options) -> None:
    """Check a service account token; ``path`` is that of the volume, where the server reports a bad file name."""
    seconds = token.get("expirationSeconds", 0)
    here = (*at, "expirationSeconds")
    if seconds < _MIN_TOKEN_LIFE:
        errors.invalid(here, seconds, "may not specify a duration less than 10 minutes")
    if seconds > _MAX_TOKEN_LIFE:
        errors.invalid(here, seconds, "may not specify a duration larger than 2^32 seconds")
    file = token.get("path", "")
    if not file:
        errors.required((*path, "path"), at=(*at, "path"))
    elif not options.non_local_token_paths:
        check(projected_path, file, (*path, "path"), errors, (*at, "path"))
    validate_user(token, "user", at, errors)
