"""How checks count and name nodes."""

from __future__ import annotations

from dslint.kube.nodes.tolerations import Taint, untolerated
from dslint.phrases import SHOWN, few
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.reach import Reach


class Missed(NamedTuple):
    """Nodes that some taints keep pods off: the taints, and the names of the nodes."""

    taints: list[Taint]
    names: str


def missed(all_nodes: Nodes, tolerations: Sequence[Mapping[str, Any]], keys: tuple[str, ...]) -> Missed | None:
    """Return which nodes taints of these keys keep pods with these tolerations off; ``None`` if none."""
    blocked: list[int] = []
    taints: dict[tuple[str, str], Taint] = {}
    for index, group in enumerate(all_nodes.groups):
        found = untolerated(tolerations, [taint for taint in group.node.taints if taint.key in keys])
        if found:
            blocked.append(index)
            taints.update({(one.key, one.effect): one for one in found})
    return Missed(list(taints.values()), names(all_nodes, blocked)) if blocked else None


def missed_by_taint(all_nodes: Nodes, reach: Reach) -> Missed | None:
    """Return the selected nodes, but for those where no pod ever starts, that only taints keep a DaemonSet off."""
    from dslint.kube.nodes.virtual import virtual

    blocked: list[int] = []
    taints: dict[Taint, None] = {}
    for index, verdict in enumerate(reach.per_node()):
        if verdict.reasons and verdict.selected and virtual(all_nodes.groups[index].node) is None:
            blocked.append(index)
            taints.update(dict.fromkeys(one.taint for one in verdict.reasons if one.taint is not None))
    return Missed(list(taints), names(all_nodes, blocked)) if blocked else None


def size(all_nodes: Nodes, nodes: Iterable[int]) -> int:
    """Return how many nodes some indexes stand for."""
    return sum(all_nodes.groups[index].size for index in nodes)


def names(all_nodes: Nodes, nodes: list[int]) -> str:
    """Return the names of nodes: the first few, and how many more there are."""
    return few(nodes, lambda index: all_nodes.groups[index].name, most=SHOWN)
