"""The pipeline of ``dslint coverage``: DaemonSets against nodes, against what was and what is meant, to one report."""

from __future__ import annotations

import os

from dslint.config import Options, Resolver
from dslint.coverage.compare import Now, compare
from dslint.coverage.intent import unmet
from dslint.coverage.manifests import load_daemon_sets
from dslint.coverage.model import cover
from dslint.coverage.query import Query
from dslint.coverage.report import CoverageReport
from dslint.coverage.select import only_daemon_set, only_node
from dslint.errors import UsageError
from dslint.manifest.cluster import Cluster, Unmatched, unmatched
from dslint.paths import STDIN, covers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.config import Settings
    from dslint.inputs.worktree import WorkTree
    from dslint.inventory import Inventory
    from dslint.kube.nodes.classes import Nodes


def cover_paths(
    paths: Sequence[str] = (".",),
    options: Options | None = None,
    query: Query | None = None,
    *,
    tree: WorkTree | None = None,
) -> CoverageReport:
    """Hold the DaemonSets of files, folders and ``-`` (standard input) against nodes.

    A ``tree`` that they were read from before still has what standard input held.

    Raises :class:`~dslint.errors.DslintError` where the job cannot be done at all: a wrong option or configuration, no
    nodes, nothing of a name that is asked for. What cannot be read is in the report's ``errors``, and the others are
    covered.
    """
    options, query = options or Options(), query or Query()
    resolver = Resolver(options)
    settings = resolver.settings_for(_first(paths, options.stdin_filename))
    snapshot = None
    if query.against_cluster:
        from dslint.coverage.from_cluster import inventory_of
        from dslint.inventory.snapshot import snapshot as take

        snapshot = take(query.context)
        inventory = inventory_of(snapshot)
    else:
        inventory = _inventory(settings, query)
    manifests = load_daemon_sets(paths, resolver=resolver, skipped=query.details, tree=tree)
    return cover_manifests(Now(paths, manifests, inventory, resolver, settings, snapshot), query)


def cover_manifests(now: Now, query: Query) -> CoverageReport:
    """Hold DaemonSets that were read against nodes; raises as :func:`cover_paths` does."""
    paths, manifests, inventory, settings = now.paths, now.manifests, now.inventory, now.settings
    nodes = _what_if(inventory.nodes, query.what_if)
    intents, budgets = (settings.intents, settings.budgets) if nodes.groups else ((), ())
    Cluster(nodes, intents=intents, budgets=budgets).refuse_unknown(inventory.nodes)
    cluster = Cluster(
        nodes,
        inventory.sources,
        intents,
        namespaced=settings.namespace_node_selectors,
        pod_security=settings.pod_security,
    )
    if query.node is not None:
        cluster = only_node(cluster, query.node)
    objects = (*settings.declared, *manifests.objects)
    coverage = cover(
        manifests.daemon_sets,
        cluster,
        objects,
        minor=settings.minors[-1],
        explain=query.explains,
        stated=settings.roles,
    )
    if query.daemonset is not None:
        coverage = only_daemon_set(coverage, query.daemonset)
    errors, notes = list(manifests.errors), [*inventory.notes, *manifests.notes]
    changes = None
    if query.compares:
        compared = compare(query, now, coverage)
        changes = compared.changes
        errors += compared.errors
        notes += compared.notes
    missing = None
    if not query.explains:  # where a part is explained, the whole is not judged
        notes += cluster.idle()
        judged: list[Unmatched] = []
        for one in unmatched(intents, manifests.names):
            if covers(paths, one.intent.at.source.path):
                judged.append(one)
            else:
                notes.append(f"{one.place}: {one}")
        missing = unmet(coverage, changes, judged) if intents else None
    return CoverageReport(coverage, changes, missing, errors, notes, query.details)


def _first(paths: Sequence[str], stdin_filename: str | None) -> str:
    """Return the path whose configuration counts: the first that was named."""
    path = paths[0]
    if path == "-":
        path = stdin_filename or STDIN
    return os.path.join(path, "") if os.path.isdir(path) else path


def _inventory(settings: Settings, query: Query) -> Inventory:
    from dslint.inventory import of_settings

    inventory = of_settings(settings)
    if inventory is None and query.bare:
        from dslint.inventory import Inventory
        from dslint.kube.nodes.classes import Nodes

        return Inventory(Nodes(()), ())
    if inventory is None:
        from dslint.inventory.profiles import NAMES

        hint = (
            "kubectl get nodes -o json > nodes.json, then --nodes nodes.json; or --nodes context:NAME, or "
            f"profile:NAME with one of {', '.join(NAMES)}; or nodes: or pools: in dslint.yaml"
        )
        raise UsageError("no nodes to hold DaemonSets against", hint=hint)
    return inventory


def _what_if(nodes: Nodes, changes: Sequence[str]) -> Nodes:
    if not changes:
        return nodes
    from dslint.coverage.whatif import what_if

    return what_if(nodes, changes)
