"""Probes: none, two that are one, and some that cannot work or stop what the node needs."""

from __future__ import annotations

from dslint.checks.agents import is_advised
from dslint.checks.parts import containers, one_hit
from dslint.finding import SetScalar
from dslint.manifest.rights import spoken
from dslint.pattern import pattern
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.role import Roles
    from dslint.manifest.workload import Workload

_LIVENESS = "livenessProbe"
_PROBES = (_LIVENESS, "readinessProbe", "startupProbe")
_ACTIONS = ("exec", "httpGet", "tcpSocket", "grpc")
_SIDECARS = ("registrar", "liveness", "proxy")
_ANSWERS = pattern(r"(.*/)?(csi-)?livenessprobe(:[^/]*)?(@.*)?")
_SHORT = 60  # seconds of failing until the kubelet kills, by the defaults and as most write them
_ENOUGH = 5  # seconds for an answer


def missing_liveness(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find DaemonSets of which no container is started again when it hangs, whatever a sidecar of CSI answers."""
    serving = [one for one in containers(workload) if one.kind == "containers"]
    if serving and not any(one.stored.get("livenessProbe") for one in serving):
        asked = any(one.stored.get(probe) for one in containers(workload) for probe in _PROBES)
        sidecars = [] if asked else [one for one in serving if _ANSWERS.fullmatch(one.stored.get("image") or "")]
        found = [(one.name, one.field(workload).get("name")) for one in sidecars[:1] or serving]
        yield one_hit("unasked" if sidecars else "found", found, absence=True)


def identical(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find containers that are killed as soon as they are not ready."""
    found = [
        (one.name, one.field(workload).get("livenessProbe"))
        for one in containers(workload)
        if one.stored.get("livenessProbe") and one.stored.get("livenessProbe") == one.stored.get("readinessProbe")
    ]
    if found:
        yield one_hit("found", found, key=True)


def unworkable(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find probes of a port by a name that the container does not declare."""
    found, declared = [], []
    for one in containers(workload):
        ports = [port["name"] for port in one.stored.get("ports") or () if port.get("name")]
        for probe in _PROBES:
            for action in ("httpGet", "tcpSocket"):
                port = ((one.stored.get(probe) or {}).get(action) or {}).get("port")
                if isinstance(port, str) and not port.isdigit() and port not in ports and _is_name(port):
                    found.append((probe == _LIVENESS, one.name, port, one.field(workload).get(probe, action, "port")))
                    declared += ports
    if found:
        _, container, port, _ = found[0]
        params = {"container": container, "meant": meant(suggest(port, declared))}
        kind = "liveness" if all(is_liveness for is_liveness, *_ in found) else "found"
        yield one_hit(kind, [(port, at) for *_, port, at in found], params)


def _is_name(port: str) -> bool:
    """Tell whether a text is a name of a port, and no placeholder."""
    from dslint.kube.values.names import port_name

    return not port_name(port)


def starved(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find liveness probes that kill under load what a node needs to start and stop pods."""
    role = _needed(workload.role)
    if role is None or not is_advised(workload):
        return
    hasty, strict = [], []
    for one in containers(workload):
        if any(word in one.name for word in _SIDECARS):
            continue
        liveness, readiness = one.stored.get("livenessProbe"), one.stored.get("readinessProbe")
        if not liveness:
            continue
        place = (one.name, one.field(workload).get("livenessProbe"))
        if readiness and _action(liveness) == _action(readiness) and _patience(liveness) < _patience(readiness):
            strict.append(place)
        elif liveness.get("exec") and _seconds(liveness, "timeoutSeconds", 1) <= 1 and _patience(liveness) <= _SHORT:
            hasty.append(place)
    if strict:
        yield one_hit("strict", strict, {"role": spoken(role)}, key=True)
    elif hasty:
        fix = tuple(SetScalar(probe.get("timeoutSeconds"), _ENOUGH) for _, probe in hasty)
        yield one_hit("found", hasty, {"role": spoken(role)}, key=True, fix=fix)


def _needed(roles: Roles) -> str | None:
    """Return the role of what a node needs for its pods: killing it under load makes things worse."""
    if not roles:
        return None
    from dslint.kube.data.rights import RIGHTS  # most manifests are of no role

    return next((role for role, rights in RIGHTS.items() if rights.starts_pods and role in roles), None)


def _action(probe: Mapping[str, Any]) -> dict[str, Any]:
    return {name: probe[name] for name in _ACTIONS if name in probe}


def _patience(probe: Mapping[str, Any]) -> int:
    """Return for how many seconds a probe has to fail until something is done."""
    return _seconds(probe, "periodSeconds", 10) * _seconds(probe, "failureThreshold", 3)


def _seconds(probe: Mapping[str, Any], name: str, default: int) -> int:
    value = probe.get(name)
    return value if isinstance(value, int) and value > 0 else default
