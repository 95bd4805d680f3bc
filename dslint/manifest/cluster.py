"""What checks may know of the nodes that a configuration names, and of where DaemonSets are meant to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.phrases import meant, suggest
from dslint.record import NamedTuple
from dslint.template import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dslint.kube.nodes.classes import NodeGroup, Nodes
    from dslint.kube.nodes.nodeset import NodeSet
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.daemonset import ObjectName
    from dslint.source.location import Location


# what an intent may say in the place of a pool
_WORDS = ("all", "linux", "windows")


class Intent(NamedTuple):
    """Where DaemonSets are meant to run: on the nodes ``on``, but not on those of ``but``.

    ``pattern`` names them, as ``name`` or ``namespace/name`` in which ``*`` stands for anything; ``at`` is where the
    configuration says it.
    """

    pattern: str
    on: tuple[NodeSet, ...]
    but: tuple[NodeSet, ...]
    reason: str
    at: Location

    def is_about(self, name: ObjectName) -> bool:
        """Tell whether a DaemonSet is meant; one without a namespace is in none that can be named."""
        from fnmatch import fnmatchcase

        namespace, slash, short = self.pattern.rpartition("/")
        fits = name.name is not None and fnmatchcase(name.name, short)
        return fits and (not slash or fnmatchcase(name.namespace or "", namespace))

    def wants(self, group: NodeGroup) -> bool:
        """Tell whether the DaemonSets are meant to run on a node."""
        return any(one.holds(group) for one in self.on) and not any(one.holds(group) for one in self.but)


def pools_of(all_nodes: Nodes) -> list[str]:
    """Return the names of the pools."""
    return sorted({group.pool for group in all_nodes.groups if group.pool is not None})


class Budget(NamedTuple):
    """What all DaemonSets together may request of one node of a pool; of any node where ``pool`` is ``None``."""

    pool: str | None
    limits: Mapping[str, Quantity]
    at: Mapping[str, Location]


class Expectation(NamedTuple):
    """What the configuration says of one DaemonSet: its intents, and for each node whether it is meant to run there."""

    intents: tuple[Intent, ...]
    nodes: list[bool]


class Cluster:
    """The nodes, where they come from, and what the configuration wants of them.

    ``is_example`` where they only show how a kind of cluster looks: what such nodes lack, real ones may have.
    """

    __slots__ = ("_expectations", "budgets", "intents", "is_example", "nodes", "sources")

    def __init__(
        self,
        all_nodes: Nodes,
        sources: Iterable[str] = (),
        intents: Iterable[Intent] = (),
        budgets: Iterable[Budget] = (),
        *,
        is_example: bool = False,
    ) -> None:
        self.nodes = all_nodes
        self.is_example = is_example
        self.sources = tuple(sources)
        self.intents = tuple(intents)
        self.budgets = tuple(budgets)
        self._expectations: dict[Any, Expectation] = {}

    def idle(self) -> Iterator[str]:
        """Yield a sentence for each place of an intent, or pool of a budget, of which there is no node."""
        for intent in self.intents:
            for place in (*intent.on, *intent.but):
                if not any(map(place.holds, self.nodes.groups)):
                    yield f"{_where(intent.at)}: {show(place.text)} names no node{self._meant(place.name, *_WORDS)}"
        pools = pools_of(self.nodes) if self.budgets else []
        for budget in self.budgets:
            if budget.pool is not None and budget.pool not in pools:
                at = next(iter(budget.at.values()), None)
                where = f"{_where(at)}: " if at is not None else ""
                yield f"{where}{show(budget.pool)} names no pool{self._meant(budget.pool)}"

    def unheard(self, names: Sequence[ObjectName]) -> Iterator[str]:
        """Yield a sentence for each intent that is about none of the DaemonSets of these names."""
        known = sorted({name.name for name in names if name.name is not None})
        for intent in self.intents:
            if not any(map(intent.is_about, names)):
                close = suggest(intent.pattern.rpartition("/")[2], known)
                yield f"{_where(intent.at)}: no DaemonSet is called {show(intent.pattern)}{meant(close)}"

    def _meant(self, name: str, *words: str) -> str:
        return meant(suggest(name, [*pools_of(self.nodes), *words]))

    def expectation(self, name: ObjectName) -> Expectation | None:
        """Return where a DaemonSet is meant to run: wherever one of its intents says so; ``None`` without one."""
        numbers = tuple(number for number, intent in enumerate(self.intents) if intent.is_about(name))
        if not numbers:
            return None
        expectation = self._expectations.get(numbers)
        if expectation is None:
            intents = tuple(self.intents[number] for number in numbers)
            nodes = [any(intent.wants(group) for intent in intents) for group in self.nodes.groups]
            expectation = self._expectations[numbers] = Expectation(intents, nodes)
        return expectation


def _where(at: Location) -> str:
    return f"{at.source.path}:{at.start.line}"
