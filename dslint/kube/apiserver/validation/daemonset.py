"""The DaemonSet's own fields: selector, update strategy, counters.

Source: ValidateDaemonSetSpec, ValidateDaemonSetUpdateStrategy, ValidateRollingUpdateDaemonSet and
ValidatePositiveIntOrPercent in pkg/apis/apps/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

import re

from dslint.kube.apiserver.badvalues import empty_selector, int_or_string, string_map
from dslint.kube.apiserver.validation.pod import validate_pod_template
from dslint.kube.nodes.selectors import requirements, validate_selector, well_formed
from dslint.kube.values.names import percent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

NEGATIVE = "must be greater than or equal to 0"
_MAX_INT64 = 2**63 - 1


def validate_spec(spec: dict[str, Any], path: Path, errors: FieldErrors, options: Options) -> None:
    """Check a DaemonSet's spec, its pod template included."""
    template = spec.get("template") or {}
    _selector(spec.get("selector"), template, path, errors, options)
    validate_pod_template(template, (*path, "template"), errors, options)

    pod = template.get("spec") or {}
    if not options.writable_gce_disks:
        _gce_disks(pod.get("volumes") or (), (*path, "template", "spec", "volumes"), errors)
    restart_policy = pod.get("restartPolicy") or ""
    if restart_policy != "Always":
        errors.not_supported((*path, "template", "spec", "restartPolicy"), restart_policy, ["Always"])
    if pod.get("activeDeadlineSeconds") is not None:
        errors.forbidden(
            (*path, "template", "spec", "activeDeadlineSeconds"),
            "activeDeadlineSeconds in DaemonSet is not Supported",
            pod["activeDeadlineSeconds"],
        )
    _not_negative(spec, "minReadySeconds", path, errors)
    validate_update_strategy(spec.get("updateStrategy") or {}, (*path, "updateStrategy"), errors)
    _not_negative(spec, "revisionHistoryLimit", path, errors)


def _gce_disks(volumes: Iterable[dict[str, Any]], path: Path, errors: FieldErrors) -> None:
    """Refuse disks that pods on several nodes would write to, as Kubernetes did before 1.29.

    Source: ValidateReadOnlyPersistentDisks in pkg/apis/core/validation/validation.go (v1.29.6, where a gate skips it).
    """
    for index, volume in enumerate(volumes):
        disk = volume.get("gcePersistentDisk")
        if disk is not None and not disk.get("readOnly"):
            detail = (
                "must be true for replicated pods > 1;"
                " GCE PD can only be mounted on multiple machines if it is read-only"
            )
            errors.invalid((*path, index, "gcePersistentDisk", "readOnly"), False, detail)


def _not_negative(spec: dict[str, Any], field: str, path: Path, errors: FieldErrors) -> None:
    value = spec.get(field)
    if value is not None and value < 0:
        errors.invalid((*path, field), value, NEGATIVE)


def _selector(
    selector: dict[str, Any] | None, template: dict[str, Any], path: Path, errors: FieldErrors, options: Options
) -> None:
    place = (*path, "selector")
    before = len(errors)
    validate_selector(selector, place, errors, allow_invalid_values=options.invalid_selector_values)
    # a selector that cannot be read is not compared with the labels; a missing one selects nothing
    readable = len(errors) == before and (not options.invalid_selector_values or well_formed(selector))
    if readable:
        labels = (template.get("metadata") or {}).get("labels")
        if selector is None or not all(requirement.matches(labels or {}) for requirement in requirements(selector)):
            detail, here = "`selector` does not match template `labels`", (*path, "template", "metadata", "labels")
            errors.invalid(here, labels or {}, detail, bad=string_map(labels))
    if selector is not None and not selector.get("matchLabels") and not selector.get("matchExpressions"):
        errors.invalid(place, selector, "empty selector is invalid for daemonset", bad=empty_selector(selector))


def validate_update_strategy(strategy: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check ``spec.updateStrategy``; with ``OnDelete`` the server looks at nothing else."""
    kind = strategy.get("type") or ""
    if kind == "OnDelete":
        return
    if kind != "RollingUpdate":
        from dslint.kube.apiserver.structures import update_strategy

        kinds = ["RollingUpdate", "OnDelete"]
        errors.not_supported(path, strategy, kinds, (*path, "type"), update_strategy(strategy))
        return
    rolling = strategy.get("rollingUpdate")
    path = (*path, "rollingUpdate")
    if rolling is None:
        errors.required(path)
        return
    unavailable = rolling.get("maxUnavailable", 0)
    surge = rolling.get("maxSurge", 0)
    _positive_int_or_percent(unavailable, (*path, "maxUnavailable"), errors)
    _positive_int_or_percent(surge, (*path, "maxSurge"), errors)
    _at_most_100_percent(unavailable, (*path, "maxUnavailable"), errors)
    _at_most_100_percent(surge, (*path, "maxSurge"), errors)
    has_unavailable = int_or_percent_value(unavailable) != 0
    has_surge = int_or_percent_value(surge) != 0
    if has_unavailable and has_surge:
        detail = "may not be set when maxUnavailable is non-zero"
        errors.invalid((*path, "maxSurge"), surge, detail, bad=int_or_string(surge))
    elif not has_unavailable and not has_surge:
        errors.required((*path, "maxUnavailable"), "cannot be 0 when maxSurge is 0")


def _positive_int_or_percent(value: int | str, path: Path, errors: FieldErrors) -> None:
    if isinstance(value, str):
        for fault in percent(value):
            errors.invalid(path, value, fault, bad=int_or_string(value))
    elif value < 0:
        errors.invalid(path, value, NEGATIVE)


def _at_most_100_percent(value: int | str, path: Path, errors: FieldErrors) -> None:
    if isinstance(value, str) and not percent(value) and int_or_percent_value(value) > 100:
        errors.invalid(path, value, "must not be greater than 100%", bad=int_or_string(value))


def int_or_percent_value(value: int | str) -> int:
    """Return what validation counts with: the number, the percentage's number, 0 for other text.

    A plain number in quotes counts as that number although it is no valid value; numbers too large for 64 bits count
    as the largest or smallest (getIntOrPercentValue, IntOrString.IntValue, Go's strconv.Atoi).
    """
    if not isinstance(value, str):
        return value
    text = value[:-1] if not percent(value) else value
    if not re.fullmatch("[+-]?[0-9]+", text):
        return 0
    digits = text.lstrip("+-0")
    number = _MAX_INT64 if len(digits) > 19 else min(int(digits or "0"), _MAX_INT64)
    return -number if text[0] == "-" else number
