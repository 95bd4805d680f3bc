"""The pipeline of ``--against-cluster``: the DaemonSets of files against those that a cluster has."""

from __future__ import annotations

from collections.abc import Sequence

from dslint.config import Options, Resolver
from dslint.coverage.from_cluster import manifests_of
from dslint.coverage.live import live_resolver
from dslint.coverage.manifests import load_daemon_sets
from dslint.inputs.live import here
from dslint.judge.drift import drift_of
from dslint.manifest.workload import Workload
from dslint.phrases import few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.worktree import WorkTree
    from dslint.judge.report import Report


def add_drift(
    report: Report,
    paths: Sequence[str],
    contexts: Sequence[str | None],
    options: Options,
    tree: WorkTree | None = None,
) -> None:
    """Add to a report how the DaemonSets of some paths differ from those that clusters have.

    Both are compared as the server stores them. One without a namespace is looked for in ``default``. A cluster that
    gives no answer is among the ``errors``. Raises :class:`~dslint.errors.DslintError` where there is no kubectl.
    """
    from dslint.inventory.snapshot import snapshots

    manifests = load_daemon_sets(paths, resolver=Resolver(options), tree=tree)
    report.drift = []
    for snapshot in snapshots(contexts):
        if snapshot.error is not None:
            report.errors.append(f"cluster {snapshot.context}: {snapshot.error.message}")
            continue
        minor = live_resolver(snapshot, options).settings_for(here()).minors[-1]
        theirs = {(ds.name.namespace, ds.name.name): ds for ds in manifests_of(snapshot).daemon_sets}
        seen = set()
        for ds in manifests.daemon_sets:
            name = (ds.name.namespace or "default", ds.name.name)
            seen.add(name)
            there = Workload(theirs[name], minor) if name in theirs else None
            report.drift += drift_of(Workload(ds, minor), there, snapshot.context)
        if others := sorted(f"{namespace}/{name}" for namespace, name in theirs.keys() - seen):
            report.note(f"cluster {snapshot.context} has beside these files: {few(others)}")
    report.drift.sort(key=lambda one: (one.at.source.path, one.at.span.start, one.context))
