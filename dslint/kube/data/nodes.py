"""Well-known labels and taints of nodes: who carries which taint, and the values that a label can have.

Sources: cmd/kubeadm/app/constants/constants.go; KEP-2067 (rename of the kubeadm label and taint);
core/v1/well_known_{labels,taints}.go in staging/src/k8s.io/api; pkg/kubelet/kubelet_node_status.go and
hack/lib/golang.sh (values of os and arch); articles/aks/{use-labels,spot-node-pool,use-system-pools}.md of
MicrosoftDocs/azure-aks-docs; templates/master/01-master-kubelet/_base/units/kubelet.service.yaml of
openshift/machine-config-operator; https://cloud.google.com/kubernetes-engine/docs/how-to/gpus.
"""

from __future__ import annotations

from dslint.kube.nodes.tolerations import NO_SCHEDULE, Taint
from dslint.record import NamedTuple

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
MASTER = "node-role.kubernetes.io/master"
# What Rancher's RKE calls its control-plane nodes, as label and as taint: a word of its own, not a slip.
RANCHER = "node-role.kubernetes.io/controlplane"
RANCHER_ETCD = "node-role.kubernetes.io/etcd"
CONTROL_PLANE_TAINT = Taint(CONTROL_PLANE, "", NO_SCHEDULE)
MASTER_TAINT = Taint(MASTER, "", NO_SCHEDULE)


class Tainted(NamedTuple):
    """Nodes that are known to carry a taint: their label's value (``None``: any), the taint, what to call them."""

    value: str | None
    taint: Taint
    nodes: str


_AKS_SPOT = Tainted("spot", Taint("kubernetes.azure.com/scalesetpriority", "spot", NO_SCHEDULE), "AKS Spot nodes")

# Label -> the nodes that it selects, where they are tainted without their owner's doing. Left out because no taint is
# set by default: Windows nodes, OpenShift infra nodes, AKS system pools (CriticalAddonsOnly is an option), k3s servers
# (label value "true"). Left out because their key or value is not verified: Spot and Arm nodes of GKE.
TAINTED_NODES = {
    CONTROL_PLANE: Tainted("", CONTROL_PLANE_TAINT, "control-plane nodes"),
    # kubeadm up to 1.24 and OpenShift
    MASTER: Tainted("", MASTER_TAINT, "control-plane nodes"),
    "kubernetes.azure.com/scalesetpriority": _AKS_SPOT,
    "kubernetes.azure.com/priority": _AKS_SPOT,
    # only in clusters that have nodes without GPUs too; the page of GKE names the taint without its value
    "cloud.google.com/gke-accelerator": Tainted(
        None, Taint("nvidia.com/gpu", "present", NO_SCHEDULE), "GKE nodes with GPUs"
    ),
}

GPU_TAINT = "nvidia.com/gpu"
# What labels of nodes with GPUs begin with that nobody but GKE and NVIDIA's own agents sets.
GPU_LABELS = ("nvidia.com/", "cloud.google.com/")

# Taint -> its value, where it has one and is set without the owner's doing or by a widespread convention.
TAINT_VALUES = {
    "kubernetes.azure.com/scalesetpriority": "spot",
    "CriticalAddonsOnly": "true",
    "node.cloudprovider.kubernetes.io/uninitialized": "true",
    GPU_TAINT: "present",  # on GKE; not verified
}

# Keys that somebody may have meant by a misspelling.
KNOWN_LABELS = (
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "node.kubernetes.io/instance-type",
    "node.kubernetes.io/windows-build",
    "node.kubernetes.io/exclude-from-external-load-balancers",
    CONTROL_PLANE,
    MASTER,
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "karpenter.sh/nodepool",
    "karpenter.sh/capacity-type",
    "eks.amazonaws.com/capacityType",
    "eks.amazonaws.com/nodegroup",
    "eks.amazonaws.com/compute-type",
    "cloud.google.com/gke-nodepool",
    "cloud.google.com/gke-spot",
    "cloud.google.com/gke-preemptible",
    "cloud.google.com/gke-accelerator",
    "kubernetes.azure.com/agentpool",
    "kubernetes.azure.com/mode",
    "kubernetes.azure.com/scalesetpriority",
    "kubernetes.azure.com/priority",
)
KNOWN_TAINTS = (
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/unschedulable",
    "node.kubernetes.io/memory-pressure",
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/pid-pressure",
    "node.kubernetes.io/network-unavailable",
    "node.kubernetes.io/out-of-service",
    "node.cloudprovider.kubernetes.io/uninitialized",
    "node.cloudprovider.kubernetes.io/shutdown",
    CONTROL_PLANE,
    MASTER,
    "karpenter.sh/disrupted",
    "karpenter.sh/disruption",
    "karpenter.sh/unregistered",
    "kubernetes.azure.com/scalesetpriority",
    "CriticalAddonsOnly",
    "nvidia.com/gpu",
)

# Labels that a controller sets once a node is up: an inventory taken earlier, or declared pools, do not have them.
LATE_LABELS = ("karpenter.sh/initialized", "karpenter.sh/registered")

OS_LABELS = ("kubernetes.io/os", "beta.kubernetes.io/os")
ARCH_LABELS = ("kubernetes.io/arch", "beta.kubernetes.io/arch")

OS_VALUES = ("linux", "windows")
ARCH_VALUES = ("amd64", "arm64", "ppc64le", "s390x")
# What other systems call them (uname -m, Debian, container registries; not verified); Kubernetes uses Go's names.
_OS_NAMES = {"win": "windows", "windows_nt": "windows", "win32": "windows", "win64": "windows", "gnu/linux": "linux"}
_ARCH_NAMES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "x64": "amd64",
    "aarch64": "arm64",
    "arm64v8": "arm64",
    "ppc64el": "ppc64le",
    "powerpc64le": "ppc64le",
}


def intended_value(label: str, value: str) -> str | None:
    """Return the value that the kubelet sets where ``value`` is another name or spelling of it, else ``None``."""
    values, names = (OS_VALUES, _OS_NAMES) if label in OS_LABELS else (ARCH_VALUES, _ARCH_NAMES)
    if label not in OS_LABELS + ARCH_LABELS or value in values:
        return None
    folded = value.strip().lower()
    return folded if folded in values else names.get(folded)
