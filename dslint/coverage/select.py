"""A part of the table, to be explained: one node, one DaemonSet, or one cell."""

from __future__ import annotations

from dslint.coverage.model import Coverage, Row, cover
from dslint.errors import UsageError
from dslint.kube.nodes.classes import Nodes
from dslint.phrases import meant, suggest
from dslint.template import show


def select(coverage: Coverage, *, node: str | None = None, daemon_set: str | None = None) -> Coverage:
    """Return the coverage of one node (or pool), of one DaemonSet (``name`` or ``namespace/name``), or both.

    Other DaemonSets still count for host ports. Raises UsageError for one that is not there.
    """
    nodes = coverage.nodes
    if node is not None:
        groups = [group for group in nodes.groups if group.name == node]
        if not groups:
            names = [group.name for group in nodes.groups]
            raise UsageError(f'no node "{show(node)}" in {", ".join(coverage.sources)}{meant(suggest(node, names))}')
        nodes = Nodes(groups)
    whole = coverage
    if nodes is not coverage.nodes:
        whole = cover([row.ds for row in coverage.rows], nodes, minor=coverage.minor, sources=coverage.sources)
    rows = [row for row in whole.rows if daemon_set is None or _is_called(row, daemon_set)]
    if not rows and daemon_set is not None:
        known = [name for row in whole.rows for name in (row.name.name or "", row.title)]
        raise UsageError(f'no DaemonSet "{show(daemon_set)}" in the input{meant(suggest(daemon_set, known))}')
    others = [row for row in whole.rows if row not in rows]
    return Coverage(rows, nodes, coverage.minor, coverage.sources, others=others, explain=True)


def _is_called(row: Row, name: str) -> bool:
    return name in (row.name.name, row.title)
