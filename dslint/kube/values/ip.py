"""IP addresses as the API server reads them.

Sources: staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go; k8s.io/utils net.ParseIPSloppy, which ignores
leading zeros. Python's ``ipaddress`` reads neither those nor rejects zones.
"""

from __future__ import annotations

from functools import lru_cache

from dslint.record import NamedTuple

# Source: k8s.io/utils internal/third_party/forked/golang/net/parse.go; larger numbers stop its scanner
_BIG = 0xFFFFFF


class Address(NamedTuple):
    """A parsed address.

    ``canonical`` is what Go's ``net.IP.String`` prints (an IPv4-mapped IPv6 address as IPv4). ``sloppy`` tells that
    Go's ``netip.ParseAddr`` refuses the text for its leading zeros, ``mapped`` that it is an IPv4-mapped IPv6 address.
    """

    canonical: str
    version: int
    sloppy: bool
    mapped: bool


@lru_cache(maxsize=1024)
def ip(value: str, strict: bool = False) -> list[str]:
    """Return the messages of IsValidIPForLegacyField, none if the address is valid.

    ``strict`` is the gate StrictIPCIDRValidation (on by default from Kubernetes 1.36): no leading zeros, no
    IPv4-mapped IPv6 addresses. The list is cached: do not change it.
    """
    address = parse_ip(value)
    if address is None:
        return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    if strict:
        if address.sloppy:
            return ["must not have leading 0s"]
        if address.mapped:
            return ["must not be an IPv4-mapped IPv6 address"]
    return []


def parse_ip(value: str) -> Address | None:
    """Parse as ParseIPSloppy does; ``None`` if that gives no address."""
    colon = value.find(":")
    dot = value.find(".")
    if colon < 0 and dot < 0:
        return None
    if colon < 0 or 0 <= dot < colon:
        octets = _octets(value)
        return None if octets is None else Address(_dotted(octets), 4, _zero_led(value.split(".")), mapped=False)
    return _parse_v6(value)


def _octets(text: str) -> list[int] | None:
    parts = text.split(".")
    if len(parts) != 4:
        return None
    octets = [_number(part, 10) for part in parts]
    return None if any(octet > 255 for octet in octets) else octets


def _number(text: str, base: int) -> int:
    """Return the number, or one too large for any part of an address if it is none."""
    if not text or not all(char in "0123456789abcdefABCDEF"[: 10 if base == 10 else None] for char in text):
        return _BIG
    return int(text, base)


def _dotted(octets: list[int]) -> str:
    return ".".join(map(str, octets))


def _zero_led(parts: list[str]) -> bool:
    return any(len(part) > 1 and part[0] == "0" for part in parts)


def _parse_v6(value: str) -> Address | None:
    head, gap, tail = value.partition("::")
    front = head.split(":") if head else []
    back = tail.split(":") if tail else []
    parts = front + back
    if not parts:
        return Address("::", 6, sloppy=False, mapped=False) if gap else None
    sloppy = False
    groups: list[int] = []
    if "." in parts[-1]:
        if gap and not tail:  # an IPv4 part must be the end
            return None
        quad = parts.pop()
        octets = _octets(quad)
        if octets is None:
            return None
        sloppy = _zero_led(quad.split("."))
        groups = [octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]]
    numbers = [_number(part, 16) for part in parts]
    if any(number > 0xFFFF for number in numbers):
        return None
    sloppy = sloppy or any(len(part) > 4 for part in parts)
    groups = numbers + groups
    missing = 8 - len(groups)
    if missing < 1 if gap else missing:
        return None
    groups[len(front) : len(front)] = [0] * missing
    mapped = groups[:6] == [0, 0, 0, 0, 0, 0xFFFF]
    if mapped:
        return Address(
            _dotted([groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255]), 6, sloppy, mapped=True
        )
    return Address(_compressed(groups), 6, sloppy, mapped=False)


def _compressed(groups: list[int]) -> str:
    """Write IPv6 as RFC 5952 wants it: the first longest run of two or more zero groups becomes ``::``."""
    start, length, at = 0, 1, 0
    while at < 8:
        end = at
        while end < 8 and groups[end] == 0:
            end += 1
        if end - at > length:
            start, length = at, end - at
        at = end + 1
    if length < 2:
        return ":".join(f"{group:x}" for group in groups)
    left = ":".join(f"{group:x}" for group in groups[:start])
    right = ":".join(f"{group:x}" for group in groups[start + length :])
    return f"{left}::{right}"
