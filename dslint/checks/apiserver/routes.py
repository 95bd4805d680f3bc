"""Which rule speaks of which error of the API server: a table, first match wins, DS199 has the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dslint.checks.apiserver.enrich import (
    both_rollouts,
    decimal_mode,
    escalation,
    first_use,
    mismatched_ports,
    no_percentage,
    over_limit,
    undeclared,
    unmet,
    unprivileged,
    unselected,
)

if TYPE_CHECKING:
    from dslint.finding import Hit
    from dslint.kube.apiserver.decode import DecodeError
    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.daemonset import DaemonSet

    Refine = Callable[[DaemonSet, FieldError, Hit], Hit]


class Topic(NamedTuple):
    """A row: the rule, the fields it is about, and what else must hold of an error.

    ``fields`` is a pattern for the error's field without indices and keys, where ``pod`` stands for
    ``spec.template.spec``, ``container`` for one of its containers of any kind, ``template`` for ``spec.template``.
    ``reasons`` are the server's without ``FieldValue``; ``detail`` is how its text begins; ``message`` is the
    rule's, where it is not the usual one of the reason; ``absence`` tells that a fragment may get from elsewhere what
    is missing.
    """

    rule: str
    fields: str
    reasons: str = ""
    detail: str = ""
    message: str = ""
    refine: Refine | None = None
    absence: bool = False


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

TOPICS = (
    Topic("DS102", "template.metadata.labels", "Invalid", "`selector` does not", "missing", unselected, absence=True),
    Topic("DS101", "template.metadata.labels", "Invalid", "`selector` does not", "unmatched", unmet, absence=True),
    Topic("DS103", "spec.selector", "Invalid", "empty selector", "empty", absence=True),
    Topic("DS104", "pod.restartPolicy", "NotSupported", 'supported values: "Always"$', "wrong"),
    Topic("DS104", "pod.restartPolicy", "NotSupported", message="unknown"),
    Topic("DS105", "pod.activeDeadlineSeconds", "Forbidden", message="set"),
    Topic("DS105", "pod.activeDeadlineSeconds", "Invalid", message="range"),
    Topic("DS106", "pod.ephemeralContainers", "Forbidden", message="set"),
    Topic("DS106", "container.*", "Forbidden", "cannot be set for an Ephemeral Container", "field"),
    Topic("DS107", "spec.updateStrategy", "NotSupported"),
    Topic("DS107", f"{_ROLLING}.maxSurge", "Invalid", "may not be set when", "both", both_rollouts, absence=True),
    Topic("DS107", f"{_ROLLING}.maxUnavailable", "Required", message="neither"),
    Topic("DS107", f"{_ROLLING}.max.*", "Invalid", "must not be greater than 100%", "too-much"),
    Topic("DS107", f"{_ROLLING}.max.*", "Invalid", "a valid percent string", "no-percentage", no_percentage),
    Topic("DS107", f"{_ROLLING}.max.*", "Invalid", "must be greater than or equal", "negative"),
    Topic("DS108", "container.ports.hostPort", "Invalid", "must match `containerPort`", "mismatch", mismatched_ports),
    Topic("DS114", "container.ports.hostPort", "Duplicate", refine=first_use),
    Topic("DS114", "container.volume(Mounts|Devices).*", "Invalid", "must be unique", "duplicate", first_use),
    Topic("DS114", "container.volume(Mounts|Devices).*", "Invalid", "must not already exist", "both-ways"),
    Topic("DS114", ".*", "Duplicate", refine=first_use),
    Topic("DS114", "pod.volumes.*", "Invalid", "conflicting duplicate paths", "same-path"),
    Topic("DS112", "pod.tolerations.operator", "NotSupported", '.*"Lt"', "gated"),
    Topic("DS112", _TOLERATIONS, "Invalid", "operator must be Exists", "no-key"),
    Topic("DS112", _TOLERATIONS, "Invalid", "effect must be 'NoExecute'", "seconds"),
    Topic("DS112", _TOLERATIONS, "Invalid", "value must be empty", "value"),
    Topic("DS112", _TOLERATIONS, "Invalid NotSupported"),
    Topic("DS113", _AFFINITY, "Required", "must be specified", "no-values"),
    Topic("DS113", _AFFINITY, "Required", "must be only one", "one-name"),
    Topic("DS113", _AFFINITY, "Forbidden", "may not be specified", "values"),
    Topic("DS113", _AFFINITY, "Invalid", "not a valid selector operator", "operator"),
    Topic("DS113", _AFFINITY, "Required", "must have at least one", "no-terms"),
    Topic("DS113", _AFFINITY, "Invalid Required NotSupported Forbidden"),
    Topic("DS115", "container.volume(Mounts|Devices).name", "NotFound", refine=undeclared, absence=True),
    Topic("DS115", "container.env.valueFrom.fileKeyRef.volumeName", "NotFound", refine=undeclared, absence=True),
    Topic("DS116", f"{_PROBES}.*", "Required", "must specify a handler", "no-handler"),
    Topic("DS116", f"{_PROBES}.*", "Forbidden", "may not specify more", "two-handlers"),
    Topic("DS116", _PROBES, "Forbidden", "may not be set for init containers", "init-container", absence=True),
    Topic("DS116", f"{_PROBES}.*", "Invalid Required NotSupported Forbidden"),
    Topic("DS117", _RESOURCES, "Invalid", "must be less than or equal to", "over-limit", over_limit),
    Topic("DS117", _RESOURCES, "Invalid", "must be equal to", "not-the-limit", over_limit),
    Topic("DS117", _RESOURCES, "Required", "Limit must be set", "no-limit"),
    Topic("DS117", "(container.(resources|resizePolicy)|pod.(resources|overhead|resourceClaims)).*",
          "Invalid Required NotSupported Forbidden NotFound"),
    Topic("DS118", "container.volumeMounts.mountPropagation", "Forbidden", message="unprivileged", refine=unprivileged,
          absence=True),
    Topic("DS118", "(container|pod).securityContext.*", "Required", "must be set when", "no-profile"),
    Topic("DS118", "container.securityContext", "Invalid", "cannot set `allowPriv", "escalation", escalation),
    Topic("DS118", "(container|pod).(securityContext|hostUsers|hostNetwork|HostPID|HostIPC).*",
          "Invalid Required NotSupported Forbidden TooLong"),
    Topic("DS118", _PROFILES, "Invalid Forbidden"),
    Topic("DS118", "pod", "Invalid", "If pod contains any hostProcess"),
    Topic("DS119", "pod.volumes.*", "Forbidden", "may not specify more than 1", "two-sources"),
    Topic("DS119", "pod.volumes.*", "Invalid", "must be a number between 0 and 0777", refine=decimal_mode),
    Topic("DS111", "container.name", "Required"),
    Topic("DS111", "pod.(volumes|resourceClaims).name", "Required"),
    Topic("DS111", "metadata.name", "Required"),
    Topic("DS111", _NAME_FIELDS, "Invalid"),
    Topic("DS111", "(metadata|template).annotations", "TooLong"),
    Topic("DS119", "pod.volumes.*|container.volume(Mounts|Devices).*",
          "Invalid Required NotSupported Forbidden TooLong"),
    Topic("DS120", "container.env.valueFrom", "Invalid", "may not be specified when `value`", "two-values"),
    Topic("DS120", "container.env(From)?.*", "Invalid Required NotSupported"),
    Topic("DS121", "container.ports.*", "Invalid Required NotSupported"),
    Topic("DS122", "container.image", "Required"),
    Topic("DS199", "pod.containers", "Required", message="no-containers"),
    Topic("DS199", "spec.selector.*", "Required", "must be specified when", "no-values"),
    Topic("DS199", "spec.selector.*", "Forbidden", "may not be specified when", "values"),
    Topic("DS199", "spec.selector.*", "Invalid", "not a valid selector operator", "operator"),
)  # fmt: skip
REST = Topic("DS199", ".*")

_SHORT = (
    (r"^spec\.template\.annotations\[(.*)\]$", r"template.annotations.\1"),
    (r"\[[^]]*\]", ""),
    (r"^spec\.template\.spec\.(containers|initContainers|ephemeralContainers)\.", "container."),
    (r"^spec\.template\.spec(?=\.|$)", "pod"),
    (r"^spec\.template\.", "template."),
)


def topic(ds: DaemonSet, error: FieldError) -> Topic:
    """Return the row that an error belongs to."""
    field = error.field
    for pattern, short in _SHORT:
        field = re.sub(pattern, short, field)
    reason = error.reason.removeprefix("FieldValue")
    for row in TOPICS:
        if (
            reason in row.reasons.split()
            and _pattern(row.fields).fullmatch(field)
            and _pattern(row.detail).match(error.detail)
            and (row.rule != "DS102" or _no_selector(ds))
        ):
            return row
    return REST


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def decode_topic(error: DecodeError) -> str:
    """Return the rule that speaks of a value of a wrong type."""
    if error.at[:3] == ("spec", "updateStrategy", "rollingUpdate") and error.expected == "IntOrString":
        return "DS107"
    if error.expected == "Quantity" and error.found in {"string", "number"}:
        return "DS117"
    return "DS110"
