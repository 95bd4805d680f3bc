"""What stands behind a cell of the matrix: why a DaemonSet misses some groups, or what the scheduler adds there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dslint.coverage import describe
from dslint.kube.apiserver.fields import render as dotted
from dslint.kube.nodes.placement import NODE_SELECTOR
from dslint.phrases import counted
from dslint.render.page import intents
from dslint.render.page.markup import code, name, place, sign, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.coverage.describe import Miss, Remark
    from dslint.coverage.model import Column, Coverage, Obstacle

RUNS, STAYS, GOES, UNWANTED, SPARED = "runs", "stays", "goes", describe.UNWANTED, describe.SPARED
WORDS = {RUNS: "runs", STAYS: "misses", GOES: "misses", UNWANTED: "unwanted", SPARED: "spared"}
_DOES = {RUNS: "runs on", STAYS: "misses", GOES: "misses", UNWANTED: "runs, though not wanted, on", SPARED: "spares"}
_FATE = {RUNS: "", STAYS: "a running pod stays", GOES: "a running pod goes"}
_NAMED = 4


class Card(NamedTuple):
    """Something to read about one row and some groups; ``anchor`` is its id, ``tip`` the gist in one line.

    ``miss`` is there where it is about a miss, ``remark`` where the scheduler adds something. Where cells are explained
    a card is about one cell, and tells every condition.
    """

    anchor: str
    row: int
    columns: tuple[Column, ...]
    kind: str
    tip: str
    miss: Miss | None = None
    remark: Remark | None = None

    @property
    def waits(self) -> bool:
        """Tell whether something can leave the pods Pending."""
        return self.remark is not None and bool(self.remark.pending)


def kind_of(coverage: Coverage, number: int, column: Column) -> str:
    """Return what happens in a cell, and whether it is meant so where the configuration says."""
    cell = describe.cell(coverage, number, column.first)
    return cell if cell in (UNWANTED, SPARED) else _verdict(coverage, number, column)


def fate(coverage: Coverage, number: int, column: Column) -> str:
    """Say what becomes of a pod that runs there already; nothing where one is meant to be created."""
    return _FATE[_verdict(coverage, number, column)]


def _verdict(coverage: Coverage, number: int, column: Column) -> str:
    verdict = coverage.rows[number].reach.verdict(column.first)
    if verdict.should_run:
        return RUNS
    return STAYS if verdict.should_continue_running else GOES


def _alike(coverage: Coverage, number: int, columns: tuple[Column, ...]) -> dict[str, tuple[Column, ...]]:
    """Return the groups by kind: of those with one reason some may be meant and others not."""
    found: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        kind = kind_of(coverage, number, column)
        found[kind] = (*found.get(kind, ()), column)
    return found


def cards(coverage: Coverage, number: int) -> list[Card]:
    """Return the cards of a row; where cells are to be explained, one for each of them."""
    if coverage.explain:
        return [_of_cell(coverage, number, column) for column in coverage.columns()]
    found: list[Card] = []
    for miss in describe.misses(coverage, number):
        tip = "; ".join(obstacle.message for obstacle in miss.obstacles)
        for kind, columns in _alike(coverage, number, miss.columns).items():
            anchor = f"m{number + 1}-{len(found) + 1}"
            found.append(Card(anchor, number, columns, kind, tip, miss=miss._replace(columns=columns)))
    left_out = "not wanted: " + "; ".join(": ".join(filter(None, one)) for one in intents.places(coverage, number))
    count = 0
    for remark in describe.remarks(coverage, number):
        facts = [fact.message for fact in remark.pending]
        if remark.preference is not None:
            facts.append(describe.liking(remark.preference))
        for kind, columns in _alike(coverage, number, remark.columns).items():
            count += 1
            tip = "; ".join([left_out, *facts] if kind == UNWANTED else facts)
            found.append(Card(f"s{number + 1}-{count}", number, columns, kind, tip, remark=remark))
    told = {column.number for card in found for column in card.columns}
    rest = tuple(column for column in coverage.columns() if column.number not in told)
    for kind, columns in _alike(coverage, number, rest).items():
        if kind == UNWANTED:
            found.append(Card(f"u{number + 1}", number, columns, kind, left_out))
    return found


def _of_cell(coverage: Coverage, number: int, column: Column) -> Card:
    unmet = [one.text for one in coverage.conditions(number, column.first) if not one.met]
    anchor = f"c{number + 1}-{column.number}"
    return Card(
        anchor, number, (column,), kind_of(coverage, number, column), "; ".join(unmet) or "every condition is met"
    )


def show(coverage: Coverage, card: Card) -> Iterator[str]:
    """Yield a card."""
    title, does = coverage.rows[card.row].title, _DOES[card.kind]
    yield f'<article class="card {card.kind}" id="{card.anchor}" tabindex="-1" aria-labelledby="{card.anchor}-t">\n'
    yield '<a class="close" href="#closed">close</a>\n'
    yield f'<h4 id="{card.anchor}-t">{sign(card.kind)} {name(title)} {does} {_groups(card.columns)}</h4>\n'
    yield from _whereabouts(coverage, card)
    if card.kind in (UNWANTED, SPARED):
        yield from intents.said(coverage, card.row)
    if coverage.explain:
        yield from _conditions(coverage, card.row, card.columns[0])
    elif card.miss is not None:
        yield from _miss(coverage, card.miss, advise=card.kind != SPARED)
    if card.remark is not None:
        yield from _scheduler(coverage, card.row, card.remark)
    yield "</article>\n"


def _groups(columns: tuple[Column, ...]) -> str:
    links = ", ".join(f'<a href="#g{column.number}">{column.number}</a>' for column in columns)
    return f"{'group' if len(columns) == 1 else 'groups'} {links}"


def _whereabouts(coverage: Coverage, card: Card) -> Iterator[str]:
    size = counted(sum(column.size for column in card.columns), "node")
    named = card.columns[:_NAMED]
    names = "; ".join(describe.names(coverage, column) for column in named)
    more = f" and {counted(len(card.columns) - _NAMED, 'more group')}" if len(card.columns) > _NAMED else ""
    pod = fate(coverage, card.row, card.columns[0])
    yield f'<p class="quiet">{size}: {name(names)}{more}{f"; {pod}" if pod else ""}.</p>\n'


def _miss(coverage: Coverage, miss: Miss, *, advise: bool) -> Iterator[str]:
    if advise and describe.is_choice(miss):
        yield "<p>One of the node affinity terms would be enough.</p>\n"
    yield '<ul class="reasons">\n'
    for obstacle in miss.obstacles:
        told, advice = describe.told(coverage, miss, obstacle), _add(obstacle) if advise else ""
        yield f"<li>{name(told)} {place(obstacle.place)}{advice}</li>\n"
    yield "</ul>\n"


def _add(obstacle: Obstacle) -> str:
    add = obstacle.remedy
    if add is None:
        return ""
    where = code(dotted(add.path)) + ("" if add.kind == "DaemonSet" else " of the nodes")
    lines = "\n".join(text(line) for line in add.yaml.splitlines())
    return f'<p class="add">add to {where}:</p><pre dir="ltr"><code>{lines}</code></pre>'


def _scheduler(coverage: Coverage, number: int, remark: Remark) -> Iterator[str]:
    row = coverage.rows[number]
    yield '<p>The scheduler adds:</p>\n<ul class="reasons">\n'
    for fact in remark.pending:
        word = "stays Pending" if fact.certain else "may stay Pending"
        yield f"<li>{sign('wait')} {word}: {name(fact.message)} {place(row.at(fact.at))}</li>\n"
    if remark.preference is not None:
        yield f"<li>{name(describe.liking(remark.preference))}</li>\n"
    yield "</ul>\n"


def _conditions(coverage: Coverage, number: int, column: Column) -> Iterator[str]:
    row = coverage.rows[number]
    conditions = coverage.conditions(number, column.first)
    if conditions:
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("met", "condition"))
        yield f'<table class="conditions"><thead><tr>{heads}</tr></thead><tbody>\n'
    else:
        yield "<p>There is no condition: it runs on every node without taints.</p>\n"
    for one in conditions:
        at = place(row.at(one.at, key=one.kind == NODE_SELECTOR)) if one.at is not None else ""
        met = f"{sign(RUNS if one.met else GOES)} {'yes' if one.met else 'no'}"
        depth = ' class="deeper"' if one.depth else ""
        yield f"<tr><td>{met}</td><td{depth}>{name(one.text)} <small>{name(one.detail)} {at}</small></td></tr>\n"
    if conditions:
        yield "</tbody></table>\n"
    adds = [add for obstacle in row.obstacles(column.first) if (add := _add(obstacle))]
    yield "".join(f"{add}\n" for add in adds)
