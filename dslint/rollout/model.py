"""The update of one DaemonSet: what is replaced on which nodes, in which order, how long it takes, what stops it."""

from __future__ import annotations

from functools import cached_property

from dslint.kube.nodes.lifetime import Lifetime, lifetime
from dslint.kube.nodes.replacing import Kind, course
from dslint.kube.nodes.rollout import counts
from dslint.kube.nodes.virtual import virtual
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.rollout.blocks import NOT_READY, SPENT, Why, beside, never_starts, not_ready, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.coverage.row import Row
    from dslint.kube.nodes.replacing import Course
    from dslint.kube.nodes.rollout import Counts

# what the template is held against
ASSUMED, CHANGED, UNCHANGED, NEW = "assumed", "changed", "unchanged", "new"
ON_DELETE = "OnDelete"


class Duration(NamedTuple):
    """Seconds: ``least`` where programs end and start in no time, ``graceful`` where old pods take all their grace."""

    least: int
    graceful: int


class Obstacle(NamedTuple):
    """Why pods are not replaced, and the nodes (by index) on which that is so; ``size`` is how many these stand for."""

    why: Why
    nodes: tuple[int, ...]
    size: int


class Rollout:
    """The update of a DaemonSet (``after``) from what was ``before``.

    Without something to compare with its template is taken to have changed in something that does not move pods, such
    as an image; a DaemonSet that is new has no pods yet.
    """

    def __init__(self, after: Row, before: Row | None, *, compared: bool) -> None:
        self.row = after
        self.before = before if compared else after
        self.status = ASSUMED
        if compared:
            self.status = NEW if before is None else CHANGED if _differ(before, after) else UNCHANGED
        self.nodes = after.nodes
        self.strategy = after.workload.stored["spec"].get("updateStrategy") or {}

    @property
    def is_on_delete(self) -> bool:
        """Whether pods are replaced only when somebody deletes them."""
        return self.strategy.get("type") == ON_DELETE

    @property
    def rolls(self) -> bool:
        """Whether the controller replaces pods."""
        return self.status in (ASSUMED, CHANGED) and not self.is_on_delete

    @property
    def desired(self) -> int:
        """On how many nodes there should be a pod."""
        return self.row.reach.desired

    @cached_property
    def counts(self) -> Counts:
        """What the strategy allows at a time, of the desired pods."""
        return counts(self.strategy, self.desired)

    @cached_property
    def kinds(self) -> list[tuple[Kind, Why | None, tuple[int, ...]]]:
        """The nodes, those together of which the update does the same: what it does, why it stops there, which ones.

        Those that stop it come last: then it goes as far as it can.
        """
        found: dict[tuple[Kind, Why | None], list[int]] = {}
        partition = self.nodes.sort(zip(*self._columns(), strict=True))
        firsts = [self._kind(first) for first in partition.firsts]
        for index, number in enumerate(partition.classes):
            found.setdefault(firsts[number], []).append(index)
        sized = [
            (kind._replace(size=sum(self.nodes.groups[index].size for index in nodes)), why, tuple(nodes))
            for (kind, why), nodes in found.items()
        ]
        return sorted(sized, key=lambda one: (one[1] is not None, one[0].available))

    def _columns(self) -> Iterator[list[object]]:
        """Yield what tells nodes apart, for each node."""
        yield [group.unready for group in self.nodes.groups]
        yield [virtual(group.node) for group in self.nodes.groups]
        for row in {id(one): one for one in (self.row, self.before) if one is not None}.values():
            yield list(row.reach.partition.classes)
            yield list(row.neighbour.partition.classes)
        if self.counts.max_surge:
            yield list(self.row.neighbour.rooms)

    def _kind(self, index: int) -> tuple[Kind, Why | None]:
        group, verdict = self.nodes.groups[index], self.row.reach.verdict(index)
        lost = not_ready(group)
        why = refused(self.row) or never_starts(self.row, index) or lost
        starts = why is None
        besides = None
        if self.counts.max_surge and self.before is not None and starts:
            why = besides = beside(self.before, self.row, index)
        was = self.before is not None and self.before.reach.verdict(index).had_pod
        kind = Kind(
            1,
            has_pod=was,
            available=was and lost is None and self.before is not None and never_starts(self.before, index) is None,
            wanted=verdict.should_run,
            stays=verdict.should_continue_running,
            answers=group.unready != "Unknown",
            admitted=not self.row.neighbour.refusals,
            starts=starts,
            beside=besides is None,
        )
        return kind, why if kind.wanted or (was and lost) else None

    @cached_property
    def course(self) -> Course:
        """How the controller goes about it; of nothing that rolls there are no batches."""
        kinds = [kind for kind, _, _ in self.kinds]
        if self.rolls:
            return course(kinds, self.counts)
        return course([kind._replace(has_pod=False, wanted=False) for kind in kinds], self.counts)

    @cached_property
    def lost(self) -> int:
        """How many pods that are available are lost where the new template never gets ready anywhere."""
        kinds = [kind._replace(starts=False, beside=False) for kind, _, _ in self.kinds]
        ends = course(kinds, self.counts).end if self.rolls else []
        there = [(kind, end) for kind, end in zip(kinds, ends, strict=False) if kind.wanted and kind.available]
        return sum(kind.size - end.old - end.both for kind, end in there)

    @property
    def first(self) -> int:
        """How many old pods are not available: they are replaced at once, whatever the strategy allows."""
        return sum(kind.size for kind, _, _ in self.kinds if kind.has_pod and not kind.available)

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What keeps pods from being replaced, with the nodes; most nodes first."""
        found: dict[Why, list[int]] = {}
        for _, why, nodes in self.kinds if self.rolls else ():
            if why is not None:
                found.setdefault(why, []).extend(nodes)
        groups = self.nodes.groups
        made = [Obstacle(why, tuple(some), sum(groups[one].size for one in some)) for why, some in found.items()]
        made.sort(key=lambda one: -one.size)
        return [*self._spent(), *made]

    def _spent(self) -> Iterator[Obstacle]:
        """Yield that the budget is spent on pods that never get available, with the nodes whose pods stay old."""
        ends = list(zip(self.course.end, self.kinds, strict=True))
        size = sum(one.old for one, _ in ends)
        if not size or not self.rolls:
            return
        if self.counts.max_surge:
            stuck, name = sum(one.both for one, _ in ends), "maxSurge"
            text = f"{counted(stuck, 'new pod')} beside old ones never get available"
        else:
            stuck, name = sum(one.missing for one, _ in ends), "maxUnavailable"
            text = f"{counted(stuck, 'pod')} never get available"
        if not stuck:
            return
        text = text if stuck > 1 else text.replace("never get ", "never gets ")
        at = ("spec", "updateStrategy", "rollingUpdate", name)
        why = Why(SPENT, f"{text}, and {name} allows {max(self.counts):,}: no other pod is replaced", at)
        nodes = tuple(index for one, (_, _, some) in ends if one.old for index in some)
        yield Obstacle(why, nodes, size)

    @property
    def left(self) -> int:
        """How many old pods the update never gets to, or cannot take away, on nodes that are ready."""
        return sum(one.old + one.both for one in self.course.end) if self.rolls else 0

    @property
    def replaced(self) -> int:
        """How many new pods are available in the end."""
        return sum(one.done for one in self.course.end)

    @property
    def waiting(self) -> int:
        """How many new pods never get ready."""
        return sum(one.fresh + one.both for one in self.course.end)

    @property
    def is_blocked(self) -> bool:
        """Whether it comes to no end, be all nodes ready that are not: or for as long as these are not."""
        if not self.rolls:
            return False
        return bool(self.left) or any(one.why.kind != NOT_READY for one in self.obstacles)

    @cached_property
    def lifetime(self) -> Lifetime:
        """How long a new pod takes until it is ready, and an old one until it is gone."""
        old = (self.before or self.row).neighbour.admitted.pod
        new = lifetime(self.row.neighbour.admitted.pod)
        going = lifetime(old)
        return Lifetime(new.ready, going.end, going.grace)

    @property
    def min_ready(self) -> int:
        """How long a pod has to be ready until it counts as available."""
        seconds = self.row.workload.stored["spec"].get("minReadySeconds")
        return max(seconds, 0) if isinstance(seconds, int) else 0

    @property
    def duration(self) -> Duration | None:
        """How long it takes at least; ``None`` where nothing rolls or it comes to no end."""
        if not self.rolls or self.is_blocked or not self.course.length:
            return None
        times, batches = self.lifetime, self.course.length
        ready = batches * (times.ready + self.min_ready)
        ends = 1 if self.counts.max_surge else batches  # beside a new pod nobody waits for the old one to end
        return Duration(ready + ends * times.end, ready + ends * times.grace)


def _differ(before: Row, after: Row) -> bool:
    """Tell whether the templates differ: only that makes a new revision."""
    return bool(before.workload.stored["spec"]["template"] != after.workload.stored["spec"]["template"])
