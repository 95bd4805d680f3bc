"""The objects of a cluster that decide what becomes of the pods of its DaemonSets."""

from __future__ import annotations

from dslint.kube.data.classes import PRIORITY_CLASSES
from dslint.kube.nodes.gains import MUTATING, Gains
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.values.unchecked import mapping_at
from dslint.manifest.absent import Shelf
from dslint.phrases import meant
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dslint.kube.apiserver.admission import Added, Priority
    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.kube.apiserver.refusals import Refusal
    from dslint.kube.nodes.storage import Needed
    from dslint.manifest.daemonset import Owner
    from dslint.manifest.objects import Record

KINDS = frozenset(
    {
        "PriorityClass",
        "RuntimeClass",
        "LimitRange",
        "Namespace",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "ResourceQuota",
        "StorageClass",
        *MUTATING,
    }
)
# pods without a namespace of their own are made in this one
_DEFAULT = "default"
_UNSPACED = frozenset({"Namespace", "RuntimeClass", "StorageClass", *MUTATING})
# kinds of which one that is named has to be there: the kind of reason, the field of the pod, names that clusters have
_CLASSES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "RuntimeClass": ("runtime-class", "runtimeClassName", ()),
    "PriorityClass": ("priority-class", "priorityClassName", tuple(PRIORITY_CLASSES)),
}


class Admitted(NamedTuple):
    """What becomes of the pods of a DaemonSet when they are admitted: spec, priority, labels of nodes to ask for.

    ``volumes`` are those that claims stand behind. Where there are ``refusals``, by objects of the namespace and by the
    runtime class, none is made at all.
    """

    pod: Mapping[str, Any]
    priority: Priority
    added: tuple[Added, ...]
    volumes: tuple[Needed, ...]
    refusals: tuple[Refusal, ...]


def folder_of(owner: Owner) -> str:
    """Return what stands for the namespace of an object that names none, as no namespace is called."""
    return f"{owner.folder}/"


def _spaces(namespace: str) -> tuple[str, ...]:
    """Return where that lies which counts in a namespace: what stands for one may be the usual one as well."""
    return (_DEFAULT, namespace) if namespace.endswith("/") else (namespace,)


class Surroundings:
    """Objects of the kinds above; of two of one name the last counts.

    ``namespaced`` tells that the cluster asks for the node selectors of namespaces too: not every cluster does.
    ``pod_security`` is what namespaces enforce that say nothing. ``apart`` tells that they may be of several clusters:
    what names no namespace counts in its own folder then, which :func:`folder_of` names.
    """

    def __init__(
        self,
        records: Iterable[Record] = (),
        *,
        namespaced: bool = False,
        pod_security: Policy | None = None,
        apart: bool = False,
    ) -> None:
        self._records: dict[tuple[str, str], list[Record]] = {}
        self._shelves: dict[str, Shelf] = {}
        self._pod_security = pod_security
        self._classes: dict[str, Mapping[str, Any]] = {}
        self._runtimes: dict[str, Mapping[str, Any]] = {}
        self._namespaces: dict[str, Mapping[str, Any]] = {}
        self._ranges: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._quotas: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._namespaced = namespaced
        self._volumes: dict[str, Mapping[str, Any]] = {}
        self._storage: dict[str, Mapping[str, Any]] = {}
        self._claims: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._mutating: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._apart = apart
        for one in records:
            self._records.setdefault((one.kind, one.name), []).append(one)
            if one.kind == "LimitRange":
                self._ranges.setdefault(self._space(one), {})[one.name] = one.value
            elif one.kind == "ResourceQuota":
                self._quotas.setdefault(self._space(one), {})[one.name] = one.value
            elif one.kind == "PersistentVolumeClaim":
                self._claims[self._space(one), one.name] = one.value
            elif one.kind in MUTATING:
                if str(one.value.get("apiVersion")).partition("/")[0] == MUTATING[one.kind]:
                    self._mutating[one.kind, one.name] = one.value
            else:
                self._of(one.kind)[one.name] = one.value

    def admit(self, pod: Mapping[str, Any], namespace: str | None, minor: int) -> Admitted:
        """Return what becomes of the pods of a DaemonSet in a namespace, from the ``spec`` of its template."""
        from dslint.kube.apiserver.admission import added_selectors, admitted, class_of, priority_of
        from dslint.kube.apiserver.refusals import Rules, refusals
        from dslint.kube.nodes.storage import Storage, needed

        namespace = namespace or _DEFAULT
        runtime = self._runtimes.get(pod.get("runtimeClassName") or "")
        ranges = dict(sorted(self._in(namespace, self._ranges).items()))
        around = self._namespaces.get(namespace) if self._namespaced else None
        rules = Rules(ranges, self._in(namespace, self._quotas), around, runtime)
        made = admitted(pod, runtime, list(ranges.values()), minor)
        return Admitted(
            made,
            priority_of(pod, self._classes),
            tuple(added_selectors(pod, runtime, around)),
            tuple(needed(pod, namespace, Storage(self._claims, self._volumes, self._storage))),
            tuple(refusals(pod, made, rules, class_of(pod, self._classes), minor)),
        )

    def gains(self, pod: Mapping[str, Any]) -> Gains:
        """Return the tolerations that pods gain when they are admitted, from the ``spec`` of their template."""
        return Gains(pod, self._runtimes.get(pod.get("runtimeClassName") or ""), self._mutating.items())

    def others(
        self, pod: Mapping[str, Any], annotations: Mapping[str, str], owner: Owner, minor: int
    ) -> Iterator[Refusal]:
        """Yield what refuses pods beside what :meth:`admit` tells: classes that are missing, and Pod Security."""
        from dslint.kube.apiserver.objected import objected
        from dslint.kube.apiserver.refusals import POD_SECURITY, Refusal

        for kind, (reason, field, known) in _CLASSES.items():
            name = pod.get(field)
            if name and name not in known and (found := self._shelf(kind).lacks(name, owner, known)) is not None:
                text = f"there is no {kind} {name} in the input{meant(found[1])}"
                yield Refusal(reason, text, (*POD_SPEC, field))
        space = self._namespaces.get(owner.name.namespace or "")
        labels = mapping_at(space, "metadata", "labels")
        if labels or self._pod_security is not None:
            from dslint.kube.apiserver.podsecurity import said  # few runs know of a level
            from dslint.kube.apiserver.podsecurity.policy import violations

            template = {"metadata": {"annotations": annotations}, "spec": pod}
            violated = violations(template, labels, self._pod_security, minor)
            if violated is not None:
                policy, found_there = violated
                by = None if space is None else ("Namespace", str(owner.name.namespace))
                text = f'pods violate PodSecurity "{policy}": {said(found_there)}'
                yield Refusal(POD_SECURITY, text, objected(pod), by)

    def record(self, by: tuple[str, str], namespace: str | None) -> Record | None:
        """Return an object by kind and name, which counts in a namespace; of two of one name the last."""
        for one in self._records.get(by, [])[::-1]:
            if by[0] in _UNSPACED or self._space(one) in _spaces(namespace or _DEFAULT):
                return one
        return None

    @staticmethod
    def _in(namespace: str, found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Mapping[str, Any]]:
        return {name: value for space in _spaces(namespace) for name, value in found.get(space, {}).items()}

    def _space(self, one: Record) -> str:
        return one.namespace or (folder_of(one.owner) if self._apart and not one.declared else _DEFAULT)

    def _shelf(self, kind: str) -> Shelf:
        if kind not in self._shelves:
            some = (one for (other, _), found in self._records.items() if other == kind for one in found)
            self._shelves[kind] = Shelf(some)
        return self._shelves[kind]

    def _of(self, kind: str) -> dict[str, Mapping[str, Any]]:
        return {
            "Namespace": self._namespaces,
            "PersistentVolume": self._volumes,
            "PriorityClass": self._classes,
            "RuntimeClass": self._runtimes,
            "StorageClass": self._storage,
        }[kind]
