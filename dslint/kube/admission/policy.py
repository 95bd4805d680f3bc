"""A ValidatingAdmissionPolicy, compiled: its expressions in the order in which the server asks them.

Sources: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/{plugin,validator}.go; plugin/cel/
{composition,condition}.go; pkg/apis/admissionregistration/validation/validation.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.kube.admission.decode import DecodeError, Path, decode_policy
from dslint.kube.admission.shape import policy_mistakes
from dslint.kube.cel.environment import names
from dslint.kube.cel.runtime import CompileError, NotDecidedError, Program, Scope, compile_expression
from dslint.kube.cel.tree import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PolicyError(Exception):
    """The server rejects a policy; ``path`` is the field at fault, ``offset`` the place in an expression."""

    def __init__(self, path: Path, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.offset = offset


class Undecidable(Exception):  # noqa: N818 - no error: the server can do what we cannot
    """A policy has an expression that only the server can compile; the message says why."""


class Expressions:
    """Compiles the expressions of one policy: its variables, each of which sees those before it, and what uses them."""

    def __init__(self, minor: int, *, params: bool, target: str = "") -> None:
        """Take which names there are; ``target`` is one more, for rule files."""
        self._minor = minor
        declared = dict(names(params=params, authorizer=True))
        if target:
            declared[target] = "dyn"
        self._base = Scope(declared)
        self._scope = self._base
        self.variables: dict[str, Program] = {}

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The trees of the variables, by name."""
        return {name: program.tree.root for name, program in self.variables.items()}

    def variable(self, name: str, text: str, path: Path) -> None:
        """Compile a variable."""
        program = self._compile(text, self._scope, path, None)
        self.variables[name] = program
        scope = self._scope if "variables" in self._scope.names else self._scope.having("variables", "dyn")
        self._scope = scope.having(f"variables.{name}", program.type)

    def expression(
        self, text: str, path: Path, kinds: tuple[str, ...], *, variables: bool = True, authorizer: bool = True
    ) -> Program:
        """Compile an expression whose value is of one of some types."""
        scope = self._scope if variables else self._base
        if not authorizer:
            scope = Scope({name: kind for name, kind in scope.names.items() if not name.startswith("authorizer")})
        return self._compile(text, scope, path, kinds)

    def _compile(self, text: str, scope: Scope, path: Path, kinds: tuple[str, ...] | None) -> Program:
        try:
            program = compile_expression(text, scope, self._minor)
        except CompileError as error:
            raise PolicyError(path, error.message, error.offset) from None
        except NotDecidedError as error:
            raise Undecidable(str(error)) from None
        if kinds is not None and program.kind not in kinds:
            raise PolicyError(path, f"must evaluate to {' or '.join(kinds)} but got {program.kind}")
        return program


class Validation:
    """One expression that has to be true, and what is said where it is not."""

    __slots__ = ("index", "message", "message_expression", "program", "reason")

    def __init__(self, index: int, one: Mapping[str, Any], expressions: Expressions) -> None:
        at: Path = ("spec", "validations", index)
        self.index = index
        self.program = expressions.expression(one["expression"], (*at, "expression"), ("bool",))
        self.message = str(one.get("message") or "").strip()
        text = one.get("messageExpression")
        self.message_expression = (
            expressions.expression(text, (*at, "messageExpression"), ("string",), authorizer=False) if text else None
        )


class Policy:
    """A policy that the server would store."""

    def __init__(self, policy: Mapping[str, Any], minor: int) -> None:
        """Compile a policy.

        Raises PolicyError where Kubernetes 1.``minor`` rejects it, Undecidable where only the server can tell,
        CelMissingError where nothing is installed that compiles expressions.
        """
        try:
            policy = decode_policy(policy)
        except DecodeError as error:
            raise PolicyError(error.path, error.message) from None
        mistake = next(policy_mistakes(policy), None)
        if mistake is not None:
            raise PolicyError(mistake.path, mistake.message)
        spec = policy["spec"]
        self.name: str = policy["metadata"]["name"]
        self.param_kind: Mapping[str, Any] | None = spec.get("paramKind")
        self.constraints: Mapping[str, Any] = spec["matchConstraints"]
        self.fails = spec.get("failurePolicy") != "Ignore"
        self.expressions = Expressions(minor, params=self.param_kind is not None)
        self.conditions: dict[str, Program] = dict(self._conditions(spec.get("matchConditions") or ()))
        for index, one in enumerate(spec.get("variables") or ()):
            self.expressions.variable(one["name"], one["expression"], ("spec", "variables", index, "expression"))
        self.validations = [
            Validation(index, one, self.expressions) for index, one in enumerate(spec.get("validations") or ())
        ]
        self.annotations = list(self._annotations(spec.get("auditAnnotations") or ()))

    def _conditions(self, conditions: Any) -> Iterator[tuple[str, Program]]:
        for index, one in enumerate(conditions):
            path: Path = ("spec", "matchConditions", index, "expression")
            text = one["expression"].strip()
            yield one["name"], self.expressions.expression(text, path, ("bool",), variables=False)

    def _annotations(self, annotations: Any) -> Iterator[tuple[str, Program]]:
        for index, one in enumerate(annotations):
            path: Path = ("spec", "auditAnnotations", index, "valueExpression")
            text = one["valueExpression"].strip()
            yield one["key"], self.expressions.expression(text, path, ("string", "null", "null_type"))
