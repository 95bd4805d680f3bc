"""Object metadata.

Sources: staging/src/k8s.io/apimachinery/pkg/api/validation/{objectmeta,generic}.go, ValidateManagedFields in
pkg/apis/meta/v1/validation/validation.go, ValidateObjectMeta in pkg/apis/core/validation/validation.go, name
generation in staging/src/k8s.io/apiserver/pkg/storage/names/generate.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import strings
from dslint.kube.apiserver.labels import validate_annotations, validate_labels
from dslint.kube.apiserver.validation.common import check
from dslint.kube.values.names import dns1123_label, dns1123_subdomain, qualified_name, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_STANDARD_FINALIZERS = {"kubernetes", "orphan", "foregroundDeletion"}
_ONLY_OF_URLS_SINCE = 34  # a generateName in an update: v1.33.13 calls it no DNS name, v1.34.4 takes it
_MAX_GENERATED = 58  # bytes of generateName that are kept; five random characters follow
_MAX_MANAGER = 128
_MAX_SUBRESOURCE = 256


def validate_object_meta(
    meta: dict[str, Any], path: Path, errors: FieldErrors, minor: int, *, update: bool = False
) -> None:
    """Check the metadata of a DaemonSet, whose namespace has been filled in.

    Of an update the server looks at ``generateName`` as at a part of a URL, and since 1.34 as at nothing else.
    ``generation`` is not looked at, the server sets it. Without a name the one that the server would generate is
    judged, so a bad ``generateName`` gives two errors.
    """
    name = meta.get("name") or ""
    prefix = meta.get("generateName") or ""
    if update:
        check(part_of_url, prefix, (*path, "generateName"), errors)
    if prefix and (not update or minor < _ONLY_OF_URLS_SINCE):
        check(dns1123_subdomain, _mask_trailing_dash(prefix), (*path, "generateName"), errors)
    if name:
        check(dns1123_subdomain, name, (*path, "name"), errors)
    elif prefix:
        check(dns1123_subdomain, _generated(prefix), (*path, "name"), errors, (*path, "generateName"))
    else:
        errors.required((*path, "name"), "name or generateName is required")
    namespace = meta.get("namespace") or ""
    if namespace:
        check(dns1123_label, namespace, (*path, "namespace"), errors)
    else:
        errors.required((*path, "namespace"))
    validate_labels(meta.get("labels"), (*path, "labels"), errors)
    validate_annotations(without(meta.get("annotations"), _TEMPLATE_GENERATION), (*path, "annotations"), errors)
    if meta.get("ownerReferences"):
        _owner_references(meta["ownerReferences"], (*path, "ownerReferences"), errors, minor)
    if meta.get("finalizers"):
        _finalizers(meta["finalizers"], (*path, "finalizers"), errors)
    for index, entry in enumerate(meta.get("managedFields") or ()):
        _managed_fields(entry, (*path, "managedFields", index), errors)


def without(annotations: dict[str, str] | None, *dropped: str) -> dict[str, str] | None:
    """Return the annotations without those that the conversion to the internal version takes away."""
    if not annotations or not any(key in annotations for key in dropped):
        return annotations
    return {key: value for key, value in annotations.items() if key not in dropped}


def part_of_url(prefix: str) -> list[str]:
    """Check what a generated name begins with only for what cannot stand in a URL."""
    return [f"may not contain '{char}'" for char in "/%" if char in prefix]


def _mask_trailing_dash(prefix: str) -> str:
    # the server cuts two bytes off, not one
    if len(prefix) < 2 or not prefix.endswith("-"):
        return prefix
    return prefix.encode("utf-8", "surrogatepass")[:-2].decode("utf-8", "replace") + "a"


def _generated(prefix: str) -> str:
    kept = prefix.encode("utf-8", "surrogatepass")[:_MAX_GENERATED].decode("utf-8", "replace")
    return f"{kept}xxxxx"


def _owner_references(owners: list[dict[str, Any]], path: Path, errors: FieldErrors, minor: int) -> None:
    controller = ""
    for index, owner in enumerate(owners):
        place = (*path, index)
        api_version = owner.get("apiVersion") or ""
        kind = owner.get("kind") or ""
        name = owner.get("name") or ""
        # before 1.37 the path has no index, and what is missing is invalid
        here = place if minor >= 37 else path
        if minor >= 37 and api_version and not _has_version(api_version):
            errors.invalid((*here, "apiVersion"), api_version, "must be <group>/<version> or <version>")
        elif minor < 37 and not _has_version(api_version):
            errors.invalid((*here, "apiVersion"), api_version, "version must not be empty", (*place, "apiVersion"))
        for field in ("apiVersion", "kind", "name", "uid") if minor >= 37 else ("kind", "name", "uid"):
            if owner.get(field):
                continue
            if minor >= 37:
                errors.required((*here, field), "must not be empty")
            else:
                errors.invalid((*here, field), "", "must not be empty", (*place, field))
        if kind == "Event" and api_version in {"v1", "/v1"}:
            from dslint.kube.apiserver.structures import owner_reference

            detail = "/v1, Kind=Event is disallowed from being an owner"
            errors.invalid(here, owner, detail, place, owner_reference(owner))
        if owner.get("controller"):
            current = f"{kind}/{name}"
            if controller:
                from dslint.kube.apiserver.structures import owner_references

                errors.invalid(
                    path,
                    owners,
                    "Only one reference can have Controller set to true."
                    f' Found "true" in references for {controller} and {current}',
                    (*place, "controller"),
                    owner_references(owners),
                )
            else:
                controller = current


def _has_version(api_version: str) -> bool:
    # ParseGroupVersion reads "version" or "group/version"; anything else leaves the version empty
    return api_version.count("/") <= 1 and bool(api_version.rpartition("/")[2])


def _finalizers(finalizers: list[str], path: Path, errors: FieldErrors) -> None:
    for index, finalizer in enumerate(finalizers):
        check(qualified_name, finalizer, path, errors, (*path, index))
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        errors.invalid(
            path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set", bad=strings(finalizers)
        )
    for index, finalizer in enumerate(finalizers):
        if "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS:
            errors.invalid(
                (*path, index), finalizer, "name is neither a standard finalizer name nor is it fully qualified"
            )


def _managed_fields(entry: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    operation = entry.get("operation") or ""
    if operation not in {"Apply", "Update"}:
        errors.invalid((*path, "operation"), operation, "must be `Apply` or `Update`")
    fields_type = entry.get("fieldsType") or ""
    if fields_type and fields_type != "FieldsV1":
        errors.invalid((*path, "fieldsType"), fields_type, "must be `FieldsV1`")
    manager = entry.get("manager") or ""
    if size(manager) > _MAX_MANAGER:
        errors.too_long((*path, "manager"), None, _MAX_MANAGER)
    if not manager.isprintable():
        for index, char in enumerate(manager):
            if not char.isprintable():
                at_byte = size(manager[:index])
                detail = f"invalid character U+{ord(char):04X} (at position {at_byte})"
                errors.invalid((*path, "manager"), manager, detail)
    if size(entry.get("subresource") or "") > _MAX_SUBRESOURCE:
        errors.too_long((*path, "subresource"), None, _MAX_SUBRESOURCE)
