"""Admission policies among the files of a folder: as rules, and by name those that are not evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ADMISSION as PREFIX
from dslint.finding import Hit, Note
from dslint.kube.admission.decode import DecodeError, decode_binding
from dslint.kube.admission.evaluate import Decision, bind, decide, run_with_variables
from dslint.kube.admission.policy import Policy, PolicyError, Undecidable
from dslint.kube.admission.request import Request
from dslint.kube.admission.shape import binding_mistakes
from dslint.kube.cel.reads import reads
from dslint.kube.cel.runtime import EvaluationError, NotDecidedError
from dslint.kube.versions import DEFAULT
from dslint.manifest.field import Field
from dslint.manifest.workload import Workload
from dslint.policy.found import POLICY, Found
from dslint.policy.kyverno import as_admission, not_asked
from dslint.policy.manifests import Manifest
from dslint.policy.places import at_fault, expression_place, expression_span
from dslint.policy.seen import requests, told
from dslint.policy.undecided import Undecided
from dslint.template import printable, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MESSAGES = {
    "deny": ("{said}", "error"),
    "warn": ("{said}", "warning"),
    "audit": ("{said}", "info"),
    "pod-deny": ("pods are refused: {said}", "error"),
    "pod-warn": ("pods: {said}", "warning"),
    "pod-audit": ("pods: {said}", "info"),
}
_ACTIONS = {"Deny": "deny", "Warn": "warn", "Audit": "audit"}


def admission_rules(found: Found, taken: frozenset[str]) -> list[Rule]:
    """Return a rule for each admission policy among objects; the first tells of those that are not evaluated.

    ``taken`` are the names of other rules.
    """
    rules = [_rule(one, found, taken) for one in found.policies]
    if found.notes:
        if not rules:
            return [silent(found.notes)]
        rules[0].evaluator.notes += found.notes
    return rules


def _rule(one: Manifest, found: Found, taken: frozenset[str]) -> Rule:
    name = one.name or "unnamed"
    data = {
        "id": f"{PREFIX}{name}",
        "name": f"{PREFIX}{name}" if name in taken else name,
        "summary": f"what the {one.kind} {name} refuses",
        "severity": "error",
        "default": True,
        "status": "stable",
        "since": "",
        "tags": ["policy", "admission"],
        "messages": {key: {"text": text, "severity": severity} for key, (text, severity) in _MESSAGES.items()},
    }
    rule = Rule(data, one.source.path)
    rule.evaluator = Admission(one, found)
    return rule


def silent(notes: Sequence[str]) -> Rule:
    """Return a rule that finds nothing, for what is to be said of policies that are not evaluated."""
    data = {"id": f"{PREFIX}none", "name": "policy-not-evaluated", "summary": "policies that are not evaluated",
            "severity": "info", "default": True, "status": "stable", "since": "", "tags": ["policy", "admission"],
            "messages": {"audit": {"text": "{said}"}}}  # fmt: skip
    rule = Rule(data, "")
    rule.evaluator = _Silent()
    rule.evaluator.notes += notes
    return rule


class _Silent:
    """The check of no policy at all."""

    problem = ""
    param_kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.undecided = Undecided()

    def __call__(self, _workload: Workload, _context: object) -> Iterator[Hit]:
        return iter(())


class Admission:
    """The check of an admission policy; ``problem`` says why the server would not store it."""

    def __init__(self, manifest: Manifest, objects: Found) -> None:
        self._manifest = manifest
        self._objects = objects
        self.notes: list[str] = []
        self.undecided = Undecided()
        self.problem = ""
        self._values = [manifest.value] if manifest.kind == POLICY else list(as_admission(manifest.value))
        self._compiled: dict[int, list[Policy]] = {}
        self._bindings = list(self._bound())
        if manifest.kind != POLICY and (reason := not_asked(manifest.value)):
            self._values = []
            self.undecided.always.add(reason)
        self._of(DEFAULT)
        if not self._bindings and not self.problem:
            self.undecided.always.add("no binding names the policy")

    @property
    def param_kinds(self) -> frozenset[str]:
        """The kinds of objects that it takes parameters from."""
        kind = self._manifest.root.get("spec", "paramKind", "kind").text
        return frozenset({kind} if kind else ())

    def _bound(self) -> Iterator[Mapping[str, Any]]:
        if self._manifest.kind != POLICY:
            actions = self._manifest.root.get("spec", "validationActions").value or ["Deny"]
            yield {"spec": {"policyName": self._manifest.name, "validationActions": actions}}
        for one in self._objects.bindings:
            spec = one.value.get("spec")
            if isinstance(spec, dict) and spec.get("policyName") == self._manifest.name:
                try:
                    binding = decode_binding(one.value)
                except DecodeError as error:
                    self.problem = self._told(one, error.path, error.message, None)
                    continue
                mistake = next(binding_mistakes(binding), None)
                if mistake is None:
                    yield binding
                else:
                    self.problem = self._told(one, mistake.path, mistake.message, None)

    def _of(self, minor: int) -> list[Policy]:
        if minor not in self._compiled:
            self._compiled[minor] = []
            try:
                self._compiled[minor] = [Policy(value, minor) for value in self._values]
            except PolicyError as error:
                if self._manifest.kind != POLICY:
                    self.undecided.always.add(_of_kyverno(error))
                else:
                    self.problem = self._told(self._manifest, error.path, error.message, error.offset)
            except Undecidable as error:
                self.undecided.always.add(str(error))
        return self._compiled[minor]

    def _told(self, one: Manifest, path: tuple[str | int, ...], message: str, offset: int | None) -> str:
        field = one.root.get(*path)
        span = field.span() if offset is None else expression_span(field, one.source, offset)
        place = one.source.place(span.start)
        where = f"{printable(one.source.path)}:{place.line}:{place.column}"
        words = ".".join(map(str, path))
        return f"{where}: the API server rejects the {one.kind} {show(one.name)}: {words}: {show(message)}"

    def __call__(self, workload: Workload, _context: object) -> Iterator[Hit]:
        """Yield a hit for each expression that refuses the DaemonSet or its pods, as the strictest binding has it."""
        policies = self._of(workload.minor)
        ds = workload.written
        if not policies or not ds.is_whole or not workload.answer.accepted:
            return
        strongest: dict[object, tuple[str, Decision, Request, Policy]] = {}
        for request in requests(workload, self._objects.namespaces):
            for policy, binding in product(policies, self._bindings):
                try:
                    found = list(decide(policy, binding, self._objects.params, request))
                except NotDecidedError as error:
                    self.undecided.add(str(error), error.namespace, ds.owner)
                    continue
                for one in found:
                    actions = ["Deny"] if one.part == "annotation" else binding["spec"]["validationActions"]
                    action = next((word for name, word in _ACTIONS.items() if name in actions), "")
                    key = one.validation.index if one.validation else one.message
                    if one.denied and action and (key not in strongest or _stronger(action, strongest[key][0])):
                        strongest[key] = (action, one, request, policy)
        for action, one, request, policy in strongest.values():
            yield self._hit(policy, one, action, request, workload)

    def _hit(self, policy: Policy, one: Decision, action: str, request: Request, workload: Workload) -> Hit:
        ds, pod = workload.written, request.object["kind"] == "Pod"
        message = f"pod-{action}" if pod else action
        field: Field = ds.root.get("metadata", "name")
        notes: tuple[Note, ...] = ()
        if one.validation is not None and one.bindings is not None:
            program, bindings, variables = one.validation.program, one.bindings, policy.expressions.variables

            def fails(changed: Mapping[str, Any]) -> bool:
                other = bind(request._replace(object=changed), bindings.values.get("params"), with_params=True)
                try:
                    return run_with_variables(program, other, variables, request) is not True
                except (EvaluationError, NotDecidedError):
                    return True

            found = reads(program.tree.root, policy.expressions.nodes)
            field = at_fault(ds, found, {}, request.object, fails, pod=pod)
            path = ("spec", "validations", one.validation.index, "expression")
            place = expression_place(self._manifest.root.get(*path), self._manifest.source)
            notes = (Note(place, "fails" if one.error else "is not true"),)
        return Hit(message, field, {"said": told(one.message)}, notes=notes, absence=not field)


def _stronger(action: str, other: str) -> bool:
    order = list(_ACTIONS.values())
    return order.index(action) < order.index(other)


def _of_kyverno(error: PolicyError) -> str:
    """Return why a policy of Kyverno is none of the API server: for an expression, or for what else there is."""
    if error.offset is None:
        return f"{'.'.join(map(str, error.path))}: {show(error.message)}"
    message = error.message.replace(" (in container '')", "")  # what CEL calls a container is none here
    return f"Kyverno knows more than the API server: {show(message)}"
