"""The twin of a rule in the cluster's language: what a ValidatingAdmissionPolicy has to say to decide exactly as it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from dslint.catalogue.rule import Rule
from dslint.policy.check import holds
from dslint.policy.inexact import InexactError
from dslint.policy.probes import refuse_differences
from dslint.policy.schema_twin import Path, SchemaTwin
from dslint.record import NamedTuple
from dslint.template import slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

POD_SPEC = "object.spec.template.spec"
CONTAINERS = f"{POD_SPEC}.containers + {POD_SPEC}.?initContainers.orValue([])"
_PARTS = {"podTemplate": "object.spec.template", "podSpec": POD_SPEC}
_PATHS: Mapping[str, Path] = {
    "daemonset": (),
    "podTemplate": ("spec", "template"),
    "podSpec": ("spec", "template", "spec"),
    "container": ("spec", "template", "spec", "containers", 0),
}
# texts and comments of an expression, and the names in it that may stand for variables
_TOKEN = re.compile(
    r"""r?\"{3}.*?\"{3}|r?'{3}.*?'{3}|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*"""
    r"""|(?<![\w.])variables\s*\.\s*(\w+)|(?<![\w.])(\w+)""",
    re.DOTALL,
)


class Twin(NamedTuple):
    """The expression that has to be true, what is said where it is not, and the variables that both use, in order."""

    expression: str
    message: str
    message_expression: str
    variables: tuple[tuple[str, str], ...]


def twin(rule: Rule, data: Mapping[str, Any]) -> Twin:
    """Return the twin of a rule, of whose file the contents are given; raises InexactError where there is none."""
    if rule.kubernetes:
        raise InexactError(f"it is for Kubernetes {rule.kubernetes} only, which no policy can say")
    if rule.schema is not None:
        return _of_schema(rule, data)
    if "cel" in data:
        return _of_expression(rule, data)
    if "twin" in data:
        text = f"{rule.id} {rule.name}: {rule.summary}"
        return _with_containers(Twin(data["twin"].strip(), text, "", ()))
    raise InexactError("no expression decides exactly so")


def _of_schema(rule: Rule, data: Mapping[str, Any]) -> Twin:
    target = rule.target or "daemonset"
    made = SchemaTwin(rule.schema or {}, _PATHS[target])
    name = {"daemonset": "object", **_PARTS}.get(target, target)
    text = made.expression(name)
    refuse_differences(holds(rule), made.paths)
    return _bound(Twin(text, _message(rule, data), "", ()), target, named=name == target)


def _of_expression(rule: Rule, data: Mapping[str, Any]) -> Twin:
    target = rule.target or "daemonset"
    kept: dict[str, str] = {}
    inlined: dict[str, str] = {}
    for name, text in (data.get("variables") or {}).items():
        whole = _inline(text.strip(), inlined)
        if target != "daemonset" and target in _words(whole):
            inlined[name] = whole
        else:
            kept[name] = whole
    said = _inline((data.get("messageExpression") or "").strip(), inlined)
    expression = _inline(data["cel"].strip(), inlined)
    return _bound(Twin(expression, _message(rule, data), said, tuple(kept.items())), target, named=True)


def _bound(made: Twin, target: str, *, named: bool) -> Twin:
    """Return a twin in which the name of the target means each such part of the DaemonSet."""
    if target == "daemonset" or not named:
        return _with_containers(made)
    parts = "variables.containers" if target == "container" else f"[{_PARTS[target]}]"
    failing = f"{parts}.filter({target}, !({_closed(made.expression)}))"
    if made.message_expression:
        said = f"{failing}.map({target}, {_closed(made.message_expression)})[0]"
    elif target == "container":
        begin = json.dumps(f"{made.message}: ", ensure_ascii=False)
        said = f"{begin} + {failing}.map(container, container.name).join(', ')"
    else:
        said = ""
    whole = f"{parts}.all({target}, {_closed(made.expression)})"
    return _with_containers(made._replace(expression=whole, message_expression=said))


def _with_containers(made: Twin) -> Twin:
    used = any("variables.containers" in text for text in (made.expression, made.message_expression))
    if not used:
        return made
    if any(name == "containers" for name, _ in made.variables):
        raise InexactError("it has a variable containers of its own")
    return made._replace(variables=(("containers", CONTAINERS), *made.variables))


def _message(rule: Rule, data: Mapping[str, Any]) -> str:
    """Return what is said: the text of a message if it names nothing of the DaemonSet, else the summary."""
    found = data["messages"]["found"]
    text = found if isinstance(found, str) else found["text"]
    return rule.summary if slots(text) else " ".join(text.split())


def _closed(text: str) -> str:
    """Return an expression that may end in a comment, to be followed by more."""
    return f"{text}\n" if "//" in text.rpartition("\n")[2] else text


def _inline(text: str, expressions: Mapping[str, str]) -> str:
    """Return an expression with the expressions of variables in their place."""

    def put(found: re.Match[str]) -> str:
        return f"({_closed(expressions[found[1]])})" if found[1] in expressions else found[0]

    return _TOKEN.sub(put, text)


def _words(text: str) -> Iterable[str]:
    """Return the names in an expression."""
    return {found[2] for found in _TOKEN.finditer(text) if found[2]}
