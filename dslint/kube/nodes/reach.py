"""Where one DaemonSet runs among the nodes of a cluster."""

from __future__ import annotations

from dslint.kube.nodes.facets import NAME, TAINTS, label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.facets import Facet
    from dslint.kube.nodes.placement import Placement, Verdict


def reach_facets(placement: Placement) -> frozenset[Facet]:
    """Return what of a node decides whether the DaemonSet runs there."""
    return frozenset({TAINTS, *map(label, placement.keys), *([NAME] if placement.by_name else [])})


class Reach:
    """Where one DaemonSet runs in a cluster: a verdict of the controller for every node."""

    __slots__ = ("desired", "facets", "nodes", "partition", "placement", "verdicts")

    def __init__(self, placement: Placement, nodes: Nodes) -> None:
        self.placement = placement
        self.nodes = nodes
        self.facets = reach_facets(placement)
        self.partition = nodes.partition(self.facets)
        self.verdicts: tuple[Verdict, ...] = tuple(
            placement.verdict(nodes.groups[first].node) for first in self.partition.firsts
        )
        self.desired = sum(
            size for size, verdict in zip(self.partition.sizes, self.verdicts, strict=True) if verdict.should_run
        )

    def verdict(self, index: int) -> Verdict:
        """Return the verdict on the node that stands at an index of the cluster."""
        return self.verdicts[self.partition.classes[index]]

    def per_node(self) -> Iterator[Verdict]:
        """Yield the verdict on each node in turn."""
        return map(self.verdicts.__getitem__, self.partition.classes)
