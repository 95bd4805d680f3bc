"""The API server's errors as hits: each under one rule, at its exact place, in our words and the server's.

``routes.py`` says which rule speaks of which error, ``describe.py`` puts it into words, ``fixes.py`` says what would
mend it. None is imported for a DaemonSet that the server takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dslint.finding import Hit, SetScalar
from dslint.manifest.schema import server_answer

if TYPE_CHECKING:
    from dslint.checks.apiserver.routes import Topic
    from dslint.kube.apiserver.fields import FieldError
    from dslint.kube.apiserver.server import Answer
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

OTHER = "DS199"
_TWICE = "DS114"


def errors_of(rule: str) -> Callable[[DaemonSet, Context], Iterable[Hit]]:
    """Return the check of a rule whose file says ``check: apiserver``: the server's errors that it speaks of."""

    def check(ds: DaemonSet, context: Context) -> Iterator[Hit]:
        if rule == OTHER:
            yield from _misspelt_kind(ds)
        yield from _hits(ds, context).get(rule, ())

    return check


def _misspelt_kind(ds: DaemonSet) -> Iterator[Hit]:
    """Yield the one error that the server never sees: kubectl finds no such kind and does not even ask it."""
    kind = ds.root.get("kind")
    if kind.text not in ("", "DaemonSet"):
        text = f'no matches for kind "{kind.text}" in version "{ds.api_version}"'
        yield Hit("kind", kind, {"kind": kind.text}, server_text=text, fix=(SetScalar(kind, "DaemonSet"),))


def is_refused(ds: DaemonSet, context: Context, field: Field) -> bool:
    """Tell whether a rule that is on reports that the server does not take the value of a field."""
    hits = _hits(ds, context)
    return any(hit.field.path == field.path for rule in hits if rule in context.selected for hit in hits[rule])


def _hits(ds: DaemonSet, context: Context) -> dict[str, list[Hit]]:
    answer = server_answer(ds, context)
    if answer.accepted:
        return {}
    hits: dict[str, list[Hit]] = ds.once(f"rejected-{context.minor}", lambda: _by_rule(ds, context, answer))
    return hits


def _by_rule(ds: DaemonSet, context: Context, answer: Answer) -> dict[str, list[Hit]]:
    """Sort the errors by the rule that speaks of them; those of a rule that is off are left to the general one."""
    from dslint.checks.apiserver.fixes import with_fix
    from dslint.checks.apiserver.routes import decode_topic, topic
    from dslint.checks.apiserver.types import wrong_type

    hits: dict[str, list[Hit]] = {}
    for mistake in answer.decode_errors:
        rule = decode_topic(mistake)
        said = rule if rule in context.selected else OTHER
        hits.setdefault(said, []).append(wrong_type(ds, mistake, said))
    for error in answer.errors:
        found = topic(ds, error)
        if found.rule not in context.selected:
            found = found._replace(rule=OTHER, message="", refine=None)
        hit = _hit(ds, error, _message(ds, error, found), absence=found.absence)
        if found.refine:
            hit = found.refine(ds, error, hit)
        hits.setdefault(found.rule, []).append(with_fix(ds, found.rule, error, hit))
    return hits


# What the message about an error is called where its topic does not say; any other: invalid
USUAL = {
    "FieldValueRequired": "missing",
    "FieldValueNotSupported": "unsupported",
    "FieldValueDuplicate": "duplicate",
    "FieldValueNotFound": "undeclared",
}
_ABOUT_VALUES = ("FieldValueInvalid", "FieldValueNotSupported")


def _message(ds: DaemonSet, error: FieldError, found: Topic) -> str:
    from dslint.checks.apiserver.describe import placeholder

    if found.rule != _TWICE and error.reason in _ABOUT_VALUES and placeholder(error.value):
        return "placeholder"
    if found.message:
        return found.message
    if error.reason in _ABOUT_VALUES and _is_zero(error.value) and ds.root.get(*error.at).node is None:
        return "missing"
    return USUAL.get(error.reason, "invalid")


def _is_zero(value: Any) -> bool:
    """Tell whether a value may be what Go has where nothing was given; a false that matters is said."""
    return value is None or (value in ("", 0) and value is not False)


def _hit(ds: DaemonSet, error: FieldError, message: str, *, absence: bool) -> Hit:
    from dslint.checks.apiserver.describe import at_key, params, server_line

    place = ds.root.get(*error.at)
    return Hit(
        message=message,
        field=place,
        params=params(error, place),
        key=at_key(error),
        absence=absence or error.reason in {"FieldValueRequired", "FieldValueNotFound"},
        server_field=error.field,
        reason=error.reason,
        server_text=server_line(error),
    )
