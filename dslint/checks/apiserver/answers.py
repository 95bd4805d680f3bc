"""The API server's errors as hits: each under one rule, at its exact place, in our words and the server's.

``routes.py`` has the table of them. Nothing else of this room is imported for a DaemonSet that the server takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from dslint.finding import Hit, SetScalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.checks.apiserver.routes import Route
    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload

OTHER = "DS199"
_TWICE = "DS114"


def errors_of(rule: str) -> Callable[[Workload, Context], Iterable[Hit]]:
    """Return the check of a rule whose file says ``check: apiserver``: the server's errors that it speaks of."""

    def check(workload: Workload, context: Context) -> Iterator[Hit]:
        if rule == OTHER:
            yield from _misspelt_kind(workload.written)
        if not workload.answer.accepted:
            for make in _hits_by_rule(workload, context.selected, context.ignored).get(rule, ()):
                yield make()  # one by one: of very many not all are told

    return check


def _misspelt_kind(ds: DaemonSet) -> Iterator[Hit]:
    """Yield the one error that the server never sees: kubectl finds no such kind and does not even ask it."""
    kind = ds.root.get("kind")
    if kind.text not in ("", "DaemonSet"):
        text = f'no matches for kind "{kind.text}" in version "{ds.api_version}"'
        yield Hit("kind", kind, {"kind": kind.text}, server_text=text, fix=(SetScalar(kind, "DaemonSet"),))


def unknown_fields(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find fields that no DaemonSet of the target version has: kubectl refuses them, the server alone drops them."""
    unknowns = workload.answer.unknown
    if unknowns:
        from dslint.checks.apiserver.unknown import told  # few manifests get here

        yield from told(workload, context, unknowns)


@lru_cache(maxsize=1)  # some twenty rules ask one after the other
def _hits_by_rule(
    workload: Workload, selected: frozenset[str], ignored: frozenset[str]
) -> dict[str, list[Callable[[], Hit]]]:
    """Return what makes the hits, by the rule that tells them; the general one has those of rules not selected."""
    ds, answer = workload.written, workload.answer
    from dslint.checks.apiserver.routes import REST, decode_rule, route_of
    from dslint.checks.apiserver.types import wrong_type

    hits: dict[str, list[Callable[[], Hit]]] = {}
    for mistake in answer.decode_errors:
        rule = decode_rule(mistake)
        if rule in ignored:
            continue
        rule = rule if rule in selected else OTHER
        hits.setdefault(rule, []).append(partial(wrong_type, ds, mistake, rule))
    for error in answer.errors:
        route = route_of(ds, error)
        if route.rule in ignored:
            continue
        if route.rule not in selected:
            route = REST._replace(absence=route.absence)
        hits.setdefault(route.rule, []).append(partial(_hit, ds, workload.minor, error, route))
    return hits


def _hit(ds: DaemonSet, minor: int, error: FieldError, route: Route) -> Hit:
    """Take an error through the columns of its row: message, more to say, fix."""
    from dslint.checks.apiserver.fixes import right_case

    hit = _plain(ds, minor, error, _message(ds, error, route), absence=route.absence)
    if route.enrich:
        hit = route.enrich(ds, error, hit)
    fix = route.fix or (right_case if hit.message == "unsupported" else None)
    if fix and hit.message != "placeholder":
        hit = fix(ds, error, hit)
    return hit if ds.fragment is None else hit._replace(fix=())


# The message about an error where its row names none; any other: invalid
USUAL = {
    "FieldValueRequired": "missing",
    "FieldValueNotSupported": "unsupported",
    "FieldValueDuplicate": "duplicate",
    "FieldValueNotFound": "undeclared",
}
_ABOUT_VALUES = ("FieldValueInvalid", "FieldValueNotSupported")


def _message(ds: DaemonSet, error: FieldError, route: Route) -> str:
    from dslint.checks.apiserver.describe import placeholder

    if route.rule != _TWICE and error.reason in _ABOUT_VALUES and placeholder(error.value):
        return "placeholder"
    if route.message:
        return route.message
    if error.reason in _ABOUT_VALUES and _is_zero(error.value) and ds.root.get(*error.at).node is None:
        return "missing"
    return USUAL.get(error.reason, "invalid")


def _is_zero(value: Any) -> bool:
    """Tell whether a value may be what Go has where nothing was given; a false that matters is written."""
    return value is None or (value in ("", 0) and value is not False)


def _plain(ds: DaemonSet, minor: int, error: FieldError, message: str, *, absence: bool) -> Hit:
    from dslint.checks.apiserver.describe import at_key, params
    from dslint.kube.apiserver.errortext import error_text

    place = ds.root.get(*error.at)
    return Hit(
        message=message,
        field=place,
        params=params(error, place),
        key=at_key(error),
        absence=absence or error.reason in {"FieldValueRequired", "FieldValueNotFound"},
        server_field=error.field,
        reason=error.reason,
        server_text=error_text(error, minor),
    )
