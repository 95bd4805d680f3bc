"""What the API server objects to, in words that help the author of the manifest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dslint.errors import suggest
from dslint.kube.fields import Key

if TYPE_CHECKING:
    from dslint.kube.fields import FieldError, Path
    from dslint.manifest.field import Field

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]*\b|__[A-Za-z][A-Za-z0-9_]*?__|<[A-Za-z][^<>]*>")
_SUPPORTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
MANY = 8

# Lists by what one item of them is called
_ITEMS = {
    "containers": "container",
    "initContainers": "init container",
    "ephemeralContainers": "ephemeral container",
    "volumes": "volume",
    "volumeMounts": "volume mount",
    "volumeDevices": "volume device",
    "ports": "port",
    "env": "env variable",
    "tolerations": "toleration",
    "topologySpreadConstraints": "topology spread constraint",
    "hostAliases": "host alias",
    "resourceClaims": "resource claim",
    "matchExpressions": "expression",
    "matchFields": "field expression",
    "sysctls": "sysctl",
}
# Maps by what one key of them is called
_ENTRIES = {
    "labels": "label",
    "annotations": "annotation",
    "matchLabels": "selector label",
    "nodeSelector": "node selector",
    "limits": "limit",
    "requests": "request",
}
_KINDS = {
    "FieldValueRequired": "Required value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueNotFound": "Not found",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
}
_WITHOUT_VALUE = {"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "FieldValueTooMany"}


def params(error: FieldError, place: Field) -> dict[str, Any]:
    """Return the parameters that every message about an error may use."""
    value = error.value if isinstance(error.value, (str, int, float)) else place.value
    if isinstance(value, (dict, list)):
        value = ""
    return {
        "what": what(error.at, key=at_key(error)),
        "value": value,
        "problem": problem(error.detail, value if isinstance(value, str) else ""),
        "allowed": allowed(error),
        "near": nearest(error),
        **_around(error.at, place),
    }


def _around(at: Path, place: Field) -> dict[str, Any]:
    """Return what stands beside a place: the fields that say which item of a list it is in, and how that one works."""
    beside = place.parent or place
    effect = beside.get("effect").text
    fields = "matchFields" in at
    nodes = "nodeSelectorTerms" in at or "preference" in at
    return {
        "field": str(at[-1]),
        "name": beside.get("name").text or "(unnamed)",
        "about": beside.get("key").text or "(no key)",
        "operator": beside.get("operator").text or "Equal, the default",
        "effect": f"effect {effect}" if effect else "every effect",
        "operators": "In, NotIn" if fields else f"In, NotIn, Exists, DoesNotExist{', Gt, Lt' if nodes else ''}",
    }


def at_key(error: FieldError) -> bool:
    """Tell whether the key of a map entry is at fault, not its value."""
    return isinstance(error.at[-1], Key) and error.value == error.at[-1] and "a valid label must" not in error.detail


def placeholder(value: Any) -> bool:
    """Tell whether a value, or a part of it, is to be filled in: ``${X}``, ``$(X)``, ``__X__``, ``<x>``."""
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def server_line(error: FieldError) -> str:
    """Return the error as the server prints it, but for values that are no scalars."""
    text = f"{error.field}: {_KINDS.get(error.reason, error.reason)}"
    if error.reason not in _WITHOUT_VALUE and isinstance(error.value, (str, int)):
        text += f': "{error.value}"' if isinstance(error.value, str) else f": {error.value}"
    return f"{text}: {error.detail}" if error.detail else text


def supported(error: FieldError) -> list[str]:
    """Return the legal values that the server lists."""
    listed = error.detail.partition("supported values: ")[2]
    return [value for value in _SUPPORTED.findall(listed) if value]


def allowed(error: FieldError) -> str:
    """Return the legal values as text; what there are too many of is only counted."""
    values = supported(error)
    return ", ".join(values) if len(values) <= MANY else f"one of {len(values)} values"


def nearest(error: FieldError) -> str:
    """Return the legal value that was most likely meant, or nothing."""
    if not isinstance(error.value, str) or not error.value:
        return ""
    return suggest(error.value, supported(error), 0.75) or ""


def what(at: Path, *, key: bool = False) -> str:
    """Name a place as people do: ``container name``, ``httpGet.port``, ``label app``."""
    last = at[-1]
    names = [step for step in at if not isinstance(step, int)]
    if isinstance(last, Key):
        entry = _ENTRIES.get(str(names[-2]), str(names[-2]))
        return f"{entry} key" if key else f"{last} {entry}" if entry in {"limit", "request"} else f"{entry} {last}"
    if len(at) >= 3 and isinstance(at[-2], int) and at[-3] in _ITEMS:
        return f"{_ITEMS[str(at[-3])]} {last}"
    if isinstance(last, int):
        return _ITEMS.get(str(at[-2]), str(at[-2]))
    if len(at) >= 2 and isinstance(at[-2], int):
        return f"{at[-3]}.{last}"
    above = names[-2:-1]
    return str(last) if above in ([], ["spec"], ["template"]) else f"{above[0]}.{last}"


_TAIL = re.compile(r",? *\(?(e\.g\.|regex used for validation)[^)]*\)?.*", re.DOTALL)
# How a text of the server begins, and which characters the value may have: inside, and in upper case
_SYNTAX = (
    ("a lowercase RFC 1123 label", "-", False),
    ("a lowercase RFC 1123 subdomain", "-.", False),
    ("a DNS-1035 label", "-", False),
    ("a valid label must", "-_.", True),
    ("a valid label key", "-_.", True),
    ("must consist of alphanumeric", "-_.", True),
    ("a valid config key", "-_.", True),
    ("a valid HTTP header", "-", True),
    ("must contain only alpha-numeric", "-", False),
)


def problem(detail: str, value: str) -> str:
    """Say what is wrong with a value, to stand behind it and a colon."""
    for part in ("prefix part ", "name part "):
        if detail.startswith(part):
            prefix, slash, name = value.partition("/")
            text = prefix if part == "prefix part " or not slash else name
            said = problem(detail.removeprefix(part), text)
            return f"the part {'before' if part == 'prefix part ' else 'after'} the slash {said}" if slash else said
    for start, inner, upper in _SYNTAX:
        if detail.startswith(start):
            return _bad_characters(value, inner, upper=upper)
    limit = re.match(r"(?:must|may not) be (?:no )?more than (\d+) (characters|bytes)", detail)
    if limit:
        return f"is longer than {limit[1]} {limit[2]}"
    return _OWN.get(detail) or _TAIL.sub("", detail).replace("`", "")


_OWN = {
    "": "not accepted",
    "must be non-empty": "is empty",
    "must not contain dots": "contains a dot",
    "must contain at least one letter (a-z)": "has no letter",
    "must not contain consecutive hyphens": "has two hyphens in a row",
    "must not begin or end with a hyphen": "begins or ends with a hyphen",
    "must not contain '..'": 'contains ".."',
    "must be a relative path": "is an absolute path",
    "must be an absolute path": "is not an absolute path",
    "must be greater than or equal to 0": "is negative",
    "must be greater than 0": "is not positive",
    "must be greater than zero": "is not positive",
    "must be an integer": "is not a whole number",
    "must be a number between 0 and 0777 (octal), both inclusive": "is not between 0 and 0777 (octal)",
}


def _bad_characters(value: str, inner: str, *, upper: bool) -> str:
    """Say which characters of a value are at fault, or where a good one stands in a wrong place."""
    if not value:
        return "is empty"
    good = "A-Za-z0-9" if upper else "a-z0-9"
    bad = list(dict.fromkeys(re.findall(rf"[^{good}{re.escape(inner)}]", value)))
    if bad:
        if not upper and all(char.isascii() and char.isupper() for char in bad):
            return "has upper-case letters"
        return f"contains {', '.join(map(_quoted, bad[:3]))}"
    for edge, verb in ((value[0], "starts"), (value[-1], "ends")):
        if not edge.isalnum():
            return f"{verb} with {_quoted(edge)}"
    if "/" in value:
        return "has more than one slash"
    return "has a part that is empty or starts or ends with a hyphen"


def _quoted(char: str) -> str:
    return "a blank" if char == " " else f'"{char}"'


def corrected_name(value: str, detail: str) -> str:
    """Return the nearest value with the right characters, or nothing where none is near."""
    for part in ("prefix part ", "name part "):
        if detail.startswith(part):
            prefix, slash, name = value.partition("/")
            inside = corrected_name(name if slash else prefix, detail.removeprefix(part))
            if part == "prefix part ":
                inside = corrected_name(prefix, detail.removeprefix(part))
                return f"{inside}/{name}" if inside else ""
            return f"{prefix}/{inside}" if slash and inside else inside
    if detail == "must not contain dots":
        return value.replace(".", "-")
    for start, inner, upper in _SYNTAX:
        if detail.startswith(start) and value.isascii() and "/" not in value:
            text = value if upper else value.lower()
            good = "A-Za-z0-9" if upper else "a-z0-9"
            text = re.sub(rf"[^{good}{re.escape(inner)}]+", "-", text)
            text = re.sub(r"[-_.]*\.[-_.]*", ".", text) if not upper else text
            return text.strip("-_.")
    return ""
