"""What checks may know of the nodes that a configuration names, and of where DaemonSets are meant to run."""

from __future__ import annotations

from dslint.errors import ConfigError
from dslint.kube.nodes.nodeset import NODE, POOL
from dslint.phrases import few, meant, suggest
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.kube.nodes.classes import NodeGroup, Nodes
    from dslint.kube.nodes.nodeset import NodeSet
    from dslint.kube.values.quantity import Quantity
    from dslint.manifest.daemonset import ObjectName
    from dslint.source.location import Location


_NAMED = (NODE, POOL)
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
    places: tuple[Location, ...] = ()
    """Where each of ``on`` and ``but`` stands."""

    def is_about(self, name: ObjectName) -> bool:
        """Tell whether a DaemonSet is meant; one without a namespace is in none that can be named."""
        from fnmatch import fnmatchcase

        namespace, slash, short = self.pattern.rpartition("/")
        fits = name.name is not None and fnmatchcase(name.name, short)
        return fits and (not slash or fnmatchcase(name.namespace or "", namespace))

    def wants(self, group: NodeGroup) -> bool:
        """Tell whether the DaemonSets are meant to run on a node."""
        return any(one.holds(group) for one in self.on) and not any(one.holds(group) for one in self.but)


class Unmatched(NamedTuple):
    """An intent that is about no DaemonSet; ``close`` says which name may be meant, and is empty where none may be."""

    intent: Intent
    close: str

    @property
    def place(self) -> str:
        """Where the configuration says it: path and line."""
        return _where(self.intent.at)

    def __str__(self) -> str:
        """Return what is wrong with it."""
        return f"no DaemonSet is called {show(self.intent.pattern)}{self.close}"


def unmatched(intents: Iterable[Intent], names: Sequence[ObjectName]) -> Iterator[Unmatched]:
    """Yield the intents that are about none of the DaemonSets of these names."""
    known = sorted({name.name for name in names if name.name is not None})
    for intent in intents:
        if not any(map(intent.is_about, names)):
            yield Unmatched(intent, meant(suggest(intent.pattern.rpartition("/")[2], known)))


def pools_of(all_nodes: Nodes) -> list[str]:
    """Return the names of the pools."""
    return sorted({group.pool for group in all_nodes.groups if group.pool is not None})


class Budget(NamedTuple):
    """What all DaemonSets together may request of one node of a pool; of any node where ``pool`` is ``None``."""

    pool: str | None
    limits: Mapping[str, Quantity]
    at: Mapping[str, Location]
    named_at: Location | None = None
    """Where the pool is named."""


class Expectation(NamedTuple):
    """What the configuration says of one DaemonSet: its intents, and for each node whether it is meant to run there."""

    intents: tuple[Intent, ...]
    nodes: list[bool]


class Cluster:
    """The nodes, where they come from, and what the configuration wants of them.

    ``is_example`` where they only show how a kind of cluster looks: what such nodes lack, real ones may have.
    ``namespaced``: pods get the node selector of their namespace, which not every cluster gives them.
    ``pod_security`` is the level that namespaces enforce which say nothing of it.
    """

    __slots__ = ("_expectations", "budgets", "intents", "is_example", "namespaced", "nodes", "pod_security", "sources")

    def __init__(
        self,
        all_nodes: Nodes,
        sources: Iterable[str] = (),
        intents: Iterable[Intent] = (),
        budgets: Iterable[Budget] = (),
        *,
        is_example: bool = False,
        namespaced: bool = False,
        pod_security: Policy | None = None,
    ) -> None:
        self.nodes = all_nodes
        self.namespaced = namespaced
        self.pod_security = pod_security
        self.is_example = is_example
        self.sources = tuple(sources)
        self.intents = tuple(intents)
        self.budgets = tuple(budgets)
        self._expectations: dict[Any, Expectation] = {}

    def on(self, all_nodes: Nodes, sources: Sequence[str]) -> Cluster:
        """Return the same with other nodes, and without budgets."""
        return Cluster(all_nodes, sources, self.intents, namespaced=self.namespaced, pod_security=self.pod_security)

    def idle(self) -> Iterator[str]:
        """Yield a sentence for each selection in an intent that no node has: one may get its labels later."""
        for intent in self.intents:
            for place in (*intent.on, *intent.but):
                if place.kind not in _NAMED and not self._holds(place):
                    yield f"{_where(intent.at)}: {show(place.text)} names no node"

    def refuse_unknown(self, others: Nodes | None = None) -> None:
        """Raise ConfigError where an intent or a budget names a pool or a node that there is not.

        It would be as quiet as one that is kept. ``others`` are nodes that may be named as well.
        """
        groups = [*self.nodes.groups, *(others.groups if others is not None else ())]
        pools = sorted({group.pool for group in groups if group.pool is not None})
        found = []
        for intent in self.intents:
            for place, at in zip((*intent.on, *intent.but), intent.places, strict=False):
                if place.kind in _NAMED and not any(map(place.holds, groups)):
                    names = pools if place.kind == POOL else [group.name for group in groups]
                    words = _WORDS if place.text == place.name else ()  # a bare word
                    found.append(_unknown(place.kind, place.name, names, at, words))
        found += [
            _unknown(POOL, budget.pool, pools, budget.named_at)
            for budget in self.budgets
            if budget.pool is not None and budget.pool not in pools
        ]
        if found:
            first, *rest = found
            first.others = tuple(rest)
            raise first

    def _holds(self, place: NodeSet) -> bool:
        return any(map(place.holds, self.nodes.groups))

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


def _unknown(kind: str, name: str, known: Sequence[str], at: Location | None, words: Sequence[str] = ()) -> ConfigError:
    close = suggest(name, [*known, *words])
    hint = None if close else f"known: {few(known)}" if known else f"no {kind} of these nodes has a name"
    message = f"there is no {kind} {show(name)}{meant(close)}"
    return ConfigError(message, hint=hint, source=at and at.source, span=at and at.span)


def _where(at: Location) -> str:
    return f"{at.source.path}:{at.start.line}"
