"""How far the pods of a DaemonSet are, as its controller counts them in the status of the object."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COUNTS = ("desiredNumberScheduled", "numberReady", "updatedNumberScheduled")


class Rollout(NamedTuple):
    """How many pods there are to be, how many are ready, and how many are of the newest template."""

    desired: int
    ready: int
    updated: int

    @property
    def is_done(self) -> bool:
        """Whether all pods are new and ready."""
        return self.ready >= self.desired and self.updated >= self.desired

    def __str__(self) -> str:
        """Return the counts as people read them."""
        return f"{self.desired} desired, {self.ready} ready, {self.updated} updated"


def rollout_of(value: Any) -> Rollout | None:
    """Return what the status of an object counts; ``None`` where no controller has looked at it yet.

    The API server stores zeros with a new DaemonSet; the controller says which generation it has seen.
    """
    status = value.get("status") if isinstance(value, dict) else None
    if not isinstance(status, dict) or _COUNTS[0] not in status or "observedGeneration" not in status:
        return None
    counts = [status.get(name, 0) for name in _COUNTS]  # what is 0 is left out
    return Rollout(*counts) if all(type(count) is int for count in counts) else None
