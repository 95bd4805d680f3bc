"""A rule file whose body is an expression in CEL that has to be true of each DaemonSet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.catalogue.file import RuleFile
from dslint.catalogue.rule import Rule
from dslint.errors import RuleFileError
from dslint.finding import Hit, Note
from dslint.kube.admission.evaluate import bind, run_with_variables
from dslint.kube.admission.policy import Expressions, PolicyError, Undecidable
from dslint.kube.cel.reads import EACH, Path, Read, reads
from dslint.kube.cel.runtime import Bindings, EvaluationError, NotDecidedError, Program
from dslint.kube.versions import DEFAULT
from dslint.manifest.field import Field
from dslint.manifest.schema import decoder
from dslint.manifest.targets import TARGETS
from dslint.manifest.workload import Workload
from dslint.phrases import did_you_mean, suggest
from dslint.policy.check import shown
from dslint.policy.places import at_fault, expression_place, expression_span
from dslint.policy.seen import requests, told
from dslint.policy.undecided import Undecided
from dslint.source.text import Span
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# where the fields of a target stand in a DaemonSet, for what is known of their names
_WHERE: dict[str, Path] = {
    "podTemplate": ("spec", "template"),
    "podSpec": ("spec", "template", "spec"),
    "container": ("spec", "template", "spec", "containers", 0),
}


class Expression:
    """The check of a rule file with an expression."""

    def __init__(self, rule: Rule, file: RuleFile) -> None:
        """Compile it; raises RuleFileError with the place of the first mistake."""
        self.rule = rule
        self.file = file
        self.param_kinds: frozenset[str] = frozenset()
        self.target = rule.target or "daemonset"
        self.problem = ""
        self.notes: list[str] = []
        self.undecided = Undecided()
        self._programs: dict[int, tuple[Program, Program | None, Mapping[str, Program]] | None] = {}
        try:
            self._programs[DEFAULT] = self._compile(DEFAULT)
        except PolicyError as error:
            self._refuse(error)
        except Undecidable as error:
            self._refuse(PolicyError(("cel",), str(error)))
        program, said, variables = self._of(DEFAULT)
        for path, one in (("cel", program), ("messageExpression", said)):
            if one is not None:
                self._refuse_unknown_fields(one, (path,))
        for name, one in variables.items():
            self._refuse_unknown_fields(one, ("variables", name))

    def _compile(self, minor: int) -> tuple[Program, Program | None, Mapping[str, Program]]:
        data = self.file.data
        name = "" if self.target == "daemonset" else self.target
        expressions = Expressions(minor, params=False, target=name)
        for variable, text in (data.get("variables") or {}).items():
            expressions.variable(variable, text, ("variables", variable))
        said = data.get("messageExpression")
        return (
            expressions.expression(data["cel"], ("cel",), ("bool",)),
            expressions.expression(said, ("messageExpression",), ("string",), authorizer=False) if said else None,
            expressions.variables,
        )

    def _of(self, minor: int) -> tuple[Program, Program | None, Mapping[str, Program]]:
        found = self._programs.get(minor)
        if found is None:
            found = self._programs[minor] = self._compile(minor)
        return found

    def _refuse(self, error: PolicyError) -> None:
        field, source = self.file.root.get(*error.path), self.file.source
        span = field.span() if error.offset is None else expression_span(field, source, error.offset)
        raise RuleFileError(show(error.message), source=source, span=span) from None

    def _refuse_unknown_fields(self, program: Program, path: Path) -> None:
        """Refuse the name of a field that no DaemonSet has."""
        for one in reads(program.tree.root):
            missing = _unknown(one, self.target)
            if missing is not None:
                name, known = missing
                close = suggest(name, known)
                field, source = self.file.root.get(*path), self.file.source
                offset = max(field.text.find(name, program.tree.positions.get(one.node.id, 0)), 0)
                span = expression_span(field, source, field.text.find(name) if offset == 0 else offset)
                message = f'no DaemonSet has a field "{show(name)}" here'
                hint = did_you_mean(close and f'"{close}"')
                named = Span(span.start, span.start + len(name))
                raise RuleFileError(message, hint=hint, source=source, span=named)

    def __call__(self, workload: Workload, _context: object) -> Iterator[Hit]:
        """Yield a hit for each target of which the expression is not true."""
        ds = workload.written
        if not ds.is_whole or workload.answer.decode_errors:
            return
        program, said, variables = self._of(workload.minor)
        request, _ = requests(workload, {})
        seen = request.object
        for target in TARGETS[self.target](ds):
            steps = target.path[len(ds.root.path) :]
            value = _at(seen, steps)
            if value is None:
                continue
            bindings = bind(request, None, with_params=False)
            if self.target != "daemonset":
                bindings = bindings.having(self.target, value)
            try:
                if run_with_variables(program, bindings, variables, request) is True:
                    continue
                why = "is not true"
            except EvaluationError as error:
                why = error.args[0].rpartition("resulted in error: ")[2]
            except NotDecidedError as error:
                self.undecided.add(str(error), error.namespace, ds.owner)
                continue
            yield self._hit(program, said, variables, bindings, target, workload, why)

    def _hit(
        self,
        program: Program,
        said: Program | None,
        variables: Mapping[str, Program],
        bindings: Bindings,
        target: Field,
        workload: Workload,
        why: str,
    ) -> Hit:
        ds = workload.written

        steps = target.path[len(ds.root.path) :]

        def fails(changed: Mapping[str, Any]) -> bool:
            part = _at(changed, steps) if self.target in _WHERE else changed
            other = Bindings({**bindings.values, "object": changed, **({self.target: part} if steps else {})})
            try:
                return run_with_variables(program, other, variables) is not True
            except (EvaluationError, NotDecidedError):
                return True

        trees = {name: one.tree.root for name, one in variables.items()}
        roots = {self.target: target}
        field = at_fault(ds, reads(program.tree.root, trees), roots, bindings.values["object"], fails, pod=False)
        if field.path[: len(target.path)] != target.path:
            field = target
        params = shown(field, ds) | {"container": target.get("name").text}
        message = "found"
        if said is not None:
            try:
                params["said"] = told(str(run_with_variables(said, bindings, variables)).strip())
                message = "said"
            except (EvaluationError, NotDecidedError):
                message = "found"
        note = Note(expression_place(self.file.root.get("cel"), self.file.source), why)
        return Hit(message, field, params, notes=(note,), absence=not field)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _unknown(read: Read, target: str) -> tuple[str, list[str]] | None:
    """Return the first step of a path that no DaemonSet has, with the names that it could be."""
    name, *steps = read.path
    if name == target and target in _WHERE:
        steps = [*_WHERE[target], *steps]
    elif name != "object":
        return None
    known = decoder(DEFAULT)
    schema = known.at(())
    for step in steps:
        if schema is None:
            return None
        if "properties" in schema and step not in schema["properties"] and isinstance(step, str):
            return (step, list(schema["properties"])) if step != EACH else None
        schema = known.below(schema, 0 if step == EACH and "items" in schema else step)
    return None
