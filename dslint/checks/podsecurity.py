"""Pod Security: what the level of a namespace objects to in the pods of a DaemonSet."""

from __future__ import annotations

from dslint.finding import Hit, Note
from dslint.kube.apiserver.objected import objected
from dslint.kube.values.unchecked import mapping_at
from dslint.manifest.kept import once
from dslint.record import NamedTuple
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.podsecurity import Violation
    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

# the fields of a pod and of its containers that the standards look at, beside ports of the node and hosts of handlers
_OF_PODS = ("hostNetwork", "hostPID", "hostIPC", "hostUsers", "os", "securityContext", "volumes")
_OF_CONTAINERS = ("name", "securityContext")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_LISTS = ("containers", "initContainers")


class Judged(NamedTuple):
    """The part of a pod template that the standards look at, and what any level but privileged objects to first."""

    template: Mapping[str, Any]
    at: Place


def judged(workload: Workload, context: Context) -> Judged | None:
    """Keep what the standards look at; nothing of what the server does not take, or where no level can be known."""
    ds = workload.written
    if workload.answer.decode_errors or (context.pod_security is None and not ds.owner.name.namespace):
        return None
    pod, metadata = workload.pod, workload.stored["spec"]["template"].get("metadata") or {}
    spec = {name: pod[name] for name in _OF_PODS if name in pod}
    for kind in _LISTS:
        spec[kind] = [_looked_at(one) for one in pod.get(kind) or ()]
    template = {"metadata": {"annotations": metadata.get("annotations")}, "spec": spec}
    return Judged(once(template), ds.keep(ds.root.get(*objected(pod))))


def _looked_at(container: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the standards look at of a container: of most there is little, and it is kept for the whole run."""
    kept = {name: container[name] for name in _OF_CONTAINERS if name in container}
    if ports := [port for port in container.get("ports") or () if port.get("hostPort")]:
        kept["ports"] = ports
    kept |= {name: container[name] for name in _PROBES if _calls(container.get(name))}
    if any(map(_calls, (container.get("lifecycle") or {}).values())):
        kept["lifecycle"] = container["lifecycle"]
    return kept


def _calls(handler: Any) -> bool:
    """Tell whether a probe or handler names the host that it calls."""
    return any(mapping_at(handler, kind).get("host") for kind in ("httpGet", "tcpSocket"))


def violating(kept: Sequence[Kept], objects: Sequence[Record], context: Context) -> Iterator[Hit]:
    """Find pods that their namespace rejects: by its labels, or by what those without labels are said to enforce."""
    labelled = {one.name: (one, labels) for one in objects if (labels := mapping_at(one.value, "metadata", "labels"))}
    if not labelled and context.pod_security is None:
        return
    from dslint.kube.apiserver.podsecurity.policy import violations, warned_of  # few runs know of a level

    for one in kept:
        space, labels = labelled.get(one.owner.name.namespace or "", (None, {}))
        found = violations(one.facts.template, labels, context.pod_security, context.minor)
        if found is not None:
            yield _rejected(one, *found, space, warned_of(labels), context.minor)


def _rejected(
    one: Kept, policy: Policy, found: list[Violation], space: Record | None, warns: Policy | None, newest: int
) -> Hit:
    from dslint.kube.apiserver.podsecurity import evaluate, said, warning
    from dslint.kube.apiserver.podsecurity.policy import ENFORCE

    labelled = space is not None and mapping_at(space.value, "metadata", "labels").get(ENFORCE) == policy.level
    notes = (Note(space.at, f"enforces {policy}"),) if space is not None and labelled else ()
    told = evaluate(one.facts.template, warns.level, warns.minor(newest)) if warns else []
    text = warning(told, warns.level, warns.version) if warns and told else None
    params = {"policy": str(policy), "violations": Sentence(said(found))}
    return Hit("found", one.facts.at, params, notes=notes, server_warning=text)
