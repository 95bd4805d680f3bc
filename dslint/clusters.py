"""The pipeline of ``dslint check --cluster``: what clusters run now, each judged by itself, against its own nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dslint.config import Options, Resolver
from dslint.coverage.live import live_resolver
from dslint.errors import DslintError
from dslint.inputs.live import here, live_objects, load_live
from dslint.judge.engines import Clusters
from dslint.judge.report import Report
from dslint.phrases import first_lines
from dslint.run import Run, collector_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inventory.snapshot import Snapshot
    from dslint.run import Progress


def check_clusters(
    contexts: Sequence[str | None] = (None,),
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    roles: bool = False,
    baseline: bool = True,
) -> Report:
    """Check the DaemonSets of the clusters of some contexts of kubectl, ``None`` for the current one.

    The configuration of the working directory counts. Where nothing names a Kubernetes version, it is that of the
    newest kubelet. A cluster that gives no answer is among the ``errors`` of the report, and the others are checked.
    Without ``baseline`` what a baseline knows is reported too.

    Raises :class:`~dslint.errors.DslintError` for a wrong option or configuration, and where there is no kubectl.
    """
    from dslint.inventory.snapshot import snapshots

    options = options or Options()
    settings = Resolver(options).settings_for(here())  # what is wrong with it is told before a cluster is asked
    report = Report(roles=() if roles else None)
    count = 0
    with collector_off():
        for snapshot in snapshots(contexts):
            report.add(check_snapshot(snapshot, options, roles=roles))
            count += 1
            if progress is not None:
                progress(count)
    if baseline and settings.baseline is not None and options.suppressions:
        from dslint.judge.baseline import accept  # most runs have none

        accept(report, [settings], ("-",))
    return report


def check_snapshot(snapshot: Snapshot, options: Options, *, roles: bool = False) -> Report:
    """Check what a cluster has; what keeps that from being done is in the report's ``errors``."""
    from dslint.inventory import Inventory

    resolver = live_resolver(snapshot, options)
    version = f"1.{resolver.settings_for(here()).minors[-1]}"
    run = None
    error = snapshot.error
    if error is None:
        nodes = snapshot.nodes
        inventory = None if nodes is None else Inventory(nodes, snapshot.sources)
        run = Run(options, resolver=resolver, roles=roles, paths=("-",), clusters=Clusters(inventory))
        run.objects_of = lambda _, kinds: live_objects(snapshot.others, kinds)
        try:
            for one in snapshot.sets:
                run.judge(load_live(one.source))
            run.finish()
        except DslintError as wrong:  # a configuration that this cluster does not fit
            error = wrong
    report = Report(roles=() if roles else None) if run is None else run.report
    report.clusters.append(snapshot._replace(error=error).facts(version))
    if error is not None:
        report.errors.append(f"cluster {snapshot.context}: {error.message}")
    for text in snapshot.notes:
        report.note(text)
    for text in first_lines(list(_unfinished(snapshot))):
        report.note(text)
    return report


def _unfinished(snapshot: Snapshot) -> Iterable[str]:
    """Yield what to say of DaemonSets whose pods are not all new and ready."""
    for one in snapshot.sets:
        if one.rollout is not None and not one.rollout.is_done:
            yield f"{one.source.path}: {one.rollout}"
