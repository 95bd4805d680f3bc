"""Nodes on which no pod of a DaemonSet ever starts: behind them stands a service, not a machine.

Sources: AWS Fargate of the EKS user guide ("Daemonsets aren't supported on Fargate"); virtual-nodes and
virtual-nodes-v2 of the AKS documentation (DaemonSets are not supported there), whose examples select the label
``type``; DefaultTaintKey in cmd/virtual-kubelet of virtual-kubelet/virtual-kubelet.
"""

from __future__ import annotations

from dslint.kube.nodes.affinity import REQUIRED
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.reasons import DAEMON_SET, Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.kube.nodes.placement import Node, Placement

_LABELS = {("eks.amazonaws.com/compute-type", "fargate"): "Fargate", ("type", "virtual-kubelet"): "virtual-kubelet"}
# a taint of this key, whatever its value is; the label of Fargate is its taint too
_PROVIDER = "virtual-kubelet.io/provider"


def virtual(node: Node) -> str | None:
    """Return what runs pods in the place of a machine (``Fargate``, ``virtual-kubelet``); ``None`` for a machine."""
    for (key, value), kind in _LABELS.items():
        if node.labels.get(key) == value or any((one.key, one.value) == (key, value) for one in node.taints):
            return kind
    return "virtual-kubelet" if any(one.key == _PROVIDER for one in node.taints) else None


def told_apart(node: Node) -> bool:
    """Whether a label tells a virtual node apart, so that a selection can leave it out; some have a taint only."""
    return any(node.labels.get(key) == value for key, value in _LABELS)


def labels_of(nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """Return the labels that tell virtual nodes apart, each once."""
    found = [one for node in nodes for one in _LABELS if node.labels.get(one[0]) == one[1]]
    return list(dict.fromkeys(found))


def keep_off(nodes: Iterable[Node], placement: Placement) -> Iterator[Remedy]:
    """Yield what leaves virtual nodes out, all at once: conditions in each term of node affinity.

    Terms are alternatives, so that each needs them. Nothing is known for nodes without a label.
    """
    conditions = "".join(f"- key: {key}\n  operator: NotIn\n  values: [{value}]\n" for key, value in labels_of(nodes))
    if conditions and placement.terms is None:
        inner = "".join(f"    {line}\n" for line in conditions.splitlines())
        yield Remedy(DAEMON_SET, (*POD_SPEC, *REQUIRED, "nodeSelectorTerms"), f"- matchExpressions:\n{inner}")
    for term in placement.terms or () if conditions else ():
        if not term.errors and not term.is_empty:
            yield Remedy(DAEMON_SET, (*term.at, "matchExpressions"), conditions)
