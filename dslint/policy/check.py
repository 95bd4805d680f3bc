"""Run a policy's schema over its target; every violation becomes a hit at the exact field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from referencing.jsonschema import EMPTY_REGISTRY

from dslint.catalogue.violations import SchemaViolation, Validator, violations
from dslint.finding import Hit
from dslint.kube.apiserver.fields import Key, render
from dslint.kube.versions import DEFAULT
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Field, Step
from dslint.manifest.schema import decoder
from dslint.manifest.targets import TARGETS
from dslint.manifest.workload import Workload
from dslint.source.tree import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.catalogue.rule import Rule

Check = Callable[[Workload, object], Iterator[Hit]]


def make_check(rule: Rule) -> Check:
    """Return the check of a policy, whose file has been checked before.

    A target that is not there is not judged: the server refuses such a DaemonSet. ``$ref`` reaches the schema itself
    and nothing else, ``format`` is not enforced, and a pattern takes the time that its author lets it take.
    """
    schema = {key: value for key, value in (rule.schema or {}).items() if key != "$schema"}
    validator = Validator(schema, registry=EMPTY_REGISTRY)
    targets = TARGETS[rule.target or "daemonset"]
    has_missing = "missing" in rule.messages

    def check(workload: Workload, _: object) -> Iterator[Hit]:
        ds = workload.written
        for target in targets(ds):
            if target:
                value = _present(target.value, target.path[len(ds.root.path) :])
                for found in violations(validator.iter_errors(value), target):
                    yield _hit(found, target, ds, missing=has_missing and not found.field)

    return check


def holds(rule: Rule) -> Callable[[dict[str, Any]], bool]:
    """Return what tells whether a DaemonSet as plain values satisfies a policy, whose file has been checked before."""
    schema = {key: value for key, value in (rule.schema or {}).items() if key != "$schema"}
    validator = Validator(schema, registry=EMPTY_REGISTRY)

    def check(daemonset: dict[str, Any]) -> bool:
        whole = _present(daemonset, ())
        template = whole.get("spec", {}).get("template", {})
        pod = template.get("spec", {})
        parts = {"daemonset": [whole], "podTemplate": [template], "podSpec": [pod]}
        parts["container"] = [*pod.get("containers", ()), *pod.get("initContainers", ())]
        return all(map(validator.is_valid, parts[rule.target or "daemonset"]))

    return check


def _hit(found: SchemaViolation, target: Field, ds: DaemonSet, *, missing: bool) -> Hit:
    params = shown(found.field, ds) | {"container": target.get("name").text}
    return Hit(
        message="missing" if missing else "found",
        field=found.field,
        params=params,
        key=found.key,
        absence=found.absence,
    )


def shown(field: Field, ds: DaemonSet) -> dict[str, Any]:
    """Return what messages can say of a field: its path and its value."""
    return {"field": _path(field.path[len(ds.root.path) :]), "value": _shown(field)}


def _present(value: Any, path: tuple[Step, ...]) -> Any:
    """Drop explicit nulls, as the API server does; in a list or a map of texts it takes them for empty ones."""
    if isinstance(value, dict):
        found = ((name, _present(below, (*path, name))) for name, below in value.items())
        return {name: below for name, below in found if below is not None}
    if isinstance(value, list):
        return [_present(below, (*path, index)) for index, below in enumerate(value)]
    return decoder(DEFAULT).of_null(path) if value is None else value


def _path(path: tuple[Step, ...]) -> str:
    """Return a path as the API server writes it."""
    return render(tuple(Key(step) if isinstance(step, str) and not step.isidentifier() else step for step in path))


def _shown(field: Field) -> Any:
    """Return what a message shows of a value; the contents of lists and mappings are for the snippet to show."""
    if not field:
        return "(missing)"
    target = field.target
    return "(mapping)" if isinstance(target, Mapping) else "(list)" if isinstance(target, Sequence) else field.value
