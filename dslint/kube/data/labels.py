"""Labels of nodes that nobody puts on by hand: they are retired, or something else says what they are.

Sources: pkg/api/node/util.go (what is retired and what came instead) and cmd/kubeadm/app/constants/constants.go;
pkg/kubelet/kubelet_node_status.go; plugin/pkg/admission/noderestriction (the namespaces of Kubernetes);
kubernetes/website labels-annotations-taints; kubernetes-sigs/karpenter and aws/karpenter-provider-aws
pkg/apis/v1/labels.go; awsdocs/amazon-eks-user-guide; kubernetes/autoscaler cluster-autoscaler/cloudprovider/{aws,gce};
MicrosoftDocs/azure-aks-docs articles/aks/use-labels.md; NVIDIA/gpu-feature-discovery (README).
"""

from __future__ import annotations

from dslint.kube.data.nodes import CONTROL_PLANE, MASTER, RANCHER, RANCHER_ETCD
from dslint.record import NamedTuple

# Old label -> the one that the same nodes carry with the same value: the kubelet and cloud providers set both.
RENAMED_LABELS = {
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
}
RETIRED_LABELS = {**RENAMED_LABELS, MASTER: CONTROL_PLANE}

# Label by which nodes were taken into an add-on -> who used to set it. Nothing does any more: kube-up ended it with
# 1.16 (kubernetes/kubernetes#75050, #74424; the first name with 1.6, #42931, #43687); kops pkg/nodelabels/builder.go.
_KUBE_UP = "kube-up, the scripts of Kubernetes, up to 1.15"
OPT_IN_LABELS = {
    "alpha.kubernetes.io/fluentd-ds-ready": "the kubelet of Kubernetes 1.5",
    "beta.kubernetes.io/fluentd-ds-ready": _KUBE_UP,
    "beta.kubernetes.io/kube-proxy-ds-ready": _KUBE_UP,
    "beta.kubernetes.io/masq-agent-ds-ready": _KUBE_UP,
    "beta.kubernetes.io/metadata-proxy-ready": _KUBE_UP,
    "kubernetes.io/role": "kOps and AKS, years ago",
}


class Renamed(NamedTuple):
    """What a provider calls a label or taint now, who the provider is, and whether it has kept its values."""

    name: str
    provider: str
    same: bool = True


# Sources: MicrosoftDocs/azure-aks-docs articles/aks/use-labels.md, "Deprecated labels" (what AKS calls ``accelerator``
# is a label of many other clusters too); aws/karpenter-provider-aws website/content/en/v1.0/upgrading:
# v1beta1-migration.md (the label, gone with v0.33), v1-migration.md (the taint).
_AKS, _KARPENTER = "AKS", "Karpenter"
PROVIDER_LABELS = {
    "agentpool": Renamed("kubernetes.azure.com/agentpool", _AKS),
    "storageprofile": Renamed("kubernetes.azure.com/storageprofile", _AKS),
    "storagetier": Renamed("kubernetes.azure.com/storagetier", _AKS),
    "node-role.kubernetes.io/agent": Renamed("kubernetes.azure.com/role=agent", _AKS, same=False),
    "kubernetes.azure.com/scalesetpriority": Renamed("kubernetes.azure.com/priority", _AKS),
    "karpenter.sh/provisioner-name": Renamed("karpenter.sh/nodepool", _KARPENTER),
}
PROVIDER_TAINTS = {"karpenter.sh/disruption": Renamed("karpenter.sh/disrupted", _KARPENTER, same=False)}

# a prefix, or what it ends with behind a dot
_DOMAINS = (
    "kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "eks.amazonaws.com", "eksctl.io", "cloud.google.com",
    "kubernetes.azure.com", "karpenter.azure.com", "nvidia.com", "node.openshift.io",
)  # fmt: skip
# by their names without a prefix: what AKS sets
_KEYS = ("agentpool", "storageprofile", "storagetier")
# where people put labels of their own, but for the roles that an installer gives
_FREE = ("node-restriction.kubernetes.io", "node-role.kubernetes.io")
_ROLES = (CONTROL_PLANE, RANCHER, RANCHER_ETCD)


def is_owned(key: str) -> bool:
    """Tell whether the kubelet, the cloud or a controller sets a label, or whether it is retired."""
    if key in RETIRED_LABELS or key in _KEYS:
        return True
    domain = key.rpartition("/")[0]
    if not domain or domain in _FREE:
        return key in _ROLES
    return any(domain == one or domain.endswith(f".{one}") for one in _DOMAINS)
