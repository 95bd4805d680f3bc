"""What the containers of an agent may use of their node: limits and requests of memory, cpu and local storage."""

from __future__ import annotations

from dslint.checks.agents import (
    PERHAPS,
    is_advised,
    is_of_the_system,
    is_sidecar,
    may_be_advised,
    only_installs,
    programs,
)
from dslint.checks.parts import SHARED, amount, containers, one_hit, requests_some
from dslint.kube.values.unchecked import mapping_at, mappings_at
from dslint.manifest.daemonset import Place
from dslint.manifest.rights import Needs
from dslint.pattern import pattern
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Owner
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

# OpenShift asks its own components to set requests and no limits:
# https://github.com/openshift/enhancements/blob/master/CONVENTIONS.md#resources-and-limits
_WITHOUT_LIMITS = "openshift-"
_OF_OPENSHIFT = "quay.io/openshift/"
# what people write above resources that they leave open, or leave of them; a cpu limit is another matter
_ON_PURPOSE = pattern(
    r"# *(?:[Nn]o|[Ww]ithout|[Uu]nset|[Oo]mit)\b[^\n]*\b(?:mem|memory|resource)\b[^\n]*\blimits?\b|# *[Nn]o limits\b"
    r"|# *limits: *\n"
)
# requests left as comments: the key of them, or amounts below resources that are open
_LEFT_OUT = pattern(r"# *requests: *\n|\n *resources:[^\n]*(?:\n *#[^\n]*)*\n *# *(?:cpu|memory): *\S")
_MANAGEMENT = "target.workload.openshift.io/management"  # which only they have


class Lacking(NamedTuple):
    """The containers of one DaemonSet that lack something: each with its place, and what it lacks.

    ``bare``: none of all its containers requests anything. ``sure``: it is an agent that somebody runs for long, and
    more than sidecars of it lack something.
    """

    containers: tuple[tuple[str, Place, str], ...]
    bare: bool
    sure: bool


def unlimited(workload: Workload, _context: Context) -> Lacking | None:
    """Keep the containers without a memory limit; a limit for the whole pod bounds them all."""
    if _pod_level(workload, "limits", "memory"):
        return None
    if all(amount(one.stored, "limits", "memory") for one in containers(workload)):
        return None  # before anybody works out what it is for
    if not may_be_advised(workload) or Needs(workload.role).unlimited or _is_of_openshift(workload):
        return None
    if _is_filled_in(workload):
        return None
    lacking = _lacking(workload, lambda one: "" if amount(one, "limits", "memory") else "memory")
    return None if lacking is None or workload.written.says(_ON_PURPOSE) else lacking


def _is_of_openshift(workload: Workload) -> bool:
    """Tell whether a DaemonSet is a component of OpenShift: by its namespace, its images, or where its pods work."""
    annotations = mapping_at(workload.stored, "spec", "template", "metadata", "annotations")
    if (workload.written.name.namespace or "").startswith(_WITHOUT_LIMITS) or _MANAGEMENT in annotations:
        return True
    return any((one.stored.get("image") or "").startswith(_OF_OPENSHIFT) for one in containers(workload))


def unrequested(workload: Workload, context: Context) -> Lacking | None:
    """Keep the containers that request no cpu or no memory; the server requests what is a limit."""
    if not any(_unrequested(workload, one.stored) for one in containers(workload)):
        return None
    if not may_be_advised(workload) or only_installs(workload) or _is_filled_in(workload):
        return None
    lacking = _lacking(workload, lambda one: " or ".join(_unrequested(workload, one)))
    if lacking and lacking.bare and "DS501" in context.selected and unlimited(workload, context):
        return None  # said there in one sentence
    if lacking and lacking.bare and (_requests_at_first(workload) or workload.written.says(_LEFT_OUT)):
        return None
    return lacking


def _is_filled_in(workload: Workload) -> bool:
    """Tell whether a tool fills in what containers may use: placeholders stand there, of which no amount is known."""
    fragment = workload.written.fragment
    if fragment is None:
        return False
    resources = [one.field(workload).get("resources") for one in containers(workload)]
    amounts = [one for some in resources for kind in ("limits", "requests") for one in some.get(kind).entries()]
    return fragment.fills(*(one.text for one in (*resources, *amounts)))


def _requests_at_first(workload: Workload) -> bool:
    """Tell whether init containers request cpu and memory: the scheduler keeps that free as long as the pod runs."""
    first = [one.stored for one in containers(workload) if one.kind != "containers"]
    return all(any(requests_some(one, name) for one in first) for name in SHARED)


def _is_sure(workload: Workload) -> bool:
    return is_advised(workload) and (PERHAPS not in workload.role or is_of_the_system(workload))


def missing_memory_limit(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find agents that may take all of the memory of their node."""
    requested = _with_defaults(objects, "defaultRequest")
    for one in _unmanaged(kept, objects, "default"):
        kind = "bare" if one.facts.bare and _space(one.owner) not in requested else "found"
        yield _found(kind if one.facts.sure else f"{kind}-perhaps", one.facts, {})


def missing_requests(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find agents for which the scheduler reserves nothing, or not all."""
    for one in _unmanaged(kept, objects, "default", "defaultRequest"):
        lacks = {what for _, _, what in one.facts.containers}
        what = lacks.pop() if len(lacks) == 1 else "cpu or memory"
        kind = "partly" if not one.facts.bare else "found" if one.facts.sure else "found-perhaps"
        yield _found(kind, one.facts, {"what": what})


def cpu_limits(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find cpu limits where a team wants none, or containers without one where it wants them."""
    wanted = context.options.get("wanted")
    found = []
    for one in containers(workload):
        field = one.field(workload)
        limit = amount(one.stored, "limits", "cpu")
        if limit is not None and not wanted:
            found.append((one.name, field.get("resources", "limits", "cpu")))
        elif limit is None and wanted and not _pod_level(workload, "limits", "cpu"):
            found.append((one.name, field.get("name")))
    if found and wanted:
        yield one_hit("missing", found, absence=True)
    elif found:
        yield one_hit("found", found)


def _found(message: str, facts: Lacking, params: Mapping[str, str]) -> Hit:
    return one_hit(message, [(name, place) for name, place, _ in facts.containers], params)


def _lacking(workload: Workload, lacks: Callable[[Mapping[str, Any]], str]) -> Lacking | None:
    """Return the containers of a DaemonSet that lack something."""
    found, bare, sure = [], True, False
    for one in programs(workload):
        bare = bare and len(_unrequested(workload, one.stored)) == len(SHARED)
        if what := lacks(one.stored):
            field = one.field(workload)
            resources = field.get("resources")
            at = workload.written.keep(resources or field.get("name"), key=bool(resources))
            sure = sure or not is_sidecar(one.stored)
            found.append((one.name, at, what))
    return Lacking(tuple(found), bare, sure and _is_sure(workload)) if found else None


def _unrequested(workload: Workload, container: Mapping[str, Any]) -> list[str]:
    """Return what nothing requests for a container, be it by itself or for the whole pod."""
    return [
        name
        for name in SHARED
        if not amount(container, "requests", name) and not _pod_level(workload, "requests", name)
    ]


def _pod_level(workload: Workload, kind: str, resource: str) -> Any:
    """Return what the whole pod limits or requests (from 1.34 on, by default)."""
    return amount(workload.pod, kind, resource)


def _unmanaged(kept: Sequence[Kept], objects: Sequence[Record], *defaults: str) -> Iterator[Kept]:
    """Yield the DaemonSets whose resources nothing else of the run sets: no autoscaler, no LimitRange with defaults."""
    scaled = {(one.namespace, _target(one.value)) for one in objects if one.kind == "VerticalPodAutoscaler"}
    limited = _with_defaults(objects, *defaults)
    for one in kept:
        name = one.owner.name
        if (name.namespace, name.name) not in scaled and _space(one.owner) not in limited:
            yield one


def _target(autoscaler: Mapping[str, Any]) -> str | None:
    """Return the name of the DaemonSet that an autoscaler changes; with the mode Off it only recommends."""
    target = mapping_at(autoscaler, "spec", "targetRef")
    if mapping_at(autoscaler, "spec", "updatePolicy").get("updateMode") == "Off":
        return None
    name = target.get("name") if target.get("kind") == "DaemonSet" else None
    return name if isinstance(name, str) else None


def _space(owner: Owner) -> tuple[str | None, str]:
    """Return where an object goes: its namespace, or the folder from which it is applied to one."""
    return owner.name.namespace, "" if owner.name.namespace else owner.folder


def _with_defaults(objects: Sequence[Record], *defaults: str) -> set[tuple[str | None, str]]:
    """Return where a LimitRange sets the memory of containers, by one of the defaults it may have.

    Source: defaultContainerResourceRequirements in plugin/pkg/admission/limitranger/admission.go; the defaults of a
    LimitRange are stored with each default a default request too.
    """
    return {
        _space(one.owner)
        for one in objects
        if one.kind == "LimitRange"
        for row in mappings_at(one.value, "spec", "limits")
        if row.get("type", "Container") == "Container" and any("memory" in mapping_at(row, name) for name in defaults)
    }
