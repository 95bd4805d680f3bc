"""What a YAML scalar means to kubectl: the resolver of go-yaml v2, as sigs.k8s.io/yaml uses it.

It is neither YAML 1.1 nor 1.2: ``yes`` and ``y`` are booleans, ``0o17`` and ``017`` octal, ``1e3`` a number, ``22:22``
and dates are strings.

Source: gopkg.in/yaml.v2 resolve.go and decode.go, sigs.k8s.io/yaml yaml.go; answers in tests/conformance/own.
"""

from __future__ import annotations

import re

Plain = str | int | float | bool | None

_CORE = "tag:yaml.org,2002:"
_BINARY = f"{_CORE}binary"
_TIMESTAMP = f"{_CORE}timestamp"
_NAMES = {"bool": bool, "int": int, "float": float, "null": type(None), "timestamp": str}
_TYPED = {f"{_CORE}{name}": kind for name, kind in _NAMES.items()}

WORDS: dict[str, Plain] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"], None),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], float("nan")),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], float("inf")),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], float("-inf")),
}
NUMBER_STARTS = frozenset("+-0123456789.")
_NUMBER_ENDS = frozenset("0123456789._")  # but of what has an x

# looked up in the cache of `re`: compiling them costs start-up, and the numbers of most manifests need neither
_INTEGER = r"[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)\Z"
_FLOAT = r"[+-]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][+-]?[0-9]+)?\Z"
_DATE = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt](?:2[0-3]|[01]?[0-9]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})| (?:2[0-3]|[01]?[0-9]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]+)?)?\Z"
)
_MOST_IN_32_BITS = 3.4028235677973366e38  # what is below rounds to a float32
_LEAST, _MOST = -(2**63), 2**64 - 1
_PRINTED_AS_INTEGER = 1e21


class ScalarError(Exception):
    """kubectl cannot make a JSON value of this scalar."""


def resolve(text: str, tag: str | None, *, plain: bool) -> Plain:
    """Return the JSON value of a scalar; ``plain`` means unquoted. Raises :class:`ScalarError`."""
    if tag is None:
        return _resolve_plain(text) if plain else text
    if tag == _BINARY:
        return _binary(text)
    wanted = _TYPED.get(tag)
    if wanted is None:
        return text
    if (wanted is int and not _is_integer(text)) or (tag == _TIMESTAMP and not _is_timestamp(text)):
        raise ScalarError(f"{text!r} is no value for {tag.replace(_CORE, '!!')}")
    value = _resolve_plain(text)
    if wanted is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    raise ScalarError(f"{text!r} is no value for {tag.replace(_CORE, '!!')}")


def resolve_key(text: str, tag: str | None, *, plain: bool) -> Plain:
    """Return a scalar that is a key, which may be a number that JSON has not: it becomes a text."""
    if text in WORDS and isinstance(WORDS[text], float) and (plain or tag == f"{_CORE}float"):
        return f"-{text[1:].lower()}" if text[0] == "-" else text.lstrip("+").lower()
    value = resolve(text, tag, plain=plain)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if not _is_integer(text):
        return _float32_text(value)
    if value >= 2**63:
        raise ScalarError(f"{text} is too large a number for a key")
    return value


def _float32_text(value: float) -> str:
    """Return the shortest text for a number in 32 bits (strconv.FormatFloat with 'g', -1 and 32)."""
    import struct  # hardly any key is a fraction

    if abs(value) > _MOST_IN_32_BITS:
        return ".inf" if value > 0 else "-.inf"
    wanted = struct.pack("f", value)
    digits = next(text for many in range(9) if struct.pack("f", float(text := f"{value:.{many}e}")) == wanted)
    exponent = int(digits.partition("e")[2])
    return (
        digits
        if not -4 <= exponent < 6
        else f"{float(digits):.{max(0, len(digits.partition('e')[0].partition('.')[2]) - exponent)}f}"
    )


def _is_integer(text: str) -> bool:
    digits = text.replace("_", "")
    return bool(re.match(_INTEGER, digits)) and _LEAST <= _integer(digits) <= _MOST


def _is_timestamp(text: str) -> bool:
    """Tell whether a text is a date, with or without a time (parseTimestamp)."""
    from datetime import date  # rare

    found = re.match(_DATE, text)
    try:
        return found is not None and bool(date(*map(int, found.groups())))
    except ValueError:
        return False


def _resolve_plain(text: str) -> Plain:
    if text in WORDS:
        value = WORDS[text]
        if isinstance(value, float):
            raise ScalarError(f"{text} is no number that JSON has")
        return value
    if text[0] not in NUMBER_STARTS:
        return text
    if text.isdecimal() and text.isascii() and len(text) < 19 and (text[0] != "0" or len(text) == 1):
        return int(text)  # as most numbers are
    if text[-1] not in _NUMBER_ENDS and "x" not in text and "X" not in text:
        return text  # a quantity, a version, a checksum
    if text[0] == ".":
        return _number(text, otherwise=text) if re.match(_FLOAT, text) else text
    digits = text.replace("_", "")
    if re.match(_INTEGER, digits):
        value = _integer(digits)
        if _LEAST <= value <= _MOST:
            return value
    return _number(digits, otherwise=text) if re.match(_FLOAT, digits) else text


def _integer(digits: str) -> int:
    sign, body = (-1, digits[1:]) if digits[0] == "-" else (1, digits.lstrip("+"))
    if len(body) > 1 and body[0] == "0":
        base = {"x": 16, "b": 2}.get(body[1].lower(), 8)
        return sign * int(body[2:] if body[1].isalpha() else body[1:], base)
    # int() takes 4300 digits at most, and more than 20 never fit
    return sign * int(body) if len(body) <= 20 else sign * (_MOST + 1)


def _number(digits: str, otherwise: str) -> Plain:
    value = float(digits)
    return otherwise if value in (float("inf"), float("-inf")) else json_number(value)


def json_number(value: float) -> int | float:
    """Return the number as Go's JSON encoder prints it: a whole float below 1e21 without a fraction or exponent.

    Only the shortest digits that tell the float from its neighbours are printed, then zeros.
    """
    if not value.is_integer() or abs(value) >= _PRINTED_AS_INTEGER or repr(value) == "-0.0":
        return value
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return int(value)
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction.ljust(int(exponent), "0"))


def _binary(text: str) -> str:
    import base64  # rare, and costs start-up
    import binascii

    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise ScalarError("a !!binary value is no base64") from None
    return data.decode("utf-8", "replace")
