"""The values that Kubernetes adds to CEL: quantities, addresses, networks, URLs, semantic versions, formats.

The CEL implementation knows nothing of them: there they are texts that begin with the mark of their type and are equal
where the values are. Errors have the words of the server.

Sources: staging/src/k8s.io/apiserver/pkg/cel/library/{quantity,ip,cidr,urls,semverlib}.go (Kubernetes v1.37.2); the Go
packages net/netip, net/url; github.com/blang/semver/v4.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from dslint.kube.values.gojson import quote
from dslint.kube.values.integers import fits_int64
from dslint.kube.values.quantity import Quantity, QuantityError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MARK = "\ue000"
"""What opaque values begin with: of the private use area, which no manifest has reason to use."""
NO_OVERLOAD = "no such overload"
UNDECIDED = "not decided: "
"""What the message of a failure begins with that the server would not have."""


class CelValueError(ValueError):
    """What a function says instead of giving a value; the message is the server's."""


def opaque(kind: str, text: str) -> str:
    """Return the text that stands for a value."""
    return f"{MARK}{kind}:{text}"


def content(kind: str, value: Any) -> str:
    """Return the text of an opaque value; raises CelValueError for a value of another type."""
    start = f"{MARK}{kind}:"
    if not isinstance(value, str) or not value.startswith(start):
        raise CelValueError(NO_OVERLOAD)
    return value[len(start) :]


def kind_of(value: Any) -> str:
    """Return the kind of an opaque value, empty for any other."""
    return value[1 : value.index(":")] if isinstance(value, str) and value.startswith(MARK) else ""


def text_of(value: Any) -> str:
    """Return a string that is one; raises CelValueError for anything else."""
    if not isinstance(value, str) or value.startswith(MARK):
        raise CelValueError(NO_OVERLOAD)
    return value


# quantities: equal where their numbers are


def quantity(text: Any) -> str:
    """``quantity("1.5Gi")``."""
    try:
        return _of_quantity(parse(text_of(text)))
    except QuantityError as error:
        raise CelValueError(str(error)) from None


def is_quantity(text: Any) -> bool:
    """``isQuantity("1.5Gi")``."""
    try:
        parse(text_of(text))
    except QuantityError:
        return False
    return True


def _of_quantity(number: Quantity) -> str:
    return opaque("quantity", str(Quantity(*_normal(number))))


def _normal(number: Quantity) -> tuple[int, int, str]:
    unscaled, exponent = number.exact()
    while unscaled and unscaled % 10 == 0:
        unscaled, exponent = unscaled // 10, exponent + 1
    return unscaled, exponent if unscaled else 0, "DecimalExponent"


def number_of(value: Any) -> Quantity:
    """Return the quantity that a value stands for."""
    return parse(content("quantity", value))


def quantity_as_integer(value: Any) -> int:
    """``q.asInteger()``."""
    number = number_of(value)
    if not _is_int64(number):
        raise CelValueError("cannot convert value to integer")
    return number.value()


def quantity_is_integer(value: Any) -> bool:
    """``q.isInteger()``."""
    return _is_int64(number_of(value))


def _is_int64(number: Quantity) -> bool:
    unscaled, exponent = number.exact()
    return number.is_integer() and exponent < 20 and fits_int64(unscaled * 10 ** max(exponent, 0))


def quantity_as_float(value: Any) -> float:
    """``q.asApproximateFloat()``."""
    unscaled, exponent = number_of(value).exact()
    return float(unscaled) * 10.0**exponent if exponent >= 0 else float(unscaled) / 10.0**-exponent


def quantity_add(left: Any, right: Any) -> str:
    """``q.add(other)``; the other may be a whole number."""
    return _of_quantity(number_of(left) + _other(right))


def quantity_sub(left: Any, right: Any) -> str:
    """``q.sub(other)``."""
    return _of_quantity(number_of(left) - _other(right))


def quantity_sign(value: Any) -> int:
    """``sign(q)``."""
    return compare(number_of(value), Quantity())


def _other(value: Any) -> Quantity:
    return Quantity(value) if type(value) is int else number_of(value)


def compare(left: Any, right: Any) -> int:
    """Return -1, 0 or 1."""
    return int(left > right) - int(left < right)


# addresses and networks


def ip(value: Any) -> str:
    """``ip("10.0.0.1")``, or the address of a network."""
    if kind_of(value) == "cidr":
        return opaque("ip", str(network(value).ip))
    return opaque("ip", str(_parse_ip(text_of(value))))


@lru_cache(maxsize=256)
def _parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        reason = _why_no_ip(text)
        raise CelValueError(
            f"IP Address {quote(text)} parse error during conversion from string: ParseAddr({quote(text)}): {reason}"
        ) from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            raise CelValueError(f"IP address {quote(text)} with zone value is not allowed")
        if address.ipv4_mapped is not None:
            raise CelValueError(f"IPv4-mapped IPv6 address {quote(text)} is not allowed")
    return address


def _why_no_ip(text: str) -> str:
    """Return what Go says of a text that is no address, where that is simple."""
    first = next((char for char in text if char in ".:%"), "")
    if not first:
        return "unable to parse IP"
    if first == "%":
        return "missing IPv6 address"
    if first == ":":
        return "each colon-separated field must have at least one digit"
    return _why_no_ip4(text)


def _why_no_ip4(text: str) -> str:
    value = digits = fields = 0
    for at, char in enumerate(text):
        if char.isascii() and char.isdigit():
            if digits == 1 and value == 0:
                return "IPv4 field has octet with leading zero"
            value, digits = value * 10 + int(char), digits + 1
            if value > 255:
                return "IPv4 field has value >255"
        elif char == ".":
            if at in (0, len(text) - 1) or text[at - 1] == ".":
                return f"IPv4 field must have at least one digit (at {quote(text[at:])})"
            if fields == 3:
                return "IPv4 address too long"
            fields, value, digits = fields + 1, 0, 0
        else:
            return f"unexpected character (at {quote(text[at:])})"
    return "IPv4 address too short"


def is_ip(value: Any) -> bool:
    """``isIP("10.0.0.1")``."""
    try:
        _parse_ip(text_of(value))
    except CelValueError as error:
        if str(error) == NO_OVERLOAD:
            raise
        return False
    return True


def ip_is_canonical(value: Any) -> bool:
    """``ip.isCanonical("::1")``."""
    return str(_parse_ip(text_of(value))) == text_of(value)


def address(value: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the address that a value stands for."""
    return ipaddress.ip_address(content("ip", value))


def is_global_unicast(value: Any) -> bool:
    """``a.isGlobalUnicast()``, as Go's net/netip has it: private addresses are."""
    one = address(value)
    if one.version == 4 and int(one) in (0, 0xFFFFFFFF):
        return False
    return not (one.is_unspecified or one.is_loopback or one.is_multicast or one.is_link_local)


def is_link_local_multicast(value: Any) -> bool:
    """``a.isLinkLocalMulticast()``: 224.0.0.0/24 and ff02::/16 with any flags."""
    one = address(value)
    packed = one.packed
    if one.version == 4:
        return packed[:3] == b"\xe0\x00\x00"
    return packed[0] == 0xFF and packed[1] & 0x0F == 2


def cidr(value: Any) -> str:
    """``cidr("10.0.0.0/8")``."""
    return opaque("cidr", str(_parse_cidr(text_of(value))))


@lru_cache(maxsize=256)
def _parse_cidr(text: str) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface:
    start = "network address parse error during conversion from string: "
    base, slash, bits = text.rpartition("/")
    said = f"{start * 2}netip.ParsePrefix({quote(text)}): "
    if not slash:
        raise CelValueError(f"{said}no '/'")
    try:
        one = ipaddress.ip_address(base)
    except ValueError:
        raise CelValueError(f"{said}ParseAddr({quote(base)}): {_why_no_ip(base)}") from None
    if isinstance(one, ipaddress.IPv6Address) and one.scope_id is not None:
        raise CelValueError(f"{said}IPv6 zones cannot be present in a prefix")
    if not re.fullmatch("0|[1-9][0-9]{0,2}", bits):
        raise CelValueError(f"{said}bad bits after slash: {quote(bits)}")
    if int(bits) > one.max_prefixlen:
        raise CelValueError(f"{said}prefix length out of range")
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        raise CelValueError(f"{start}IPv4-mapped IPv6 address {quote(text)} is not allowed")
    return ipaddress.ip_interface(text)


def is_cidr(value: Any) -> bool:
    """``isCIDR("10.0.0.0/8")``."""
    try:
        _parse_cidr(text_of(value))
    except CelValueError as error:
        if str(error) == NO_OVERLOAD:
            raise
        return False
    return True


def network(value: Any) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface:
    """Return the network that a value stands for."""
    return ipaddress.ip_interface(content("cidr", value))


def contains_ip(value: Any, other: Any) -> bool:
    """``n.containsIP(a)``; a text that is no address is no such overload, as on the server."""
    inside = _quiet(ip, other)
    return address(inside) in network(value).network


def contains_cidr(value: Any, other: Any) -> bool:
    """``n.containsCIDR(other)``."""
    inside = _quiet(cidr, other)
    one, two = network(value).network, network(inside).network
    return one.version == two.version and two.subnet_of(one)  # type: ignore[arg-type]


def _quiet(make: Any, value: Any) -> Any:
    if kind_of(value):
        return value
    try:
        return make(value)
    except CelValueError:
        raise CelValueError(NO_OVERLOAD) from None


def masked(value: Any) -> str:
    """``n.masked()``."""
    return opaque("cidr", str(network(value).network))


# semantic versions

_SEMVER = re.compile(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?",
)


def semver(value: Any, normalize: Any = False) -> str:
    """``semver("1.2.3")``; with ``normalize`` also ``v1.2``."""
    text = text_of(value)
    problem, found = _parse_semver(text, normalize=bool(normalize))
    if problem:
        raise CelValueError(problem)
    return opaque("semver", found)


def is_semver(value: Any, normalize: Any = False) -> bool:
    """``isSemver("1.2.3")``."""
    return not _parse_semver(text_of(value), normalize=bool(normalize))[0]


def _parse_semver(text: str, *, normalize: bool) -> tuple[str, str]:
    """Return what is wrong with a text, and the version that it is without its build, which never counts."""
    if normalize:
        parts = text.removeprefix("v").split(".", 2)
        for at, part in enumerate(parts):
            if len(part) > 1:
                bare = part.lstrip("0")
                parts[at] = bare if bare and bare[0] in "0123456789" else f"0{bare}"
        if len(parts) < 3:
            if any(sign in parts[-1] for sign in "+-"):
                return "short version cannot contain PreRelease/Build meta data", ""
            parts += ["0"] * (3 - len(parts))
        text = ".".join(parts)
    if not text:
        return "Version string empty", ""
    numbers = text.split(".", 2)
    if len(numbers) != 3:
        return "No Major.Minor.Patch elements found", ""
    found = _SEMVER.fullmatch(text)
    if found is None:
        return _why_no_semver(numbers), ""
    pre = found[4] or ""
    for part in pre.split(".") if pre else ():
        if part.isdigit() and len(part) > 1 and part[0] == "0":
            return f"Numeric PreRelease version must not contain leading zeroes {quote(part)}", ""
    return "", ".".join(found.groups()[:3]) + (f"-{pre}" if pre else "")


def _why_no_semver(numbers: list[str]) -> str:
    patch = re.split("[-+]", numbers[2], maxsplit=1)[0]
    for name, number in zip(("Major", "Minor", "Patch"), (*numbers[:2], patch), strict=True):
        if not (number.isascii() and number.isdigit()):
            return f"Invalid character(s) found in {name.lower()} number {quote(number)}"
        if len(number) > 1 and number[0] == "0":
            return f"{name} number must not contain leading zeroes {quote(number)}"
    return "Invalid character(s) found in prerelease or build meta data"


def semver_parts(value: Any) -> tuple[int, int, int]:
    """Return major, minor and patch."""
    numbers = content("semver", value).partition("-")[0].split(".")
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def semver_key(value: Any) -> tuple[Any, ...]:
    """Return what orders versions: numbers before words, a pre-release before its release."""
    pre = content("semver", value).partition("-")[2]
    if not pre:
        return (*semver_parts(value), (1,))
    return (*semver_parts(value), (0, *((0, int(it), "") if it.isdigit() else (1, 0, it) for it in pre.split("."))))
