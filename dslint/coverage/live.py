"""What a cluster runs held against its own nodes."""

from __future__ import annotations

from dslint.config import Options, Resolver
from dslint.coverage.compare import Now
from dslint.coverage.from_cluster import inventory_of, manifests_of
from dslint.coverage.query import Query
from dslint.coverage.report import CoverageReport
from dslint.coverage.run import cover_manifests
from dslint.inputs.documents import objects_of
from dslint.inputs.live import here
from dslint.manifest.rollout import rollout_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.coverage.model import Coverage
    from dslint.inventory.snapshot import Snapshot


def cover_snapshot(snapshot: Snapshot, options: Options, query: Query | None = None) -> CoverageReport:
    """Hold what a cluster has against its nodes, by the configuration of the working directory.

    Raises :class:`~dslint.errors.DslintError` where it gave no answer or shows no nodes, and as
    :func:`~dslint.coverage.run.cover_paths` does.
    """
    resolver = live_resolver(snapshot, options)
    settings = resolver.settings_for(here())
    now = Now((), manifests_of(snapshot), inventory_of(snapshot), resolver, settings)
    report = cover_manifests(now, query or Query())
    return report._replace(notes=[*snapshot.notes, *report.notes, *_disagreements(report.coverage)])


def live_resolver(snapshot: Snapshot, options: Options) -> Resolver:
    """Return the settings for a cluster, for the version that it runs unless something names another.

    Policies that the settings name know the namespaces of the cluster.
    """
    resolver = Resolver(options)
    settings = resolver.settings_for(here())
    if snapshot.minor is not None and settings.origins["kubernetes-version"].where == "default":
        options = options._replace(kubernetes_version=f"1.{snapshot.minor}")
    beside = tuple(_namespaces(snapshot)) if settings.policies else ()
    return Resolver(options, beside) if beside or options is not resolver.options else resolver


def _namespaces(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the texts of the namespaces of a cluster, whose labels policies ask for."""
    kinds = frozenset({"Namespace"})
    yield from ((one.path, one.text) for one in snapshot.others if any(objects_of(one, kinds)))


def _disagreements(coverage: Coverage) -> Iterator[str]:
    """Yield what to say where the controller counts other pods than these nodes make: its count is older, or newer."""
    for row in coverage.rows:
        rollout = rollout_of(row.ds.value)
        pods = sum(
            group.size for index, group in enumerate(coverage.nodes.groups) if row.reach.verdict(index).should_run
        )
        if rollout is not None and rollout.desired != pods and not coverage.explain:
            counted = f"its controller counts {rollout.desired} desired, these nodes make it {pods}"
            yield f"{row.place.source.path}: {counted}"
