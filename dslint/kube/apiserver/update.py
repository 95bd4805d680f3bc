"""The API server's answer to a change of a stored DaemonSet.

Sources: BeforeUpdate in staging/src/k8s.io/apiserver/pkg/registry/rest/update.go, PrepareForUpdate and ValidateUpdate
in pkg/registry/apps/daemonset/strategy.go, ValidateDaemonSetUpdate in pkg/apis/apps/validation/validation.go,
GetValidationOptionsFromPodSpecAndMeta in pkg/api/pod/util.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.disabled_fields import drop_disabled
from dslint.kube.apiserver.equality import same
from dslint.kube.apiserver.fields import FieldErrors
from dslint.kube.apiserver.server import prepare
from dslint.kube.apiserver.validation import validate_object_meta, validate_spec
from dslint.kube.apiserver.validation.options import Options, create_options
from dslint.kube.apiserver.warnings import warnings
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError
    from dslint.kube.apiserver.warnings import ServerWarning

_IMMUTABLE = "field is immutable"
# What a stored object that already does it may go on doing.
_TOLERATED = (
    "comparison_operators", "container_restart_rules", "env_files", "host_namespaced_sysctls",
    "indivisible_huge_pages", "invalid_deletion_cost", "invalid_node_affinity_values", "invalid_selector_values",
    "invalid_spread_selectors", "non_local_token_paths", "relaxed_dns_search", "relaxed_env_names",
    "restart_container_resize_policy", "sidecar_resize_policy", "sleep_zero", "user_namespace_volume_devices",
    "writable_gce_disks",
)  # fmt: skip


class Change(NamedTuple):
    """What the server says of an update and what the update sets going.

    ``template_changed``: pods are replaced, as the update strategy says. ``generation_bumped``: the controller has
    something to do. ``warnings`` are sent only if the template changed and the update is accepted; they are listed
    here wherever the template changed.
    """

    errors: list[FieldError]
    warnings: list[ServerWarning]
    template_changed: bool
    generation_bumped: bool


def update(decoded: dict[str, Any], decoded_old: dict[str, Any], minor: int) -> Change:
    """Return what Kubernetes 1.``minor`` answers to a request to put one decoded DaemonSet in the place of another."""
    old = prepare(decoded_old, minor, gates=False)
    # the request is about the stored object, in its namespace
    new = drop_disabled(prepare(decoded, minor, old["metadata"]["namespace"], gates=False), minor, old)
    template_changed = not same(new["spec"]["template"], old["spec"]["template"])
    return Change(
        validate_update(new, old, minor),
        warnings(new, minor) if template_changed else [],
        template_changed,
        not same(new["spec"], old["spec"]),
    )


def validate_update(new: dict[str, Any], old: dict[str, Any], minor: int) -> list[FieldError]:
    """Return the errors, each once; both objects are prepared (``server.prepare``)."""
    errors = FieldErrors()
    meta, old_meta = new["metadata"], old["metadata"]
    validate_object_meta(meta, ("metadata",), errors, minor, update=True)
    for field in ("name", "namespace"):
        if (meta.get(field) or "") != (old_meta.get(field) or ""):
            errors.invalid(("metadata", field), meta.get(field), _IMMUTABLE)
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds"):
        # what the stored object says stays, whatever the new one says
        if meta.get(field) is not None and old_meta.get(field) is None:
            errors.invalid(("metadata", field), meta[field], _IMMUTABLE)
    if meta.get("uid") and old_meta.get("uid") and meta["uid"] != old_meta["uid"]:
        errors.invalid(("metadata", "uid"), meta["uid"], _IMMUTABLE)
    validate_spec(new["spec"], ("spec",), errors, update_options(old, minor))
    selector, old_selector = new["spec"].get("selector"), old["spec"].get("selector")
    if (selector is None) != (old_selector is None) or not same(selector, old_selector):
        errors.invalid(("spec", "selector"), selector, _IMMUTABLE)
    return list({(error.field, error.reason, error.detail): error for error in errors}.values())


def update_options(old: dict[str, Any], minor: int) -> Options:
    """Return the settings for an update of a stored object: what it needs to be valid itself stays allowed."""
    options = create_options(minor)
    if (old["spec"]["template"]["spec"].get("securityContext") or {}).get("seLinuxChangePolicy") is not None:
        options = options.but(only_recursive_selinux=False)
    faults = _faults(old, options)
    if not faults:
        return options
    needed = [name for name in _TOLERATED if _faults(old, options.but(**{name: True})) < faults]
    return options.but(**dict.fromkeys(needed, True))


def _faults(ds: dict[str, Any], options: Options) -> int:
    errors = FieldErrors()
    validate_spec(ds["spec"], ("spec",), errors, options)
    return len(errors)
