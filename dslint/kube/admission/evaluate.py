"""What the API server decides by a policy about one request, in its order and its words.

Sources: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{dispatcher,validator}.go, generic/
policy_dispatcher.go (CollectParams), plugin/webhook/matchconditions/matcher.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dslint.kube.admission.match import matches
from dslint.kube.admission.policy import Policy, Validation
from dslint.kube.admission.request import PODS, Request, selects
from dslint.kube.cel.environment import UNKNOWABLE
from dslint.kube.cel.reads import reads
from dslint.kube.cel.runtime import Bindings, EvaluationError, NotDecidedError, Program
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST_MESSAGE = 5 * 1024
_LARGEST = 4_000_000
NO_PARAMS = "no params found for policy binding with `Deny` parameterNotFoundAction"


class Decision(NamedTuple):
    """What a policy decides by one of its expressions.

    ``validation`` is the one that is false or fails; ``None`` where it is another part of the policy.
    """

    denied: bool
    error: bool
    message: str
    part: str = "validation"
    """``configuration``, ``conditions``, ``validation`` or ``annotation``."""
    validation: Validation | None = None
    bindings: Bindings | None = None


class Params(NamedTuple):
    """The objects that bindings may name: all those of a kind that there are."""

    objects: Sequence[Mapping[str, Any]]

    def of(self, kind: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return those of a kind."""
        wanted = (kind["apiVersion"], kind["kind"])
        return [one for one in self.objects if (one.get("apiVersion"), one.get("kind")) == wanted]


def decide(policy: Policy, binding: Mapping[str, Any], params: Params, request: Request) -> Iterator[Decision]:
    """Yield what a policy decides through one of its bindings; raises NotDecidedError where files do not tell."""
    matched = matches(policy.constraints, request)
    if matched is False:
        return
    spec = binding["spec"]
    bound = matches(spec.get("matchResources"), request)
    if bound is False:
        return
    if matched is None or bound is None:
        raise NotDecidedError("nothing says which labels the namespace has", request.namespace)
    try:
        found = _params(policy, spec.get("paramRef"), params, request)
    except LookupError as error:
        if policy.fails:
            yield Decision(
                denied=True, error=True, message=f"failed to configure binding: {error.args[0]}", part="configuration"
            )
        return
    for one in found:
        yield from evaluate(policy, one, request)


def _params(
    policy: Policy, ref: Mapping[str, Any] | None, params: Params, request: Request
) -> list[Mapping[str, Any] | None]:
    """Return the objects that a policy is evaluated with; raises LookupError with the server's words."""
    if policy.param_kind is None or ref is None:
        return [None]
    every = params.of(policy.param_kind)
    if not every:
        raise NotDecidedError(f"no {policy.param_kind['kind']} is among the files")
    namespaced = policy.param_kind["kind"] == "ConfigMap" or any(one["metadata"].get("namespace") for one in every)
    if ref.get("namespace") and not namespaced:
        raise LookupError("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    if namespaced:
        wanted = ref.get("namespace") or request.namespace
        every = [one for one in every if (one["metadata"].get("namespace") or "default") == wanted]
    if ref.get("name"):
        found = [one for one in every if one["metadata"].get("name") == ref["name"]]
    else:
        found = [one for one in every if selects(ref.get("selector"), one["metadata"].get("labels") or {})]
    if not found and ref.get("parameterNotFoundAction") == "Deny":
        raise LookupError(NO_PARAMS)
    return list(found)


def evaluate(policy: Policy, params: Mapping[str, Any] | None, request: Request) -> Iterator[Decision]:
    """Yield what a policy that is about a request decides with one object of parameters."""
    bindings = bind(request, params, with_params=policy.param_kind is not None)
    failed: list[str] = []
    undecided: NotDecidedError | None = None
    for program in policy.conditions.values():
        try:
            if _run(program, bindings, policy, request) is False:
                return
        except EvaluationError as error:
            failed.append(error.args[0])
        except NotDecidedError as error:
            undecided = error
    if undecided is not None:
        raise undecided
    if failed:
        if policy.fails:
            unique = list(dict.fromkeys(failed))
            message = unique[0] if len(unique) == 1 else f"[{', '.join(unique)}]"
            yield Decision(denied=True, error=True, message=message, part="conditions")
        return
    for validation in policy.validations:
        yield _validated(validation, bindings, policy, request)
    for _, program in policy.annotations:
        try:
            _run(program, bindings, policy, request)
        except EvaluationError as error:
            if policy.fails:
                yield Decision(denied=True, error=True, message=error.args[0], part="annotation")


def _validated(validation: Validation, bindings: Bindings, policy: Policy, request: Request) -> Decision:
    try:
        value = _run(validation.program, bindings, policy, request)
    except EvaluationError as error:
        return Decision(policy.fails, True, error.args[0], validation=validation, bindings=bindings)
    if value is True:
        return Decision(denied=False, error=False, message="", validation=validation, bindings=bindings)
    message = _said(validation, bindings, policy, request) or validation.message
    message = message or f"failed expression: {validation.program.text.strip()}"
    return Decision(denied=True, error=False, message=message, validation=validation, bindings=bindings)


def _said(validation: Validation, bindings: Bindings, policy: Policy, request: Request) -> str:
    if validation.message_expression is None:
        return ""
    try:
        text = _run(validation.message_expression, bindings, policy, request)
    except EvaluationError:
        return ""
    text = str(text).strip()
    return "" if "\n" in text or len(text.encode()) > _LONGEST_MESSAGE else text


def bind(request: Request, params: Mapping[str, Any] | None, *, with_params: bool) -> Bindings:
    """Return the values that expressions see."""
    shown = request.shown()
    values: dict[str, Any] = {"object": request.object, "oldObject": None, "request": shown, "variables": {}}
    values.update(_flat("request", shown))
    if with_params:
        values["params"] = params
    if request.namespace_object is not None:
        values["namespaceObject"] = request.namespace_object
        values.update(_flat("namespaceObject", request.namespace_object))
    return Bindings(values)


def _flat(name: str, value: Any) -> Iterable[tuple[str, Any]]:
    """Yield the fields of a structure by the names under which they are declared."""
    for key, below in value.items():
        yield f"{name}.{key}", below
        if isinstance(below, dict) and key not in ("labels", "annotations", "options"):
            yield from _flat(f"{name}.{key}", below)


def _run(program: Program, bindings: Bindings, policy: Policy, request: Request) -> Any:
    """Evaluate one of a policy's expressions; raises EvaluationError with the server's sentence, NotDecidedError."""
    return run_with_variables(program, bindings, policy.expressions.variables, request)


def run_with_variables(
    program: Program, bindings: Bindings, variables: Mapping[str, Program], request: Request | None = None
) -> Any:
    """Evaluate an expression with the variables that it uses, each worked out once for an object."""
    refuse_unknown(program, request)
    try:
        return _value(program, bindings, variables, request)
    except EvaluationError as error:
        raise EvaluationError(f"expression '{program.text}' resulted in error: {error.args[0]}") from None


def _value(program: Program, bindings: Bindings, variables: Mapping[str, Program], request: Request | None) -> Any:
    used = [name for name in program_variables(program) if name in variables]
    if not used:
        return program.run(bindings)
    known = bindings.known
    broken: dict[str, str] = {}
    for name in used:
        if name not in known:
            known[name] = _variable(name, bindings, variables, request)
        if isinstance(known[name], EvaluationError):
            broken[name] = known[name].args[0]
        elif isinstance(known[name], NotDecidedError):
            raise known[name]
    _refuse_growth(program, known)
    values = {**bindings.values}
    there = {name: known[name] for name in used if name not in broken}
    values["variables"] = there
    values.update({f"variables.{name}": value for name, value in there.items()})
    try:
        value = program.run(Bindings(values))
    except EvaluationError as error:
        for name, said in broken.items():
            if f"variables.{name}" in error.args[0] or error.args[0] == f"no such key: {name}":
                text = f'composited variable "{name}" fails to evaluate: {said}'
                raise EvaluationError(text) from None
        raise
    if broken:  # what is asked for with has() is an error too, unless it makes no difference
        other = Bindings({**values, "variables": {**there, **dict.fromkeys(broken)}})
        if program.run(other) != value:
            name, said = next(iter(broken.items()))
            raise EvaluationError(f'composited variable "{name}" fails to evaluate: {said}')
    return value


def _refuse_growth(program: Program, known: Mapping[str, Any]) -> None:
    """Raise NotDecidedError where variables that are made of others would fill the memory."""
    grown = sum(
        _size(value) * program.text.count(f"variables.{name}")
        for name, value in known.items()
        if f"variables.{name}" in program.text
    )
    if grown > _LARGEST:
        raise NotDecidedError("variables grow larger than is kept here")


def _size(value: Any) -> int:
    """Return how many characters and items a value has, or more than are kept."""
    found, stack = 0, [value]
    while stack and found <= _LARGEST:
        one = stack.pop()
        found += len(one) + 1 if isinstance(one, (str, bytes, list, dict)) else 1
        stack += one if isinstance(one, list) else one.values() if isinstance(one, dict) else ()
    return found


def _variable(name: str, bindings: Bindings, variables: Mapping[str, Program], request: Request | None) -> Any:
    try:
        refuse_unknown(variables[name], request)
        return _value(variables[name], bindings, variables, request)
    except (EvaluationError, NotDecidedError) as error:
        return error


def program_variables(program: Program) -> tuple[str, ...]:
    """Return the names of the variables that an expression uses."""
    if program.uses is None:
        found = [one.path for one in reads(program.tree.root)]
        program.uses = tuple(dict.fromkeys(str(path[1]) for path in found if path[0] == "variables" and len(path) > 1))
        program.unknown = next((word for path in found if (word := _unknown(path))), "")
        program.node = any(map(_is_node, found))
    return program.uses


def _unknown(path: Sequence[str | int]) -> str:
    text = ".".join(map(str, path[:2]))
    return next((word for word in UNKNOWABLE if text == word or path[0] == word), "") or (
        "request" if text == "request" else ""
    )


def _is_node(path: Sequence[str | int]) -> bool:
    """Tell whether a path leads to the name of the node that the controller makes a pod for."""
    return "matchFields" in path and "values" in path[path.index("matchFields") :]


def refuse_unknown(program: Program, request: Request | None) -> None:
    """Raise NotDecidedError where an expression reads what no file says."""
    program_variables(program)
    if program.unknown:
        raise NotDecidedError(f"no file says what {program.unknown} is")
    if program.node and request is not None and request.resource is PODS:
        raise NotDecidedError("no file says which node a pod is for")
    if request is not None and request.namespace_object is None and "namespaceObject" in program.text:
        raise NotDecidedError("nothing says what the namespace looks like", request.namespace)
