"""What the containers of an agent may use of their node: limits and requests of memory, cpu and local storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.parts import Container, containers, one_hit
from dslint.manifest.daemonset import Place
from dslint.manifest.idle import waits
from dslint.manifest.rights import Needs
from dslint.manifest.role_facts import repository
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload


class Lacking(NamedTuple):
    """The containers of one DaemonSet that lack something: each with its place, and what it lacks."""

    containers: tuple[tuple[str, Place, str], ...]


def unlimited(workload: Workload, _context: Context) -> Lacking | None:
    """Keep the containers without a memory limit; a limit for the whole pod bounds them all."""
    if _pod_level(workload, "limits", "memory"):
        return None
    lacking = _lacking(workload, lambda one: "" if _amount(one, "limits", "memory") else "memory")
    return lacking if lacking and Needs(workload.role).memory_limit else None


def unrequested(workload: Workload, _context: Context) -> Lacking | None:
    """Keep the containers that request no cpu or no memory; the server requests what is a limit."""
    pod = {name for name in ("cpu", "memory") if _pod_level(workload, "requests", name)}

    def lacks(container: Mapping[str, Any]) -> str:
        names = [name for name in ("cpu", "memory") if name not in pod and not _amount(container, "requests", name)]
        return " or ".join(names)

    return _lacking(workload, lacks)


def missing_memory_limit(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find agents that may take all of the memory of their node."""
    for one in _unmanaged(kept, objects):
        yield _found(one.facts, {})


def missing_requests(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find agents for which the scheduler reserves nothing."""
    for one in _unmanaged(kept, objects):
        lacks = {what for _, _, what in one.facts.containers}
        what = lacks.pop() if len(lacks) == 1 else "cpu or memory"
        yield _found(one.facts, {"what": what})


def _found(facts: Lacking, params: Mapping[str, str]) -> Hit:
    return one_hit("found", [(name, place) for name, place, _ in facts.containers], params)


def _lacking(workload: Workload, lacks: Callable[[Mapping[str, Any]], str]) -> Lacking | None:
    """Return the containers of a whole DaemonSet that lack something; those that only wait are let be."""
    if not workload.written.is_whole:
        return None
    found = []
    for one in running(workload):
        if what := lacks(one.stored):
            field = one.field(workload)
            resources = field.get("resources")
            at = workload.written.keep(resources or field.get("name"), key=bool(resources))
            found.append((one.name, at, what))
    return Lacking(tuple(found)) if found else None


def running(workload: Workload) -> Iterator[Container]:
    """Yield the containers that run beside each other: sidecars too, none that only waits."""
    for one in containers(workload):
        if one.kind == "containers":
            if not only_waits(one.stored):
                yield one
        elif one.stored.get("restartPolicy") == "Always":
            yield one


def only_waits(container: Mapping[str, Any]) -> bool:
    """Tell whether a container does nothing but keep its pod alive: its init containers did the work."""
    image = container.get("image") or ""
    if "pause" in image and repository(image).rpartition("/")[2].startswith("pause"):
        return True
    if not container.get("command") and not container.get("args"):
        return False
    words = " ".join([*(container.get("command") or ()), *(container.get("args") or ())])
    return waits(words)


def _amount(container: Mapping[str, Any], kind: str, resource: str) -> Any:
    """Return what a container limits or requests; in pods a limit is a request where nothing else is said.

    Source: ``SetDefaults_Pod`` in pkg/apis/core/v1/defaults.go; templates keep what is written.
    """
    resources = container.get("resources") or {}
    amount = (resources.get(kind) or {}).get(resource)
    if amount is None and kind == "requests":
        return (resources.get("limits") or {}).get(resource)
    return amount


def _pod_level(workload: Workload, kind: str, resource: str) -> Any:
    """Return what the whole pod limits or requests (from 1.34 on, by default)."""
    return _amount(workload.pod, kind, resource)


def _unmanaged(kept: Sequence[Kept], objects: Sequence[Record]) -> Iterator[Kept]:
    """Yield the DaemonSets whose resources nothing else of the run sets: no autoscaler, no LimitRange with defaults."""
    scaled = {(one.namespace, _target(one.value)) for one in objects if one.kind == "VerticalPodAutoscaler"}
    limited = {one.namespace for one in objects if one.kind == "LimitRange" and _has_defaults(one.value)}
    for one in kept:
        name = one.owner.name
        if (name.namespace, name.name) not in scaled and name.namespace not in limited:
            yield one


def _target(autoscaler: Mapping[str, Any]) -> str | None:
    spec = autoscaler.get("spec")
    target = spec.get("targetRef") if isinstance(spec, dict) else None
    name = target.get("name") if isinstance(target, dict) and target.get("kind") == "DaemonSet" else None
    return name if isinstance(name, str) else None


def _has_defaults(limits: Mapping[str, Any]) -> bool:
    spec = limits.get("spec")
    rows = spec.get("limits") if isinstance(spec, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and row.get("default") for row in rows)
