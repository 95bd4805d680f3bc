"""Annotations that have become fields of the pod."""

from __future__ import annotations

import re

from dslint.checks.apiserver.warnings import ANNOTATIONS, of_rule
from dslint.finding import Hit, RemoveEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_SINCE = r"\bv(1\.\d+)"
_TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
_AFFINITY = "scheduler.alpha.kubernetes.io/affinity"
# Annotation (or its part before the container's name) -> the field that took its place.
_FIELDS = {
    "scheduler.alpha.kubernetes.io/critical-pod": "priorityClassName",
    "security.alpha.kubernetes.io/sysctls": "securityContext.sysctls",
    "security.alpha.kubernetes.io/unsafe-sysctls": "securityContext.sysctls",
    "seccomp.security.alpha.kubernetes.io/pod": "securityContext.seccompProfile",
    "container.seccomp.security.alpha.kubernetes.io": "securityContext.seccompProfile",
    "container.apparmor.security.beta.kubernetes.io": "securityContext.appArmorProfile",
    # the API server does not warn of these two: it validates the first and never reads the second (not verified)
    _TOLERATIONS: "tolerations",
    _AFFINITY: "affinity",
}


def dead(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find annotations that do nothing any more, or soon will."""
    ds = workload.written
    annotations = ds.template.get("metadata", "annotations")
    for warning in of_rule(ANNOTATIONS, workload):
        key = str(warning.at[-1])
        field = _FIELDS.get(key) or _FIELDS[key.partition("/")[0]]
        hit = _hit(ds, annotations.get(key), field, since=re.search(_SINCE, warning.text))
        # the server warns of a profile only where the field is not set, which a fragment may get from elsewhere
        yield hit._replace(absence=field.endswith("Profile"), server_warning=warning.text)
    given = workload.stored["spec"]["template"].get("metadata", {}).get("annotations", {})
    for key in (_TOLERATIONS, _AFFINITY):
        if key in given:
            yield _hit(ds, annotations.get(key), _FIELDS[key])
    yield from _misplaced(ds)


def _misplaced(ds: DaemonSet) -> Iterator[Hit]:
    """Find the same annotations on the DaemonSet itself, whose pods never get them."""
    for place in ds.root.get("metadata", "annotations").entries():
        key = str(place.name)
        field = _FIELDS.get(key) or _FIELDS.get(key.partition("/")[0])
        if field is None:
            continue
        is_set = ds.pod_spec.get(*field.split(".")).node is not None
        kind, fix = ("misplaced-leftover", (RemoveEntry(place, prune=True),)) if is_set else ("misplaced", ())
        yield Hit(kind, place, {"key": key, "field": field}, key=True, absence=not is_set, fix=fix)


def _hit(ds: DaemonSet, place: Field, field: str, since: re.Match[str] | None = None) -> Hit:
    from dslint.checks.annotation_fields import mended  # few manifests get here

    message, value, fix = mended(ds, place, field)
    params = {"key": str(place.name), "field": field, "value": value, "since": since[1] if since else ""}
    return Hit(message, place, params, key=True, fix=fix)
