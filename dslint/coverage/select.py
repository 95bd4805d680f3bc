"""A part of the table, to be explained: one node, one DaemonSet, or one cell."""

from __future__ import annotations

from dslint.coverage.model import Coverage
from dslint.errors import UsageError
from dslint.kube.nodes.classes import Nodes
from dslint.manifest.cluster import Cluster, pools_of
from dslint.phrases import meant, suggest
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.coverage.row import Row


def only_node(cluster: Cluster, name: str) -> Cluster:
    """Return a cluster of the one node of a name, or of a pool; raises UsageError where there is none.

    ``node/NAME`` and ``pool/NAME`` say which; without that a node is meant before a pool.
    """
    kind, slash, rest = name.partition("/")
    short = rest if slash and kind in ("node", "pool") else name
    nodes, pools = kind == "node" or short == name, kind == "pool" or short == name
    groups = [group for group in cluster.nodes.groups if nodes and group.name == short]
    groups = groups or [group for group in cluster.nodes.groups if pools and group.pool == short]
    if not groups:
        close = suggest(short, [*(group.name for group in cluster.nodes.groups), *pools_of(cluster.nodes)])
        raise UsageError(f'no node "{show(name)}" in {", ".join(cluster.sources)}{meant(close)}')
    return cluster.on(Nodes(groups), cluster.sources)


def only_daemon_set(coverage: Coverage, name: str) -> Coverage:
    """Return the coverage of the DaemonSets called ``name`` or ``namespace/name``; others still count for host ports.

    Raises UsageError where there is none.
    """
    rows = [row for row in coverage.rows if name in _names(row)]
    if not rows:
        close = suggest(name, [known for row in coverage.rows for known in _names(row)])
        raise UsageError(f'no DaemonSet "{show(name)}" in the input{meant(close)}')
    return Coverage(rows, coverage.cluster, coverage.minor, explain=coverage.explain)


def _names(row: Row) -> tuple[str, str]:
    return row.name.name or "", row.title
