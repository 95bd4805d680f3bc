"""Where a DaemonSet runs among the nodes of an inventory, and how nodes are counted and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.checks.pod import pod_spec
from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.nodes.placement import Placement
from dslint.kube.nodes.reach import Reach
from dslint.phrases import SHOWN, few

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.kube.nodes.classes import Nodes
    from dslint.manifest.cluster import Cluster
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet


def reach_of(ds: DaemonSet, context: Context, cluster: Cluster) -> Reach:
    """Return where a DaemonSet runs."""

    def made() -> Reach:
        comparison = enabled("TaintTolerationComparisonOperators", context.minor)
        return Reach(Placement(pod_spec(ds, context), comparison=comparison), cluster.nodes)

    reach: Reach = ds.once(f"reach-{context.minor}", made)
    return reach


def size(all_nodes: Nodes, nodes: Iterable[int]) -> int:
    """Return how many nodes some indexes stand for."""
    return sum(all_nodes.groups[index].size for index in nodes)


def names(all_nodes: Nodes, nodes: list[int]) -> str:
    """Return the names of nodes: the first few, and how many more there are."""
    return few(nodes, lambda index: all_nodes.groups[index].name, most=SHOWN)
