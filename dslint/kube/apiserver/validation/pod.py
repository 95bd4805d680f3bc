"""The pod template and the fields of a pod's spec that are no topic of their own.

Source: ValidatePodTemplateSpec, ValidatePodSpec and what they call in pkg/apis/core/validation/validation.go,
Convert_v1_PodSpec_To_core_PodSpec in pkg/apis/core/v1/conversion.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.labels import validate_annotations, validate_labels
from dslint.kube.apiserver.validation.common import check
from dslint.kube.apiserver.validation.containers import validate_containers
from dslint.kube.apiserver.validation.dns import validate_dns, validate_host_aliases, validate_hostname_override
from dslint.kube.apiserver.validation.hosts import (
    validate_file_key_refs,
    validate_host_ports_match,
    validate_host_users,
)
from dslint.kube.apiserver.validation.metadata import without
from dslint.kube.apiserver.validation.podos import validate_host_process, validate_os
from dslint.kube.apiserver.validation.podsecuritycontext import validate_pod_security_context
from dslint.kube.apiserver.validation.tolerations import validate_tolerations
from dslint.kube.values.names import dns1123_label, dns1123_subdomain, qualified_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_MAX_INT32 = 2**31 - 1
_RESTART_POLICIES = ["Always", "OnFailure", "Never"]
_PREEMPTION_POLICIES = ["PreemptLowerPriority", "Never"]
_MIRROR = "kubernetes.io/config.mirror"
# They were dropped in conversion when init containers became a field.
_INIT_CONTAINER_ANNOTATIONS = (
    "pod.beta.kubernetes.io/init-containers",
    "pod.alpha.kubernetes.io/init-containers",
    "pod.beta.kubernetes.io/init-container-statuses",
    "pod.alpha.kubernetes.io/init-container-statuses",
)
# Fields that hold a name; they may be empty, in which case they count as not set.
_NAMES: tuple[tuple[str, Callable[[str], list[str]]], ...] = (
    ("serviceAccountName", dns1123_subdomain),
    ("nodeName", dns1123_subdomain),
    ("hostname", dns1123_label),
    ("subdomain", dns1123_label),
    ("priorityClassName", dns1123_subdomain),
)


def validate_pod_template(template: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check a pod template; the server's paths of its labels and annotations lack ``metadata``."""
    meta = template.get("metadata") or {}
    spec = template.get("spec") or {}
    validate_labels(meta.get("labels"), (*path, "labels"), errors, (*path, "metadata", "labels"))
    annotations = without(meta.get("annotations"), *_INIT_CONTAINER_ANNOTATIONS)
    place = (*path, "metadata", "annotations")
    if annotations:
        from dslint.kube.apiserver.validation.podannotations import (
            validate_annotated_profiles,
            validate_pod_annotations,
        )

        validate_annotations(annotations, (*path, "annotations"), errors, place)
        validate_pod_annotations(annotations, spec, (*path, "annotations"), errors, options, place)
    validate_pod_spec(spec, (*path, "spec"), errors, options)
    if annotations:
        validate_annotated_profiles(annotations, spec, (*path, "spec"), errors)
    if spec.get("ephemeralContainers"):
        errors.forbidden(
            (*path, "spec", "ephemeralContainers"),
            "ephemeral containers not allowed in pod template",
            spec["ephemeralContainers"],
        )


def validate_pod_spec(
    spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options, meta: dict[str, Any] | None = None
) -> None:
    """Check the spec of a pod; ``meta`` is its metadata if it is a pod and not a template.

    What few pods have is imported where it is met: start-up time counts.
    """
    get = spec.get
    if get("terminationGracePeriodSeconds") is None:
        errors.required((*path, "terminationGracePeriodSeconds"))
    volumes: dict[str, dict[str, Any]] = {}
    if get("volumes"):
        from dslint.kube.apiserver.validation.volumes import validate_volumes

        volumes = validate_volumes(spec["volumes"], (*path, "volumes"), errors, options)
    claims = get("resourceClaims")
    if claims:
        _resource_claims(claims, (*path, "resourceClaims"), errors, meta)
    validate_containers(spec, volumes, path, errors, options)
    if get("ephemeralContainers"):
        from dslint.kube.apiserver.validation.ephemeral import validate_ephemeral_containers

        validate_ephemeral_containers(spec, volumes, path, errors, options)
    if options.pod_level_resources and get("resources") is not None:
        from dslint.kube.apiserver.validation.podresources import validate_pod_resources

        validate_pod_resources(spec, path, errors, options)
    if get("hostNetwork"):
        validate_host_ports_match(spec, path, errors, options)
    _one_of(get("restartPolicy") or "", _RESTART_POLICIES, (*path, "restartPolicy"), errors)
    validate_labels(get("nodeSelector"), (*path, "nodeSelector"), errors)
    validate_pod_security_context(spec, path, errors, options)
    if get("affinity"):
        from dslint.kube.apiserver.validation.affinity import validate_affinity

        validate_affinity(spec["affinity"], (*path, "affinity"), errors, options)
    validate_dns(spec, path, errors, options)
    _gates(spec, path, errors)
    if get("topologySpreadConstraints"):
        from dslint.kube.apiserver.validation.topology import validate_topology_spread

        validate_topology_spread(
            spec["topologySpreadConstraints"], (*path, "topologySpreadConstraints"), errors, options
        )
    validate_host_process(spec, path, errors)
    if get("hostUsers") is False:
        validate_host_users(spec, path, errors, options)
    if get("hostnameOverride") is not None:
        validate_hostname_override(spec, path, errors)
    _names(spec, path, errors)
    deadline = get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= _MAX_INT32:
        errors.invalid((*path, "activeDeadlineSeconds"), deadline, f"must be between 1 and {_MAX_INT32}, inclusive")
    if get("tolerations"):
        validate_tolerations(spec["tolerations"], (*path, "tolerations"), errors, options)
    if get("hostAliases"):
        validate_host_aliases(spec["hostAliases"], (*path, "hostAliases"), errors, options)
    if get("preemptionPolicy") is not None:
        _one_of(spec["preemptionPolicy"], _PREEMPTION_POLICIES, (*path, "preemptionPolicy"), errors)
    if get("overhead"):
        from dslint.kube.apiserver.validation.podresources import validate_overhead

        validate_overhead(spec["overhead"], (*path, "overhead"), errors, options)
    if get("os") is not None:
        validate_os(spec, path, errors)
    if get("schedulingGroup") is not None:
        _scheduling_group(spec["schedulingGroup"], (*path, "schedulingGroup"), errors)
    validate_file_key_refs(spec, path, errors)


def _one_of(value: str, supported: list[str], path: Path, errors: FieldErrors) -> None:
    if not value:
        errors.required(path)
    elif value not in supported:
        errors.not_supported(path, value, supported)


def _names(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    for name, rule in _NAMES:
        value = spec.get(name)
        if value:
            check(rule, value, (*path, name), errors)
    runtime_class = spec.get("runtimeClassName")
    if runtime_class is not None:
        check(dns1123_subdomain, runtime_class, (*path, "runtimeClassName"), errors)


def _gates(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        check(
            qualified_name, gate.get("conditionType") or "", (*path, "readinessGates", index, "conditionType"), errors
        )
    seen = set()
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        name = gate.get("name") or ""
        place = (*path, "schedulingGates", index)
        check(qualified_name, name, place, errors, (*place, "name"))
        if name in seen:
            errors.duplicate(place, name, (*place, "name"))
        seen.add(name)


def _resource_claims(
    claims: list[dict[str, Any]], path: Path, errors: FieldErrors, meta: dict[str, Any] | None
) -> None:
    """Check the pod's claims of dynamic resources; static pods cannot have any (validatePodResourceClaim)."""
    mirror = meta is not None and _MIRROR in (meta.get("annotations") or ())
    seen = set()
    for index, claim in enumerate(claims):
        here = (*path, index)
        if mirror:
            errors.forbidden((Key(""),), "static pods do not support resource claims", claim, here)
            continue
        name = claim.get("name") or ""
        if not name:
            errors.required((*here, "name"))
        elif name in seen:
            errors.duplicate((*here, "name"), name)
        else:
            check(dns1123_label, name, (*here, "name"), errors)
            seen.add(name)
        sources = [
            field for field in ("resourceClaimName", "resourceClaimTemplateName") if claim.get(field) is not None
        ]
        if len(sources) != 1:
            from dslint.kube.apiserver.structures import resource_claim

            many = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            none = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
            errors.invalid(here, claim, many if sources else none, bad=resource_claim(claim))
        for field in sources:
            check(dns1123_subdomain, claim[field], (*here, field), errors)


def _scheduling_group(group: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    name = group.get("podGroupName")
    if name is None:
        errors.invalid((*path, "podGroupName"), None, "must specify one of: `podGroupName`")
    else:
        check(dns1123_label, name, (*path, "podGroupName"), errors)
