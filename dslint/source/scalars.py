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

# looked up in the cache of `re`: compiling them costs start-up, and the numbers of most manifests need neither
_INTEGER = r"[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)\Z"
_FLOAT = r"[+-]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][+-]?[0-9]+)?\Z"
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
    value = _resolve_plain(text)
    if wanted is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    raise ScalarError(f"{text!r} is no value for {tag.replace(_CORE, '!!')}")


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
    if not value.is_integer() or abs(value) >= _PRINTED_AS_INTEGER:
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
