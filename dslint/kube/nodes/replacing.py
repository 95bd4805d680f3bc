"""What the controller does of a new template, step by step: which pods it deletes and makes, and when it waits.

Nodes of one kind are told apart by nothing that counts, so there are numbers of them and no names: which of like nodes
comes first is chance, since the controller goes through a map in Go's random order.

Sources: rollingUpdate and updatedDesiredNodeCounts in pkg/controller/daemon/update.go, podsShouldBeOnNode and manage in
pkg/controller/daemon/daemon_controller.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.kube.nodes.rollout import Counts


class Kind(NamedTuple):
    """Nodes of which an update makes the same."""

    size: int
    has_pod: bool = True
    """An old pod is there."""
    available: bool = True
    """The old pod is available."""
    wanted: bool = True
    """The new template makes a pod there."""
    stays: bool = True
    """Where it makes none, the controller leaves an old pod until the update takes it."""
    answers: bool = True
    """The kubelet is there: a pod that is deleted ends, a new one can start."""
    admitted: bool = True
    """New pods are not refused."""
    starts: bool = True
    """A new pod gets ready where it has the place of the old one."""
    beside: bool = True
    """A new pod gets ready beside the old one."""


class Acts(NamedTuple):
    """What the controller did in one step, by kinds: pods that it deleted, and pods that it made."""

    deleted: list[int]
    created: list[int]

    def __bool__(self) -> bool:
        """Tell whether it did anything."""
        return any(self.deleted) or any(self.created)


class Pods:
    """The pods on the nodes of a kind, at any time: numbers of nodes, each of which is counted once.

    ``old`` pods are available, ``ill`` ones are not; ``both`` are old ones with a new one beside that is not available
    yet; ``fresh`` are new ones that are not, ``done`` those that are; ``going`` are pods that were deleted and never
    end; ``empty`` is no pod. ``lingering`` ones stand beside a new pod, and are counted there.
    """

    __slots__ = ("both", "done", "empty", "fresh", "going", "ill", "kind", "lingering", "old")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.old = kind.size if kind.has_pod and kind.available else 0
        self.ill = kind.size if kind.has_pod and not kind.available else 0
        self.empty = 0 if kind.has_pod else kind.size
        self.both = self.fresh = self.done = self.going = self.lingering = 0

    @property
    def missing(self) -> int:
        """On how many nodes no pod is available that counts as unavailable where nothing surges."""
        return self.ill + self.fresh + self.going + (self.empty if self.kind.wanted else 0)

    @property
    def waiting(self) -> int:
        """How many new pods get ready by and by."""
        return self._alone + self._paired

    @property
    def _alone(self) -> int:
        return self.fresh if self.kind.answers and self.kind.starts else 0

    @property
    def _paired(self) -> int:
        return self.both if self.kind.answers and self.kind.starts and self.kind.beside else 0

    def vacate(self, number: int) -> None:
        """Let deleted pods end, which they do where the kubelet answers."""
        if self.kind.answers:
            self.empty += number
        else:
            self.going += number

    def ready(self, number: int) -> int:
        """Let so many new pods become available, and return how many old ones are deleted for them."""
        alone = min(number, self._alone)
        paired = min(number - alone, self._paired)
        self.fresh -= alone
        self.both -= paired
        self.done += alone + paired
        return paired


class Update:
    """A rolling update under way: the state of all pods, changed by :meth:`act` and :meth:`ready`."""

    def __init__(self, kinds: Sequence[Kind], counts: Counts) -> None:
        self.pods = [Pods(kind) for kind in kinds]
        self.counts = counts
        self._acts = self._nothing()
        self.taken = [0] * len(kinds)
        """On how many nodes of a kind the last step began to replace an old pod."""

    @property
    def desired(self) -> int:
        """How many pods there should be."""
        return sum(one.kind.size for one in self.pods if one.kind.wanted)

    @property
    def budget(self) -> int:
        """How many more available pods may be replaced now."""
        if self.counts.max_surge:
            return max(0, self.counts.max_surge - sum(one.both for one in self.pods))
        return max(0, self.counts.max_unavailable - sum(one.missing for one in self.pods))

    def act(self, *, rolling: bool = True) -> Acts:
        """Do what the controller does until it waits; without ``rolling`` it only keeps one pod on every node."""
        self.taken = [0] * len(self.pods)
        self._manage()
        if rolling and self.counts.max_surge:
            self._surge()
        elif rolling:
            self._replace()
        self._manage()
        done, self._acts = self._acts, self._nothing()
        return done

    def ready(self, kind: int, number: int) -> None:
        """Let new pods on nodes of a kind become available."""
        self._acts.deleted[kind] += self.pods[kind].ready(number)

    def delete(self, kind: int, number: int) -> None:
        """Let somebody delete old pods on nodes of a kind."""
        one = self.pods[kind]
        ill = min(number, one.ill)
        one.ill -= ill
        one.old -= number - ill
        one.vacate(number)
        self._acts.deleted[kind] += number

    def _nothing(self) -> Acts:
        return Acts([0] * len(self.pods), [0] * len(self.pods))

    def _manage(self) -> None:
        """Keep a pod on each node that should have one, and none where none may stay."""
        for number, one in enumerate(self.pods):
            if not one.kind.wanted and not one.kind.stays:
                gone = one.old + one.ill
                one.old = one.ill = 0
                one.vacate(gone)
                self._acts.deleted[number] += gone
            elif one.kind.wanted and one.kind.admitted:
                self._acts.created[number] += one.empty
                one.fresh, one.empty = one.fresh + one.empty, 0

    def _replace(self) -> None:
        """Delete old pods: all that are not available, others as far as the budget goes."""
        budget = self.budget
        for number, one in enumerate(self.pods):
            some = min(one.old, budget)
            budget -= some
            gone = one.ill + some
            one.old, one.ill = one.old - some, 0
            one.vacate(gone)
            self._acts.deleted[number] += gone
            self.taken[number] += gone

    def _surge(self) -> None:
        """Make new pods beside old ones; an old one that is not available makes room as soon as there is a new one."""
        budget = self.budget
        spare = sum(one.old + one.both + one.done for one in self.pods) - self.desired
        for number, one in enumerate(self.pods):
            if not one.kind.wanted:
                gone = one.ill + min(one.old, max(0, spare))
                spare -= gone - one.ill
                one.old, one.ill = one.old - (gone - one.ill), 0
                one.vacate(gone)
                self._acts.deleted[number] += gone
            elif one.kind.admitted:
                some = min(one.old, budget)
                budget -= some
                self._acts.deleted[number] += one.ill
                self._acts.created[number] += one.ill + some
                self.taken[number] += one.ill + some
                one.lingering += 0 if one.kind.answers else one.ill
                one.fresh += one.ill
                one.ill, one.old, one.both = 0, one.old - some, one.both + some


class Batch(NamedTuple):
    """On how many nodes of each kind a pod is replaced at a time, ``times`` in a row."""

    replaced: tuple[int, ...]
    times: int = 1

    @property
    def pods(self) -> int:
        """How many pods are replaced each time."""
        return sum(self.replaced)


class Course(NamedTuple):
    """How an update goes: its batches, and the pods of each kind of nodes at the end of it.

    ``removed`` pods go at once, on nodes that are not wanted any more, and ``added`` ones come at once where there were
    none. ``down`` is how many of the desired pods are not available at a time at most, ``beside`` how many new ones
    stand beside old ones.
    """

    batches: tuple[Batch, ...]
    end: tuple[Pods, ...]
    removed: int
    added: int
    down: int
    beside: int

    @property
    def length(self) -> int:
        """How many batches there are."""
        return sum(batch.times for batch in self.batches)


def course(kinds: Sequence[Kind], counts: Counts) -> Course:
    """Return how an update goes where all pods of a batch get ready together."""
    update = Update(kinds, counts)
    batches: list[Batch] = []
    removed = sum(one.size for one in kinds if one.has_pod and not one.wanted and not one.stays)
    added = sum(one.size for one in kinds if not one.has_pod and one.wanted and one.admitted)
    down = beside = 0
    while update.act():
        taken = tuple(update.taken)
        down = max(down, sum(one.missing for one in update.pods if one.kind.wanted))
        beside = max(beside, sum(one.both for one in update.pods))
        for number, one in enumerate(update.pods):
            update.ready(number, one.waiting)
        if any(taken):
            batches.append(Batch(taken, 1 + _repeat(update, taken)))
        elif not batches and added:
            batches.append(Batch(taken))
    return Course(_joined(batches), tuple(update.pods), removed, added, down, beside)


def _repeat(update: Update, taken: tuple[int, ...]) -> int:
    """Skip the batches that are like the last one, and return how many these are."""
    number = next(index for index, some in enumerate(taken) if some)
    one, size = update.pods[number], taken[number]
    if sum(taken) != size or update.budget != size or any(other.old for other in update.pods[:number]):
        return 0
    if one.ill or one.fresh or one.both or not one.kind.wanted:
        return 0  # it is the last one, or its pods do not get ready
    times = one.old // size
    one.old -= times * size
    one.done += times * size
    return times


def _joined(batches: Sequence[Batch]) -> tuple[Batch, ...]:
    found: list[Batch] = []
    for batch in batches:
        if found and found[-1].replaced == batch.replaced:
            found[-1] = batch._replace(times=found[-1].times + batch.times)
        else:
            found.append(batch)
    return tuple(found)
