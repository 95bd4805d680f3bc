"""Which DaemonSet runs on which node: the model behind ``dslint coverage``.

>>> coverage = cover(load_daemon_sets(["deploy/"]).daemon_sets, Cluster(load(["profile:kubeadm"]).nodes))
>>> coverage.rows[0].reach.desired
5

- :class:`~dslint.coverage.model.Coverage` has a row for each DaemonSet and a column for each group of nodes that
  nothing here tells apart: what people are shown.
- :class:`~dslint.coverage.row.Row` knows all about one DaemonSet: where it runs, why not elsewhere, what is meant.
- :mod:`~dslint.manifest.neighbours` is what the scheduler adds; it never changes a verdict.
- :mod:`~dslint.coverage.totals` counts pods and what they request.
- A change is two coverages: of other DaemonSets, or of another cluster.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.coverage.manifests import Manifests, load_daemon_sets, read_daemon_sets
    from dslint.coverage.model import Column, Coverage, cover
    from dslint.coverage.row import Row

__all__ = ["Column", "Coverage", "Manifests", "Row", "cover", "load_daemon_sets", "read_daemon_sets"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dslint.coverage import manifests, model

    return getattr(model if hasattr(model, name) else manifests, name)
