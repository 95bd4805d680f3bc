"""The tables beside the matrix: groups of nodes, and what each pool pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.coverage.totals import Bill, of_all, of_node, of_pools
from dslint.render.page import intents
from dslint.render.page.markup import amount, fact, name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.coverage.model import Coverage
    from dslint.render.page.intents import Tally

_RIGHT = {"nodes", "pods", "missed", "unwanted", "CPU", "memory", "CPU per node", "memory per node"}
_GROUPS = ("group", "nodes", "pool", "names", "labels", "taints", "CPU per node", "memory per node")
_POOLS = ("pool", "nodes", "pods", "missed", "CPU", "memory")


def groups(coverage: Coverage) -> Iterator[str]:
    """Yield the groups: which nodes they are and what one of them pays."""
    yield from _open("groups", _GROUPS)
    for column in coverage.columns:
        requests = of_node(coverage, column.first).requests
        cells = (
            str(column.number),
            str(column.size),
            name(column.pool or "none"),
            name(column.names),
            fact(column.labels),
            "<br>".join(fact(str(one)) for one in column.taints),
            amount(requests, "cpu"),
            amount(requests, "memory"),
        )
        yield _row(_GROUPS, cells, f' id="g{column.number}"')
    yield "</tbody></table></div>\n"


def pools(coverage: Coverage) -> Iterator[str]:
    """Yield the pools and what they pay, then all together."""
    heads = (*_POOLS[:4], "unwanted", *_POOLS[4:]) if coverage.has_expectations else _POOLS
    yield from _open("pools", heads)
    for pool, bill in of_pools(coverage).items():
        own = intents.tally(coverage.rows, (column for column in coverage.columns if column.pool == pool))
        yield _bill(heads, name(pool or "none"), bill, own)
    total = _bill(heads, "all", of_all(coverage), intents.tally(coverage.rows, coverage.columns))
    yield f"</tbody>\n<tfoot>\n{total}</tfoot></table></div>\n"


def _open(heading: str, heads: Sequence[str]) -> Iterator[str]:
    yield f'<div class="box" tabindex="0" role="region" aria-labelledby="{heading}"><table class="list">\n<thead><tr>'
    yield "".join(f'<th scope="col"{_class(head)}>{head}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>\n"


def _bill(heads: Sequence[str], head: str, bill: Bill, count: Tally) -> str:
    unwanted = (count.unwanted,) if "unwanted" in heads else ()
    counts = (bill.nodes, bill.pods, count.misses, *unwanted)
    amounts = (amount(bill.requests, resource) for resource in ("cpu", "memory"))
    return _row(heads, (head, *map(str, counts), *amounts))


def _row(heads: Sequence[str], cells: Sequence[str], attributes: str = "") -> str:
    rest = "".join(f"<td{_class(head)}>{cell}</td>" for head, cell in zip(heads[1:], cells[1:], strict=True))
    return f'<tr{attributes}><th scope="row">{cells[0]}</th>{rest}</tr>\n'


def _class(head: str) -> str:
    return ' class="number"' if head in _RIGHT else ""
