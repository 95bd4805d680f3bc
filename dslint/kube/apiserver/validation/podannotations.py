"""Annotations of a pod template that the server reads: tolerations, deletion cost, seccomp and AppArmor profiles.

Sources: ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields,
validateAppArmorAnnotationsAndFieldsMatchOnCreate in pkg/apis/core/validation/validation.go;
GetTolerationsFromPodAnnotations, GetDeletionCostFromPodAnnotations in pkg/apis/core/helper/helpers.go (v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.validation.common import containers_with_path
from dslint.kube.apiserver.validation.paths import relative_path
from dslint.kube.values.gojson import quote
from dslint.kube.values.integers import parse_int64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_MIRROR = "kubernetes.io/config.mirror"
_TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_MAX_INT32 = 2**31 - 1


def validate_pod_annotations(
    annotations: dict[str, str],
    spec: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    options: Options,
    at: Path | None = None,
) -> None:
    """Check the annotations that mean something to the server; ``at`` is their place where it is not ``path``.

    The server gives some keys in brackets and some after a point.
    """
    place = path if at is None else at
    if _MIRROR in annotations and not spec.get("nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        errors.invalid((*path, Key(_MIRROR)), annotations[_MIRROR], detail, (*place, Key(_MIRROR)))
    text = annotations.get(_TOLERATIONS)
    if text:
        from dslint.kube.apiserver.validation.annotatedtolerations import TolerationsError, read_tolerations
        from dslint.kube.apiserver.validation.tolerations import validate_tolerations

        here = (*place, Key(_TOLERATIONS))
        try:
            tolerations = read_tolerations(text)
        except TolerationsError as error:
            errors.invalid(path, _TOLERATIONS, str(error), here)
        else:
            validate_tolerations(tolerations, (*path, _TOLERATIONS), errors, options, here)
    cost = annotations.get(_DELETION_COST)
    if cost is not None and not options.invalid_deletion_cost and not _is_deletion_cost(cost):
        here = (*place, Key(_DELETION_COST))
        errors.invalid((*path, Key(_DELETION_COST)), cost, "must be a 32bit integer", here)
    names: set[str] | None = None
    for key, value in annotations.items():
        here = (*place, Key(key))
        if key == _SECCOMP_POD or key.startswith(_SECCOMP):
            _seccomp(value, (*path, key), errors, here)
        elif key.startswith(_APPARMOR):
            if names is None:
                names = {container.get("name") or "" for container, _ in containers_with_path(spec, ())}
            _apparmor(key, value, names, path, errors, here)


def _is_deletion_cost(text: str) -> bool:
    # no plus sign and no leading zeros, though zeros may follow a minus sign
    if not text or text[0] not in "-0123456789" or (text[0] == "0" and text != "0"):
        return False
    number = parse_int64(text)
    return number is not None and -_MAX_INT32 - 1 <= number <= _MAX_INT32


def _seccomp(profile: str, path: Path, errors: FieldErrors, at: Path) -> None:
    if profile in {"runtime/default", "docker/default", "unconfined"}:
        return
    if profile.startswith("localhost/"):
        local = profile[len("localhost/") :]
        for fault in relative_path(local):
            errors.invalid(path, local, fault, at)
    else:
        errors.invalid(path, profile, "must be a valid seccomp profile", at)


def _apparmor(key: str, profile: str, names: set[str], path: Path, errors: FieldErrors, at: Path) -> None:
    name = key[len(_APPARMOR) :]
    if name not in names:
        errors.invalid((*path, Key(key)), name, "container not found", at)
    if profile not in {"", "runtime/default", "unconfined"} and not profile.startswith("localhost/"):
        errors.invalid((*path, Key(key)), profile, f"invalid AppArmor profile name: {quote(profile)}", at)


def validate_annotated_profiles(
    annotations: dict[str, str], spec: dict[str, Any], path: Path, errors: FieldErrors
) -> None:
    """Check that seccomp and AppArmor profiles agree where both an annotation and a field give one.

    ``path`` is that of the pod's spec. AppArmor is not compared in Windows pods.
    """
    context = spec.get("securityContext") or {}
    profile = context.get("seccompProfile")
    if profile is not None and _SECCOMP_POD in annotations:
        place = (*path, "securityContext", "seccompProfile")
        _compare(annotations[_SECCOMP_POD], profile, place, errors, "seccomp", docker=True)
    if not any(key.startswith((_SECCOMP, _APPARMOR)) for key in annotations):
        return
    windows = (spec.get("os") or {}).get("name") == "windows"
    pod_apparmor = context.get("appArmorProfile")
    for container, place in containers_with_path(spec, path):
        own = container.get("securityContext") or {}
        name = container.get("name") or ""
        profile = own.get("seccompProfile")
        text = annotations.get(_SECCOMP + name)
        if profile is not None and text is not None:
            _compare(text, profile, (*place, "securityContext", "seccompProfile"), errors, "seccomp", docker=True)
        profile = own.get("appArmorProfile", pod_apparmor)
        text = annotations.get(_APPARMOR + name)
        if profile is not None and text is not None and not windows:
            here = (*place, "securityContext", "appArmorProfile")
            at = (*path, "securityContext", "appArmorProfile") if "appArmorProfile" not in own else here
            _compare(text, profile, here, errors, "apparmor", at=at)


def _compare(
    text: str,
    profile: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    what: str,
    *,
    docker: bool = False,
    at: Path | None = None,
) -> None:
    kind = profile.get("type") or ""
    here = path if at is None else at
    defaults = {"runtime/default", "docker/default"} if docker else {"runtime/default"}
    if (
        (kind == "Unconfined" and text != "unconfined")
        or (kind == "RuntimeDefault" and text not in defaults)
        or (kind == "Localhost" and not text.startswith("localhost/"))
    ):
        detail = f"{what} type in annotation and field must match"
        errors.forbidden((*path, "type"), detail, kind, (*here, "type"))
    elif kind == "Localhost" and text[len("localhost/") :] != profile.get("localhostProfile"):
        detail = f"{what} profile in annotation and field must match"
        local = profile.get("localhostProfile")
        errors.forbidden((*path, "localhostProfile"), detail, local, (*here, "localhostProfile"))
