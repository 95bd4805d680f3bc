"""How clusters say to which pool a node belongs.

Sources: kubernetes/autoscaler cluster-autoscaler/cloudprovider/{aws,gce}; kubernetes-sigs/karpenter
pkg/apis/v1/labels.go; MicrosoftDocs/azure-aks-docs articles/aks/use-labels.md; findNodeRoles in
pkg/printers/internalversion/printers.go (the roles that ``kubectl get nodes`` prints).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

POOL_LABELS = (
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "agentpool",
)
_ROLE = "node-role.kubernetes.io/"
_OLD_ROLE = "kubernetes.io/role"


def pool_of(labels: Mapping[str, str]) -> str | None:
    """Return the pool that a node's labels name; without one its roles as ``kubectl get nodes`` shows them."""
    for key in POOL_LABELS:
        if labels.get(key):
            return labels[key]
    roles = {key[len(_ROLE) :] for key in labels if key.startswith(_ROLE)} | {labels.get(_OLD_ROLE, "")}
    return ",".join(sorted(roles - {""})) or None
