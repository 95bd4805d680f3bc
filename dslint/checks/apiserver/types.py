"""Values of a wrong type: what YAML made of the text, and how to write what was meant."""

from __future__ import annotations

import re

from dslint.checks.apiserver.describe import placeholder, what
from dslint.finding import Enclose, Hit, Quote, SetScalar
from dslint.pattern import pattern
from dslint.record import NamedTuple
from dslint.source.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Operation
    from dslint.kube.apiserver.decode import DecodeError
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

_WANTED = {
    "string": "a string",
    "boolean": "true or false",
    "int32": "a whole number",
    "int64": "a whole number",
    "array": "a list",
    "object": "a mapping",
    "IntOrString": "a whole number or a percentage",
    "Quantity": "a quantity",
    "Time": "a time",
    "MicroTime": "a time",
}
_AFFINITIES = ("nodeAffinity", "podAffinity", "podAntiAffinity")
_FOUND = {"array": "a list", "object": "a mapping", "string": "a string", "boolean": "a boolean", "number": "a number"}
_OCTAL = pattern(r"[+-]?0[oO]?[0-7]+\Z")
_DECIMAL = pattern(r"0\Z|-?[1-9][0-9]{0,18}\Z")


class Advice(NamedTuple):
    """The message, how the value reads to Kubernetes, the text to write instead, and its value where that is sure."""

    message: str
    reading: str = ""
    instead: str = ""
    value: str | float | None = None


def wrong_type(ds: DaemonSet, error: DecodeError, rule: str) -> Hit:
    """Return the hit of one value that the server cannot decode."""
    place = ds.root.get(*error.at)
    advice = _advice(error, place, rule, filled=ds.fragment is not None and ds.fragment.unknown is not None)
    raw = place.target.raw if isinstance(place.target, Scalar) else _FOUND.get(error.found, error.found)
    if advice.message == "placeholder" and isinstance(error.value, dict):
        raw = f"{{{next(iter(error.value))}}}"
    return Hit(
        message=advice.message,
        field=place,
        params={
            "what": what(error.at),
            "value": raw or '""',
            "wanted": "a number or a port name" if error.at[-1] == "port" else _WANTED[error.expected],
            "found": _FOUND.get(error.found, error.found),
            "reading": advice.reading or _FOUND.get(error.found, error.found),
            "instead": advice.instead,
        },
        server_field=error.field,
        reason="DecodeError",
        server_text=error.text,
        fix=() if ds.fragment is not None else _fix(place, advice),
    )


def _fix(place: Field, advice: Advice) -> tuple[Operation, ...]:
    if advice.message == "unquoted":
        return (Quote(place),)
    if advice.message == "list" and place.text and not re.search(r"\s", place.text):
        return (Enclose(place),)
    return () if advice.value is None else (SetScalar(place, advice.value),)


def _advice(error: DecodeError, place: Field, rule: str, *, filled: bool) -> Advice:
    """Advise on a value; one that is ``filled`` in, as a string, is no placeholder that was forgotten."""
    target = place.target
    if placeholder(error.value) and not filled:
        return Advice("placeholder")
    if len(error.at) > 1 and error.at[-2] == "nodeSelector" and error.at[-1] in _AFFINITIES:
        return Advice("affinity")
    if rule == "DS199":
        return Advice("undecodable")
    if rule == "DS107":
        return Advice("wrong-type")
    if rule == "DS117":
        near = _quantity(str(error.value))
        number = isinstance(target, Scalar) and not target.style and _DECIMAL.match(near)
        return Advice("quantity-near", "", near, int(near) if number else near) if near else Advice("quantity")
    if error.expected == "string" and isinstance(target, Scalar):
        return Advice("unquoted", _reading(target), f'"{target.raw}"')
    if isinstance(error.value, str):
        return _from_text(error, error.value, str(error.at[-1]))
    if error.expected in {"int32", "int64", "IntOrString"} and error.found == "number":
        limit = 32 if error.expected != "int64" else 64
        whole = isinstance(error.value, int) or float(error.value).is_integer()
        return Advice("range", f"does not fit into {limit} bits") if whole else Advice("fraction")
    if error.expected == "array":
        return Advice("list", "", target.raw) if isinstance(target, Scalar) else Advice("list-of")
    if error.expected == "object" and error.found == "array":
        return Advice("no-list")
    return Advice("wrong")


def _reading(scalar: Scalar) -> str:
    """Say what YAML made of an unquoted text."""
    value, raw = scalar.value, scalar.raw
    if isinstance(value, bool):
        word = "true" if value else "false"
        return f"the boolean {word}" if raw == word else f"YAML reads {raw} as the boolean {word}"
    if _OCTAL.match(raw) and raw.lstrip("+-") != "0":
        return f"YAML reads {raw} as the octal number {value}"
    if str(value) != raw:
        return f"YAML reads {raw} as the number {value}"
    return f"the number {value}"


def _from_text(error: DecodeError, text: str, field: str) -> Advice:
    """Advise on a string where another type is wanted."""
    expected = error.expected
    if expected == "boolean":
        word = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
        meant = word.get(text.strip().lower())
        return Advice("quoted", "", meant, meant == "true") if meant else Advice("wrong")
    if expected in {"int32", "int64"}:
        number = re.fullmatch(r"\s*([+-]?\d+)\s*(s?)\s*", text)
        if number is None:
            return Advice("wrong")
        sure = _DECIMAL.match(number[1]) and (not number[2] or field.endswith("Seconds"))
        return Advice("quoted", "", number[1], int(number[1]) if sure else None)
    if expected == "array":
        return Advice("list", "", text)
    return Advice("wrong")


_UNITS = {
    **{f"{unit.lower()}{byte}": unit for unit in ("k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti") for byte in ("", "b")},
    "b": "",
    "cpu": "",
    "cores": "",
}


def _quantity(text: str) -> str:
    """Return the quantity that was most likely meant, or nothing."""
    parts = re.fullmatch(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*", text)
    if parts is None:
        return ""
    unit = parts[2] if parts[2] in {"m", ""} else _UNITS.get(parts[2].lower())
    return "" if unit is None else f"{parts[1]}{unit}"
