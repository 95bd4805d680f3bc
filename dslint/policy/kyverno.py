"""A ValidatingPolicy of Kyverno as the policies of the API server that it is where it asks for no more.

Sources: pkg/cel/policies/vpol/autogen/autogen.go and pkg/cel/autogen/{support,match,replacement,data}.go of
kyverno/kyverno at 111e07b and 0249aee, which keeps names where they are as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEPT = ("failurePolicy", "matchConstraints", "matchConditions", "variables", "validations", "auditAnnotations")
_DAEMONSETS = "daemonsets"
# a path of the pod, which is that of the template where the name or namespace of the object is not meant
_OF_PODS = re.compile(r"((?:object|oldObject)\.)(?=(?:spec|metadata)(?!\.(?:name|namespace)(?![A-Za-z0-9_])))")


def not_asked(value: Mapping[str, Any]) -> str:
    """Return why a policy decides nothing when an object is made, empty where it does."""
    evaluation = _mapping(_mapping(value.get("spec")).get("evaluation"))
    if evaluation.get("mode") == "JSON":
        return "it is about JSON, not about objects of the cluster (evaluation.mode)"
    if _mapping(evaluation.get("admission")).get("enabled") is False:
        return "it is not asked when objects are made (evaluation.admission)"
    return ""


def as_admission(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the policy itself, and the one that Kyverno makes of it for DaemonSets where it is about pods alone."""
    given = _mapping(value.get("spec"))
    spec = {name: given[name] for name in _KEPT if name in given}
    yield {**value, "spec": spec}
    match = _mapping(spec.get("matchConstraints"))
    if _is_about_pods(match) and _DAEMONSETS in _controllers(given):
        (rule,) = match["resourceRules"]
        daemonsets = {**rule, "apiGroups": ["apps"], "resources": [_DAEMONSETS]}
        selector = {name: match[name] for name in ("namespaceSelector",) if name in match}
        yield {**value, "spec": {**_of_template(spec), "matchConstraints": {"resourceRules": [daemonsets], **selector}}}


def _is_about_pods(match: Mapping[str, Any]) -> bool:
    """Tell whether Kyverno makes rules for the controllers of pods out of one about these (CanAutoGen)."""
    rules = match.get("resourceRules")
    selector = _mapping(match.get("objectSelector"))
    if not isinstance(rules, list) or len(rules) != 1 or match.get("excludeResourceRules"):
        return False
    if selector.get("matchLabels") or selector.get("matchExpressions"):
        return False
    rule = _mapping(rules[0])
    about = (rule.get("apiGroups"), rule.get("apiVersions"), rule.get("resources"))
    return about == ([""], ["v1"], ["pods"]) and not rule.get("resourceNames")


def _controllers(spec: Mapping[str, Any]) -> list[Any]:
    """Return the controllers that such rules are made for: all of which Kyverno knows, where the policy names none."""
    named = _mapping(_mapping(spec.get("autogen")).get("podControllers")).get("controllers")
    return named if isinstance(named, list) else [_DAEMONSETS]


def _of_template(value: Any) -> Any:
    """Return a value with the paths of its texts led into the pod template."""
    if isinstance(value, str):
        return _OF_PODS.sub(r"\1spec.template.", value)
    if isinstance(value, dict):
        return {key: _of_template(one) for key, one in value.items()}
    return [_of_template(one) for one in value] if isinstance(value, list) else value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
