"""Well-known taints: those that are no label, the effects that they have, who takes which one away.

Sources: core/v1/well_known_taints.go in staging/src/k8s.io/api; taintNodeByCondition in
pkg/controller/nodelifecycle/node_lifecycle_controller.go (NoSchedule for conditions and for unschedulable); api/
well_known_taints.go in staging/src/k8s.io/cloud-provider and pkg/kubelet/kubelet_node_status.go; pkg/apis/v1/taints.go
of kubernetes-sigs/karpenter.
"""

from __future__ import annotations

from dslint.kube.nodes.tolerations import NO_SCHEDULE, Taint

NOT_READY = Taint("node.kubernetes.io/not-ready", "", NO_SCHEDULE)
UNINITIALIZED = Taint("node.cloudprovider.kubernetes.io/uninitialized", "true", NO_SCHEDULE)

# what the node lifecycle controller sets with the effect NoSchedule and no other
ONLY_NO_SCHEDULE = (
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/memory-pressure",
    "node.kubernetes.io/pid-pressure",
    "node.kubernetes.io/network-unavailable",
    "node.kubernetes.io/unschedulable",
)

# taints of whose key there is no label
NO_LABELS = (
    *ONLY_NO_SCHEDULE,
    NOT_READY.key,
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/out-of-service",
    UNINITIALIZED.key,
    "node.cloudprovider.kubernetes.io/shutdown",
    "karpenter.sh/disrupted",
    "karpenter.sh/disruption",
    "karpenter.sh/unregistered",
)
