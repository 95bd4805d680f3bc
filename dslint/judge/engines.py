"""The engines of one run, one for each configuration: made at the first DaemonSet under it, and heard in the end."""

from __future__ import annotations

from dslint.paths import covers
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from dslint.config import Resolver, Settings
    from dslint.inventory import Inventory
    from dslint.judge.engine import Engine
    from dslint.judge.memory import ByRule, TextFacts
    from dslint.judge.report import Report
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.objects import Record


class Clusters:
    """The nodes that configurations name: each file is read once, standard input can be no more often.

    An ``inventory`` counts in their place.
    """

    def __init__(self, inventory: Inventory | None = None) -> None:
        self._inventory = inventory
        self._inventories: dict[Any, Inventory] = {}
        self._clusters: dict[int, Cluster] = {}
        self._settings: list[Settings] = []  # kept, since their identities are keys

    def knows(self, settings: Settings) -> bool:
        """Tell whether there are nodes for a configuration."""
        return self._inventory is not None or bool(settings.nodes or settings.pools)

    def of(self, settings: Settings, report: Report) -> Cluster:
        """Return the nodes of a configuration; the report is told what is to be said of them."""
        from dslint.inventory import of_settings
        from dslint.manifest.cluster import Cluster

        self._settings.append(settings)
        key = (settings.nodes, id(settings.pools))
        if key not in self._inventories:
            found = self._inventory or of_settings(settings)
            assert found is not None  # noqa: S101 - nobody asks without nodes
            self._inventories[key] = found
        inventory = self._inventories[key]
        for text in inventory.notes:
            report.note(text)
        cluster = self._clusters.get(id(settings))
        if cluster is None:
            cluster = self._clusters[id(settings)] = Cluster(
                inventory.nodes,
                inventory.sources,
                settings.intents,
                settings.budgets,
                namespaced=settings.namespace_node_selectors,
                is_example=inventory.is_example,
            )
            cluster.refuse_unknown()
        for text in cluster.idle():
            report.note(text)
        return cluster


class Share(NamedTuple):
    """What the engine of one configuration knows of some of the texts of a run, to be told to that of the whole run.

    ``path`` is that of the first text. The rest is what its memory has, and what each policy has to say, by rule.
    """

    path: str
    texts: dict[str, TextFacts]
    accepted: dict[str, set[str]]
    policies: dict[str, tuple[list[str], set[str], str]]


class Engines:
    """Finds the engine for a file, and tells the report what its configuration has to say."""

    def __init__(
        self, resolver: Resolver, report: Report, paths: Iterable[str] = (), clusters: Clusters | None = None
    ) -> None:
        """Take what the run looks through, for what is only known of a whole folder."""
        self._resolver = resolver
        self._paths = tuple(paths)
        self._report = report
        self._engines: dict[int, Engine] = {}
        self._first: dict[int, str] = {}
        self.kinds = frozenset[str]()
        """The kinds of objects that rules about the run look at; none before a DaemonSet is met."""
        self._clusters = clusters or Clusters()

    def of(self, path: str) -> Engine:
        """Return the engine for a file; raises :class:`~dslint.errors.DslintError` for a wrong configuration."""
        settings = self._resolver.settings_for(path)
        self._first.setdefault(id(settings), path)
        return self._engine(settings)

    def shares(self) -> list[Share]:
        """Return what the engines know of what was judged: they are done, and it goes a long way."""
        found = []
        for key, engine in self._engines.items():
            engine.memory.archive.close()
            policies = {rule.id: rule.evaluator for rule in engine.rules if rule.evaluator is not None}
            told = {name: (one.notes, one.undecided.always, one.problem) for name, one in policies.items()}
            found.append(Share(self._first[key], engine.memory.texts, engine.memory.accepted, told))
        return found

    def take(self, share: Share) -> None:
        """Add what another engine of the same configuration knows of other texts of the run."""
        engine = self.of(share.path)
        engine.memory.texts.update(share.texts)
        engine.memory.accepted.update(share.accepted)
        for rule in engine.rules:
            if rule.id in share.policies:
                notes, always, problem = share.policies[rule.id]
                rule.evaluator.notes += [text for text in notes if text not in rule.evaluator.notes]
                rule.evaluator.undecided.always |= always
                rule.evaluator.problem = rule.evaluator.problem or problem

    def _engine(self, settings: Settings) -> Engine:
        engine = self._engines.get(id(settings))
        if engine is None:
            from dslint.judge.engine import Engine  # most files have no DaemonSet

            cluster = self._clusters.of(settings, self._report) if self._clusters.knows(settings) else None
            engine = self._engines[id(settings)] = Engine(settings, cluster)
            self.kinds |= engine.memory.kinds
            if settings.intents and cluster is None:
                self._report.note("coverage in the configuration needs nodes: add nodes or pools, or give --nodes")
            self._tell_of(settings)
        return engine

    def _tell_of(self, settings: Settings) -> None:
        self._report.rules.update((rule.id, rule) for rule in settings.selection.rules)
        if settings.config_path is not None:
            self._report.configs.append(settings.config_path)
        for text in settings.notes:
            self._report.note(text)

    def retell(self, report: Report) -> None:
        """Turn to another report: a run that goes on, as in an editor, makes one again and again."""
        self._report = report
        for engine in self._engines.values():
            self._tell_of(engine.settings)

    def forget(self, path: str) -> None:
        """Let go of what is kept of a text, which is judged anew or has no DaemonSet any more."""
        for engine in self._engines.values():
            engine.memory.texts.pop(path, None)
            engine.memory.accepted.pop(path, None)

    @property
    def suppresses(self) -> bool:
        """Whether comments count in this run."""
        return self._resolver.options.suppressions

    def finish(self, objects_of: Callable[[frozenset[str]], Iterable[Record]]) -> None:
        """Let the rules speak that look at a whole run.

        ``objects_of`` returns the objects of some kinds in those files of the run that hold no DaemonSet.
        """
        self._make_idle()
        self._speak_together(objects_of)
        self._tell_of_policies()
        for engine in self._engines.values():
            for path, facts in engine.memory.texts.items():
                if facts.filled is not None:
                    facts.filled.tell(path, self._report)
        self._judge_settings()

    def _tell_of_policies(self) -> None:
        """Say of policies why they decide nothing at all, and of those that the server refuses why."""
        found = [
            (rule.id, rule.evaluator)
            for engine in self._engines.values()
            for rule in engine.rules
            if rule.evaluator is not None
        ]
        for name, one in found:
            self._report.leave_open(name, {(reason, ""): 0 for reason in one.undecided.always})
            for text in one.notes:
                self._report.note(text)
            if one.problem and one.problem not in self._report.errors:
                self._report.errors.append(one.problem)

    def _make_idle(self) -> None:
        """Make the engines of configurations that have something to answer for where there is no DaemonSet at all."""
        for settings in self._resolver.configured():
            places = [*(one.at for one in settings.intents), *(one.at for one in settings.exceptions)]
            if any(covers(self._paths, path) for path in {at.source.path for at in places}):
                self._engine(settings)

    def _speak_together(self, objects_of: Callable[[frozenset[str]], Iterable[Record]]) -> None:
        engines = self._engines.values()
        theirs = [engine.memory.kept() for engine in engines]
        if not any(theirs):
            return
        everyone = theirs[0] if len(theirs) == 1 else _together(theirs)
        objects = [one for engine in engines for facts in engine.memory.texts.values() for one in facts.objects]
        if self.kinds:
            objects += objects_of(self.kinds)
            objects.sort(key=lambda one: one.owner.order)
        for engine, mine in zip(engines, theirs, strict=True):
            engine.finish(mine, everyone, objects, self._report)

    def _judge_settings(self) -> None:
        """Tell of intents and exceptions that are about nothing."""
        engines, report = list(self._engines.values()), self._report
        if not any(engine.settings.intents or engine.settings.exceptions for engine in engines):
            return
        from dslint.judge import unmatched

        names = [name for _, _, name in report.objects]
        for engine in engines:
            engine.report(unmatched.intents(engine.findings, names, self._paths, report), report)
        if unmatched.can_tell(self._resolver.options, report):
            for engine, found in list(unmatched.exceptions(engines, self._paths, report)):
                engine.report([found], report)


def _together(theirs: Iterable[ByRule]) -> ByRule:
    """Return what was kept under several configurations, by rule and in order."""
    everyone: ByRule = {}
    for mine in theirs:
        for rule_id, some in mine.items():
            everyone.setdefault(rule_id, []).extend(some)
    for kept in everyone.values():
        kept.sort(key=lambda one: one.owner.order)
    return everyone
