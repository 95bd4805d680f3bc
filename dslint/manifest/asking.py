"""What a DaemonSet asks of the nodes that it runs on, and what the scheduler answers."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.kube.nodes.hostports import HostPort
    from dslint.kube.nodes.reach import Reach
    from dslint.kube.nodes.scheduling import Pending, Preference
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.daemonset import ObjectName, Owner


class SchedulerNote(NamedTuple):
    """What the scheduler adds for a DaemonSet on a node; empty where it does not run.

    ``evicts`` are the first few DaemonSets whose pods go where the pod comes to a full node.
    """

    preference: Preference | None = None
    pending: tuple[Pending, ...] = ()
    evicts: tuple[str, ...] = ()
    refused: bool = False
    """Whether every pod is refused, so that none is made."""

    @property
    def can_run(self) -> bool | None:
        """Whether a pod that is made there can run; ``None`` where that depends on what is not known."""
        if self.refused or any(one.certain for one in self.pending):
            return False
        return None if self.pending else True


NOTHING = SchedulerNote()


class Asking(NamedTuple):
    """What a DaemonSet asks for, whoever is beside it: plain data, which can be kept of many."""

    name: ObjectName
    minor: int
    pod: Mapping[str, Any]
    """``spec.template.spec`` as the server would store it."""
    labels: Mapping[str, str]
    """The labels of its pods."""
    annotations: Mapping[str, str]
    """Their annotations."""
    requests: Mapping[str, Quantity]
    ports: tuple[HostPort, ...]
    reach: Reach
    owner: Owner
    """Where it stands: what is missing is missing beside it."""
