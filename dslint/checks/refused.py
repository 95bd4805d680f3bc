"""Pods that the cluster refuses for what stands around the DaemonSet: limit ranges, quotas, classes, namespaces."""

from __future__ import annotations

from array import array

from dslint.checks.references import Reference, missing, reference
from dslint.finding import Hit, Note
from dslint.kube.nodes.placement import POD_SPEC
from dslint.manifest.daemonset import Place
from dslint.manifest.field import Field, json_pointer
from dslint.manifest.kept import once, same
from dslint.phrases import SHOWN
from dslint.record import NamedTuple
from dslint.source.text import Span
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.apiserver.refusals import Refusal
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

# what is spoken of, what to point at, and how many steps of that are there
Spot = tuple["Path", "Path", int]
_CONTAINERS: Path = ("containers",)
_SELECTOR: Path = ("nodeSelector",)
_LISTS = ("containers", "initContainers")
_OF_PODS = ("nodeSelector", "overhead", "preemptionPolicy", "priorityClassName", "resources", "runtimeClassName")
_OF_CONTAINERS = ("name", "resources", "restartPolicy")


class Made(NamedTuple):
    """The pods of a DaemonSet as its template has them, the runtime class that it names, and what to point at.

    ``spots`` has by path below the pod spec the text to point at, the steps to it, and how many of these are there.
    """

    pod: Mapping[str, Any]
    runtime: Reference | None
    spec: Place
    spots: tuple[Spot, ...]
    offsets: Sequence[int]
    """Where the spots begin and end."""

    def place(self, path: Path) -> Place:
        """Return the place of what is nearest to a path."""
        steps, known = path[len(POD_SPEC) :], [about for about, _, _ in self.spots]
        while steps not in known and len(steps) > 1:
            steps = steps[:-1]
        number = known.index(steps if steps in known else _CONTAINERS)
        span, (_, steps, there) = Span(*self.offsets[2 * number : 2 * number + 2]), self.spots[number]
        spec = self.spec.location()
        at = spec._replace(span=span, pointer=spec.pointer + json_pointer(steps[:there]))
        identity = "/".join((self.spec.identity, *self._named(steps)))
        return Place(at, identity, (*self.spec.path, *steps), self.spec.owner)

    def _named(self, steps: Path) -> Iterator[str]:
        """Yield the steps of an identity: containers go by their name."""
        for step in steps:
            name = self.pod[str(steps[0])][step].get("name") if isinstance(step, int) else None
            yield f"[name={name}]" if name else f"[{step}]" if isinstance(step, int) else str(step)


def asking(workload: Workload, _context: Context) -> Made | None:
    """Keep what a whole DaemonSet asks of its cluster."""
    ds = workload.written
    if not ds.is_whole or workload.answer.decode_errors:
        return None
    runtime = reference(workload, ds.pod_spec.get("runtimeClassName"))
    spots, offsets = _spots(ds, workload.pod)
    return Made(once(_asked(workload.pod)), runtime, ds.keep(ds.pod_spec, key=True), spots, offsets)


def _asked(pod: Mapping[str, Any]) -> dict[str, Any]:
    """Return what objects of these kinds look at of a pod: it is kept for the whole run."""
    asked = {key: pod[key] for key in _OF_PODS if pod.get(key)}
    for field in _LISTS:
        if pod.get(field):
            asked[field] = [{key: one[key] for key in _OF_CONTAINERS if one.get(key)} for one in pod[field]]
    return asked


def _spots(ds: DaemonSet, pod: Mapping[str, Any]) -> tuple[tuple[Spot, ...], Sequence[int]]:
    """Return what to point at by what is spoken of, and where: there may be many, and few are ever told."""
    above, spots, spans = len(ds.pod_spec.path), list[Spot](), list[Span]()
    for about, steps, field in _fields(ds.pod_spec, pod):
        spans.append(field.span(key=True))
        there = len(steps) if field.node is not None else len(field.nearest().path) - above
        spots.append((about, steps, there))
    ds.source.excerpt(*spans)
    return same(tuple(spots)), array("Q", [offset for span in spans for offset in span])


def _fields(spec: Field, pod: Mapping[str, Any]) -> Iterator[tuple[Path, Path, Field]]:
    """Yield what is spoken of, what to point at, and that as it is written."""
    yield _CONTAINERS, _CONTAINERS, spec.get("containers")
    if pod.get("nodeSelector"):
        yield _SELECTOR, _SELECTOR, spec.get("nodeSelector")
    for name in _LISTS:
        written = list(spec.get(name).items()) if pod.get(name) else []
        for index, container in enumerate(pod.get(name) or ()):
            resources = container.get("resources")
            if resources:
                within = written[index].get("resources")
                yield (name, index), (name, index, "resources"), within
                requests = within.get("requests")
                for resource in resources.get("requests") or ():
                    steps = (name, index, "resources", "requests", resource)
                    yield steps, steps, requests.get(resource)


def refused(kept: Sequence[Kept], objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find DaemonSets that get no pod: the controller goes on trying, and only its events say why."""
    for one, found in _refusals(kept, objects, context) if objects else ():
        if found:
            (first, _), *others = found
            params = {"why": Sentence(first.message + (f", and {len(others)} more" if others else ""))}
            notes = tuple(
                Note(by.at, "refuses it" if by is found[0][1] else refusal.message)
                for refusal, by in found[:SHOWN]
                if by is not None
            )
            yield Hit("found", one.facts.place(first.at), params, key=True, absence=True, notes=notes)
    runtimes = [one._replace(facts=one.facts.runtime) for one in kept if one.facts.runtime is not None]
    classes = [one for one in objects if one.kind == "RuntimeClass"]
    for hit in missing(runtimes, classes, spaced=False, known=()):
        yield hit._replace(message="runtime-class")


def _refusals(
    kept: Sequence[Kept], objects: Sequence[Record], context: Context
) -> Iterator[tuple[Kept, list[tuple[Refusal, Record | None]]]]:
    """Yield why no pod of a DaemonSet is made, each with the object that refuses them."""
    from dslint.manifest.surroundings import Surroundings, folder_of  # few runs have such objects

    namespaced = context.cluster is not None and context.cluster.namespaced
    around = Surroundings(objects, namespaced=namespaced, apart=True)
    for one in kept:
        namespace = one.owner.name.namespace or folder_of(one.owner)
        found = around.admit(one.facts.pod, namespace, context.minor).refusals
        yield one, [(it, None if it.by is None else around.record(it.by, namespace)) for it in found]
