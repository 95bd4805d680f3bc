"""Containers and init containers.

Source: validateContainers, validateInitContainers, validateContainerCommon and validateContainerRestartPolicy in
pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed, resource_name
from dslint.kube.apiserver.validation.ports import validate_host_ports, validate_ports
from dslint.kube.apiserver.validation.resources import validate_resource_requirements
from dslint.kube.values.names import dns1123_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

PULL_POLICIES = ["Always", "IfNotPresent", "Never"]
_MESSAGE_POLICIES = ["File", "FallbackToLogsOnError"]
_RESTART_POLICIES = ["Always", "Never", "OnFailure"]
_RULE_OPERATORS = ["In", "NotIn"]
_RESIZABLE = ["cpu", "memory"]
_RESIZE_POLICIES = ["NotRequired", "RestartContainer"]
_MAX_RULES = 20
_MAX_EXIT_CODES = 255
_LONG_RUNNING_ONLY = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")


def validate_containers(
    spec: dict[str, Any], volumes: dict[str, dict[str, Any]], path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check the containers and init containers of a pod; ``path`` is that of the pod's spec.

    ``volumes`` are the pod's valid volumes by name.
    """
    containers = spec.get("containers") or []
    here = (*path, "containers")
    if not containers:
        errors.required(here)
    names = set()
    for index, container in enumerate(containers):
        place = (*here, index)
        validate_container_common(container, spec, volumes, place, errors, options)
        name = container.get("name", "")
        if name in names:
            errors.duplicate((*place, "name"), name)
        names.add(name)
        _validate_life(container, spec, place, errors, options)
        if options.container_restart_rules:
            _validate_restart_policy(container, place, errors, options)
        elif container.get("restartPolicy") is not None:
            errors.forbidden((*place, "restartPolicy"), "may not be set for non-init containers")
    validate_host_ports(containers, here, errors)
    init_containers = spec.get("initContainers")
    if init_containers:
        _validate_init_containers(init_containers, names, spec, volumes, (*path, "initContainers"), errors, options)


def _validate_init_containers(
    containers: list[dict[str, Any]],
    names: set[str],
    spec: dict[str, Any],
    volumes: dict[str, dict[str, Any]],
    path: Path,
    errors: FieldErrors,
    options: Options,
) -> None:
    """Check the init containers; ``names`` are those of the other containers."""
    for index, container in enumerate(containers):
        place = (*path, index)
        validate_container_common(container, spec, volumes, place, errors, options)
        _validate_init_restart_policy(container, place, errors, options)
        name = container.get("name", "")
        if name in names:
            errors.duplicate((*place, "name"), name)
        elif name:
            names.add(name)
        if container.get("ports"):
            validate_host_ports([container], path, errors, index)
        sidecar = container.get("restartPolicy") == "Always"
        if sidecar:
            _validate_life(container, spec, place, errors, options)
        else:
            for field in _LONG_RUNNING_ONLY:
                if container.get(field) is not None:
                    fault = "may not be set for init containers without restartPolicy=Always"
                    errors.forbidden((*place, field), fault, container[field])
        resize = container.get("resizePolicy")
        if resize:
            _validate_init_resize(resize, (*place, "resizePolicy"), errors, options, sidecar=sidecar)


def validate_container_common(
    container: dict[str, Any],
    spec: dict[str, Any],
    volumes: dict[str, dict[str, Any]],
    path: Path,
    errors: FieldErrors,
    options: Options,
) -> None:
    """Check what holds for every kind of container; ``path`` is the container's, ``spec`` the pod's.

    Those of a pod have been looked at in its template, and the defaults of pods make nothing of it wrong. What a
    container may well do without is imported where it is met: start-up time counts.
    """
    if options.is_pod:
        return
    get = container.get
    name = get("name")
    if not name:
        errors.required((*path, "name"))
    else:
        for fault in dns1123_label(name):
            errors.invalid((*path, "name"), name, fault)
    if not get("image"):
        errors.required((*path, "image"))
    message_policy = get("terminationMessagePolicy")
    if not message_policy:
        errors.required((*path, "terminationMessagePolicy"))
    elif message_policy not in _MESSAGE_POLICIES:
        errors.not_supported((*path, "terminationMessagePolicy"), message_policy, _MESSAGE_POLICIES)
    if ports := get("ports"):
        validate_ports(ports, (*path, "ports"), errors)
    if variables := get("env"):
        from dslint.kube.apiserver.validation.env import validate_env

        validate_env(variables, (*path, "env"), errors, options)
    if sources := get("envFrom"):
        from dslint.kube.apiserver.validation.env import validate_env_from

        validate_env_from(sources, (*path, "envFrom"), errors, options)
    if get("volumeMounts") or get("volumeDevices"):
        from dslint.kube.apiserver.validation.mounts import validate_mounts

        validate_mounts(container, volumes, path, errors)
    validate_pull_policy(get("imagePullPolicy", ""), (*path, "imagePullPolicy"), errors)
    if requirements := get("resources"):
        claims = {claim["name"] for claim in spec.get("resourceClaims") or () if claim.get("name")}
        place = (*path, "resources")
        validate_resource_requirements(requirements, place, errors, options, claim_names=claims)
    if resize := get("resizePolicy"):
        _validate_resize(resize, spec.get("restartPolicy", ""), (*path, "resizePolicy"), errors, options)
    if context := get("securityContext"):
        from dslint.kube.apiserver.validation.securitycontext import validate_security_context

        host_users = spec.get("hostUsers") is not False
        validate_security_context(context, (*path, "securityContext"), errors, host_users=host_users)


def validate_pull_policy(policy: str, path: Path, errors: FieldErrors) -> None:
    """Check when an image is pulled, of a container or of a volume; ``path`` is the policy's."""
    if policy not in PULL_POLICIES:
        if policy:
            errors.not_supported(path, policy, PULL_POLICIES)
        else:
            errors.required(path)


def _validate_life(
    container: dict[str, Any], spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check the hooks and probes of a container that keeps running."""
    if all(container.get(field) is None for field in _LONG_RUNNING_ONLY):
        return
    from dslint.kube.apiserver.validation.probes import validate_lifecycle, validate_probes

    lifecycle = container.get("lifecycle")
    if lifecycle is not None:
        validate_lifecycle(lifecycle, spec, (*path, "lifecycle"), errors, options)
    validate_probes(container, spec.get("terminationGracePeriodSeconds"), path, errors, options)


def _validate_init_restart_policy(container: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules")
    if policy is None:
        if rules:
            errors.required((*path, "restartPolicy"), "must specify restartPolicy when restart rules are used")
    elif not options.container_restart_rules:
        if policy != "Always":
            errors.not_supported((*path, "restartPolicy"), policy, ["Always"])
    elif policy != "Always" or options.restart_all_containers:
        _validate_restart_policy(container, path, errors, options)
    elif rules:
        fault = "restartPolicyRules are not allowed for init containers with restart policy Always"
        errors.forbidden((*path, "restartPolicyRules"), fault, rules)


def _validate_restart_policy(container: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check a container's own restart policy and its exceptions by exit code."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or []
    if policy is None:
        if not rules:
            return
        errors.required((*path, "restartPolicy"), "must specify restartPolicy when restart rules are used")
    elif policy not in _RESTART_POLICIES:
        errors.not_supported((*path, "restartPolicy"), policy, _RESTART_POLICIES)
    here = (*path, "restartPolicyRules")
    if len(rules) > _MAX_RULES:
        _too_many(rules, _MAX_RULES, here, errors, options)
    actions = ["Restart", "RestartAllContainers"] if options.restart_all_containers else ["Restart"]
    for index, rule in enumerate(rules):
        action = rule.get("action", "")
        if action not in actions:
            errors.not_supported((*here, index, "action"), action, actions)
        codes = rule.get("exitCodes")
        place = (*here, index, "exitCodes")
        if codes is None:
            errors.required(place, "must be specified")
            continue
        operator = codes.get("operator", "")
        if operator not in _RULE_OPERATORS:
            errors.not_supported((*place, "operator"), operator, _RULE_OPERATORS)
        values = codes.get("values") or []
        if len(values) > _MAX_EXIT_CODES:
            _too_many(values, _MAX_EXIT_CODES, (*place, "values"), errors, options)


def _too_many(items: list[Any], limit: int, path: Path, errors: FieldErrors, options: Options) -> None:
    """Report a list as too long; Kubernetes 1.35 counted its items in bytes (kubernetes/kubernetes#137136)."""
    if options.minor >= 36:
        errors.add("FieldValueTooMany", path, f"must have at most {limit} items", items, bad=len(items))
    else:
        errors.too_long(path, items, limit)


def _validate_resize(
    policies: list[dict[str, Any]], restart_policy: str, path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check what a resize in place needs, once per resource; the server reports most faults at the list."""
    seen = set()
    for index, policy in enumerate(policies):
        resource, restart = policy.get("resourceName", ""), policy.get("restartPolicy", "")
        resource_at, restart_at = (*path, index, "resourceName"), (*path, index, "restartPolicy")
        if resource in seen:
            errors.duplicate((*path, index), resource, resource_at, resource_name(resource))
        seen.add(resource)
        if not resource:
            errors.required(path, at=resource_at)
        elif resource not in _RESIZABLE:
            errors.not_supported(path, resource, _RESIZABLE, resource_at, resource_name(resource))
        if not restart:
            errors.required(path, at=restart_at)
        elif restart not in _RESIZE_POLICIES:
            errors.not_supported(path, restart, _RESIZE_POLICIES, restart_at)
        if restart_policy == "Never" and restart != "NotRequired":
            pod = "pod " if options.minor >= 36 else ""
            detail = f"must be 'NotRequired' when {pod}`restartPolicy` is 'Never'"
            errors.invalid(path, restart, detail, restart_at, Typed(restart))


def _validate_init_resize(
    policies: list[dict[str, Any]], path: Path, errors: FieldErrors, options: Options, *, sidecar: bool
) -> None:
    """Check what holds for init containers besides: only sidecars can be restarted for a resize.

    The latter since 1.36 (kubernetes/kubernetes#137458).
    """
    if not options.sidecar_resize_policy:
        from dslint.kube.apiserver.structures import resize_policies

        errors.invalid(path, policies, "must not be set for init containers", bad=resize_policies(policies))
    if sidecar or options.minor < 36 or options.restart_container_resize_policy:
        return
    for index, policy in enumerate(policies):
        restart = policy.get("restartPolicy")
        if restart == "RestartContainer":
            fault = "must not be set to 'RestartContainer' for non-sidecar initContainers"
            errors.invalid((*path, index, "restartPolicy"), restart, fault, bad=Typed(restart))
