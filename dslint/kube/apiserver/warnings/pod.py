"""Warnings about the pod as a whole: annotations, secrets, addresses."""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.warnings.core import ANNOTATIONS, SPEC, fractional_bytes
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.apiserver.warnings.core import WarningList

_SYSCTLS = 'non-functional in v1.11+; use the "sysctls" field instead'
_DEPRECATED_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": _SYSCTLS,
    "security.alpha.kubernetes.io/unsafe-sysctls": _SYSCTLS,
}
POD_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_TEXT = 'non-functional in v1.27+; use the "seccompProfile" field instead'
# Addresses in an odd form: not in v1.32.13.
_ADDRESSES_SINCE = 33


def annotation_warnings(annotations: dict[str, str], out: WarningList) -> None:
    """Warn of annotations that have become fields."""
    for key, message in _DEPRECATED_ANNOTATIONS.items():
        if key in annotations:
            out.add((*ANNOTATIONS, Key(key)), message)


def pod_warnings(spec: dict[str, Any], annotations: dict[str, str], out: WarningList) -> None:
    """Warn of repeated aliases and pull secrets, fractional overhead, a seccomp annotation, a negative grace period."""
    aliases = spec.get("hostAliases")
    if aliases:
        _repeated([alias.get("ip", "") for alias in aliases], "ip", (*SPEC, "hostAliases"), out)
    secrets = spec.get("imagePullSecrets")
    if secrets:
        names = [secret.get("name", "") for secret in secrets]
        _repeated(names, "name", (*SPEC, "imagePullSecrets"), out)
        for index, name in enumerate(names):
            if not name:
                out.add((*SPEC, "imagePullSecrets", index, "name"), 'invalid empty name ""')
    overhead = spec.get("overhead")
    if overhead:
        for name in ("memory", "ephemeral-storage"):
            fractional_bytes(overhead, name, (*SPEC, "overhead"), out)
    if POD_SECCOMP in annotations and "seccompProfile" not in spec.get("securityContext", {}):
        out.add((*ANNOTATIONS, Key(POD_SECCOMP)), SECCOMP_TEXT)


def grace_period_warnings(spec: dict[str, Any], out: WarningList) -> None:
    """Warn of a negative grace period."""
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        text = "must be >= 0; negative values are invalid and will be treated as 1"
        out.add((*SPEC, "terminationGracePeriodSeconds"), text)


def address_warnings(spec: dict[str, Any], out: WarningList) -> None:
    """Warn of IP addresses that are written in an unusual form (GetWarningsForIP)."""
    if out.minor < _ADDRESSES_SINCE:
        return
    for index, address in enumerate(spec.get("dnsConfig", {}).get("nameservers", ())):
        _address(address, (*SPEC, "dnsConfig", "nameservers", index), out)
    for index, alias in enumerate(spec.get("hostAliases", ())):
        _address(alias.get("ip", ""), (*SPEC, "hostAliases", index, "ip"), out)


def _repeated(values: list[str], field: str, path: Path, out: WarningList) -> None:
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        first = seen.setdefault(value, index)
        if first != index:
            out.add((*path, index, field), f"duplicate {field} {quote(value)}", related=(*path, first, field))


def _address(value: str, path: Path, out: WarningList) -> None:
    from dslint.kube.values.ip import parse_ip  # few pods name addresses

    address = parse_ip(value)
    if address is None:
        return
    if address.sloppy or address.mapped:
        verdict = "is invalid" if out.minor >= 36 else "will be considered invalid in a future Kubernetes release"
        out.add(path, f'non-standard IP address {quote(value)} {verdict}: use "{address.canonical}"')
    elif address.version == 6 and address.canonical != value:
        text = f'IPv6 address {quote(value)} should be in RFC 5952 canonical format ("{address.canonical}")'
        out.add(path, text)
