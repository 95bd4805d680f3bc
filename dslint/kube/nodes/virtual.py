"""Nodes on which no pod of a DaemonSet ever starts: behind them stands a service, not a machine.

Sources: AWS Fargate of the EKS user guide ("Daemonsets aren't supported on Fargate"); virtual-nodes and
virtual-nodes-v2 of the AKS documentation (DaemonSets are not supported there), whose examples select the label
``type``; DefaultTaintKey in cmd/virtual-kubelet of virtual-kubelet/virtual-kubelet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.kube.nodes.affinity import REQUIRED
from dslint.kube.nodes.placement import POD_SPEC
from dslint.kube.nodes.reasons import DAEMON_SET, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def keep_off(node: Node, placement: Placement) -> Iterator[Remedy]:
    """Yield what leaves a virtual node out: a condition in each term of node affinity; nothing without a label."""
    for key, value in _LABELS:
        if node.labels.get(key) != value:
            continue
        condition = f"- key: {key}\n  operator: NotIn\n  values: [{value}]\n"
        if placement.terms is None:
            inner = "".join(f"    {line}\n" for line in condition.splitlines())
            yield Remedy(DAEMON_SET, (*POD_SPEC, *REQUIRED, "nodeSelectorTerms"), f"- matchExpressions:\n{inner}")
        for term in placement.terms or ():
            if not term.errors and not term.is_empty:
                yield Remedy(DAEMON_SET, (*term.at, "matchExpressions"), condition)
        return
