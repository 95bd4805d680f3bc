"""The objects of a cluster that decide what becomes of the pods of its DaemonSets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dslint.kube.apiserver.admission import Added, Priority
    from dslint.kube.apiserver.refusals import Refusal
    from dslint.kube.nodes.storage import Bound
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
    }
)
# pods without a namespace of their own are made in this one
_DEFAULT = "default"


class Admitted(NamedTuple):
    """What becomes of the pods of a DaemonSet when they are admitted: spec, priority, labels of nodes to ask for.

    ``volumes`` are the claims that they mount. Where there are ``refusals`` none is made at all.
    """

    pod: Mapping[str, Any]
    priority: Priority
    added: tuple[Added, ...]
    volumes: tuple[Bound, ...]
    refusals: tuple[Refusal, ...]


class Surroundings:
    """Objects of the kinds above; of two of one name the last counts.

    ``namespaced`` tells that the cluster asks for the node selectors of namespaces too: not every cluster does.
    """

    def __init__(self, records: Iterable[Record] = (), *, namespaced: bool = False) -> None:
        self._classes: dict[str, Mapping[str, Any]] = {}
        self._runtimes: dict[str, Mapping[str, Any]] = {}
        self._namespaces: dict[str, Mapping[str, Any]] = {}
        self._ranges: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._quotas: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._namespaced = namespaced
        self._volumes: dict[str, Mapping[str, Any]] = {}
        self._claims: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in records:
            if one.kind == "LimitRange":
                self._ranges.setdefault(one.namespace or _DEFAULT, {})[one.name] = one.value
            elif one.kind == "ResourceQuota":
                self._quotas.setdefault(one.namespace or _DEFAULT, {})[one.name] = one.value
            elif one.kind == "PersistentVolumeClaim":
                self._claims[one.namespace or _DEFAULT, one.name] = one.value
            else:
                self._of(one.kind)[one.name] = one.value

    def admit(self, pod: Mapping[str, Any], namespace: str | None, minor: int) -> Admitted:
        """Return what becomes of the pods of a DaemonSet in a namespace, from the ``spec`` of its template."""
        from dslint.kube.apiserver.admission import added_selectors, admitted, class_of, priority_of
        from dslint.kube.apiserver.refusals import Rules, refusals
        from dslint.kube.nodes.storage import bound

        namespace = namespace or _DEFAULT
        runtime = self._runtimes.get(pod.get("runtimeClassName") or "")
        ranges = dict(sorted(self._ranges.get(namespace, {}).items()))
        around = self._namespaces.get(namespace) if self._namespaced else None
        rules = Rules(ranges, self._quotas.get(namespace, {}), around, runtime)
        made = admitted(pod, runtime, list(ranges.values()), minor)
        return Admitted(
            made,
            priority_of(pod, self._classes),
            tuple(added_selectors(pod, runtime, around)),
            tuple(bound(pod, namespace, self._claims, self._volumes)),
            tuple(refusals(pod, made, rules, class_of(pod, self._classes), minor)),
        )

    def _of(self, kind: str) -> dict[str, Mapping[str, Any]]:
        known = {"PriorityClass": self._classes, "RuntimeClass": self._runtimes, "PersistentVolume": self._volumes}
        return known.get(kind, self._namespaces)
