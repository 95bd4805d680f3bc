"""How each error of the API server is told: a table, first match wins, DS199 has the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from dslint.checks.apiserver import enrich, fixes
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Hit
    from dslint.kube.apiserver.decode import DecodeError
    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.daemonset import DaemonSet

    Step = Callable[[DaemonSet, FieldError, Hit], Hit]


class Route(NamedTuple):
    """A row: which errors are meant, the rule and the message that tell them, what else to say, what would mend them.

    ``fields`` is a pattern for the error's field without indices and keys, where ``pod`` stands for
    ``spec.template.spec``, ``container`` for one of its containers of any kind, ``template`` for ``spec.template``.
    ``reasons`` are the server's without ``FieldValue``; ``detail`` is how its text begins; ``when`` must hold of the
    DaemonSet. ``message`` is the rule's, where it is not the usual one of the reason. ``enrich`` adds second places
    and better words, and may choose another message; ``fix`` adds what would mend it. ``absence`` tells that a
    fragment may get from elsewhere what is missing.
    """

    rule: str
    fields: str
    reasons: str = ""
    detail: str = ""
    message: str = ""
    enrich: Step | None = None
    fix: Step | None = None
    absence: bool = False
    when: Callable[[DaemonSet], bool] | None = None


def _no_selector(ds: DaemonSet) -> bool:
    return not ds.selector


_NAME_FIELDS = (
    "metadata.(name|generateName|namespace|finalizers)|(metadata|template).(labels|annotations)"
    "|pod.nodeSelector|pod.(nodeName|hostname|subdomain|priorityClassName|serviceAccountName|runtimeClassName)"
    "|spec.selector.match(Labels|Expressions.(key|values))|(container|pod.volumes|pod.resourceClaims).name"
    "|pod.readinessGates.conditionType|pod.schedulingGates|pod.imagePullSecrets.name"
)
_PROFILES = "template.annotations.*(seccomp|apparmor).*"
_ROLLING = "spec.updateStrategy.rollingUpdate"
_TOLERATIONS = "pod.tolerations.*|template.annotations.scheduler.alpha.kubernetes.io/tolerations.*"
_AFFINITY = "pod.(affinity|topologySpreadConstraints).*"
_PROBES = "container.((liveness|readiness|startup)Probe|lifecycle)"
_RESOURCES = "(container|pod).resources.*"
_RESOURCE_FIELDS = "(container.(resources|resizePolicy)|pod.(resources|overhead|resourceClaims)).*"
_SECURITY = "(container|pod).(securityContext|hostUsers|hostNetwork|HostPID|HostIPC).*"

ROUTES = (
    Route("DS102", "template.metadata.labels", "Invalid", "`selector` does not", "missing",
          enrich.missing_selector, fixes.add_selector, absence=True, when=_no_selector),
    Route("DS101", "template.metadata.labels", "Invalid", "`selector` does not", "unmatched",
          enrich.unmet_labels, fixes.set_labels, absence=True),
    Route("DS103", "spec.selector", "Invalid", "empty selector", "empty", fix=fixes.add_selector, absence=True),
    Route("DS104", "pod.restartPolicy", "NotSupported", 'supported values: "Always"$', "wrong", fix=fixes.always),
    Route("DS104", "pod.restartPolicy", "NotSupported", message="unknown", fix=fixes.always),
    Route("DS105", "pod.activeDeadlineSeconds", "Forbidden", message="set", fix=fixes.remove),
    Route("DS105", "pod.activeDeadlineSeconds", "Invalid", message="range", fix=fixes.remove),
    Route("DS106", "pod.ephemeralContainers", "Forbidden", message="set", fix=fixes.remove),
    Route("DS106", "container.*", "Forbidden", "cannot be set for an Ephemeral Container", "field"),
    Route("DS107", "spec.updateStrategy", "NotSupported", fix=fixes.nearest_value),
    Route("DS107", f"{_ROLLING}.maxSurge", "Invalid", "may not be set when", "both",
          enrich.other_number, fixes.none_unavailable, absence=True),
    Route("DS107", f"{_ROLLING}.maxUnavailable", "Required", message="neither"),
    Route("DS107", f"{_ROLLING}.max.*", "Invalid", "must not be greater than 100%", "too-much", fix=fixes.all_pods),
    Route("DS107", f"{_ROLLING}.max.*", "Invalid", "a valid percent string", "no-percentage",
          enrich.quoted_number, fixes.unquote),
    Route("DS107", f"{_ROLLING}.max.*", "Invalid", "must be greater than or equal", "negative"),
    Route("DS108", "container.ports.hostPort", "Invalid", "must match `containerPort`", "mismatch",
          enrich.container_port, fixes.container_port),
    Route("DS114", "container.ports.hostPort", "Duplicate", "", "duplicate", enrich.first_use, fixes.drop_repeated),
    Route("DS114", "container.volume(Mounts|Devices).*", "Invalid", "must be unique", "duplicate",
          enrich.first_use, fixes.drop_repeated),
    Route("DS114", "container.volume(Mounts|Devices).*", "Invalid", "must not already exist", "both-ways",
          enrich.within),
    Route("DS114", ".*", "Duplicate", "", "duplicate", enrich.first_use, fixes.drop_repeated),
    Route("DS114", "pod.volumes.*", "Invalid", "conflicting duplicate paths", "same-path"),
    Route("DS112", "pod.tolerations.operator", "NotSupported", '.*"Lt"', "gated"),
    Route("DS112", _TOLERATIONS, "Invalid", "operator must be Exists", "no-key", fix=fixes.every_taint),
    Route("DS112", _TOLERATIONS, "Invalid", "effect must be 'NoExecute'", "seconds"),
    Route("DS112", _TOLERATIONS, "Invalid", "value must be empty", "value"),
    Route("DS112", _TOLERATIONS, "NotSupported", fix=fixes.nearest_value),
    Route("DS112", _TOLERATIONS, "Invalid"),
    Route("DS113", _AFFINITY, "Required", "must be specified", "no-values"),
    Route("DS113", _AFFINITY, "Required", "must be only one", "one-name"),
    Route("DS113", _AFFINITY, "Forbidden", "may not be specified", "values", fix=fixes.drop_empty_values),
    Route("DS113", _AFFINITY, "Invalid", "not a valid selector operator", "operator", fix=fixes.operator),
    Route("DS113", _AFFINITY, "Required", "must have at least one", "no-terms"),
    Route("DS113", _AFFINITY, "NotSupported", fix=fixes.nearest_value),
    Route("DS113", _AFFINITY, "Invalid Required Forbidden"),
    Route("DS115", "container.volume(Mounts|Devices).name", "NotFound", enrich=enrich.near_volume, absence=True),
    Route("DS115", "container.env.valueFrom.fileKeyRef.volumeName", "NotFound", enrich=enrich.near_volume,
          absence=True),
    Route("DS116", f"{_PROBES}.*", "Required", "must specify a handler", "no-handler"),
    Route("DS116", f"{_PROBES}.*", "Forbidden", "may not specify more", "two-handlers"),
    Route("DS116", _PROBES, "Forbidden", "may not be set for init containers", "init-container", absence=True),
    Route("DS116", f"{_PROBES}.*", "Invalid Required NotSupported Forbidden"),
    Route("DS117", _RESOURCES, "Invalid", "must be less than or equal to", "over-limit",
          enrich.limit, fixes.lower_to_limit),
    Route("DS117", _RESOURCES, "Invalid", "must be equal to", "not-the-limit", enrich.limit, fixes.lower_to_limit),
    Route("DS117", _RESOURCES, "Required", "Limit must be set", "no-limit", fix=fixes.add_limit),
    Route("DS117", _RESOURCE_FIELDS, "NotSupported", fix=fixes.nearest_value),
    Route("DS117", _RESOURCE_FIELDS, "Invalid Required Forbidden NotFound"),
    Route("DS118", "container.volumeMounts.mountPropagation", "Forbidden", "", "unprivileged", enrich.privileged,
          absence=True),
    Route("DS118", "(container|pod).securityContext.*", "Required", "must be set when", "no-profile"),
    Route("DS118", "container.securityContext", "Invalid", "cannot set `allowPriv", "escalation",
          enrich.escalation, fixes.remove),
    Route("DS118", _SECURITY, "NotSupported", fix=fixes.nearest_value),
    Route("DS118", _SECURITY, "Invalid Required Forbidden TooLong"),
    Route("DS118", _PROFILES, "Invalid Forbidden"),
    Route("DS118", "pod", "Invalid", "If pod contains any hostProcess"),
    Route("DS119", "pod.volumes.*", "Forbidden", "may not specify more than 1", "two-sources"),
    Route("DS119", "pod.volumes.*", "Invalid", "must be a number between 0 and 0777", "",
          enrich.decimal_mode, fixes.octal),
    Route("DS111", "container.name", "Required"),
    Route("DS111", "pod.(volumes|resourceClaims).name", "Required"),
    Route("DS111", "metadata.name", "Required"),
    Route("DS111", _NAME_FIELDS, "Invalid"),
    Route("DS111", "(metadata|template).annotations", "TooLong"),
    Route("DS119", "pod.volumes.*|container.volume(Mounts|Devices).*",
          "Invalid Required NotSupported Forbidden TooLong"),
    Route("DS120", "container.env.valueFrom", "Invalid", "may not be specified when `value`", "two-values"),
    Route("DS120", "container.env(From)?.*", "Invalid", "must specify one of", absence=True),
    Route("DS120", "container.env(From)?.*", "Invalid Required NotSupported"),
    Route("DS121", "container.ports.*", "Invalid Required NotSupported"),
    Route("DS122", "container.image", "Required"),
    Route("DS199", "pod.containers", "Required", message="no-containers"),
    Route("DS199", "spec.selector.*", "Required", "must be specified when", "no-values"),
    Route("DS199", "spec.selector.*", "Forbidden", "may not be specified when", "values"),
    Route("DS199", "spec.selector.*", "Invalid", "not a valid selector operator", "operator", fix=fixes.operator),
)  # fmt: skip
REST = Route("DS199", ".*")

_SHORT = (
    (r"^spec\.template\.annotations\[(.*)\]$", r"template.annotations.\1"),
    (r"\[[^]]*\]", ""),
    (r"^spec\.template\.spec\.(containers|initContainers|ephemeralContainers)\.", "container."),
    (r"^spec\.template\.spec(?=\.|$)", "pod"),
    (r"^spec\.template\.", "template."),
)


def route_of(ds: DaemonSet, error: FieldError) -> Route:
    """Return the row that an error belongs to."""
    field = error.field
    for pattern, short in _SHORT:
        field = re.sub(pattern, short, field)
    reason = error.reason.removeprefix("FieldValue")
    for row in ROUTES:
        if (
            reason in row.reasons.split()
            and _pattern(row.fields).fullmatch(field)
            and _pattern(row.detail).match(error.detail)
            and (row.when is None or row.when(ds))
        ):
            return row
    return REST


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def decode_rule(error: DecodeError) -> str:
    """Return the rule that tells of a value of a wrong type."""
    if error.at[:3] == ("spec", "updateStrategy", "rollingUpdate") and error.expected == "IntOrString":
        return "DS107"
    if error.expected == "Quantity" and error.found in {"string", "number"}:
        return "DS117"
    return "DS110"
