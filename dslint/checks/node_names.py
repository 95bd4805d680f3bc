"""How checks count and name nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.phrases import SHOWN, few

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.kube.nodes.classes import Nodes


def size(all_nodes: Nodes, nodes: Iterable[int]) -> int:
    """Return how many nodes some indexes stand for."""
    return sum(all_nodes.groups[index].size for index in nodes)


def names(all_nodes: Nodes, nodes: list[int]) -> str:
    """Return the names of nodes: the first few, and how many more there are."""
    return few(nodes, lambda index: all_nodes.groups[index].name, most=SHOWN)
