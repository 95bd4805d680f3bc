"""What some errors of the API server deserve besides the usual words: a second place, a better name.

Every function here takes the hit of an error and returns a richer one; ``routes.py`` says for which errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dslint.checks.apiserver.containers import in_containers
from dslint.finding import Hit, Note
from dslint.kube.nodes.selectors import Requirement, requirements
from dslint.phrases import suggest
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field


def _with(hit: Hit, **more: Any) -> dict[str, Any]:
    return {**hit.params, **more}


def missing_selector(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Place a missing selector where it would stand."""
    old = ds.api_version if ds.api_version == "extensions/v1beta1" else ""
    return hit._replace(field=ds.selector, message="old-version" if old else "missing")


def unmet_labels(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Point at every label that does not meet the selector, and at what the selector asks for."""
    labels, wanted = ds.template.get("metadata", "labels"), unmet_requirements(ds)
    notes: list[Note] = []
    for number, requirement in enumerate(wanted):
        place = labels.get(requirement.key)
        if number:
            notes.append(Note(place, "and this one" if place.node else f"{requirement.key} is missing here"))
        notes.append(Note(_requirement(ds, requirement), f"the selector requires {_asked(requirement)}"))
    first = wanted[0]
    place = labels.get(first.key)
    shown = f"{first.key}={place.text}"
    message = "unmatched" if place.node is not None else "missing"
    return hit._replace(
        field=place if place.node is not None else labels,
        message=message,
        params=_with(hit, label=shown, key=first.key, advice=Sentence(_cure(first)), more=_others(len(wanted) - 1)),
        notes=tuple(notes),
    )


def unmet_requirements(ds: DaemonSet) -> list[Requirement]:
    """Return what the selector asks of the pod template's labels in vain."""
    labels = ds.template.get("metadata", "labels").value
    given = {name: value or "" for name, value in labels.items()} if isinstance(labels, dict) else {}
    return [it for it in requirements(ds.selector.value, ("spec", "selector")) if not it.matches(given)]


def _requirement(ds: DaemonSet, requirement: Requirement) -> Field:
    place = ds.root.get(*requirement.at)
    return place.get("key") if requirement.at[-2] == "matchExpressions" else place


def _asked(requirement: Requirement) -> str:
    values = ", ".join(f'"{value}"' for value in requirement.values)
    if requirement.operator == "In":
        return values if len(requirement.values) == 1 else f"one of {values}"
    return {
        "NotIn": f"none of {values}",
        "Exists": f"a label {requirement.key}",
        "DoesNotExist": f"no label {requirement.key}",
    }[requirement.operator]


def _cure(requirement: Requirement) -> str:
    values = ", ".join(f'"{value}"' for value in requirement.values)
    if requirement.operator == "In":
        one_of = "" if len(requirement.values) == 1 else "one of "
        return f"set the label {requirement.key} to {one_of}{values}"
    if requirement.operator == "Exists":
        return f"add the label {requirement.key}"
    return f"remove the label {requirement.key}, or give it another value"


def _others(count: int) -> str:
    return f" (and {count} more)" if count else ""


def other_number(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Show the other number, or that it is 1 where it is not given."""
    assert hit.field.parent is not None  # noqa: S101 - a field of rollingUpdate
    other = hit.field.parent.get("maxUnavailable")
    if not other:
        return hit._replace(message="both-by-default")
    return hit._replace(params=_with(hit, other=other.value), notes=(Note(other, "not zero either"),), absence=False)


def quoted_number(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Tell a number in quotes from a text that is none."""
    return hit._replace(message="quoted") if re.fullmatch("0|[1-9][0-9]*", str(error.value)) else hit


def container_port(_ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Show the container's port beside the host's."""
    assert hit.field.parent is not None  # noqa: S101 - a field of a port
    port = hit.field.parent.get("containerPort")
    return hit._replace(params=_with(hit, port=port.value), notes=(Note(port, "the container listens here"),))


def limit(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Show the limit beside the request."""
    place = hit.field.parent and hit.field.parent.parent and hit.field.parent.parent.get("limits", error.at[-1])
    most = (place and place.raw) or error.detail.rpartition(" ")[2]
    notes = (Note(place, "the limit"),) if place else ()
    return hit._replace(params=_with(hit, resource=str(error.at[-1]), limit=most), notes=notes)


def privileged(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Show where privileged is switched off, if it is."""
    context = ds.root.get(*error.at[:6], "securityContext", "privileged")
    return hit._replace(notes=(Note(context, "not privileged"),) if context else ())


def escalation(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Show what lets the container escalate."""
    context = ds.root.get(*error.at[:-1])
    if error.detail.endswith("CAP_SYS_ADMIN"):
        added = (it for it in context.get("capabilities", "add").items() if it.text == "CAP_SYS_ADMIN")
        other = next(added, context)
        return hit._replace(params=_with(hit, other="CAP_SYS_ADMIN"), notes=(Note(other, "can escalate"),))
    privileged = Note(context.get("privileged"), "can escalate")
    return hit._replace(params=_with(hit, other="privileged"), notes=(privileged,))


@lru_cache(maxsize=1)  # asked for one mount after the other
def _volumes(ds: DaemonSet) -> dict[str, Field]:
    return {str(volume.get("name").value): volume.get("name") for volume in ds.pod_spec.get("volumes").items()}


def near_volume(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Tell a volume that is not there from one that is invalid, and propose a near one."""
    name = str(error.value)
    volumes = _volumes(ds)
    if not name:
        return hit._replace(message="nameless")
    if name in volumes:
        return hit._replace(message="invalid-volume", notes=(Note(volumes[name], "this volume is not valid"),))
    near = suggest(name, list(volumes), 0.75)
    if not near:
        return hit
    return hit._replace(
        message="undeclared-near",
        params=_with(hit, near=near),
        notes=(Note(volumes[near], "declared under this name"),),
    )


def decimal_mode(_ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Tell a file mode without its leading zero, which is decimal, from another number that is none."""
    raw = hit.field.raw
    if not re.fullmatch("[0-7]{3}", raw) or raw != str(error.value):
        return hit
    return hit._replace(message="decimal-mode", params=_with(hit, octal=f"{int(raw):o}", meant=int(raw, 8)))


def first_use(ds: DaemonSet, error: FieldError, hit: Hit) -> Hit:
    """Show where the same thing stands first, and tell the containers apart."""
    hit = within(ds, error, hit)
    for place in _alike(ds.root, error.at):
        if place.path == hit.field.path:
            break
        if place.value == hit.field.value and _same_port(place, hit.field):
            where = in_containers(ds, place.path, hit.field.path)
            return hit._replace(params=_with(hit, where=where), notes=(Note(place, "first used here"),))
    return hit


def within(ds: DaemonSet, _error: FieldError, hit: Hit) -> Hit:
    """Name the container."""
    return hit._replace(params=_with(hit, where=in_containers(ds, hit.field.path)))


def _alike(root: Field, at: tuple[Any, ...]) -> Iterator[Field]:
    """Yield the fields at the same place of each item of the same list, in the server's order.

    Init containers share their names with the containers, containers their host ports with each other.
    """
    if at[-3:-2] == ("initContainers",) and at[-1] == "name":
        yield from _alike(root, (*at[:-3], "containers", *at[-2:]))
    if at[-1] == "hostPort" and "containers" in at:
        for container in root.get(*at[:-4]).items():
            yield from (port.get("hostPort") for port in container.get("ports").items())
        return
    last = max((number for number, step in enumerate(at) if isinstance(step, int)), default=0)
    yield from (item.get(*at[last + 1 :]) for item in root.get(*at[:last]).items())


def _same_port(one: Field, other: Field) -> bool:
    """Tell whether two host ports are also of one protocol and address; true of all that is no host port."""
    if one.name != "hostPort" or one.parent is None or other.parent is None:
        return True
    return all(
        (one.parent.get(name).value or default) == (other.parent.get(name).value or default)
        for name, default in (("protocol", "TCP"), ("hostIP", ""))
    )
