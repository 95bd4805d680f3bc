"""The persistent volume claim that is made for each pod of a generic ephemeral volume.

Source: ValidatePersistentVolumeClaimTemplate and ValidatePersistentVolumeClaimSpec in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import GoValue
from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.labels import validate_annotations, validate_labels
from dslint.kube.apiserver.validation.common import check
from dslint.kube.nodes.selectors import validate_selector
from dslint.kube.values.names import dns1123_label, dns1123_subdomain
from dslint.kube.values.quantity import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
_VOLUME_MODES = ["Block", "Filesystem"]
# Names of classes, and since which minor version they are checked (gate VolumeAttributesClass: on since 1.34)
_PATH = GoValue({})  # the server puts the path into its error in the place of the value
_CLASSES = (("storageClassName", 0), ("volumeAttributesClassName", 34))
# apiGroup is a pointer, so that an empty one is not the same as none
_IDENTITY = (("apiGroup", None), ("kind", ""), ("name", ""))
# Go's zero value of such a field is "not set"; of pointers and lists it is null only
_SCALARS = ("generateName", "generation", "name", "namespace", "resourceVersion", "selfLink", "uid")
_OTHERS = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "managedFields",
    "ownerReferences",
)


def validate_claim_template(template: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the template of a claim; of its metadata only labels and annotations are allowed."""
    metadata = template.get("metadata") or {}
    here = (*path, "metadata")
    validate_annotations(metadata.get("annotations"), (*here, "annotations"), errors)
    validate_labels(metadata.get("labels"), (*here, "labels"), errors)
    for field in (*_SCALARS, *_OTHERS):
        if field in metadata and (metadata[field] or field in _OTHERS):
            # the server derives its spelling from the Go field UID
            spelling = "uID" if field == "uid" else field
            errors.forbidden((*here, spelling), "cannot be set", metadata[field], (*here, field))
    _validate_claim(template.get("spec") or {}, (*path, "spec"), errors, options)


def _validate_claim(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    _validate_access_modes(spec.get("accessModes") or [], (*path, "accessModes"), errors)
    validate_selector(spec.get("selector"), (*path, "selector"), errors)
    _validate_storage(spec, path, errors)
    for field, since in _CLASSES:
        name = spec.get(field)
        if name and options.minor >= since:
            check(dns1123_subdomain, name, (*path, field), errors)
    mode = spec.get("volumeMode")
    if mode is not None and mode not in _VOLUME_MODES:
        errors.not_supported((*path, "volumeMode"), mode, _VOLUME_MODES)
    _validate_data_sources(spec, path, errors)


def _validate_access_modes(modes: list[str], path: Path, errors: FieldErrors) -> None:
    """Check the access modes; the server reports each at the list."""
    if not modes:
        errors.required(path, "at least 1 access mode is required")
    for index, mode in enumerate(modes):
        if mode not in _ACCESS_MODES:
            errors.not_supported(path, mode, _ACCESS_MODES, (*path, index))
    others = any(mode in _ACCESS_MODES and mode != "ReadWriteOncePod" for mode in modes)
    if others and "ReadWriteOncePod" in modes:
        errors.forbidden(path, "may not use ReadWriteOncePod with other access modes", modes)


def _validate_storage(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    requests = (spec.get("resources") or {}).get("requests") or {}
    here = (*path, "resources", Key("storage"))
    place = (*path, "resources", "requests", Key("storage"))
    storage = requests.get("storage")
    if storage is None:
        errors.required(here, at=place)
    elif parse(storage) <= parse(0):
        errors.invalid(here, storage, "must be greater than zero", place, str(parse(storage)))


def _validate_data_sources(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if source is not None:
        _validate_data_source(source, (*path, "dataSource"), errors)
    if reference is None:
        return
    here = (*path, "dataSourceRef")
    _validate_data_source(reference, here, errors)
    namespace = reference.get("namespace")
    if namespace:
        check(dns1123_label, namespace, (*here, "namespace"), errors)
    if source is None:
        return
    if namespace:
        fault = "may not be specified when dataSourceRef.namespace is specified"
        errors.invalid(path, source, fault, (*path, "dataSource"), _PATH)
    elif any(source.get(field, zero) != reference.get(field, zero) for field, zero in _IDENTITY):
        errors.invalid(path, source, "must match dataSourceRef", (*path, "dataSource"), _PATH)


def _validate_data_source(source: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    kind, group = source.get("kind"), source.get("apiGroup")
    if not source.get("name"):
        errors.required((*path, "name"))
    if not kind:
        errors.required((*path, "kind"))
    if group:
        check(dns1123_subdomain, group, (*path, "apiGroup"), errors)
    elif kind != "PersistentVolumeClaim":
        fault = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.invalid(path, kind, fault, (*path, "kind"), kind or "")
