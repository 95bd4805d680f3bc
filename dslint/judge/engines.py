"""The engines of one run, one for each configuration: made at the first DaemonSet under it, and heard in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dslint.paths import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dslint.config import Resolver, Settings
    from dslint.inventory import Inventory
    from dslint.judge.engine import Engine
    from dslint.judge.report import Report
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.objects import Kept, Record


class Engines:
    """Finds the engine for a file, and tells the report what its configuration has to say."""

    def __init__(self, resolver: Resolver, report: Report, paths: Iterable[str] = ()) -> None:
        """Take what the run looks through, for what is only known of a whole folder."""
        self._resolver = resolver
        self._paths = tuple(paths)
        self._report = report
        self._engines: dict[int, Engine] = {}
        self._inventories: dict[Any, Inventory] = {}

    def of(self, path: str) -> Engine:
        """Return the engine for a file; raises :class:`~dslint.errors.DslintError` for a wrong configuration."""
        return self._engine(self._resolver.settings_for(path))

    def _engine(self, settings: Settings) -> Engine:
        engine = self._engines.get(id(settings))
        if engine is None:
            from dslint.judge.engine import Engine  # most files have no DaemonSet

            cluster = self._cluster(settings) if settings.nodes or settings.pools else None
            engine = self._engines[id(settings)] = Engine(settings, cluster)
            if settings.intents and cluster is None:
                self._report.note("coverage in the configuration needs nodes: add nodes or pools, or give --nodes")
            self._report.rules.update((rule.id, rule) for rule in settings.selection.rules)
            if settings.config_path is not None:
                self._report.configs.append(settings.config_path)
            for text in settings.notes:
                self._report.note(text)
        return engine

    @property
    def suppresses(self) -> bool:
        """Whether comments count in this run."""
        return self._resolver.options.suppressions

    def may_read(self) -> bool:
        """Tell whether a rule may ask for objects of other kinds, as far as is known yet."""
        return not self._engines or any(engine.memory.kinds for engine in self._engines.values())

    def finish(self, objects_of: Callable[[frozenset[str]], Iterable[Record]]) -> None:
        """Let the rules speak that look at a whole run.

        ``objects_of`` returns the objects of some kinds in those files of the run that hold no DaemonSet.
        """
        self._make_idle()
        self._speak_together(objects_of)
        for engine in self._engines.values():
            self._tell_undecided(engine)
        for engine in self._engines.values():
            for path, facts in engine.memory.texts.items():
                if facts.filled is not None:
                    facts.filled.tell(path, self._report)
        self._judge_settings()

    def _tell_undecided(self, engine: Engine) -> None:
        """Say once of each policy what it could not decide, and of each that the server refuses why."""
        for rule in engine.rules:
            if rule.evaluator is None:
                continue
            for text in rule.evaluator.notes:
                self._report.note(text)
            for reason, count in rule.evaluator.undecided.items():
                about = f" of {count} request{'s' * (count != 1)}" if count else ""
                self._report.note(f"{rule.id} is not decided{about}: {reason}")
            if rule.evaluator.problem and rule.evaluator.problem not in self._report.errors:
                self._report.errors.append(rule.evaluator.problem)

    def _make_idle(self) -> None:
        """Make the engines of configurations that have something to answer for where there is no DaemonSet at all."""
        for settings in self._resolver.configured():
            places = [*(one.at for one in settings.intents), *(one.at for one in settings.exceptions)]
            if any(covers(self._paths, path) for path in {at.source.path for at in places}):
                self._engine(settings)

    def _speak_together(self, objects_of: Callable[[frozenset[str]], Iterable[Record]]) -> None:
        engines = self._engines.values()
        everyone: dict[str, list[Kept]] = {}
        for memory in (engine.memory for engine in engines):
            for one in memory.run_rules:
                everyone.setdefault(one.rule.id, []).extend(memory.kept(one.rule.id))
        if not any(everyone.values()):
            return
        for kept in everyone.values():
            kept.sort(key=lambda one: one.owner.order)
        objects = [one for engine in engines for facts in engine.memory.texts.values() for one in facts.objects]
        kinds = frozenset(kind for engine in engines for kind in engine.memory.kinds)
        if kinds:
            objects += objects_of(kinds)
            objects.sort(key=lambda one: one.owner.order)
        for engine in engines:
            engine.finish(everyone, objects, self._report)

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

    def _cluster(self, settings: Settings) -> Cluster:
        """Return the nodes that a configuration names; each file is read once, standard input can be no more often."""
        from dslint.inventory import of_settings
        from dslint.manifest.cluster import Cluster

        key = (settings.nodes, id(settings.pools))  # the resolver keeps the settings, and so their pools
        if key not in self._inventories:
            found = of_settings(settings)
            assert found is not None  # noqa: S101 - nobody asks without nodes
            self._inventories[key] = found
            for text in found.notes:
                self._report.note(text)
        inventory = self._inventories[key]
        cluster = Cluster(
            inventory.nodes,
            inventory.sources,
            settings.intents,
            settings.budgets,
            namespaced=settings.namespace_node_selectors,
            is_example=inventory.is_example,
        )
        cluster.refuse_unknown()
        for text in cluster.idle():
            self._report.note(text)
        return cluster
