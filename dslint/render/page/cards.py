"""What stands behind a cell of the matrix: why a DaemonSet misses some nodes, or what the scheduler adds there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage import describe
from dslint.coverage.row import RUNS, SPARED, UNWANTED
from dslint.kube.apiserver.fields import render as dotted
from dslint.phrases import counted
from dslint.render.page import intents
from dslint.render.page.markup import code, name, place, sign, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.coverage.describe import Miss, Remark
    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Obstacle, Row
    from dslint.kube.nodes.conditions import Condition

# a miss is drawn by what becomes of a running pod
STAYS, GOES = "stays", "goes"
WORDS = {RUNS: "runs", STAYS: "misses", GOES: "misses", UNWANTED: "unwanted", SPARED: "spared"}
_DOES = {RUNS: "runs on", STAYS: "misses", GOES: "misses", UNWANTED: "runs, though not wanted, on", SPARED: "spares"}
_FATE = {RUNS: "", STAYS: "a running pod stays", GOES: "a running pod goes"}
_NAMED = 4


class Card(NamedTuple):
    """Something to read about one row and some columns; ``anchor`` is its id, ``tip`` the gist in one line.

    ``miss`` is there where it is about a miss, ``remark`` where the scheduler adds something. Where cells are explained
    a card is about one cell, and has every condition.
    """

    anchor: str
    row: Row
    columns: tuple[Column, ...]
    kind: str
    tip: str
    miss: Miss | None = None
    remark: Remark | None = None
    conditions: list[Condition] | None = None

    @property
    def waits(self) -> bool:
        """Tell whether something can leave the pods Pending."""
        return self.remark is not None and bool(self.remark.pending)


def kind_of(row: Row, column: Column) -> str:
    """Return what happens in a cell, and whether it is meant so where the configuration says."""
    cell = row.cell(column.first)
    return cell if cell in (UNWANTED, SPARED) else _verdict(row, column)


def fate(row: Row, column: Column) -> str:
    """Say what becomes of a pod that runs there already; nothing where one is meant to be created."""
    return _FATE[_verdict(row, column)]


def _verdict(row: Row, column: Column) -> str:
    verdict = row.reach.verdict(column.first)
    if verdict.should_run:
        return RUNS
    return STAYS if verdict.should_continue_running else GOES


def _alike(row: Row, columns: Iterable[Column]) -> dict[str, tuple[Column, ...]]:
    """Return the columns by kind: of those with one reason some may be meant and others not."""
    found: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        kind = kind_of(row, column)
        found[kind] = (*found.get(kind, ()), column)
    return found


def cards(coverage: Coverage, row: Row, number: int) -> list[Card]:
    """Return the cards of the row of a number; where cells are to be explained, one for each of them."""
    if coverage.explain:
        return [_of_cell(row, column, number) for column in coverage.columns]
    found: list[Card] = []
    for miss in describe.misses(row, coverage.columns):
        tip = "; ".join(obstacle.message for obstacle in miss.obstacles)
        for kind, columns in _alike(row, miss.columns).items():
            anchor = f"m{number}-{len(found) + 1}"
            found.append(Card(anchor, row, columns, kind, tip, miss=miss._replace(columns=columns)))
    left_out = "not wanted: " + "; ".join(": ".join(filter(None, one)) for one in intents.places(row))
    count = 0
    for remark in describe.remarks(row, coverage.columns):
        facts = [fact.message for fact in remark.pending]
        if remark.preference is not None:
            facts.append(describe.liking(remark.preference))
        for kind, columns in _alike(row, remark.columns).items():
            count += 1
            tip = "; ".join([left_out, *facts] if kind == UNWANTED else facts)
            found.append(Card(f"s{number}-{count}", row, columns, kind, tip, remark=remark))
    explained = {column.number for card in found for column in card.columns}
    rest = [column for column in coverage.columns if column.number not in explained]
    if unwanted := _alike(row, rest).get(UNWANTED):
        found.append(Card(f"u{number}", row, unwanted, UNWANTED, left_out))
    return found


def _of_cell(row: Row, column: Column, number: int) -> Card:
    conditions = row.conditions(column.first)
    tip = "; ".join(one.text for one in conditions if not one.met) or "every condition is met"
    return Card(f"c{number}-{column.number}", row, (column,), kind_of(row, column), tip, conditions=conditions)


def show(card: Card) -> Iterator[str]:
    """Yield a card."""
    title, does = card.row.title, _DOES[card.kind]
    yield f'<article class="card {card.kind}" id="{card.anchor}" tabindex="-1" aria-labelledby="{card.anchor}-t">\n'
    yield '<a class="close" href="#closed">close</a>\n'
    yield f'<h4 id="{card.anchor}-t">{sign(card.kind)} {name(title)} {does} {_numbers(card.columns)}</h4>\n'
    yield from _whereabouts(card)
    if card.kind in (UNWANTED, SPARED):
        yield from intents.left_out(card.row)
    if card.conditions is not None:
        yield from _conditions(card.row, card.columns[0], card.conditions)
    if card.miss is not None:
        yield from _miss(card.miss, advise=card.kind != SPARED)
    if card.remark is not None:
        yield from _scheduler(card.row, card.remark)
    yield "</article>\n"


def _numbers(columns: tuple[Column, ...]) -> str:
    links = ", ".join(f'<a href="#g{column.number}">{column.number}</a>' for column in columns)
    return f"{'group' if len(columns) == 1 else 'groups'} {links}"


def _whereabouts(card: Card) -> Iterator[str]:
    size = counted(sum(column.size for column in card.columns), "node")
    names = "; ".join(column.names for column in card.columns[:_NAMED])
    more = f" and {counted(len(card.columns) - _NAMED, 'more group')}" if len(card.columns) > _NAMED else ""
    pod = fate(card.row, card.columns[0])
    yield f'<p class="quiet">{size}: {name(names)}{more}{f"; {pod}" if pod else ""}.</p>\n'


def _miss(miss: Miss, *, advise: bool) -> Iterator[str]:
    if advise and miss.is_choice:
        yield "<p>One of the node affinity terms would be enough.</p>\n"
    yield '<ul class="reasons">\n'
    for obstacle in miss.obstacles:
        advice = _add(obstacle) if advise else ""
        yield f"<li>{name(miss.reason(obstacle))} {place(obstacle.place)}{advice}</li>\n"
    yield "</ul>\n"


def _add(obstacle: Obstacle) -> str:
    add = obstacle.remedy
    if add is None:
        return ""
    where = code(dotted(add.path)) + ("" if add.kind == "DaemonSet" else " of the nodes")
    lines = "\n".join(text(line) for line in add.yaml.splitlines())
    return f'<p class="add">add to {where}:</p><pre dir="ltr"><code>{lines}</code></pre>'


def _scheduler(row: Row, remark: Remark) -> Iterator[str]:
    yield '<p>The scheduler adds:</p>\n<ul class="reasons">\n'
    for fact in remark.pending:
        yield f"<li>{sign('wait')} {describe.waiting(fact)}: {name(fact.message)} {place(row.at(fact.at))}</li>\n"
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
        met = f"{sign(RUNS if one.met else GOES)} {'yes' if one.met else 'no'}"
        depth = ' class="deeper"' if one.depth else ""
        detail = f"<small>{name(one.detail)} {place(at) if at is not None else ''}</small>"
        yield f"<tr><td>{met}</td><td{depth}>{name(one.text)} {detail}</td></tr>\n"
    if conditions:
        yield "</tbody></table>\n"
    adds = [add for obstacle in row.obstacles(column.first) if (add := _add(obstacle))]
    yield "".join(f"{add}\n" for add in adds)
