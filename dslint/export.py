"""Rules as policies of the cluster: those that decide exactly so, and why there are none of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dslint.catalogue.index import contents
from dslint.catalogue.selection import ADMISSION, ALWAYS_ON
from dslint.kube.admission.policy import Policy, PolicyError, Undecidable
from dslint.kube.versions import DEFAULT
from dslint.policy.files import installed
from dslint.policy.inexact import InexactError
from dslint.policy.twin import Twin, twin
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.config.settings import Settings

    Object = dict[str, Any]

API_VERSION = "admissionregistration.k8s.io/v1"
ACTIONS = {"error": "Deny", "warning": "Warn", "info": "Audit"}
OURS = re.compile(r"DS\d{3}")
_RULES = [
    {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["daemonsets"]}
]


class Exported(NamedTuple):
    """What became of rules: a policy and its binding for each that has an exact twin, else why not."""

    objects: list[tuple[Object, Object]]
    left_out: list[tuple[Rule, str]]
    without: list[Rule]
    """Rules of dslint's own of which no expression decides what they do."""


def export(settings: Settings, action: str | None = None, *, own: bool = False) -> Exported:
    """Return the rules that are on as policies; ``action`` is that of all bindings, else the severity decides.

    With ``own`` those of dslint are left alone.

    Raises InputError where nothing is installed that compiles them.
    """
    out = Exported([], [], [])
    for rule in settings.selection.on():
        if rule.id in ALWAYS_ON or rule.check == "apiserver":
            continue  # the server itself refuses what these tell of
        if rule.id.startswith(ADMISSION):
            out.left_out.append((rule, "it is one of the cluster's policies"))
            continue
        if (is_ours := OURS.fullmatch(rule.id) is not None) and own:
            continue
        data = contents(rule.path)
        if is_ours and "twin" not in data:
            out.without.append(rule)
            continue
        try:
            made = twin(rule, data)
            name = f"dslint-{rule.name}" if is_ours else rule.name
            severity = settings.severity.get(rule.id) or _severity(rule)
            out.objects.append((_policy(rule, name, made), _binding(name, action or ACTIONS[severity])))
        except InexactError as error:
            out.left_out.append((rule, str(error)))
    return out


def _severity(rule: Rule) -> str:
    message = rule.messages.get("found")
    return (message.severity if message else None) or rule.severity


def _policy(rule: Rule, name: str, made: Twin) -> Object:
    """Return a policy that the server would store; raises InexactError."""
    validation = {"expression": made.expression, "message": made.message}
    if made.message_expression:
        validation["messageExpression"] = made.message_expression
    spec: Object = {"failurePolicy": "Fail", "matchConstraints": {"resourceRules": _RULES}}
    if made.variables:
        spec["variables"] = [{"name": variable, "expression": text} for variable, text in made.variables]
    spec["validations"] = [validation]
    policy = {**_object("ValidatingAdmissionPolicy", name), "spec": spec}
    policy["metadata"]["annotations"] = {"dslint.dev/rule": rule.id}
    with installed("exported policies are compiled"):
        _compile(policy)
    return policy


def _compile(policy: Mapping[str, Any]) -> None:
    try:
        Policy(policy, DEFAULT)
    except PolicyError as error:
        where = ".".join(map(str, error.path))
        raise InexactError(f"the API server would not take it: {where}: {show(error.message)}") from None
    except Undecidable as error:
        raise InexactError(str(error)) from None


def _binding(name: str, action: str) -> Object:
    spec = {"policyName": name, "validationActions": [action]}
    return {**_object("ValidatingAdmissionPolicyBinding", name), "spec": spec}


def _object(kind: str, name: str) -> Object:
    labels = {"app.kubernetes.io/managed-by": "dslint"}
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": {"name": name, "labels": labels}}


def yaml(exported: Exported) -> Iterator[str]:
    """Yield the objects as YAML, expressions of several lines as blocks."""
    from yaml import SafeDumper, dump

    class Dumper(SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML has it
            return True

    def text(dumper: SafeDumper, value: str) -> Any:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    for pair in exported.objects:
        for one in pair:
            yield "---\n"
            yield dump(one, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10_000)
