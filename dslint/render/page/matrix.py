"""The matrix: DaemonSets down, groups of nodes across, and what happens in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.coverage.row import RUNS, SPARED, UNWANTED
from dslint.coverage.totals import of_node, of_row
from dslint.phrases import counted
from dslint.render.page import intents
from dslint.render.page.cards import WORDS, fate, kind_of
from dslint.render.page.markup import amount, fact, name, sign, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.coverage.model import Column, Coverage
    from dslint.coverage.row import Row
    from dslint.render.page.cards import Card
    from dslint.render.page.intents import Tally

_ROOMY = 8  # so many groups have their taints in the head


def matrix(coverage: Coverage, cards: Sequence[Sequence[Card]]) -> Iterator[str]:
    """Yield the table in a box of its own, in which the heads stay in sight."""
    columns = coverage.columns
    roomy = len(columns) <= _ROOMY
    yield '<div class="box tall" tabindex="0" role="region" aria-labelledby="matrix">\n'
    yield f'<table class="matrix {"roomy" if roomy else "dense"}">\n<thead>\n<tr><th scope="col">DaemonSet</th>'
    for column in columns:
        yield _head(column, roomy=roomy)
    yield '<th scope="col" class="sum">CPU</th><th scope="col" class="sum">memory</th></tr>\n</thead>\n<tbody>\n'
    for row, own in zip(coverage.rows, cards, strict=True):
        count = intents.tally([row], columns)
        full = "" if count.misses or count.unwanted else ' class="full"'
        yield f"<tr{full}>{_title(row, count)}"
        behind = {column.number: card for card in own for column in card.columns}
        for column in columns:
            yield _cell(kind_of(row, column), behind.get(column.number), fate(row, column))
        requests = of_row(row).requests
        yield "".join(f'<td class="sum">{amount(requests, resource)}</td>' for resource in ("cpu", "memory"))
        yield "</tr>\n"
    yield f"</tbody>\n<tfoot>\n{_foot(coverage)}</tfoot>\n</table>\n</div>\n"


def _head(column: Column, *, roomy: bool) -> str:
    taints, labels = column.taints, column.labels
    tip = "; ".join([column.names, *(f"taint {one}" for one in taints), *([labels] if labels else [])])
    pool = f'<span class="pool">{name(column.pool or "no pool")}</span>'
    more = "".join(f'<span class="taint">{fact(str(one))}</span>' for one in (*taints, labels) if roomy and one)
    size = counted(column.size, "node") if roomy else f"\u00d7{column.size}"
    link = f'<a href="#g{column.number}" title="{text(tip)}">{column.number}</a>'
    return f'<th scope="col"><div class="head">{link}{pool}<span class="size">{size}</span>{more}</div></th>'


def _title(row: Row, count: Tally) -> str:
    own = row.name.name or row.title
    covered = 100 * count.runs // count.wanted if count.wanted else 0
    word = "" if row.expectation is None else " wanted"
    # nothing is missed where nothing is wanted
    covered = 100 if word and not count.misses else covered
    bar = f'<rect width="{covered}" height="1"/>'
    return (
        f'<th scope="row" title="{text(f"{row.place.source.path}:{row.place.start.line}")}">'
        f'<bdi class="ds"><span>{text(row.title[: -len(own)])}</span>{text(own)}</bdi>'
        f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
        f'<span class="of">{count.runs} of {count.wanted}{word}</span></th>'
    )


def _cell(kind: str, card: Card | None, pod: str) -> str:
    word = f'<span class="word">{WORDS[kind]}</span>'
    if card is None:
        return f'<td class="{kind}">{sign(kind)}{word}</td>'
    signs, unseen = sign(kind), ""
    if card.waits:
        signs += sign("wait")
        unseen = '<span class="unseen">, may stay Pending</span>'
    tip = "; ".join(part for part in (card.tip, pod) if part)
    return f'<td class="{kind}"><a href="#{card.anchor}" title="{text(tip)}">{signs}{word}{unseen}</a></td>'


def _foot(coverage: Coverage) -> str:
    each = [of_node(coverage, column.first) for column in coverage.columns]
    lines = {
        "pods per node": [f"{bill.pods} of {len(coverage.rows)}" for bill in each],
        "CPU per node": [amount(bill.requests, "cpu") for bill in each],
        "memory per node": [amount(bill.requests, "memory") for bill in each],
    }
    rows = []
    for head, cells in lines.items():
        tail = '<td class="sum" colspan="2"></td>'
        rows.append(f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}{tail}</tr>\n')
    return "".join(rows)


def legend(coverage: Coverage, cards: Sequence[Sequence[Card]]) -> Iterator[str]:
    """Yield what the signs mean."""
    yield '<ul class="legend" aria-label="Legend">\n'
    yield f'<li><span class="chip runs">{sign(RUNS)}runs</span> the controller creates a pod</li>\n'
    for kind in ("stays", "goes"):
        yield f'<li><span class="chip {kind}">{sign(kind)}misses</span> no pod; a running one {kind}</li>\n'
    if any(card.waits for own in cards for card in own):
        both = sign(RUNS) + sign("wait")
        yield f'<li><span class="chip runs">{both}runs</span> but the scheduler may leave the pod Pending</li>\n'
    if coverage.has_expectations:
        for kind, means in (
            (UNWANTED, "a pod where none is meant to run"),
            (SPARED, "no pod, and none is meant to run"),
        ):
            yield f'<li><span class="chip {kind}">{sign(kind)}{kind}</span> {means}</li>\n'
    yield "</ul>\n"
