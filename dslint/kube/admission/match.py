"""Whether a policy or a binding is about a request.

Sources: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go, plugin/webhook/predicates/rules/
rules.go (Kubernetes v1.37.2). DaemonSets and pods are served in one version only: ``matchPolicy`` makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dslint.kube.admission.request import Request, selects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rules = Sequence[Mapping[str, Any]]


def matches(constraints: Mapping[str, Any] | None, request: Request) -> bool | None:
    """Tell whether ``matchConstraints`` or ``matchResources`` mean a request; ``None`` where labels are not known."""
    constraints = constraints or {}
    selected = selects(constraints.get("namespaceSelector"), request.namespace_labels, request.namespace)
    if selected is False or not selects(constraints.get("objectSelector"), request.labels):
        return False
    if _any_rule(constraints.get("excludeResourceRules") or (), request):
        return False
    rules = constraints.get("resourceRules") or ()
    return selected if not rules or _any_rule(rules, request) else False


def _any_rule(rules: Rules, request: Request) -> bool:
    return any(_rule(rule, request) for rule in rules)


def _rule(rule: Mapping[str, Any], request: Request) -> bool:
    resource = request.resource
    return (
        rule.get("scope") in (None, "", "*", "Namespaced")
        and _has(rule.get("operations"), "CREATE")
        and _has(rule.get("apiGroups"), resource.group)
        and _has(rule.get("apiVersions"), resource.version)
        and any(_means(text, resource.plural) for text in rule.get("resources") or ())
        and (not rule.get("resourceNames") or request.name in rule["resourceNames"])
    )


def _has(words: Sequence[str] | None, wanted: str) -> bool:
    return any(word in ("*", wanted) for word in words or ())


def _means(text: str, plural: str) -> bool:
    resource, _, subresource = text.partition("/")
    return resource in ("*", plural) and subresource in ("", "*")
