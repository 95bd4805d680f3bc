"""The settings below ``budget``: how much all DaemonSets together may request of a node."""

from __future__ import annotations

from dslint.config.errors import Mistakes
from dslint.kube.values.quantity import Quantity, QuantityError, parse
from dslint.manifest.cluster import Budget
from dslint.source.location import Location
from dslint.source.text import Span
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config.value import Value

BUDGET_KEYS = ("node", "pools")
RESOURCES = ("cpu", "memory")


class BudgetReader:
    """Reads the budgets of one file; what is wrong is noted, at its place, and left out."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes

    def read(self, value: Value) -> tuple[Budget, ...]:
        """Return the budgets: first that of every node, then those of pools."""
        fields = self._mapping(value, "budget is a mapping of node and pools", BUDGET_KEYS)
        budgets = [self._budget(None, fields["node"])] if "node" in fields else []
        pools = self._mapping(fields["pools"], "pools is a mapping of pools to amounts") if "pools" in fields else {}
        return (*budgets, *(self._budget(fields["pools"].keys[pool], amounts) for pool, amounts in pools.items()))

    def _mapping(self, value: Value, otherwise: str, known: tuple[str, ...] = ()) -> dict[str, Value]:
        if not isinstance(value.data, dict):
            self._mistakes.add(value, otherwise)
            return {}
        data: dict[str, Value] = value.data
        for name in data:
            if known and name not in known:
                self._mistakes.unknown(value.keys[name], "key", known)
        return data

    def _budget(self, pool: Value | None, value: Value) -> Budget:
        limits: dict[str, Quantity] = {}
        at: dict[str, Location] = {}
        for name, item in self._mapping(value, "a budget is a mapping of cpu and memory", RESOURCES).items():
            try:
                amount = parse(item.data)
            except QuantityError:
                self._mistakes.add(item, f"{show(name)} takes an amount such as 500m or 1Gi")
                continue
            limits[name] = amount
            at[name] = Location(value.file.source, Span(value.keys[name].span.start, item.span.end), "", "")
        if pool is None:
            return Budget(None, limits, at)
        return Budget(pool.data, limits, at, Location(pool.file.source, pool.span, "", ""))
