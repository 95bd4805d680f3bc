"""What the API server rejects in a policy or binding besides its expressions.

Source: pkg/apis/admissionregistration/validation/validation.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from dslint.kube.admission.decode import Path
from dslint.kube.nodes.selectors import well_formed
from dslint.kube.values.names import dns1035_label, dns1123_subdomain, qualified_name
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")
_RESERVED = frozenset({
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
    "namespace", "null", "package", "return", "true", "var", "void", "while",
})  # fmt: skip
_REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge")
_OPERATIONS = ("*", "CREATE", "UPDATE", "DELETE", "CONNECT")
_ACTIONS = ("Deny", "Warn", "Audit")
_MOST_ANNOTATIONS, _MOST_CONDITIONS, _LONGEST_ANNOTATION = 20, 64, 5 * 1024


class Mistake(NamedTuple):
    """Why the server rejects an object: what is wrong, and the path of the field."""

    path: Path
    message: str


def policy_mistakes(policy: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with a policy, apart from its expressions."""
    spec = policy["spec"]
    name = policy["metadata"].get("name", "")
    yield from _name(name, ("metadata", "name"))
    if spec.get("failurePolicy") not in (None, "Fail", "Ignore"):
        yield Mistake(("spec", "failurePolicy"), "is neither Fail nor Ignore")
    if spec.get("paramKind") is not None:
        yield from _param_kind(spec["paramKind"])
    if spec.get("matchConstraints") is None:
        yield Mistake(("spec", "matchConstraints"), "is missing")
    else:
        yield from _resources(spec["matchConstraints"], ("spec", "matchConstraints"))
        if not spec["matchConstraints"].get("resourceRules"):
            yield Mistake(("spec", "matchConstraints", "resourceRules"), "is missing")
    yield from _conditions(spec.get("matchConditions") or [])
    yield from _variables(spec.get("variables") or [])
    validations, annotations = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not validations and not annotations:
        yield Mistake(("spec", "validations"), "is missing, and so are auditAnnotations")
    for index, one in enumerate(validations):
        yield from _validation(one, ("spec", "validations", index))
    yield from _annotations(annotations, name)


def binding_mistakes(binding: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with a binding."""
    spec = binding["spec"]
    yield from _name(binding["metadata"].get("name", ""), ("metadata", "name"))
    yield from _name(spec.get("policyName", ""), ("spec", "policyName"))
    actions, at = spec.get("validationActions") or [], ("spec", "validationActions")
    if not actions:
        yield Mistake(at, "is missing")
    if any(action not in _ACTIONS for action in actions) or len(set(map(str, actions))) < len(actions):
        yield Mistake(at, "has something other than Deny, Warn and Audit once each")
    if "Deny" in actions and "Warn" in actions:
        yield Mistake(at, "must not contain both Deny and Warn")
    if spec.get("matchResources") is not None:
        yield from _resources(spec["matchResources"], ("spec", "matchResources"))
    if spec.get("paramRef") is not None:
        yield from _param_ref(spec["paramRef"], ("spec", "paramRef"))


def _name(text: str, path: Path) -> Iterator[Mistake]:
    if not text:
        yield Mistake(path, "is missing")
    elif dns1123_subdomain(text):
        yield Mistake(path, "is no DNS subdomain")


def _param_kind(kind: Mapping[str, Any]) -> Iterator[Mistake]:
    at: Path = ("spec", "paramKind")
    version = str(kind.get("apiVersion") or "")
    group, slash, name = version.rpartition("/")
    if not version or (slash and (not group and not name)):
        yield Mistake((*at, "apiVersion"), "is missing")
    elif "/" in group or (group and dns1123_subdomain(group)) or dns1035_label(name):
        yield Mistake((*at, "apiVersion"), "is no API version")
    word = str(kind.get("kind") or "")
    if not word or dns1035_label(word.lower()):
        yield Mistake((*at, "kind"), "is no kind")


def _param_ref(ref: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    name, selector = ref.get("name"), ref.get("selector")
    if bool(name) == (selector is not None):
        yield Mistake(at, "has not one of name and selector")
    if name and (name in (".", "..") or "/" in name or "%" in name):
        yield Mistake((*at, "name"), "is no name")
    if selector is not None and not well_formed(selector):
        yield Mistake((*at, "selector"), "is no selector")
    if ref.get("parameterNotFoundAction") not in ("Allow", "Deny"):
        yield Mistake((*at, "parameterNotFoundAction"), "is neither Allow nor Deny")


def _resources(resources: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    if resources.get("matchPolicy") not in (None, "Exact", "Equivalent"):
        yield Mistake((*at, "matchPolicy"), "is neither Exact nor Equivalent")
    for name in ("namespaceSelector", "objectSelector"):
        if resources.get(name) is not None and not well_formed(resources[name]):
            yield Mistake((*at, name), "is no selector")
    for name in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(resources.get(name) or []):
            yield from _rule(rule, (*at, name, index))


def _rule(rule: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    names = rule.get("resourceNames") or []
    if len(set(names)) < len(names) or any(one in (".", "..") or "/" in one or "%" in one for one in names):
        yield Mistake((*at, "resourceNames"), "has something twice or that is no name")
    for name, check in _LISTS.items():
        words = rule.get(name) or []
        if not words:
            yield Mistake((*at, name), "is missing")
        elif len(words) > 1 and "*" in words and name != "resources":
            yield Mistake((*at, name), "must not specify anything else beside *")
        elif problem := check(words):
            yield Mistake((*at, name), problem)
    if rule.get("scope") not in (None, "*", "Cluster", "Namespaced"):
        yield Mistake((*at, "scope"), "is none of Cluster, Namespaced and *")


def _operations(words: list[str]) -> str:
    return "" if all(word in _OPERATIONS for word in words) else "has something that is no operation"


def _versions(words: list[str]) -> str:
    return "" if all(words) else "has an empty version"


def _groups(_: list[str]) -> str:
    return ""


def _kinds(words: list[str]) -> str:
    """Return what is wrong with resources and subresources (validateResources)."""
    if not all(words):
        return "has an empty resource"
    whole, parts = set[str](), set[str]()
    for word in words:
        resource, slash, sub = word.partition("/")
        if not slash:
            continue
        if resource in whole or sub in parts:
            return "has a resource that another one includes"
        if sub == "*":
            whole.add(resource)
        if resource == "*":
            parts.add(sub)
    if len(words) > 1 and "*/*" in words:
        return "must not specify anything else beside */*"
    plain = [word for word in words if "/" not in word]
    return "must not specify other resources beside *" if "*" in plain and plain[-1] != "*" else ""


_LISTS: dict[str, Callable[[list[str]], str]] = {
    "operations": _operations,
    "apiGroups": _groups,
    "apiVersions": _versions,
    "resources": _kinds,
}


def _conditions(conditions: list[Any]) -> Iterator[Mistake]:
    at: Path = ("spec", "matchConditions")
    if len(conditions) > _MOST_CONDITIONS:
        yield Mistake(at, f"has more than {_MOST_CONDITIONS}")
    seen = set[str]()
    for index, one in enumerate(conditions):
        name = str(one.get("name") or "")
        if not name or qualified_name(name) or name in seen:
            yield Mistake((*at, index, "name"), "is missing, not a qualified name, or there twice")
        seen.add(name)
        if not str(one.get("expression") or "").strip():
            yield Mistake((*at, index, "expression"), "is missing")


def _variables(variables: list[Any]) -> Iterator[Mistake]:
    for index, one in enumerate(variables):
        name = str(one.get("name") or "")
        if not _NAME.fullmatch(name) or name in _RESERVED:
            yield Mistake(("spec", "variables", index, "name"), "is no name that an expression can use")
        if not str(one.get("expression") or "").strip():
            yield Mistake(("spec", "variables", index, "expression"), "is missing")


def _validation(one: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    if not str(one.get("expression") or "").strip():
        yield Mistake((*at, "expression"), "is missing")
    for name in ("message", "messageExpression"):
        if one.get(name) and not str(one[name]).strip():
            yield Mistake((*at, name), "says nothing")
    if re.search(r"[\n\r]", str(one.get("message") or "").strip()):
        yield Mistake((*at, "message"), "must not contain line breaks")
    if one.get("reason") is not None and one["reason"] not in _REASONS:
        yield Mistake((*at, "reason"), f"is none of {', '.join(_REASONS)}")


def _annotations(annotations: list[Any], policy: str) -> Iterator[Mistake]:
    at: Path = ("spec", "auditAnnotations")
    if len(annotations) > _MOST_ANNOTATIONS:
        yield Mistake(at, f"has more than {_MOST_ANNOTATIONS}")
    seen = set[str]()
    for index, one in enumerate(annotations):
        key = str(one.get("key") or "")
        if qualified_name(f"{policy}/{key}") or key in seen:
            yield Mistake((*at, index, "key"), "is no key of an annotation, or there twice")
        seen.add(key)
        text = str(one.get("valueExpression") or "").strip()
        if not text or len(text.encode()) > _LONGEST_ANNOTATION:
            yield Mistake((*at, index, "valueExpression"), f"is missing or longer than {_LONGEST_ANNOTATION} bytes")
