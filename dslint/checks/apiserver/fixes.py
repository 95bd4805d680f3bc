"""What would mend an error of the API server: one answer where there is one, else none.

Every function here takes the hit of an error, as it is told, and returns it with a fix where there is one, and where
that says more with other parameters or another message; ``routes.py`` says for which errors.
"""

from __future__ import annotations

from dslint.checks.apiserver.describe import nearest, to_be_filled_in
from dslint.checks.apiserver.enrich import unmet_requirements
from dslint.finding import InsertEntry, Reindent, RemoveEntry, RemoveItem, SetScalar
from dslint.source.reindent import is_unwritten
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.finding import Hit, Operation
    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field


def _mended(hit: Hit, *intents: Operation, **params: Any) -> Hit:
    return hit._replace(fix=intents, params={**hit.params, **params} if params else hit.params)


def nearest_value(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Write the legal value that another one resembles."""
    near, value = nearest(error, hit.field.value), hit.field.value
    if not near or (isinstance(error.value, str) and error.value != value):  # a part of an annotation
        return hit
    return _mended(hit, SetScalar(hit.field, near))


def right_case(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Write a legal value as it is listed where only upper and lower case differ."""
    near = nearest(error, hit.field.value)
    return nearest_value(ds, error, hit) if near and near.lower() == hit.field.value.lower() else hit


def remove(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Remove a field that a DaemonSet cannot have."""
    return _mended(hit, RemoveEntry(hit.field))


def always(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Set the only restart policy that there is."""
    return _mended(hit, SetScalar(hit.field, "Always"))


def add_selector(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Add a selector, or fill an empty one, from labels of the pod template."""
    from dslint.checks.apiserver.selector import selector_labels

    labels = selector_labels(ds)
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


def set_labels(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Give the pod template the labels that the selector requires, where it leaves no choice."""
    labels, wanted = ds.template.get("metadata", "labels"), unmet_requirements(ds)
    if any(it.operator != "In" or len(it.values) != 1 or to_be_filled_in(it.values[0]) for it in wanted):
        return hit
    beside = ds.template.get("metadata", "name")
    if is_unwritten(labels.node) and [(it.key, it.values[0]) for it in wanted] == [("name", beside.text)]:
        return _mended(hit, Reindent(((beside, labels),)), advice="indent name under labels")
    each = " and ".join(f'{it.key} to "{it.values[0]}"' for it in wanted)
    intents = (SetScalar(labels.get(it.key), it.values[0]) for it in wanted)
    return _mended(hit, *intents, advice=Sentence(f"set the label{'s' * (len(wanted) > 1)} {each}"))


def none_unavailable(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Let a rollout that surges wait for the new pod, where nothing else was asked for."""
    if hit.message != "both-by-default":
        return hit
    assert hit.field.parent is not None  # noqa: S101 - a field of rollingUpdate
    other = hit.field.parent.get("maxUnavailable")
    if other.node is not None:
        return _mended(hit, SetScalar(other, 0))
    return _mended(hit, InsertEntry(hit.field.parent, "maxUnavailable", 0, after="maxSurge"))


def all_pods(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Set the greatest percentage."""
    return _mended(hit, SetScalar(hit.field, "100%"))


def unquote(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Write a number without its quotes."""
    return _mended(hit, SetScalar(hit.field, int(error.value))) if hit.message == "quoted" else hit


def container_port(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Set the host's port to the container's."""
    port = _beside(hit.field, "containerPort").value
    return _mended(hit, SetScalar(hit.field, port)) if isinstance(port, int) and port else hit


def every_taint(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Let a toleration without a key, of a named effect, tolerate every taint of that effect."""
    if hit.field.name != "operator":  # a part of an annotation
        return hit
    if _beside(hit.field, "value"):
        return hit._replace(message="only-value")
    return _mended(hit, SetScalar(hit.field, "Exists")) if _beside(hit.field, "effect") else hit


def _beside(field: Field, name: str) -> Field:
    return (field.parent or field).get(name)


def operator(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Write an operator as it is called; the server does not list those that there are."""
    known = {name.lower(): name for name in str(hit.params["operators"]).split(", ")}
    near = known.get(str(error.value).lower())
    if not near or hit.field.value != error.value:
        return hit
    return _mended(hit, SetScalar(hit.field, near), write=f"write {near}; there are ")


def drop_empty_values(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Remove values that say nothing."""
    if any(item.value != "" for item in hit.field.items()):
        return hit
    return _mended(hit._replace(message="empty-values"), RemoveEntry(hit.field))


def drop_repeated(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Remove an item that says the same as the one before it."""
    last = max((number for number, step in enumerate(error.at) if isinstance(step, int)), default=0)
    again, notes = ds.root.get(*error.at[: last + 1]), hit.notes
    first = notes[0].field if notes else None
    while first is not None and first.name is not None and not isinstance(first.name, int):
        first = first.parent
    if first is None or first.path[:-1] != again.path[:-1] or first.value != again.value or first.path == again.path:
        return hit
    return _mended(hit._replace(message="alike"), RemoveItem(again))


def lower_to_limit(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Set a request to the limit."""
    limit = ds.root.get(*error.at[:-2], "limits", error.at[-1])
    value = limit.value
    return _mended(hit, SetScalar(hit.field, value)) if isinstance(value, (str, int)) else hit


def add_limit(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Add the limit that a resource needs, which cannot be another amount than the request."""
    amount, name = hit.field.value, str(error.at[-1])
    if not isinstance(amount, (str, int)):
        return hit
    return _mended(hit, InsertEntry(ds.root.get(*error.at[:-2], "limits"), name, amount))


def octal(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Write a file mode with its leading zero, which JSON does not have."""
    if hit.message != "decimal-mode":
        return hit
    as_yaml = None if ds.source.text.lstrip().startswith("{") else f"0{hit.field.raw}"
    return _mended(hit, SetScalar(hit.field, hit.params["meant"], as_yaml))
