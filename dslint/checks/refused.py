"""Pods that the cluster refuses for what stands around the DaemonSet: limit ranges, quotas, classes, namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.checks.references import Reference, missing, reference
from dslint.finding import Hit
from dslint.kube.nodes.placement import POD_SPEC
from dslint.manifest.surroundings import Surroundings
from dslint.record import NamedTuple
from dslint.template import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet, Place
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_CONTAINERS: Path = (*POD_SPEC, "containers")
_SELECTOR: Path = (*POD_SPEC, "nodeSelector")
_LISTS = ("containers", "initContainers")
_OF_PODS = ("nodeSelector", "overhead", "preemptionPolicy", "priorityClassName", "resources", "runtimeClassName")
_OF_CONTAINERS = ("name", "resources", "restartPolicy")


class Made(NamedTuple):
    """The pods of a DaemonSet as its template has them, the runtime class that it names, and the places to point at."""

    pod: Mapping[str, Any]
    runtime: Reference | None
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Return the place of what is nearest to a path."""
        while path not in self.places and len(path) > len(_CONTAINERS):
            path = path[:-1]
        return self.places[path if path in self.places else _CONTAINERS]


def asking(workload: Workload, _context: Context) -> Made | None:
    """Keep what a whole DaemonSet asks of its cluster."""
    ds = workload.written
    if not ds.is_whole or workload.answer.decode_errors:
        return None
    runtime = reference(workload, ds.pod_spec.get("runtimeClassName"))
    return Made(_asked(workload.pod), runtime, _places(ds, workload.pod))


def _asked(pod: Mapping[str, Any]) -> dict[str, Any]:
    """Return what objects of these kinds look at of a pod: it is kept for the whole run."""
    asked = {key: pod[key] for key in _OF_PODS if pod.get(key)}
    for field in _LISTS:
        if pod.get(field):
            asked[field] = [{key: one[key] for key in _OF_CONTAINERS if one.get(key)} for one in pod[field]]
    return asked


def _places(ds: DaemonSet, pod: Mapping[str, Any]) -> dict[Path, Place]:
    """Return what to point at, by what is spoken of: few places, since each is kept for the whole run."""
    spec = ds.pod_spec
    found = {_CONTAINERS: ds.keep(spec.get("containers"), key=True)}
    if pod.get("nodeSelector"):
        found[_SELECTOR] = ds.keep(spec.get("nodeSelector"), key=True)
    for field in _LISTS:
        for index, container in enumerate(pod.get(field) or ()):
            about, written = (*POD_SPEC, field, index), spec.get(field, index)
            resources = container.get("resources") or {}
            requests = resources.get("requests") or ()
            if requests:
                within = written.get("resources", "requests")
                found.update(
                    ((*about, "resources", "requests", name), ds.keep(within.get(name), key=True)) for name in requests
                )
            if resources:
                found[about] = ds.keep(written.get("resources"), key=True)
    return found


def refused(kept: Sequence[Kept], objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find DaemonSets that get no pod: the controller goes on trying, and only its events say why."""
    namespaced = context.cluster is not None and context.cluster.namespaced
    around = Surroundings(objects, namespaced=namespaced)
    for one in kept:
        found = around.admit(one.facts.pod, one.owner.name.namespace, context.minor).refusals
        if found:
            first, *others = found
            more = f", and {len(others)} more" if others else ""
            yield Hit(
                "found", one.facts.place(first.at), {"why": Sentence(first.message + more)}, key=True, absence=True
            )
    runtimes = [one._replace(facts=one.facts.runtime) for one in kept if one.facts.runtime is not None]
    classes = [one for one in objects if one.kind == "RuntimeClass"]
    for hit in missing(runtimes, classes, spaced=False, known=()):
        yield hit._replace(message="runtime-class")
