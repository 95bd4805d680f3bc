"""A request to create an object, as far as files tell of it."""

from __future__ import annotations

from collections.abc import Mapping

from dslint.kube.nodes.selectors import requirements, well_formed
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME_LABEL = "kubernetes.io/metadata.name"
"""The label of each namespace that is known of it: the server sets it to its name."""


class Resource(NamedTuple):
    """What requests of one kind are about."""

    group: str
    version: str
    kind: str
    plural: str


DAEMONSETS = Resource("apps", "v1", "DaemonSet", "daemonsets")
PODS = Resource("", "v1", "Pod", "pods")


class Request(NamedTuple):
    """A request to create ``object``; ``name`` is empty where the server makes it up.

    ``namespace_labels`` is ``None`` where nobody says which labels the namespace has.
    """

    resource: Resource
    object: Mapping[str, Any]
    name: str
    namespace: str
    namespace_labels: Mapping[str, str] | None
    namespace_object: Mapping[str, Any] | None

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of the object."""
        labels: Mapping[str, str] = self.object["metadata"].get("labels") or {}
        return labels

    def shown(self) -> dict[str, Any]:
        """Return the request as expressions see it."""
        resource = self.resource
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        of = {"group": resource.group, "version": resource.version, "resource": resource.plural}
        out: dict[str, Any] = {
            "kind": kind,
            "resource": of,
            "requestKind": kind,
            "requestResource": of,
            "name": self.name,
            "namespace": self.namespace,
            "operation": "CREATE",
            "userInfo": {},
            "dryRun": False,
            "options": {},
        }
        return {key: value for key, value in out.items() if value != ""}


def selects(selector: Mapping[str, Any] | None, labels: Mapping[str, str] | None, name: str = "") -> bool | None:
    """Tell whether a selector of a policy selects labels; ``None`` where that cannot be known.

    A missing selector selects everything, as the server fills in an empty one. Of unknown labels the one with the
    ``name`` of the namespace is known.
    """
    if not selector:
        return True
    if labels is not None:
        return well_formed(selector) and all(one.matches(labels) for one in requirements(selector))
    known = {NAME_LABEL: name}
    wanted = requirements(selector)
    sure = [one for one in wanted if one.key == NAME_LABEL]
    if any(not one.matches(known) for one in sure):
        return False
    return True if len(sure) == len(wanted) else None


def namespace_shown(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Return a namespace as expressions see it (CreateNamespaceObject in plugin/cel/condition.go)."""
    given = namespace["metadata"]
    metadata = {
        key: given[key]
        for key in ("name", "generateName", "namespace", "labels", "annotations", "resourceVersion", "finalizers")
        if given.get(key)
    }
    return {"metadata": metadata, "spec": {}, "status": {}}
