"""The pipeline: paths to texts to findings, one file after the other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dslint.config import Options, Resolver
from dslint.errors import DslintError
from dslint.inputs.load import load, load_text
from dslint.inputs.tree import Unreadable
from dslint.inputs.worktree import WorkTree
from dslint.judge.report import Report
from dslint.paths import STDIN

if TYPE_CHECKING:
    from dslint.config import Settings
    from dslint.fix import Fixer
    from dslint.inputs.load import Loaded
    from dslint.inputs.tree import Input
    from dslint.inventory import Inventory
    from dslint.judge.engine import Engine, FragmentFinder
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.objects import Kept, Record
    from dslint.source.text import SourceText

Progress = Callable[[int], None]


def check_paths(
    paths: str | Iterable[str],
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    fixer: Fixer | None = None,
    roles: bool = False,
) -> Report:
    """Check files, folders and ``-`` (standard input); ``progress`` is told how many files have been looked at.

    A ``fixer`` fixes what it can: the report is about what is left then. With ``roles`` it says what each agent is for.

    Raises :class:`~dslint.errors.DslintError` where the job cannot be done at all: a wrong option, a wrong
    configuration or rule file. What cannot be read is in the report's ``errors``, and the others are checked.
    """
    run = _Run(options or Options(), fixer, roles=roles)
    named = (paths,) if isinstance(paths, str) else paths
    with _collector_off():
        for count, loaded in enumerate(load(WorkTree(), named, run.resolver), 1):
            run.file(loaded)
            if progress is not None:
                progress(count)
        run.finish()
    return run.report


def check_text(text: str, *, path: str = STDIN, options: Options | None = None) -> Report:
    """Check a text; ``path`` is the name to report, and where configuration and kustomizations are looked for.

    Raises :class:`~dslint.errors.DslintError` for a wrong option, configuration or rule file.
    """
    if not isinstance(text, str):
        raise TypeError(f"check_text takes a text, not {type(text).__name__}")
    run = _Run(options or Options())
    run.file(load_text(text, path))
    run.finish()
    return run.report


class _Run:
    """What the files of one run share; what only a file with a DaemonSet needs is imported at the first of them."""

    def __init__(self, options: Options, fixer: Fixer | None = None, *, roles: bool = False) -> None:
        self.fixer = fixer
        self.resolver = Resolver(options)
        self.report = Report(roles=() if roles else None)
        self._engines: dict[int, Engine] = {}
        self._inventories: dict[Any, Inventory] = {}
        self._others: list[Input] = []

    def file(self, loaded: Loaded) -> None:
        """Check one input; most have no DaemonSet and are done with at once."""
        if isinstance(loaded.error, Unreadable):
            self._unreadable(loaded.item, loaded.error)
            return
        if loaded.source is not None:
            self.text(loaded, loaded.source)
            return
        if loaded.error is not None and loaded.error.source is not None:
            reason = {"reason": loaded.error.message}
            self._engine(loaded.item.path).unreadable(loaded.error.source, "undecodable", reason, self.report)
        elif not self._engines or any(engine.kinds for engine in self._engines.values()):
            self._others.append(loaded.item)  # looked at again if a rule asks for what else there is
        if self.fixer is not None:
            self.fixer.untouched(loaded.item, loaded.data)

    def text(self, loaded: Loaded, source: SourceText) -> None:
        """Check a text that may hold a DaemonSet, and fix it where that is asked for."""
        path = loaded.item.path
        engine, finder = self._engine(path), loaded.finder()
        skipped, fragments = len(self.report.skipped), len(self.report.fragments)
        try:
            if self.fixer is None:
                engine.check(source, self.report, finder)
            else:
                self.report.add(
                    self.fixer.text(loaded.item, loaded.data, source, _checker(engine, finder, self.report))
                )
        except DslintError:
            raise
        except Exception as error:  # noqa: BLE001 - one text that breaks us must not take the others with it
            engine.crashed(source, error, self.report)
            if self.fixer is not None:
                self.fixer.untouched(loaded.item, loaded.data)
        if len(self.report.skipped) > skipped or len(self.report.fragments) > fragments:
            self._note(loaded, self.report.skipped[skipped:])

    def finish(self) -> None:
        """Let the rules speak that look at all DaemonSets of the run."""
        engines = self._engines.values()
        everyone: dict[str, list[Kept]] = {}
        for one in (rule for engine in engines for rule in engine.run_rules):
            everyone.setdefault(one.rule.id, []).extend(one.all_kept())
        if not any(everyone.values()):
            return
        for kept in everyone.values():
            kept.sort(key=lambda one: one.owner.order)
        objects = self._objects()
        for engine in engines:
            engine.finish(everyone, objects, self.report)

    def _objects(self) -> list[Record]:
        """Return the objects of other kinds that rules ask for, also out of files without a DaemonSet."""
        from contextlib import suppress

        from dslint.inputs.documents import objects_of
        from dslint.source.text import SourceText, UndecodableError

        found = [one for engine in self._engines.values() for records in engine.objects.values() for one in records]
        kinds = frozenset(kind for engine in self._engines.values() for kind in engine.kinds)
        for item in self._others if kinds else ():
            with suppress(Unreadable, UndecodableError):  # nothing in it is judged
                data = WorkTree().read(item)
                if any(kind.encode() in data for kind in kinds):
                    found += objects_of(SourceText.decode(item.shown, data), kinds)
        return sorted(found, key=lambda one: one.owner.order)

    def _note(self, loaded: Loaded, skipped: list[tuple[str, str]]) -> None:
        """Say what was not checked as it stands: once for each chart how its templates are checked."""
        chart = loaded.chart()
        if chart is not None:
            command = f"helm template {chart} | dslint check -"
            self.report.note(f"{chart} holds Helm templates; they are checked after rendering: {command}")
            return
        for shown, reason in skipped:
            self.report.note(f"{shown} holds something that is not checked: {reason}")

    def _unreadable(self, item: Input, problem: Unreadable) -> None:
        """Say that a file cannot be read: what the user named is an error, what was found below a folder a finding."""
        from dslint.source.text import SourceText

        if item.explicit:
            self.report.errors.append(problem.message)
        elif problem.gone:
            self.report.skipped.append((item.shown, problem.reason))
        else:
            source = SourceText(item.shown, "")
            self._engine(item.path).unreadable(source, "unreadable", {"reason": problem.reason}, self.report)

    def _engine(self, path: str) -> Engine:
        settings = self.resolver.settings_for(path)
        engine = self._engines.get(id(settings))
        if engine is None:
            from dslint.judge.engine import Engine

            cluster = self._site(settings) if settings.nodes or settings.pools else None
            engine = self._engines[id(settings)] = Engine(settings, cluster)
            if settings.intents and cluster is None:
                self.report.note("coverage in the configuration needs nodes: add nodes or pools, or give --nodes")
            if settings.config_path is not None:
                self.report.configs.append(settings.config_path)
            for text in settings.notes:
                self.report.note(text)
        return engine

    def _site(self, settings: Settings) -> Cluster:
        """Return the nodes that a configuration names; each file is read once, standard input can be no more often."""
        from dslint.inventory import load
        from dslint.manifest.cluster import Cluster

        key = (settings.nodes, id(settings.pools))  # the resolver keeps the settings, and so their pools
        if key not in self._inventories:
            self._inventories[key] = load(settings.nodes, pools=settings.pools)
            for text in self._inventories[key].notes:
                self.report.note(text)
        inventory = self._inventories[key]
        cluster = Cluster(
            inventory.nodes,
            inventory.sources,
            settings.intents,
            settings.budgets,
            is_example=inventory.is_example,
        )
        for text in cluster.idle():
            self.report.note(text)
        return cluster


def _checker(engine: Engine, finder: FragmentFinder, whole: Report) -> Callable[[SourceText], Report]:
    """Return what checks a text by itself: a fixer needs to know about one text at a time."""

    def check(source: SourceText) -> Report:
        report = Report(roles=None if whole.roles is None else ())
        engine.check(source, report, finder)
        return report

    return check


@contextmanager
def _collector_off() -> Iterator[None]:
    """Run without the cyclic garbage collector: nodes make no cycles, and looking for them takes time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
