"""What the API server objects to, in words that help the author of the manifest."""

from __future__ import annotations

from dslint.checks.apiserver.translate import translate
from dslint.kube.apiserver.fields import Key
from dslint.pattern import pattern
from dslint.phrases import did_you_mean, suggest
from dslint.template import LONGEST, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError, Path
    from dslint.manifest.field import Field

# of envsubst, Helm, ko, Azure DevOps, Octopus, Autoconf, Concourse, templates of Python and Ruby, and people
_PLACEHOLDER = pattern(
    r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Z_][A-Z0-9_]*\b|__[A-Za-z][A-Za-z0-9_]*?__|<\s*[A-Za-z][^<>]*>"
    r"|\{\{[^{}]*\}\}|\Ako://|\A[A-Z]+(?: [A-Z]+){2,}\Z"
    r"|#\{[^{}]+\}|\{[A-Za-z_][\w.-]*\}|(?<!\w)(?P<mark>%%?|@@?)[A-Za-z_][\w.-]*(?P=mark)|%\([^()]+\)s"
    r"|\[\[[^][]+\]\]|\(\([^()]+\)\)|<%[^<>]+%>"
    r"|\A(?:TODO|TBD|FIXME|PLACEHOLDER)\b|\b(?:REPLACE|CHANGE)[_-]?(?:ME|THIS|WITH)|\bTO[_-]BE[_-][A-Z]+|\bYOUR[_-][A-Z]"
    r"|[A-Z]_PLACEHOLDER\b"
)
_VARIABLE = pattern(r"[A-Z][A-Z0-9_]*")
_SUPPORTED = pattern(r'"((?:[^"\\]|\\.)*)"')
MANY, SHORT = 8, 50

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
# Lists of texts by what one of them is called
_VALUES = {"values": "value", "hostnames": "hostname", "namespaces": "namespace", "matchLabelKeys": "match label key"}
# Fields that say little without the item they belong to
_COMMON = {"name", "key", "operator", "effect", "value", "values", "ip", "protocol"}
# Maps by what one key of them is called
_ENTRIES = {
    "labels": "label",
    "annotations": "annotation",
    "matchLabels": "selector label",
    "nodeSelector": "node selector",
    "limits": "limit",
    "requests": "request",
}
_WITHOUT_VALUE = {"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "FieldValueTooMany"}


def params(error: FieldError, place: Field) -> dict[str, Any]:
    """Return the parameters that every message about an error may use."""
    value = error.value if isinstance(error.value, (str, int, float)) else place.value
    problem, advice = translate(error.detail, value if isinstance(value, str) else "")
    shown = show(_written(error, place, value)) or '""'
    name = what(error.at, key=at_key(error))
    return {
        "what": name,
        "value": shown,
        "subject": f"{name} {shown}" if _is_told(error, value) else name,
        "absent": _absent(error, place, problem),
        "fault": problem,
        "advice": advice,
        **_choice(error, value),
        **_around(error, place),
    }


def _written(error: FieldError, place: Field, value: Any) -> Any:
    """Return a value as the manifest has it: the server writes quantities in its own way."""
    is_quantity = {"limits", "requests"} & set(error.at) or (
        isinstance(value, str) and type(place.value) in (int, float)
    )
    return place.raw if is_quantity and place.raw and not at_key(error) else value


def _absent(error: FieldError, place: Field, problem: str) -> str:
    """Say that a value is not there; beside the error that it is required the server has others about its syntax."""
    if place.node is not None:
        return "0" if place.value == 0 and place.value is not False else "empty"
    syntax = error.reason == "FieldValueInvalid" and error.detail.startswith("name part ")
    return f"missing and so{problem}" if syntax else "missing"


def _around(error: FieldError, place: Field) -> dict[str, Any]:
    """Return what stands beside a place: the fields that say which item of a list it is in, and how that one works."""
    beside, at = place.parent or place, error.at
    operator = error.value if error.field.endswith(".operator") else beside.get("operator").text
    effect = beside.get("effect").text
    fields = "matchFields" in at
    nodes = "nodeSelectorTerms" in at or "preference" in at
    return {
        "field": str(at[-1]),
        "name": beside.get("name").text or "(unnamed)",
        "where": "",
        "about": beside.get("key").text or "(no key)",
        "operator": operator or "Equal, the default",
        "effect": f"effect {effect}" if effect else "every effect",
        "operators": "In, NotIn" if fields else f"In, NotIn, Exists, DoesNotExist{', Gt, Lt' if nodes else ''}",
    }


def at_key(error: FieldError) -> bool:
    """Tell whether the key of a map entry is at fault, not its value."""
    return isinstance(error.at[-1], Key) and error.value == error.at[-1] and "a valid label must" not in error.detail


def placeholder(value: Any) -> bool:
    """Tell whether a value, or a part of it, is to be filled in, as ``${X}``, ``<x>`` or ``SET BY THE OPERATOR``.

    To YAML ``{X}`` is a mapping whose one key has no value.
    """
    if isinstance(value, dict) and len(value) == 1:
        ((name, nothing),) = value.items()
        return nothing is None and _VARIABLE.fullmatch(name) is not None
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def to_be_filled_in(text: str) -> bool:
    """Tell whether a text, or a part of it, stands for something that is put in later."""
    return "{{" in text or placeholder(text)


def supported(error: FieldError) -> list[str]:
    """Return the legal values that the server lists."""
    listed = error.detail.partition("supported values: ")[2]
    return [value for value in _SUPPORTED.findall(listed) if value]


def _is_told(error: FieldError, value: Any) -> bool:
    """Tell whether a value belongs into the message: scalars, where it is the value that is at fault."""
    return error.reason not in _WITHOUT_VALUE and value not in ("", None) and not isinstance(value, (bool, dict, list))


def _choice(error: FieldError, value: Any) -> dict[str, str]:
    """Return the legal values as text, in two parts, as one may be too long to be shown whole, and the nearest."""
    values = supported(error)
    near = nearest(error, value)
    text = ", ".join(values) if len(values) <= MANY else f"{len(values)} others"
    cut = text.rfind(", ", 0, LONGEST) + 2 if len(text) > LONGEST else len(text)
    return {
        "listed": f"; there are {text}" if len(text) < SHORT else "",
        "hint": did_you_mean(near) or "not one of the allowed values",
        "write": f"write {near}; there are " if near else "write one of ",
        "allowed": text[:cut],
        "and_more": text[cut:],
    }


def nearest(error: FieldError, value: Any) -> str:
    """Return the legal value that was most likely meant by another, or nothing."""
    if not isinstance(value, str) or not value:
        return ""
    return suggest(value, supported(error), 0.75) or ""


def what(at: Path, *, key: bool = False) -> str:
    """Name a place as people do: ``container name``, ``httpGet.port``, ``label app``."""
    last = at[-1]
    names = [str(step) for step in at if not isinstance(step, int) and not step.endswith("IgnoredDuringExecution")]
    if isinstance(last, Key):
        entry = _ENTRIES.get(names[-2], names[-2])
        return f"{entry} key" if key else f"{last} {entry}" if entry in {"limit", "request"} else f"{entry} {last}"
    if isinstance(last, int):
        if str(at[-2]).endswith("IgnoredDuringExecution"):
            return "affinity term"
        return _ITEMS.get(str(at[-2])) or _VALUES.get(str(at[-2])) or f"item of {at[-2]}"
    if isinstance(at[-2:-1], tuple) and at[-2:-1] and isinstance(at[-2], int) and at[-3] in _ITEMS:
        return f"{_ITEMS[str(at[-3])]} {last}" if last in _COMMON else str(last)
    above = names[-2:-1]
    return str(last) if above in ([], ["spec"], ["template"]) else f"{above[0]}.{last}"
