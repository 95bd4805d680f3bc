"""One DaemonSet as the API server of one version takes it and as nodes see its pods; each answer is worked out once."""

from __future__ import annotations

from functools import cached_property

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.server import answer, prepare
from dslint.manifest.schema import decoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dslint.kube.apiserver.server import Answer
    from dslint.kube.apiserver.warnings import ServerWarning
    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.placement import Placement
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.selection import NodeSelection
    from dslint.kube.nodes.selectors import Requirement
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.asking import Asking
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.role import Roles, StatedRoles


class Workload:
    """A DaemonSet held against Kubernetes 1.``minor``: what is derived here holds for that version and no other.

    ``written`` are its fields with their places; ``stated`` is what a configuration says of roles. Everything else is
    plain data, shared and never to be changed. Nothing here raises, whatever the manifest holds.
    """

    def __init__(self, written: DaemonSet, minor: int, stated: Sequence[StatedRoles] = ()) -> None:
        self.written = written
        self.minor = minor
        self._stated = stated
        self._reach: Reach | None = None

    @cached_property
    def answer(self) -> Answer:
        """What the server answers; whatever ``apiVersion`` says, the object is read as apps/v1."""
        return answer(self.written.value, decoder(self.minor), self.minor)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The object as the server would store it, defaults filled in; values of a wrong type are left out."""
        if not self.answer.decode_errors:
            return self.answer.stored
        return prepare(self.answer.stored, self.minor)

    @cached_property
    def pod(self) -> dict[str, Any]:
        """``spec.template.spec`` as the server would store it."""
        spec: dict[str, Any] = self.stored["spec"]["template"]["spec"]
        return spec

    @cached_property
    def warnings(self) -> list[ServerWarning]:
        """The server's warnings, also those that it keeps to itself because it rejects the object."""
        if not self.answer.decode_errors:
            return self.answer.warnings
        from dslint.kube.apiserver.warnings import warnings

        return warnings(self.stored, self.minor)

    @cached_property
    def selection(self) -> NodeSelection:
        """What the pods ask of a node: ``nodeSelector`` and required node affinity."""
        from dslint.kube.nodes.selection import node_selection

        return node_selection(self.pod)

    @cached_property
    def placement(self) -> Placement:
        """What the controller decides by: selection, name and tolerations."""
        from dslint.kube.apiserver.feature_gates import enabled
        from dslint.kube.nodes.placement import placement

        return placement(self.pod, comparison=enabled("TaintTolerationComparisonOperators", self.minor))

    @cached_property
    def requests(self) -> dict[str, Quantity]:
        """What the scheduler reserves on a node for one pod, by resource."""
        from dslint.kube.apiserver.requests import pod_requests

        return pod_requests(self.pod, self.minor)

    @cached_property
    def host_ports(self) -> tuple[HostPort, ...]:
        """The ports of the node that a pod takes."""
        from dslint.kube.nodes.hostports import host_ports

        return tuple(host_ports(self.pod))

    @cached_property
    def stated_role(self) -> Roles | None:
        """What people say that its agents are for; ``None`` where nobody does."""
        from dslint.manifest.role import stated_roles

        return stated_roles(self.written, self._stated)

    @cached_property
    def role(self) -> Roles:
        """What its agents are for, with what shows it."""
        if self.stated_role is not None:
            return self.stated_role
        from dslint.manifest.role import Roles
        from dslint.manifest.role_judge import judge

        return Roles(judge(self.stored, self.pod, whole=self.written.is_whole))

    def reach(self, cluster: Cluster) -> Reach:
        """Return where it runs among the nodes of a cluster; the last answer is kept."""
        if self._reach is None or self._reach.nodes is not cluster.nodes:
            from dslint.kube.nodes.reach import Reach

            self._reach = Reach(self.placement, cluster.nodes)
        return self._reach

    def asking(self, cluster: Cluster) -> Asking:
        """Return what it asks for of the nodes of a cluster."""
        from dslint.manifest.asking import Asking

        name, reach = self.written.name, self.reach(cluster)
        metadata = self.stored["spec"]["template"].get("metadata") or {}
        own = metadata.get("labels") or {}, metadata.get("annotations") or {}
        return Asking(name, self.minor, self.pod, *own, self.requests, self.host_ports, reach, self.written.owner)

    def key_of(self, wanted: Requirement) -> tuple[Field, bool]:
        """Return where a condition names its label, and whether that is the key of a field rather than its value."""
        place = self.written.root.get(*wanted.at)
        return (place, True) if isinstance(wanted.at[-1], Key) else (place.get("key"), False)
