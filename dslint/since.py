"""The pipeline of ``dslint check --since``: what is there now against a Git revision, through the one reader.

Only files that differ are judged, on both sides, and what stands beside them in their folders, since rules about a
whole run compare within one. All other files lend their objects. Where nodes are known, what all DaemonSets request of
one is a matter of all files: all are judged then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from dslint.config import Resolver
from dslint.errors import UsageError
from dslint.inputs.discover import find
from dslint.inputs.load import load_inputs, load_rendered, renders_of
from dslint.inputs.policies import policies_beside
from dslint.inputs.revision import Revision, blob_name
from dslint.inputs.worktree import WorkTree
from dslint.judge.changes import compare
from dslint.run import Run, collector_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.inputs.tree import Input
    from dslint.judge.report import Report
    from dslint.manifest.daemonset import DaemonSet, ObjectName
    from dslint.source.location import Location

    Progress = Callable[[int], None]

CHANGED_SELECTOR = "DS123"
# bytes of files that need not be read again: most are looked at to be told apart, and then for the objects in them
KEPT = 16 * 1024 * 1024


def check_since(
    revision: str, paths: Sequence[str], options: Options, *, progress: Progress | None = None, roles: bool = False
) -> Report:
    """Check files and folders and report what is new against a revision; what else there is is in ``changes``.

    Raises :class:`~dslint.errors.DslintError` as ``check_paths`` does, and where there is no such revision.
    """
    if "-" in paths:
        raise UsageError("standard input has no earlier revision", hint="name the files")
    real = [os.path.realpath(path) for path in paths]
    with collector_off():
        past = Revision(revision, real)
        tree = WorkTree(keep=KEPT)
        resolver = Resolver(options, policies_beside(options, tree, tuple(paths)))
        now = Side(Run(options, tree, resolver, roles=roles, paths=tuple(paths)), paths)
        before = Side(Run(options, past, now.run.resolver, paths=tuple(real)), real)
        now.hash(past.name_size)
        before.names = {item.path: past.identity(item.path) for item in before.items if past.is_file(item.path)}
        changed, moved = _differing(now.names, before.names)
        past.read_from(now.run.tree, before.names.keys() - changed)
        folders = None if _counts_nodes(now.run, paths) else {os.path.dirname(path) for path in changed}
        for side in (before, now):
            side.judge(folders, progress if side is now else None)
        _selectors(now, before, revision, changed, moved)
        for side in (before, now):
            side.run.finish()
        for text in past.notes:
            now.run.report.note(text)
    now.run.report.changes = compare(now.run.report, before.run.report, revision, moved, changed)
    return now.run.report


class Side:
    """One of the two sides: its run, the inputs that there are, and under which name Git has the contents of each."""

    def __init__(self, run: Run, paths: Sequence[str]) -> None:
        self.run = run
        self.paths = paths
        self.renders = renders_of(run.tree, paths, run.resolver)
        items = find(run.tree, paths, run.resolver)
        self.items = [item for item in items if self.renders is None or not self.renders.covers(item)]
        self.names: dict[str, bytes] = {}
        # the folder of each input without links on the way to it
        folders = {folder: os.path.realpath(folder) for folder in {os.path.dirname(item.path) for item in self.items}}
        self.folders = {item.path: folders[os.path.dirname(item.path)] for item in self.items}

    def path(self, item: Input) -> str:
        """Return the path of an input without links on the way to it."""
        return os.path.join(self.folders[item.path], os.path.basename(item.path))

    def hash(self, size: int) -> None:
        """Read all inputs for the names that Git would give them."""
        for item, data in self.run.tree.read_all(self.items):
            self.names[self.path(item)] = blob_name(data, size) if isinstance(data, bytes) else b""

    def judge(self, folders: set[str] | None, progress: Progress | None) -> None:
        """Judge the inputs in some folders, or all; the others lend their objects."""
        near = [item for item in self.items if folders is None or self.folders[item.path] in folders]
        for count, loaded in enumerate(load_inputs(self.run.tree, near, self.paths, self.run.resolver), 1):
            self.run.judge(loaded)
            if progress is not None:
                progress(count)
        if self.renders is not None:  # a change of any value may be one of what is rendered
            for loaded in load_rendered(self.run.tree, self.renders, self.run.resolver):
                self.run.judge(loaded)
        judged = {item.path for item in near}
        self.run.lend(item for item in self.items if item.path not in judged)

    def whole(self, changed: frozenset[str]) -> Iterator[tuple[str, DaemonSet]]:
        """Yield the DaemonSets of the files that differ, but those that are not all there."""
        items = [item for item in self.items if self.path(item) in changed]
        for loaded in load_inputs(self.run.tree, items, self.paths, self.run.resolver):
            for content in loaded.contents():
                sets = (ds for ds in content.daemon_sets if ds.is_whole and ds.name.name)
                yield from ((self.path(loaded.item), ds) for ds in sets)


def _counts_nodes(run: Run, paths: Sequence[str]) -> bool:
    """Tell whether nodes are known to a configuration that was looked at: their budget is about every DaemonSet."""
    run.resolver.settings_for(os.path.join(os.path.abspath(paths[0]), ""))
    return any(one.nodes or one.pools for one in run.resolver.in_force())


def _differing(now: dict[str, bytes], then: dict[str, bytes]) -> tuple[frozenset[str], dict[str, str]]:
    """Return the files that differ, as absolute paths, and which were only renamed, from the old path to the new."""
    changed = {path for path in now.keys() | then.keys() if now.get(path) != then.get(path)}
    added = {now[path]: path for path in sorted(changed) if path in now and path not in then}
    moved = {}
    for path in sorted(changed):
        name = then.get(path)
        if path not in now and name in added:
            moved[path] = added.pop(name)
    return frozenset(changed), moved


def _selectors(now: Side, before: Side, revision: str, changed: frozenset[str], moved: dict[str, str]) -> None:
    """Report selectors that differ from those of the same object in the revision: the server lets none be changed."""
    old: dict[tuple[str, ObjectName], DaemonSet] = {}
    named: dict[ObjectName, list[DaemonSet]] = {}
    for path, ds in before.whole(changed):
        old[moved.get(path, path), _name(ds)] = ds
        named.setdefault(_name(ds), []).append(ds)
    for path, ds in now.whole(changed):
        namesakes = named.get(_name(ds), ())
        was = old.get((path, _name(ds))) or (namesakes[0] if len(namesakes) == 1 else None)
        if was is None or _facts(was) == _facts(ds):
            continue
        engine = now.run.engines.of(path)
        at, there = _place(ds), _place(was)._replace(text="it was this")
        finding = engine.findings.of_text(
            CHANGED_SELECTOR, "found", {"revision": revision}, at, document=ds.document, about=ds.owner
        )
        if finding is not None:
            engine.report([finding._replace(related=(there,), field="spec.selector")], now.run.report)


def _name(ds: DaemonSet) -> ObjectName:
    return ds.name._replace(api_version=None)


def _facts(ds: DaemonSet) -> object:
    """Return a selector as the server compares it: what is left out is empty."""
    value = ds.selector.value
    return {key: part for key, part in value.items() if part} if isinstance(value, dict) else value or {}


def _place(ds: DaemonSet) -> Location:
    return ds.selector.location(key=True)
