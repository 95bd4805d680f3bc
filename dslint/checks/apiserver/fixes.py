"""What would mend an error of the API server: one answer where there is one, else none.

A table by rule and message, like ``topics.py``. Texts to be filled in and parts of a DaemonSet are left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dslint.checks.apiserver.describe import nearest, placeholder
from dslint.checks.apiserver.enrich import unmet_requirements
from dslint.finding import InsertEntry, RemoveEntry, RemoveItem, SetScalar

if TYPE_CHECKING:
    from dslint.finding import Hit, Operation
    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

    Mend = Callable[[DaemonSet, FieldError, Hit], Hit]

# Labels that change from one release to the next, which a selector would hold for ever, or that set something
_PASSING = frozenset({
    "version", "app.kubernetes.io/version", "chart", "helm.sh/chart", "heritage", "app.kubernetes.io/managed-by",
    "kubernetes.io/cluster-service", "addonmanager.kubernetes.io/mode", "sidecar.istio.io/inject",
})  # fmt: skip
# Rules whose values are put right where they only resemble a legal one; those of the others, where the case differs
_BOLD = frozenset({"DS107", "DS112", "DS113", "DS117", "DS118"})


def with_fix(ds: DaemonSet, rule: str, error: FieldError, hit: Hit) -> Hit:
    """Return the hit with what would mend it."""
    if hit.message == "unsupported":
        hit = _nearest(rule, error, hit)
    elif mend := _FIXES.get((rule, hit.message)):
        hit = mend(ds, error, hit)
    return hit._replace(fix=()) if ds.fragment is not None and hit.fix else hit


def _mended(hit: Hit, *intents: Operation, **params: Any) -> Hit:
    return hit._replace(fix=intents, params={**hit.params, **params} if params else hit.params)


def _nearest(rule: str, error: FieldError, hit: Hit) -> Hit:
    value = hit.field.value
    near = nearest(error, value)
    if not near or (isinstance(error.value, str) and error.value != value):  # a part of an annotation
        return hit
    if rule not in _BOLD and near.lower() != value.lower():
        return hit
    return _mended(hit, SetScalar(hit.field, near))


def _to_be_filled_in(text: str) -> bool:
    return "{{" in text or placeholder(text)


def _remove(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    return _mended(hit, RemoveEntry(hit.field))


def _always(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    return _mended(hit, SetScalar(hit.field, "Always"))


def selecting(ds: DaemonSet, *, lasting: bool) -> dict[str, str]:
    """Return the labels of the pod template that its selector is to repeat; empty where they cannot be told.

    ``lasting`` leaves out those that do not say whose pods these are, if others remain.
    """
    labels = ds.template.get("metadata", "labels").value
    if not isinstance(labels, dict) or any(not isinstance(it, str) or _to_be_filled_in(it) for it in labels.values()):
        return {}
    return (lasting and {name: value for name, value in labels.items() if name not in _PASSING}) or labels


def _selector(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Add a selector, or fill an empty one: as extensions/v1beta1 did, from all labels, where it was written for it."""
    labels = selecting(ds, lasting=hit.message != "old-version")
    # what stands in a selector beside its two fields is meant for one of them: nothing is filled in before it is moved
    stray = [field.name for field in ds.selector.entries() if field.name not in ("matchLabels", "matchExpressions")]
    if not labels or stray:
        return _mended(hit, labels="that repeat labels of the pod template")
    fields = ds.selector.get("matchLabels")
    intents: tuple[Operation, ...]
    if hit.message != "empty":
        before = [field.name for field in ds.root.get("spec").entries()]
        after = str(before[before.index("template") - 1]) if before[0] != "template" else ""
        intents = (InsertEntry(ds.root.get("spec"), "selector", {"matchLabels": labels}, after),)
    elif fields.node is None:
        intents = (InsertEntry(ds.selector, "matchLabels", labels),)
    else:
        intents = tuple(InsertEntry(fields, name, value) for name, value in labels.items())
    return _mended(hit, *intents, labels=", ".join(f"{name}: {value}" for name, value in labels.items()))


def _labels(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Give the pod template the labels that the selector requires, where it leaves no choice."""
    labels, wanted = ds.template.get("metadata", "labels"), unmet_requirements(ds)
    if any(it.operator != "In" or len(it.values) != 1 or _to_be_filled_in(it.values[0]) for it in wanted):
        return hit
    told = " and ".join(f'{it.key} to "{it.values[0]}"' for it in wanted)
    intents = (SetScalar(labels.get(it.key), it.values[0]) for it in wanted)
    return _mended(hit, *intents, advice=f"set the label{'s' * (len(wanted) > 1)} {told}")


def _unsurge(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    assert hit.field.parent is not None  # noqa: S101 - a field of rollingUpdate
    other = hit.field.parent.get("maxUnavailable")
    if other.node is not None:
        return _mended(hit, SetScalar(other, 0))
    return _mended(hit, InsertEntry(hit.field.parent, "maxUnavailable", 0, after="maxSurge"))


def _all(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    return _mended(hit, SetScalar(hit.field, "100%"))


def _number(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    return _mended(hit, SetScalar(hit.field, int(error.value)))


def _container_port(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    port = _beside(hit.field, "containerPort").value
    return _mended(hit, SetScalar(hit.field, port)) if isinstance(port, int) and port else hit


def _every_taint(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Let a toleration without a key, of a named effect, tolerate every taint of that effect."""
    if hit.field.name != "operator":  # a part of an annotation
        return hit
    if _beside(hit.field, "value"):
        return hit._replace(message="only-value")
    return _mended(hit, SetScalar(hit.field, "Exists")) if _beside(hit.field, "effect") else hit


def _beside(field: Field, name: str) -> Field:
    return (field.parent or field).get(name)


def _operator(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Write an operator as it is called; the server does not list those that there are."""
    known = {name.lower(): name for name in str(hit.params["operators"]).split(", ")}
    near = known.get(str(error.value).lower())
    if not near or hit.field.value != error.value:
        return hit
    return _mended(hit, SetScalar(hit.field, near), write=f"write {near}; there are ")


def _void_values(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Remove values that say nothing."""
    if any(item.value != "" for item in hit.field.items()):
        return hit
    return _mended(hit._replace(message="empty-values"), RemoveEntry(hit.field))


def _drop_repeated(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Remove an item that says the same as the one before it."""
    last = max((number for number, step in enumerate(error.at) if isinstance(step, int)), default=0)
    again, notes = ds.root.get(*error.at[: last + 1]), hit.notes
    first = notes[0].field if notes else None
    while first is not None and first.name is not None and not isinstance(first.name, int):
        first = first.parent
    if first is None or first.path[:-1] != again.path[:-1] or first.value != again.value or first.path == again.path:
        return hit
    return _mended(hit._replace(message="alike"), RemoveItem(again))


def _lower(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    limit = ds.root.get(*error.at[:-2], "limits", error.at[-1])
    value = limit.value
    return _mended(hit, SetScalar(hit.field, value)) if isinstance(value, (str, int)) else hit


def _limit(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Add the limit that a resource needs, which cannot be another amount than the request."""
    amount, name = hit.field.value, str(error.at[-1])
    if not isinstance(amount, (str, int)):
        return hit
    return _mended(hit, InsertEntry(ds.root.get(*error.at[:-2], "limits"), name, amount))


_FIXES: dict[tuple[str, str], Mend] = {
    ("DS101", "unmatched"): _labels,
    ("DS101", "missing"): _labels,
    ("DS102", "missing"): _selector,
    ("DS102", "old-version"): _selector,
    ("DS103", "empty"): _selector,
    ("DS104", "wrong"): _always,
    ("DS104", "unknown"): _always,
    ("DS105", "set"): _remove,
    ("DS105", "range"): _remove,
    ("DS106", "set"): _remove,
    ("DS107", "both-by-default"): _unsurge,
    ("DS107", "too-much"): _all,
    ("DS107", "quoted"): _number,
    ("DS108", "mismatch"): _container_port,
    ("DS112", "no-key"): _every_taint,
    ("DS113", "operator"): _operator,
    ("DS113", "values"): _void_values,
    ("DS114", "duplicate"): _drop_repeated,
    ("DS117", "over-limit"): _lower,
    ("DS117", "not-the-limit"): _lower,
    ("DS117", "no-limit"): _limit,
    ("DS118", "escalation"): _remove,
    ("DS199", "operator"): _operator,
}
