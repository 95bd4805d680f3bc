"""What people are told of a coverage and of a change, whatever the format."""

from __future__ import annotations

from dslint.coverage.amounts import compared, pair, signed
from dslint.coverage.changes import ADDED, CHANGED, LEFT, REMOVED
from dslint.coverage.cost import RESOURCES, sizings, tightest, unrequested
from dslint.coverage.row import MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, STATES, UNWANTED
from dslint.coverage.totals import of_all, of_row
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME
from dslint.kube.nodes.reasons import EMPTY
from dslint.phrases import SHOWN, counted, few
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dslint.coverage.changes import Changes, PoolMoves, Price
    from dslint.coverage.cost import Part, Share
    from dslint.coverage.intent import Shortfall
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Effect, Obstacle, Row
    from dslint.coverage.totals import Tally
    from dslint.kube.nodes.placement import Verdict
    from dslint.kube.nodes.reasons import Remedy
    from dslint.kube.nodes.scheduling import Pending, Preference

STAYS, GOES = "a running pod stays", "a running pod is deleted"
WAITS, NONE = "the pod stays Pending", "no pod is made"
# the counts that stand beside how many pods there are; the first ones for each DaemonSet too
COUNTS = (MISSED, NEVER_STARTS, REFUSED, PENDING, UNWANTED, NOT_SELECTED, SPARED)
# where something is to be said of why no pod runs
OFF = (MISSED, NEVER_STARTS, REFUSED, PENDING, NOT_SELECTED, SPARED)
SIGNS = {ADDED: "+", REMOVED: "-", LEFT: "~"}


class Case(NamedTuple):
    """Columns in which one DaemonSet is in the same state for the same reasons."""

    row: Row
    columns: tuple[Column, ...]
    state: str

    @property
    def size(self) -> int:
        """How many nodes it is about."""
        return sum(column.size for column in self.columns)

    @property
    def verdict(self) -> Verdict:
        """What the controller does there."""
        return self.row.reach.verdict(self.columns[0].first)

    @property
    def fate(self) -> str:
        """What becomes of a pod that runs there already; of one that is made where none starts."""
        if self.verdict.should_run:
            return {NEVER_STARTS: WAITS, PENDING: WAITS, REFUSED: NONE}.get(self.state, "")
        return STAYS if self.verdict.should_continue_running else GOES

    @property
    def obstacles(self) -> list[Obstacle]:
        """What keeps the pod off."""
        return list(self.row.obstacles(self.columns[0].first))

    @property
    def is_advised(self) -> bool:
        """Whether it is told what to change: not where all is as it is meant."""
        return self.state in (MISSED, NEVER_STARTS)

    @property
    def is_choice(self) -> bool:
        """Whether several affinity terms stand in the way, one of which would have to match."""
        return sum(obstacle.reason.kind == NODE_AFFINITY for obstacle in self.obstacles) > 1

    @property
    def never(self) -> str:
        """Why no pod starts there; nothing where it can."""
        return self.row.never_starts(self.columns[0].first) if self.state == NEVER_STARTS else ""

    @property
    def waits_for(self) -> tuple[Pending, ...]:
        """What leaves the pod Pending for sure; nothing where none is made."""
        if self.state != PENDING:
            return ()
        return tuple(one for one in self.row.neighbour.note(self.columns[0].first).pending if one.certain)

    @property
    def refused(self) -> tuple[Effect, ...]:
        """Why no pod is made although the controller wants one; nothing in other states."""
        return self.row.refused if self.state == REFUSED else ()

    @property
    def way_round(self) -> list[Remedy]:
        """What keeps pods off nodes where none starts."""
        return self.row.way_round(self.columns[0].first) if self.state == NEVER_STARTS else []

    def reason(self, obstacle: Obstacle) -> str:
        """Say what keeps the DaemonSet off, and what the nodes have in the place of the labels asked for, if little."""
        there = []
        for key in obstacle.found if obstacle.reason.kind != NODE_NAME else ():
            values = self._values(key)
            if 0 < len(values) <= SHOWN:
                there.append(f"{key}={' or '.join(value or EMPTY for value in values)}")
        said = f"{obstacle.message} (there is {', '.join(there)})" if there else obstacle.message
        return "; ".join([said, *map(str, obstacle.gained)])

    def _values(self, key: str) -> dict[str, None]:
        groups = self.row.nodes.groups
        nodes = (groups[index].node for column in self.columns for index in column.nodes)
        return dict.fromkeys(value for node in nodes if (value := node.labels.get(key)) is not None)


def cases(coverage: Coverage, row: Row, states: Iterable[str] = OFF) -> list[Case]:
    """Return where a row is in one of some states, the columns with the same reasons together, the worst first."""
    alike: dict[object, list[Column]] = {}
    for column, state in zip(coverage.columns, coverage.cells[row], strict=True):
        if state in states:
            never = row.never_starts(column.first) if state == NEVER_STARTS else ""
            advice = tuple(row.way_round(column.first)) if never else ()
            waits = row.neighbour.note(column.first).pending if state == PENDING else ()
            alike.setdefault((state, row.reach.verdict(column.first), never, advice, waits), []).append(column)
    found = [Case(row, tuple(some), coverage.cell(row, some[0])) for some in alike.values()]
    return sorted(found, key=lambda case: STATES.index(case.state))


class Remark(NamedTuple):
    """What the scheduler adds for some columns of a row."""

    columns: tuple[Column, ...]
    pending: tuple[Pending, ...]
    preference: Preference | None
    evicts: tuple[str, ...]


def remarks(row: Row, columns: Iterable[Column]) -> list[Remark]:
    """Return what the scheduler adds for a row, the columns of which the same is said together."""
    by_note: dict[object, list[Column]] = {}
    for column in columns:
        note = row.neighbour.note(column.first)
        if note.can_run is not False and (note.pending or note.preference is not None or note.evicts):
            by_note.setdefault(note, []).append(column)
    found = [(alike, row.neighbour.note(alike[0].first)) for alike in by_note.values()]
    return [Remark(tuple(alike), note.pending, note.preference, note.evicts) for alike, note in found]


def waiting(fact: Pending) -> str:
    """Say whether a pod stays Pending for sure."""
    return "stays Pending" if fact.certain else "may stay Pending"


def evicting(titles: Sequence[str]) -> str:
    """Say whose pods a pod evicts where it comes to a full node."""
    return f"runs by evicting pods of a lower priority: {few(titles)}"


def liking(preference: Preference) -> str:
    """Say how much the scheduler likes a node."""
    parts = [f"meets {preference.score} of {preference.of} of the preferred weights"] if preference.of else []
    parts += [f"taint {taint} is not tolerated: the scheduler avoids it" for taint in preference.avoided]
    return ", ".join(parts)


def where(columns: Sequence[Column]) -> str:
    """Return the titles of groups."""
    return few(columns, lambda column: column.title)


def outcome(coverage: Coverage, row: Row, column: Column) -> str:
    """Return what happens on the nodes of a group in words."""
    state = coverage.cell(row, column)
    fate = Case(row, (column,), state).fate
    return f"{state}; {fate}" if fate else state


def counts(tally: Tally, *, intents: bool) -> list[str]:
    """Return what there is to say of states beside how many pods there are: what is missed always."""
    parts = [f"{tally.missed:,} missed"]
    parts += [f"{tally.never_starts:,} never start"] if tally.never_starts else []
    parts += [f"{tally.refused:,} refused"] if tally.refused else []
    parts += [f"{tally.pending:,} pending"] if tally.pending else []
    parts += [f"{tally.not_selected:,} not selected"] if tally.not_selected else []
    if intents:
        parts += [f"{tally.wanted:,} wanted", f"{tally.unwanted:,} unwanted", f"{tally.spared:,} spared"]
    return parts


def standing(coverage: Coverage, row: Row) -> str:
    """Say in one line where a DaemonSet runs and where not."""
    bill = of_row(coverage, row)
    runs = f"runs on {bill.running:,} of {counted(bill.nodes, 'node')}"
    return ", ".join([runs, *counts(bill.tally, intents=row.expectation is not None)])


def closing(coverage: Coverage) -> str:
    """Say in one sentence what it comes to."""
    bill = of_all(coverage)
    sets, nodes = counted(len(coverage.counted), "DaemonSet"), counted(coverage.nodes.size, "node")
    parts = [counted(bill.pods, "pod"), *counts(bill.tally, intents=coverage.has_expectations)]
    where = f" in the worst of {len(coverage.environments)} environments, {coverage.worst}" if coverage.worst else ""
    return f"{sets} on {nodes}: {', '.join(parts)}{where}."


def nothing(coverage: Coverage) -> str:
    """Say that there is no DaemonSet."""
    return f"0 DaemonSets on {counted(coverage.nodes.size, 'node')}: nothing to run."


class Taken(NamedTuple):
    """What is taken of the tightest node of each pool, as columns of a table: the last row is the tightest of all."""

    by_pool: dict[str | None, Share]
    worst: Share | None
    heads: tuple[str, ...]
    rows: list[list[str]]


def taken(coverage: Coverage) -> Taken:
    """Return it for the pools in the order of the inventory, then for all; without columns where no room is known."""
    by_pool = tightest(coverage)
    worst = max(by_pool.values(), key=lambda share: share.percent, default=None)
    pools = dict.fromkeys(column.pool for column in coverage.columns)
    parts = [
        {part.resource: part.percent for part in share.parts} if share else {}
        for share in [*map(by_pool.get, pools), worst]
    ]
    kept = [name for name in RESOURCES if any(name in one for one in parts)]
    rows = [[str(one[name]) if name in one else "" for name in kept] for one in parts]
    return Taken(by_pool, worst, tuple(f"{name} %" for name in kept), rows)


def amounts_of(parts: Iterable[Part]) -> str:
    """Say how much DaemonSets take of what a node has."""
    written = ((one.resource, pair(one.resource, one.asked, one.has), one.percent) for one in parts)
    return ", ".join(f"{name} {asked} of {has} ({percent:,} %)" for name, (asked, has), percent in written)


def tightness(share: Share) -> str:
    """Say how much is taken of the tightest node."""
    machine = f" ({share.machine})" if share.machine else ""
    return f"{share.node.name}{machine}: {amounts_of(share.parts)}"


def too_small(coverage: Coverage) -> Iterator[str]:
    """Yield for which pools an autoscaler finds machines too small for the DaemonSets."""
    for pool, one in sizings(coverage).items():
        who = f"{pool}: " if pool else ""
        if one.too_small == one.of:
            few_or_one = "none of its instance types has" if one.of > 1 or one.node.sizes[0].name else "no node has"
            yield f"{who}{few_or_one} room for its DaemonSets, so that no node is made"
        elif one.too_small:
            types = f"{one.too_small:,} of {one.of:,} instance types are too small for its DaemonSets"
            yield f"{who}{types}; the smallest with room is {one.smallest}"


def without_requests(coverage: Coverage) -> Iterator[tuple[str, str]]:
    """Yield what to say of DaemonSets that request nothing, and who they are."""
    found = [(row, unrequested(row)) for row in coverage.rows if row.reach.desired]
    heads = {
        "no requests, so that autoscalers make nodes without room for them": [(row, one.never) for row, one in found],
        "requests from a LimitRange alone, of which Karpenter knows once there is a pod": [
            (row, one.by_range) for row, one in found
        ],
    }
    for head, rows in heads.items():
        if names := [f"{row.title} ({', '.join(absent)})" for row, absent in rows if absent]:
            yield head, few(names)


def by_harm(coverage: Coverage) -> list[Row]:
    """Return the rows by what hurts: most missed first."""
    return sorted(coverage.rows, key=lambda row: of_row(coverage, row).tally.hurts, reverse=True)


def counted_states(tallies: Iterable[Tally], heads: Iterable[str] = COUNTS) -> dict[str, str]:
    """Return the heads of counts, and the names in a tally, where there is any; what is missed always."""
    every = list(tallies)
    return {
        head: name
        for head in heads
        if (name := head.replace(" ", "_")) == MISSED or any(getattr(one, name) for one in every)
    }


def shown_states(coverage: Coverage) -> list[str]:
    """Return the states that there are, in the order of what hurts; runs and missed always."""
    there = {RUNS, MISSED}.union(*coverage.cells.values())
    return [state for state in STATES if state in there]


def unmet(shortfall: Shortfall) -> Iterator[str]:
    """Yield in words which wanted nodes are missed, and where pods run unwanted."""
    groups = shortfall.row.nodes.groups
    for indexes, words in ((shortfall.missed, "misses"), (shortfall.extra, "runs on, unwanted,")):
        if indexes:
            names = few([groups[index] for index in indexes])
            yield f"{words} {counted(shortfall.size(indexes), 'node')}: {names}"


def headline(changes: Changes) -> str:
    """Say in one sentence what changes."""
    if changes.is_nothing():
        return f"Nothing changes against {changes.against}."
    parts = [f"{changes.pods(ADDED)} pods added", f"{changes.pods(REMOVED)} removed"]
    left = changes.pods(LEFT)
    parts += [f"{left} left that would not be made again"] if left else []
    cost = price(changes.price)
    return f"{', '.join(parts)} against {changes.against}{f': {cost}' if cost else ''}."


def price(cost: Price) -> str:
    """Say what is requested more or less, each amount with its sign; nothing where that stays as it was."""
    return ", ".join(f"{change} {name}" for name, _, _, change in compared({}, cost.requests))


def changed_nodes(changes: Changes) -> Iterator[str]:
    """Yield a line for the nodes that are added, removed or changed."""
    for status in (ADDED, REMOVED, CHANGED):
        groups = [change.node for change in changes.nodes_of(status)]
        if groups:
            yield f"{counted(sum(group.size for group in groups), 'node')} {status}: {few(groups)}"


def whereabouts(moves: PoolMoves) -> str:
    """Return the nodes of some moves: pool and names."""
    return f"pool {moves.pool}: {few(moves.nodes)}" if moves.pool else few(moves.nodes)


def totals(changes: Changes) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was, what is, and the difference: DaemonSets, nodes, pods, states, what they request."""
    before, after = of_all(changes.before), of_all(changes.after)
    numbers = [
        ("DaemonSets", len(changes.before.rows), len(changes.after.rows)),
        ("nodes", before.nodes, after.nodes),
        ("pods", before.pods, after.pods),
        ("missed", before.tally.missed, after.tally.missed),
        ("never start", before.tally.never_starts, after.tally.never_starts),
        ("refused", before.tally.refused, after.tally.refused),
        ("pending", before.tally.pending, after.tally.pending),
        ("not selected", before.tally.not_selected, after.tally.not_selected),
    ]
    for name, old, new in numbers:
        if old or new or name in ("pods", "missed"):
            yield name, f"{old:,}", f"{new:,}", signed(f"{new - old:,}")
    yield from compared(before.requests, after.requests)
    shares = [taken(changes.before), taken(changes.after)]
    for head in dict.fromkeys(head for one in shares for head in one.heads):
        was, now = (dict(zip(one.heads, one.rows[-1], strict=True)).get(head) or "" for one in shares)
        number = signed(f"{int(now) - int(was):,}") if was and now else ""
        yield f"{head} of the tightest node", was, now, number
