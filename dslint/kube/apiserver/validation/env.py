"""Environment variables and the fields and keys that they take their values from.

Source: ValidateEnv, ValidateEnvFrom and the selectors below them in pkg/apis/core/validation/validation.go,
ConvertDownwardAPIFieldLabel in pkg/apis/core/pods/helpers.go, SplitMaybeSubscriptedPath in pkg/fieldpath/fieldpath.go
(Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.labels import go_lower
from dslint.kube.apiserver.validation.paths import no_backsteps
from dslint.kube.values.names import config_map_key, dns1123_label, dns1123_subdomain, env_var_name, qualified_name
from dslint.kube.values.quantity import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_SOURCES = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`"
_ENV_FIELDS = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
]
# The fields that can be named at all; an environment variable or a volume can take some of them
_POD_FIELDS = {
    *_ENV_FIELDS,
    "metadata.annotations",
    "metadata.labels",
    "spec.restartPolicy",
    "spec.schedulerName",
    "status.phase",
}
_OLD_NAMES = {"spec.host": "spec.nodeName"}
_MAPS = {"metadata.annotations", "metadata.labels"}

_RESOURCES = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
]
_HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")
_CPU_DIVISORS = {"1m", "1"}
_BYTES = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei"
_BYTE_DIVISORS = set(_BYTES.split(", "))
_ENV_FROM_SOURCES = "must specify one of: `configMapRef` or `secretRef`"


def validate_env(variables: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the variables of a container; ``path`` is that of the list. A repeated name is valid."""
    relaxed = options.relaxed_env_names
    for index, variable in enumerate(variables):
        name = variable.get("name")
        if not name:
            errors.required((*path, index, "name"))
        else:
            for fault in env_var_name(name, relaxed):
                errors.invalid((*path, index, "name"), name, fault)
        source = variable.get("valueFrom")
        if source is not None:
            _validate_source(variable, source, (*path, index, "valueFrom"), errors, options)


def _validate_source(
    variable: dict[str, Any], source: dict[str, Any], path: Path, errors: FieldErrors, options: Options
) -> None:
    count = 0
    field = source.get("fieldRef")
    if field is not None:
        count += 1
        validate_field_ref(field, _ENV_FIELDS, (*path, "fieldRef"), errors)
    resource = source.get("resourceFieldRef")
    if resource is not None:
        count += 1
        validate_resource_field_ref(resource, (*path, "resourceFieldRef"), errors)
    for kind in ("configMapKeyRef", "secretKeyRef"):
        reference = source.get(kind)
        if reference is not None:
            count += 1
            _validate_key_ref(reference, (*path, kind), errors)
    file = source.get("fileKeyRef")
    if file is not None:
        count += 1
        _validate_file_key_ref(file, (*path, "fileKeyRef"), errors)
    if not count:
        last = ", `secretKeyRef` or `fileKeyRef`" if options.env_files else " or `secretKeyRef`"
        errors.invalid(path, source, _SOURCES + last, bad="")
    elif variable.get("value"):
        errors.invalid(path, source, "may not be specified when `value` is not empty", bad="")
    elif count > 1:
        errors.invalid(path, source, "may not have more than one field specified at a time", bad="")


def validate_field_ref(
    reference: dict[str, Any], fields: list[str], path: Path, errors: FieldErrors, at: Path | None = None
) -> None:
    """Check a reference to a field of the pod; ``fields``: those that may be named here, in the server's order.

    ``at`` is the reference's own place where the server reports it elsewhere (in volumes).
    """
    place = path if at is None else at
    version = reference.get("apiVersion")
    if not version:
        errors.required((*path, "apiVersion"), at=(*place, "apiVersion"))
        return
    name = reference.get("fieldPath")
    here, there = (*path, "fieldPath"), (*place, "fieldPath")
    if not name:
        errors.required(here, at=there)
        return
    field, subscript = _split_subscript(name)
    fault = _conversion_fault(version, name, field, subscript)
    if fault:
        errors.invalid(here, name, f"error converting fieldPath: {fault}", there)
    elif subscript is not None:
        key = go_lower(subscript) if field == "metadata.annotations" else subscript
        for message in qualified_name(key):
            errors.invalid(path, key, message, there)
    elif _OLD_NAMES.get(field, field) not in fields:
        errors.not_supported(here, field, fields, there, field)


def _split_subscript(name: str) -> tuple[str, str | None]:
    """Split ``field['key']``; the key is None where there is none."""
    if name.endswith("']"):
        field, mark, key = name[:-2].partition("['")
        if mark and field:
            return field, key
    return name, None


def _conversion_fault(version: str, name: str, field: str, subscript: str | None) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscript is not None:
        return "" if field in _MAPS else f"field label does not support subscript: {name}"
    return "" if name in _POD_FIELDS or name in _OLD_NAMES else f"field label not supported: {name}"


def validate_resource_field_ref(
    reference: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    *,
    volume: bool = False,
    at: Path | None = None,
) -> None:
    """Check a reference to a container's resource; in a volume the container must be named.

    ``at`` as for :func:`validate_field_ref`.
    """
    place = path if at is None else at
    resource = reference.get("resource") or ""
    if volume and not reference.get("containerName"):
        errors.required((*path, "containerName"), at=(*place, "containerName"))
    elif not resource:
        errors.required((*path, "resource"), at=(*place, "resource"))
    elif resource not in _RESOURCES and not resource.startswith(_HUGE_PAGES):
        errors.not_supported((*path, "resource"), resource, _RESOURCES, (*place, "resource"), resource)
    divisor = reference.get("divisor")
    if divisor is not None:
        fault = _divisor_fault(resource, str(parse(divisor)))
        if fault:
            errors.invalid((*path, "divisor"), divisor, fault, (*place, "divisor"), resource)


def _divisor_fault(resource: str, divisor: str) -> str:
    """Judge a divisor in canonical form; zero stands for none."""
    kind = resource.partition(".")[2]
    if divisor == "0":
        return ""
    if resource in _RESOURCES:
        if kind == "cpu":
            good = divisor in _CPU_DIVISORS
            return "" if good else "only divisor's values 1m and 1 are supported with the cpu resource"
        name = "memory" if kind == "memory" else "local ephemeral storage"
    elif resource.startswith(_HUGE_PAGES):
        name = "hugepages"
    else:
        return ""
    good = divisor in _BYTE_DIVISORS
    return "" if good else f"only divisor's values {_BYTES} are supported with the {name} resource"


def _validate_key_ref(reference: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a reference to a key of a ConfigMap or Secret."""
    name = reference.get("name") or ""
    for fault in dns1123_subdomain(name):
        errors.invalid((*path, "name"), name, fault)
    key = reference.get("key")
    if not key:
        errors.required((*path, "key"))
    else:
        for fault in config_map_key(key):
            errors.invalid((*path, "key"), key, fault)


def _validate_file_key_ref(reference: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a reference to a variable in a file of a volume."""
    for field, check in (("key", env_var_name), ("volumeName", dns1123_label), ("path", no_backsteps)):
        value = reference.get(field)
        if not value:
            errors.required((*path, field))
        else:
            for fault in check(value):
                errors.invalid((*path, field), value, fault)


def validate_env_from(sources: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the ConfigMaps and Secrets whose keys become variables; ``path`` is that of the list."""
    for index, source in enumerate(sources):
        prefix = source.get("prefix")
        if prefix:
            for fault in env_var_name(prefix, options.relaxed_env_names):
                errors.invalid((*path, index, "prefix"), prefix, fault)
        count = 0
        for kind in ("configMapRef", "secretRef"):
            reference = source.get(kind)
            if reference is None:
                continue
            count += 1
            name = reference.get("name")
            if not name:
                errors.required((*path, index, kind, "name"))
            else:
                # the server judges this name as a prefix to which it could add something
                for fault in dns1123_subdomain(_without_trailing_dash(name)):
                    errors.invalid((*path, index, kind, "name"), name, fault)
        if count != 1:
            fault = "may not have more than one field specified at a time" if count else _ENV_FROM_SOURCES
            errors.invalid(path, source, fault, (*path, index), "")


def _without_trailing_dash(name: str) -> str:
    """Mask a final dash, as maskTrailingDash in staging/src/k8s.io/apimachinery/pkg/api/validation/generic.go.

    A name that is not ASCII is wrong with and without.
    """
    return f"{name[:-2]}a" if len(name) > 1 and name.endswith("-") and name.isascii() else name
