"""What is kept of a run for the rules that look at all of it: little of each object, since there may be many."""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.manifest.daemonset import Owner, Place


class Kept(NamedTuple):
    """One DaemonSet, and what the ``collect`` of a rule keeps of it; ``None`` where the rule collects nothing."""

    owner: Owner
    facts: Any


class Record(NamedTuple):
    """One object of another kind that rules ask for with ``reads``."""

    owner: Owner
    """Its name and where it begins; the name of an object without one is empty."""
    at: Place
    """Its name, to point at."""
    value: Mapping[str, Any]
    """The object as plain values; never to be changed."""
    declared: bool = False
    """Whether a configuration says that the cluster has it."""

    @property
    def kind(self) -> str:
        """Its kind, such as ``ServiceAccount``."""
        return self.owner.name.kind

    @property
    def name(self) -> str:
        """Its name."""
        return self.owner.name.name or ""

    @property
    def namespace(self) -> str | None:
        """Its namespace as written."""
        return self.owner.name.namespace
