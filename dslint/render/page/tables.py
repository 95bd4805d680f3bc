"""The tables beside the matrix: groups of nodes, and what each pool pays."""

from __future__ import annotations

from dslint.coverage import describe, gate_words
from dslint.coverage.model import NO_POOL
from dslint.coverage.totals import of_all, of_node, of_pools
from dslint.render.page.markup import costs, fact, name, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.coverage.describe import Taken
    from dslint.coverage.gates import Gate
    from dslint.coverage.model import Coverage

_LEFT = {"group", "pool", "names", "labels", "taints", *gate_words.HEADS}
_GROUPS = ("group", "nodes", "names", "labels", "taints", "CPU per node", "memory per node")


def groups(coverage: Coverage) -> Iterator[str]:
    """Yield the groups: which nodes they are and what one of them pays."""
    yield from _open("groups", _GROUPS)
    paid = costs([of_node(coverage, column) for column in coverage.columns])
    for column, cost in zip(coverage.columns, paid, strict=True):
        taints = "<br>".join(fact(str(one)) for one in column.taints)
        cells = (name(column.title), f"{column.size:,}", name(column.names), fact(column.labels), taints, *cost)
        yield _row(_GROUPS, cells, f' id="g{column.number}"')
    yield "</tbody></table></div>\n"


def pools(coverage: Coverage) -> Iterator[str]:
    """Yield the pools, what they pay and take of their tightest node, then all together."""
    by_pool, whole = of_pools(coverage), of_all(coverage)
    kept, taken = describe.counted_states([whole.tally]), describe.taken(coverage)
    heads = ("pool", "nodes", "pods", *kept, "CPU", "memory", *taken.heads)
    yield from _open("pools", heads)
    rows = []
    for title, bill, cost, shares in zip(
        [*(name(pool or NO_POOL) for pool in by_pool), "all"],
        [*by_pool.values(), whole],
        costs([*by_pool.values(), whole]),
        _shares(coverage, taken),
        strict=True,
    ):
        numbers = (bill.nodes, bill.pods, *(getattr(bill.tally, state) for state in kept.values()))
        rows.append(_row(heads, (title, *(f"{number:,}" for number in numbers), *cost, *shares)))
    yield from rows[:-1]
    yield f"</tbody>\n<tfoot>\n{rows[-1]}</tfoot></table></div>\n"
    if taken.worst is not None:
        yield f'<p class="quiet">% of the tightest node, {text(describe.tightness(taken.worst))}</p>\n'
    for line in describe.too_small(coverage):
        yield f'<p class="quiet">{text(line)}</p>\n'
    for head, names in describe.without_requests(coverage):
        yield f'<p class="quiet">{head.capitalize()}: {text(names)}</p>\n'


def gates(found: Sequence[Gate]) -> Iterator[str]:
    """Yield the taints of new nodes, who takes them away, and where nobody can."""
    yield from _open("gates", gate_words.HEADS)
    for gate in found:
        taint, *rest = gate_words.cells(gate)
        yield _row(gate_words.HEADS, (fact(taint), *map(text, rest)))
    yield "</tbody></table></div>\n"


def _shares(coverage: Coverage, taken: Taken) -> Iterator[list[str]]:
    """Yield the shares of each pool, with their node and its amounts behind them."""
    pools = dict.fromkeys(column.pool for column in coverage.columns)
    for share, cells in zip([*map(taken.by_pool.get, pools), taken.worst], taken.rows, strict=True):
        title = text(describe.tightness(share)) if share is not None else ""
        yield [f'<abbr title="{title}">{cell}</abbr>' if cell else "" for cell in cells]


def _open(heading: str, heads: Sequence[str]) -> Iterator[str]:
    yield f'<div class="box" tabindex="0" role="region" aria-labelledby="{heading}"><table class="list">\n<thead><tr>'
    yield "".join(f'<th scope="col"{_class(head)}>{head}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>\n"


def _row(heads: Sequence[str], cells: Sequence[str], attributes: str = "") -> str:
    rest = "".join(f"<td{_class(head)}>{cell}</td>" for head, cell in zip(heads[1:], cells[1:], strict=True))
    return f'<tr{attributes}><th scope="row">{cells[0]}</th>{rest}</tr>\n'


def _class(head: str) -> str:
    return ' class="number"' if head not in _LEFT else ""
