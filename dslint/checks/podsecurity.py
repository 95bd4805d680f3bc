"""Pod Security: what the level of a namespace objects to in the pods of a DaemonSet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.finding import Hit, Note
from dslint.kube.apiserver.refusals import objected
from dslint.kube.values.unchecked import mapping_at
from dslint.record import NamedTuple
from dslint.template import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dslint.kube.apiserver.podsecurity import Violation
    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

# the fields of a pod and of its containers that the standards look at
_OF_PODS = ("hostNetwork", "hostPID", "hostIPC", "hostUsers", "os", "securityContext", "volumes")
_OF_CONTAINERS = (
    "name", "securityContext", "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle",
)  # fmt: skip
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
        spec[kind] = [{name: one[name] for name in _OF_CONTAINERS if name in one} for one in pod.get(kind) or ()]
    return Judged(
        {"metadata": {"annotations": metadata.get("annotations")}, "spec": spec}, ds.keep(ds.root.get(*objected(pod)))
    )


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
