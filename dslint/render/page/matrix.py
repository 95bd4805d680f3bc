"""The matrix: DaemonSets down, groups of nodes across, and what happens in each cell."""

from __future__ import annotations

from dslint.coverage import describe
from dslint.coverage.row import HURTS, MISSED, NEVER_STARTS, NOT_SELECTED, PENDING, REFUSED, RUNS, SPARED, UNWANTED
from dslint.coverage.totals import Bill, of_node, of_row
from dslint.kube.apiserver.requests import ZERO
from dslint.phrases import and_more, counted
from dslint.render.page.markup import costs, fact, name, sign, style_of, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.render.page.cards import Card

_ROOMY = 8  # so many groups have their taints in the head
_REASONS = 2  # so many are told without a click, of more the first
_HEADS = {"harm": "missed", "cpu": "CPU", "memory": "memory"}
MEANS = {
    MISSED: "wanted, but no pod",
    NEVER_STARTS: "nodes on which no pod of a DaemonSet starts",
    REFUSED: "the controller wants a pod, and every one is refused",
    PENDING: "a pod is made, and the scheduler never finds room for it",
    UNWANTED: "a pod where none is meant to run",
    RUNS: "the controller creates a pod",
    NOT_SELECTED: "left out by the manifest's own selection",
    SPARED: "no pod, and none is meant to run",
}


def matrix(coverage: Coverage, rows: Sequence[Row], cards: Sequence[Sequence[Card]]) -> Iterator[str]:
    """Yield the table in a box of its own, in which the heads stay in sight; sums come first, so that none is cut."""
    columns = coverage.columns
    roomy = len(columns) <= _ROOMY
    yield '<div class="box tall" tabindex="0" role="region" aria-labelledby="matrix">\n'
    yield f'<table class="matrix {"roomy" if roomy else "dense"}">\n<thead>\n<tr>{_sorted_by("name", "DaemonSet")}'
    yield "".join(_sorted_by(key, head) for key, head in _HEADS.items())
    for column in columns:
        yield _head(column, roomy=roomy)
    yield "</tr>\n</thead>\n<tbody>\n"
    bills = [of_row(coverage, row) for row in rows]
    for place, (row, own, bill, cost) in enumerate(zip(rows, cards, bills, costs(bills), strict=True)):
        full = "" if any(bill.tally.hurts) else ' class="full"'
        yield f"<tr{full}{_keys(row, bill, place)}>{_title(row, bill, own)}"
        missed = f'<span class="short">{bill.tally.missed:,}</span>' if bill.tally.missed else "0"
        yield "".join(f'<td class="sum">{cell}</td>' for cell in (missed, *cost))
        behind = {column.number: card for card in own for column in card.columns}
        for column in columns:
            yield _cell(coverage.cell(row, column), behind.get(column.number))
        yield "</tr>\n"
    yield f"</tbody>\n<tfoot>\n{_foot(coverage, roomy=roomy)}</tfoot>\n</table>\n</div>\n"


def _sorted_by(key: str, head: str) -> str:
    """Return a head that sorts; without the script it is a word."""
    kind = "" if key == "name" else ' class="sum"'
    first = ' aria-sort="descending"' if key == "harm" else ""
    return f'<th scope="col"{kind}{first}><button type="button" disabled data-sort="{key}">{head}</button></th>'


def _keys(row: Row, bill: Bill, place: int) -> str:
    """Return what a row is sorted by."""
    cpu, memory = (bill.requests.get(resource, ZERO) for resource in ("cpu", "memory"))
    keys = {"name": text(row.title), "harm": -place, "cpu": cpu.milli_value(), "memory": memory.value()}
    return "".join(f' data-{key}="{value}"' for key, value in keys.items())


def _head(column: Column, *, roomy: bool) -> str:
    taints, labels = column.taints, column.labels
    tip = "; ".join([column.title, column.names, *(f"taint {one}" for one in taints), *([labels] if labels else [])])
    more = "".join(f'<span class="taint">{fact(str(one))}</span>' for one in (*taints, labels) if roomy and one)
    size = counted(column.size, "node") if roomy else f"\u00d7{column.size:,}"
    link = f'<a class="pool" href="#g{column.number}" title="{text(tip)}">{name(column.title)}</a>'
    return f'<th scope="col"><div class="head">{link}<span class="size">{size}</span>{more}</div></th>'


def _title(row: Row, bill: Bill, cards: Sequence[Card]) -> str:
    own, wanted = row.name.name or row.title, bill.tally.wanted
    # nothing is missed where nothing is wanted
    covered = 100 * bill.tally.runs // wanted if wanted else 100
    bar = f'<rect width="{covered}" height="1"/>'
    return (
        f'<th scope="row" title="{text(f"{row.place.source.path}:{row.place.start.line}")}">'
        f'<bdi class="ds"><span>{text(row.title[: -len(own)])}</span>{text(own)}</bdi>'
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
        f'<span class="of">{bill.running:,} of {bill.nodes:,}</span>{_reasons(cards)}</th>'
    )


def _reasons(cards: Sequence[Card]) -> str:
    """Return what hurts in a row, in a few words, each a way to its card."""
    found: dict[str, str] = {}
    for card in cards:
        if card.state in HURTS and card.remark is None:
            found.setdefault(card.tip, card.anchor)
    shown = list(found.items())[: len(found) if len(found) <= _REASONS else 1]
    links = [f'<a class="why" href="#{anchor}">{name(tip)}</a>' for tip, anchor in shown]
    more = and_more(len(found) - len(links)).strip()
    return "".join([*links, f'<span class="why">{more}</span>' if more else ""])


def _cell(state: str, card: Card | None) -> str:
    kind, word = style_of(state), f'<span class="word">{state}</span>'
    if card is None:
        return f'<td class="{kind}">{sign(state)}{word}</td>'
    signs, unseen = sign(state), ""
    if card.waits:
        signs += sign("wait")
        unseen = '<span class="unseen">, may stay Pending</span>'
    tip = "; ".join(part for part in (card.tip, describe.Case(card.row, card.columns, state).fate) if part)
    return f'<td class="{kind}"><a href="#{card.anchor}" title="{text(tip)}">{signs}{word}{unseen}</a></td>'


def _foot(coverage: Coverage, *, roomy: bool) -> str:
    """Return what one node has; what it pays only where there is room, the table of groups has it too."""
    each = [of_node(coverage, column) for column in coverage.columns]
    lines = {"pods per node": [str(bill.pods) for bill in each]}
    if roomy:
        paid = costs(each)
        lines |= {"CPU per node": [cpu for cpu, _ in paid], "memory per node": [memory for _, memory in paid]}
    rows = []
    for head, cells in lines.items():
        gap = f'<td class="sum" colspan="{len(_HEADS)}"></td>'
        rows.append(f'<tr><th scope="row">{head}</th>{gap}{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n')
    return "".join(rows)


def legend(coverage: Coverage, cards: Sequence[Sequence[Card]]) -> Iterator[str]:
    """Yield what the signs mean."""
    yield '<ul class="legend" aria-label="Legend">\n'
    for state in describe.shown_states(coverage):
        yield f'<li><span class="chip {style_of(state)}">{sign(state)}{state}</span> {MEANS[state]}</li>\n'
    if any(card.waits for own in cards for card in own):
        both = sign(RUNS) + sign("wait")
        yield f'<li><span class="chip runs">{both}runs</span> but the scheduler may leave the pod Pending</li>\n'
    yield "</ul>\n"
