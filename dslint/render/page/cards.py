"""What stands behind a cell of the matrix: why a DaemonSet misses some nodes, or what the scheduler adds there."""

from __future__ import annotations

from dslint.coverage import describe
from dslint.coverage.describe import Case
from dslint.coverage.row import MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, UNWANTED
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.reasons import DAEMON_SET
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.render.page import intents
from dslint.render.page.markup import code, name, place, sign, style_of, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.describe import Remark
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.kube.nodes.conditions import Condition
    from dslint.kube.nodes.reasons import Remedy

_DOES = {
    RUNS: "runs on",
    MISSED: "misses",
    NEVER_STARTS: "never starts on",
    REFUSED: "is refused on",
    PENDING: "stays Pending on",
    NOT_SELECTED: "does not select",
    UNWANTED: "runs, though not wanted, on",
    SPARED: "spares",
}
_NAMED = 4


class Card(NamedTuple):
    """Something to read about one row and some columns; ``anchor`` is its id, ``tip`` the gist in one line.

    ``case`` is there where it is about nodes without a pod that runs, ``remark`` where the scheduler adds something.
    Where cells are explained a card is about one cell, and has every condition.
    """

    anchor: str
    row: Row
    columns: tuple[Column, ...]
    state: str
    tip: str
    case: Case | None = None
    remark: Remark | None = None
    conditions: list[Condition] | None = None

    @property
    def waits(self) -> bool:
        """Tell whether something can leave the pods Pending."""
        return self.remark is not None and bool(self.remark.pending)


def cards(coverage: Coverage, row: Row, number: int) -> list[Card]:
    """Return the cards of the row of a number; where cells are to be explained, one for each of them."""
    if coverage.explain:
        return [_of_cell(coverage, row, column, number) for column in coverage.columns]
    found: list[Card] = []
    for case in describe.cases(coverage, row):
        waits = [*(one.message for one in case.refused), *(fact.message for fact in case.waits_for)]
        tip = "; ".join([*filter(None, [case.never]), *waits, *(obstacle.message for obstacle in case.obstacles)])
        found.append(Card(f"m{number}-{len(found) + 1}", row, case.columns, case.state, tip, case=case))
    left_out = "not wanted: " + "; ".join(": ".join(filter(None, one)) for one in intents.places(row))
    count = 0
    for remark in describe.remarks(row, coverage.columns):
        facts = [fact.message for fact in remark.pending]
        if remark.evicts:
            facts.append(describe.evicting(remark.evicts))
        if remark.preference is not None:
            facts.append(describe.liking(remark.preference))
        for state, columns in _alike(coverage, row, remark.columns).items():
            if state == NEVER_STARTS:
                continue
            count += 1
            tip = "; ".join([left_out, *facts] if state == UNWANTED else facts)
            found.append(Card(f"s{number}-{count}", row, columns, state, tip, remark=remark))
    explained = {column.number for card in found for column in card.columns}
    rest = [column for column in coverage.columns if column.number not in explained]
    if unwanted := _alike(coverage, row, rest).get(UNWANTED):
        found.append(Card(f"u{number}", row, unwanted, UNWANTED, left_out))
    return found


def _alike(coverage: Coverage, row: Row, columns: Iterable[Column]) -> dict[str, tuple[Column, ...]]:
    """Return the columns by state: of those with one remark some may be meant and others not."""
    found: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        state = coverage.cell(row, column)
        found[state] = (*found.get(state, ()), column)
    return found


def _of_cell(coverage: Coverage, row: Row, column: Column, number: int) -> Card:
    conditions = row.conditions(column.first)
    tip = "; ".join(one.text for one in conditions if not one.met) or "every condition is met"
    state = coverage.cell(row, column)
    case = Case(row, (column,), state)
    return Card(f"c{number}-{column.number}", row, (column,), state, tip, case=case, conditions=conditions)


def show(card: Card) -> Iterator[str]:
    """Yield a card."""
    title, does = card.row.title, _DOES[card.state]
    yield f'<article class="card {style_of(card.state)}" id="{card.anchor}" tabindex="-1" '
    yield f'aria-labelledby="{card.anchor}-t">\n'
    yield '<a class="close" href="#closed">close</a>\n'
    yield f'<h4 id="{card.anchor}-t">{sign(card.state)} {name(title)} {does} {_groups(card.columns)}</h4>\n'
    yield from _whereabouts(card)
    if card.state in (UNWANTED, SPARED):
        yield from intents.left_out(card.row)
    if card.case is not None and card.case.never:
        yield f"<p>{name(card.case.never)}</p>\n"
    if card.conditions is not None:
        yield from _conditions(card.row, card.columns[0], card.conditions)
    elif card.case is not None:
        yield from _reasons(card.case)
    if card.case is not None:
        yield "".join(map(_remedy, card.case.way_round))
    if card.remark is not None:
        yield from _scheduler(card.row, card.remark)
    yield "</article>\n"


def _groups(columns: tuple[Column, ...]) -> str:
    return ", ".join(f'<a href="#g{column.number}">{name(column.title)}</a>' for column in columns)


def _whereabouts(card: Card) -> Iterator[str]:
    size = counted(sum(column.size for column in card.columns), "node")
    names = "; ".join(column.names for column in card.columns[:_NAMED])
    more = f" and {counted(len(card.columns) - _NAMED, 'more group')}" if len(card.columns) > _NAMED else ""
    pod = Case(card.row, card.columns, card.state).fate
    yield f'<p class="quiet">{size}: {name(names)}{more}{f"; {pod}" if pod else ""}.</p>\n'


def _reasons(case: Case) -> Iterator[str]:
    if case.is_advised and case.is_choice:
        yield "<p>One of the node affinity terms would be enough.</p>\n"
    obstacles, facts, refused = case.obstacles, case.waits_for, case.refused
    yield '<ul class="reasons">\n' if obstacles or facts or refused else ""
    for one in refused:
        by = place(one.by_place) if one.by_place is not None else ""
        yield f"<li>{name(one.message)} {by} {place(one.place)}</li>\n"
    for fact in facts:
        yield f"<li>{name(fact.message)} {place(case.row.at(fact.at))}</li>\n"
    for obstacle in obstacles:
        advice = _remedy(obstacle.remedy) if case.is_advised else ""
        yield f"<li>{name(case.reason(obstacle))} {place(obstacle.place)}{advice}</li>\n"
    yield "</ul>\n" if obstacles or facts or refused else ""


def _remedy(remedy: Remedy | None) -> str:
    if remedy is None:
        return ""
    where = code(dotted(remedy.path)) + ("" if remedy.kind == DAEMON_SET else " of the nodes")
    lines = "\n".join(text(line) for line in remedy.yaml.splitlines())
    return f'<p class="add">{remedy.phrase} {where}:</p><pre dir="ltr"><code>{lines}</code></pre>'


def _scheduler(row: Row, remark: Remark) -> Iterator[str]:
    yield '<p>The scheduler adds:</p>\n<ul class="reasons">\n'
    for fact in remark.pending:
        yield f"<li>{sign('wait')} {describe.waiting(fact)}: {name(fact.message)} {place(row.at(fact.at))}</li>\n"
    if remark.evicts:
        yield f"<li>{name(describe.evicting(remark.evicts))}</li>\n"
    if remark.preference is not None:
        yield f"<li>{name(describe.liking(remark.preference))}</li>\n"
    yield "</ul>\n"


def _conditions(row: Row, column: Column, conditions: list[Condition]) -> Iterator[str]:
    if conditions:
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("met", "condition"))
        yield f'<table class="conditions"><thead><tr>{heads}</tr></thead><tbody>\n'
    else:
        yield "<p>There is no condition: it runs on every node without taints.</p>\n"
    for one in conditions:
        at = row.condition_place(one)
        met = f"{sign(RUNS if one.met else MISSED)} {'yes' if one.met else 'no'}"
        depth = ' class="deeper"' if one.depth else ""
        detail = f"<small>{name(one.detail)} {place(at) if at is not None else ''}</small>"
        yield f"<tr><td>{met}</td><td{depth}>{name(one.text)} {detail}</td></tr>\n"
    if conditions:
        yield "</tbody></table>\n"
    adds = [add for obstacle in row.obstacles(column.first) if (add := _remedy(obstacle.remedy))]
    yield "".join(f"{add}\n" for add in adds)
