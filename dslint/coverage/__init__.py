"""Which DaemonSet runs on which node: the model behind ``dslint coverage``.

>>> coverage = cover(load_daemon_sets(["deploy/"]).daemon_sets, load(["profile:kubeadm"]).nodes)
>>> coverage.rows[0].reach.desired
5

- :class:`~dslint.coverage.model.Coverage` has a row for each DaemonSet and, as its fleet, the nodes.
  :meth:`~dslint.coverage.model.Coverage.cell` is one DaemonSet on one node.
- ``Coverage.columns()`` are groups of nodes that nothing here tells apart: what people are shown.
- :mod:`~dslint.coverage.scheduler` is what the scheduler adds; it never changes a verdict.
- :mod:`~dslint.coverage.totals` counts pods and what they request.
- A change is two coverages: of other DaemonSets, or of another cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dslint.coverage.manifests import Manifests, load_daemon_sets, read_daemon_sets
    from dslint.coverage.model import Cell, Column, Coverage, Obstacle, Row, cover

__all__ = [
    "Cell",
    "Column",
    "Coverage",
    "Manifests",
    "Obstacle",
    "Row",
    "cover",
    "load_daemon_sets",
    "read_daemon_sets",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dslint.coverage import manifests, model

    return getattr(model if hasattr(model, name) else manifests, name)
