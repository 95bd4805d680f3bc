"""What the API server's validation says of a DaemonSet, topic by topic.

Interface between the topics. Every function appends to ``errors``, never raises on decoded, defaulted input, and takes
``options`` (``options.Options``: the version and what it lets pass) as its last positional argument:

- ``volumes.validate_volumes(volumes: list[dict], path: Path, errors: FieldErrors, options: Options)`` with ``path`` =
  ``….volumes``; returns the volumes by name, for the mounts (a volume with an error is left out, as the server does).
- ``containers.validate_containers(spec: dict, volumes: dict[str, dict], path: Path, errors: FieldErrors,
  options: Options)`` with ``path`` = ``spec.template.spec``; regular *and* init containers. It reads what it needs of
  the pod from ``spec`` (``hostUsers``, ``restartPolicy``, ``os``, ``resourceClaims``,
  ``terminationGracePeriodSeconds`` …). Fields of features that are off have been dropped before
  (``disabled_fields.py``).
- ``containers.validate_container_common(container: dict, spec: dict, volumes: dict[str, dict], path: Path,
  errors: FieldErrors, options: Options)`` where ``path`` is the container's own; ``ephemeral.py`` uses it too.
- ``resources.validate_resource_requirements(requirements: dict, path: Path, errors: FieldErrors, options: Options, *,
  claim_names: set[str], pod_level: bool = False)``: also for ``overhead`` and pod-level ``resources`` (``pod.py``).
- ``podsecuritycontext.validate_seccomp_profile(profile: dict, path, errors)``, ``validate_apparmor_profile``,
  ``validate_windows_options`` (same arguments): also for the containers' ``securityContext``.

Who does what across topics: hostNetwork with hostPort, hostUsers, Windows and Linux restrictions, fileKeyRef volumes,
hostProcess and the seccomp and AppArmor annotations look at all containers and live with the pod (``pod.py``,
``podos.py``, ``metadata.py``).

Source: pkg/apis/apps/validation/validation.go, pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import FieldError, FieldErrors
from dslint.kube.apiserver.validation.common import check
from dslint.kube.apiserver.validation.daemonset import validate_spec
from dslint.kube.apiserver.validation.metadata import part_of_url, validate_object_meta
from dslint.kube.apiserver.validation.options import create_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["validate_object_meta", "validate_prepared", "validate_spec"]


def validate_prepared(ds: dict[str, Any], minor: int) -> list[FieldError]:
    """Return what Kubernetes 1.``minor`` would object to in a new DaemonSet, in the server's order.

    ``ds`` is decoded and defaulted (``decode.py``, ``defaults.py``), has its namespace filled in, and the fields of
    disabled features have been dropped (``disabled_fields.py``); it is not changed. Feature gates are at their
    defaults, the server runs with --allow-privileged, and there are no admission plugins. An empty list means that the
    server takes the object.

    Source: BeforeCreate in staging/src/k8s.io/apiserver/pkg/registry/rest/create.go, Strategy in
    pkg/registry/apps/daemonset/strategy.go, ValidateDaemonSet in pkg/apis/apps/validation/validation.go.
    """
    errors = FieldErrors()
    validate_object_meta(ds.get("metadata") or {}, ("metadata",), errors, minor)
    validate_spec(ds.get("spec") or {}, ("spec",), errors, create_options(minor))
    if not errors:  # only then the server looks at the metadata as at that of any kind
        prefix = (ds.get("metadata") or {}).get("generateName") or ""
        check(part_of_url, prefix, ("metadata", "generateName"), errors)
    return _each_once(errors, minor) if minor >= 37 and len(errors) > 1 else errors


def _each_once(errors: list[FieldError], minor: int) -> list[FieldError]:
    """Drop the errors that read like one before: since 1.37 the list goes through an aggregate, which has none twice.

    Source: ValidateDeclarativelyWithMigrationChecks in staging/src/k8s.io/apiserver/pkg/registry/rest/validate.go.
    """
    from dslint.kube.apiserver.errortext import WITHOUT_VALUE, error_text

    kept: dict[tuple[str, str], FieldError] = {}
    for error in errors:
        value = "" if error.reason in WITHOUT_VALUE else repr(error.bad)
        kept.setdefault((error_text(error, minor), value), error)
    return list(kept.values())
