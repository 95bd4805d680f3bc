"""A part of the table, to be explained: one node, one DaemonSet, or one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.coverage.model import Coverage, cover
from dslint.errors import UsageError
from dslint.kube.nodes.classes import Nodes
from dslint.manifest.cluster import Cluster
from dslint.phrases import meant, suggest
from dslint.template import show

if TYPE_CHECKING:
    from dslint.coverage.row import Row


def select(coverage: Coverage, *, node: str | None = None, daemon_set: str | None = None) -> Coverage:
    """Return the coverage of one node (or pool), of one DaemonSet (``name`` or ``namespace/name``), or both.

    Other DaemonSets still count for host ports, and what is meant is left out. Raises UsageError for one that is not
    there.
    """
    nodes, sources = coverage.nodes, coverage.cluster.sources
    if node is not None:
        groups = [group for group in nodes.groups if group.name == node]
        if not groups:
            close = suggest(node, [group.name for group in nodes.groups])
            raise UsageError(f'no node "{show(node)}" in {", ".join(sources)}{meant(close)}')
        nodes = Nodes(groups)
    whole = cover([row.ds for row in coverage.rows], Cluster(nodes, sources), minor=coverage.minor)
    rows = [row for row in whole.rows if daemon_set is None or daemon_set in _names(row)]
    if not rows and daemon_set is not None:
        close = suggest(daemon_set, [name for row in whole.rows for name in _names(row)])
        raise UsageError(f'no DaemonSet "{show(daemon_set)}" in the input{meant(close)}')
    return Coverage(rows, whole.cluster, whole.minor, explain=True)


def _names(row: Row) -> tuple[str, str]:
    return row.name.name or "", row.title
