"""Probes, lifecycle hooks and what they call.

Source: validateProbe, validateHandler and validateLifecycle in pkg/apis/core/validation/validation.go
(Kubernetes v1.36.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.validation.ports import port_number_or_name
from dslint.kube.values.names import http_header_name, port_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

_NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
_SCHEMES = ["HTTP", "HTTPS"]
_PROBE_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_HOOK_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
_SIGNALS = (
    "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO",
    "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGSEGV", "SIGSTKFLT", "SIGSTOP",
    "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM",
    "SIGWINCH", "SIGXCPU", "SIGXFSZ", "SIGRTMIN", "SIGRTMAX",
)  # fmt: skip
_REAL_TIME = (*(f"SIGRTMIN+{n}" for n in range(1, 16)), *(f"SIGRTMAX-{n}" for n in range(1, 15)))
_LINUX_SIGNALS = sorted((*_SIGNALS, *_REAL_TIME))
_WINDOWS_SIGNALS = ["SIGKILL", "SIGTERM"]


def validate_probes(
    container: dict[str, Any], grace_period: int | None, path: Path, errors: FieldErrors, options: Options
) -> None:
    """Check the three probes of a container; ``path`` is the container's, ``grace_period`` the pod's in seconds."""
    for kind in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(kind)
        if probe is None:
            continue
        here = (*path, kind)
        _validate_handler(probe, _PROBE_HANDLERS, grace_period, here, errors, options)
        for field in _NUMBERS:
            number = probe.get(field, 0)
            if number < 0:
                errors.invalid((*here, field), number, "must be greater than or equal to 0")
        own_grace_period = probe.get("terminationGracePeriodSeconds")
        if own_grace_period is not None:
            place = (*here, "terminationGracePeriodSeconds")
            if own_grace_period <= 0:
                errors.invalid(place, own_grace_period, "must be greater than 0")
            if kind == "readinessProbe":
                errors.invalid(place, own_grace_period, "must not be set for readinessProbes")
        if kind != "readinessProbe" and probe.get("successThreshold", 0) != 1:
            errors.invalid((*here, "successThreshold"), probe.get("successThreshold", 0), "must be 1")


def validate_lifecycle(
    lifecycle: dict[str, Any],
    spec: dict[str, Any],
    path: Path,
    errors: FieldErrors,
    options: Options,
) -> None:
    """Check the hooks and the stop signal of a container; ``spec`` is the pod's, ``path`` that of the lifecycle."""
    grace_period = spec.get("terminationGracePeriodSeconds")
    for hook in ("postStart", "preStop"):
        handler = lifecycle.get(hook)
        if handler is not None:
            _validate_handler(handler, _HOOK_HANDLERS, grace_period, (*path, hook), errors, options)
    signal = lifecycle.get("stopSignal")
    if signal is None:
        return
    system = spec.get("os")
    if system is None:
        errors.forbidden((*path, "stopSignal"), "may not be set for containers with empty `spec.os.name`", signal)
        return
    known = {"linux": _LINUX_SIGNALS, "windows": _WINDOWS_SIGNALS}.get(system.get("name", ""))
    if known is not None and signal not in known:
        errors.not_supported((*path, "stopSignal"), signal, known)


def _validate_handler(
    handler: dict[str, Any],
    kinds: tuple[str, ...],
    grace_period: int | None,
    path: Path,
    errors: FieldErrors,
    options: Options,
) -> None:
    """Check that there is one handler, and the first; the others are only reported as too many."""
    found = False
    for kind in kinds:
        action = handler.get(kind)
        if action is None:
            continue
        if found:
            errors.forbidden((*path, kind), "may not specify more than 1 handler type", action)
            continue
        found = True
        here = (*path, kind)
        if kind == "exec":
            if not action.get("command"):
                errors.required((*here, "command"))
        elif kind == "httpGet":
            _validate_http(action, here, errors)
        elif kind == "tcpSocket":
            _validate_port(action.get("port", 0), here, errors)
        elif kind == "grpc":
            port = action.get("port", 0)
            for fault in port_number(port):
                errors.invalid((*here, "port"), port, fault)
        else:
            _validate_sleep(action.get("seconds", 0), grace_period, here, errors, options)
    if not found:
        errors.required(path, "must specify a handler type")


def _validate_http(action: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    if not action.get("path"):
        errors.required((*path, "path"))
    _validate_port(action.get("port", 0), path, errors)
    scheme = action.get("scheme", "")
    if scheme not in _SCHEMES:
        errors.not_supported((*path, "scheme"), scheme, _SCHEMES)
    for index, header in enumerate(action.get("httpHeaders") or ()):
        name = header.get("name", "")
        for fault in http_header_name(name):
            errors.invalid((*path, "httpHeaders"), name, fault, (*path, "httpHeaders", index, "name"))


def _validate_port(port: int | str, path: Path, errors: FieldErrors) -> None:
    for fault in port_number_or_name(port):
        errors.invalid((*path, "port"), port, fault)


def _validate_sleep(seconds: int, grace_period: int | None, path: Path, errors: FieldErrors, options: Options) -> None:
    """Check the length of a sleep; without a valid grace period, which is another error, there is nothing to check."""
    if grace_period is None:
        return
    if options.sleep_zero:
        fault = f"must be non-negative and less than terminationGracePeriodSeconds ({grace_period})"
    else:
        fault = (
            f"must be greater than 0 and less than terminationGracePeriodSeconds ({grace_period})."
            " Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep."
        )
    if not (0 if options.sleep_zero else 1) <= seconds <= grace_period:
        errors.invalid(path, seconds, fault, (*path, "seconds"))
