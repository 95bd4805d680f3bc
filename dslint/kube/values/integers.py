"""Integers as Go reads and keeps them."""

from __future__ import annotations

_MIN_INT64 = -(2**63)
_MAX_INT64 = 2**63 - 1


def parse_int64(text: str) -> int | None:
    """Read a decimal 64-bit integer as ``strconv.ParseInt(text, 10, 64)`` does; ``None`` if it is none."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    significant = digits.lstrip("0")
    if len(significant) > 19:
        return None
    number = int(significant or "0")
    if text[0] == "-":
        number = -number
    return number if _MIN_INT64 <= number <= _MAX_INT64 else None


def wrap_int64(number: int) -> int:
    """Return what is left of the number in 64 bits, two's complement."""
    return (number + 2**63) % 2**64 - 2**63


def fits_int64(number: int) -> bool:
    """Tell whether 64 bits hold the number."""
    return _MIN_INT64 <= number <= _MAX_INT64
