"""Well-known taints: those that are no label, the effects that they have, who takes which one away.

Sources: core/v1/well_known_taints.go in staging/src/k8s.io/api; taintNodeByCondition in
pkg/controller/nodelifecycle/node_lifecycle_controller.go (NoSchedule for conditions and for unschedulable); api/
well_known_taints.go in staging/src/k8s.io/cloud-provider and pkg/kubelet/kubelet_node_status.go; pkg/apis/v1/taints.go
of kubernetes-sigs/karpenter. Startup taints: docs/install.md of kubernetes-sigs/aws-ebs-csi-driver; removeNotReadyTaint
in pkg/driver/node.go of aws-efs-csi-driver, aws-fsx-csi-driver, azuredisk-csi-driver and azurelustre-csi-driver (all
kubernetes-sigs); docs of awslabs/mountpoint-s3-csi-driver; https://docs.cilium.io/en/stable/installation/taints/;
pilot/pkg/serviceregistry/kube/controller/untaint of istio/istio. Taints of vendors: deployments/static of
NVIDIA/k8s-device-plugin, https://cloud.google.com/kubernetes-engine/docs/how-to/gpus; else the name of the resource, as
https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#example-use-cases recommends.
"""

from __future__ import annotations

from dslint.kube.nodes.tolerations import NO_EXECUTE, NO_SCHEDULE, Taint

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

# The last part of an image's name -> the taint that this agent takes off its node.
STARTUP_TAINTS = {
    "cilium": Taint("node.cilium.io/agent-not-ready", "true", NO_EXECUTE),
    "cilium-ci": Taint("node.cilium.io/agent-not-ready", "true", NO_EXECUTE),
    "aws-ebs-csi-driver": Taint("ebs.csi.aws.com/agent-not-ready", "", NO_EXECUTE),
    "aws-efs-csi-driver": Taint("efs.csi.aws.com/agent-not-ready", "", NO_EXECUTE),
    "aws-fsx-csi-driver": Taint("fsx.csi.aws.com/agent-not-ready", "", NO_EXECUTE),
    "aws-s3-csi-driver": Taint("s3.csi.aws.com/agent-not-ready", "", NO_EXECUTE),
    "aws-mountpoint-s3-csi-driver": Taint("s3.csi.aws.com/agent-not-ready", "", NO_EXECUTE),
    "azuredisk-csi": Taint("disk.csi.azure.com/agent-not-ready", "", NO_EXECUTE),
    "azurelustre-csi": Taint("azurelustre.csi.azure.com/agent-not-ready", "", NO_SCHEDULE),
    "install-cni": Taint("cni.istio.io/not-ready", "", NO_SCHEDULE),
}

# A regular expression for the image of a device plugin -> the taint by which people keep other pods off such nodes.
DEVICE_PLUGIN = "device-plugin"  # stands in all of them
DEVICE_TAINTS = {
    r"nvidia(/k8s|/kubevirt-gpu|-gpu)?-device-plugin": Taint("nvidia.com/gpu", "present", NO_SCHEDULE),
    r"rocm/k8s-device-plugin|amd-gpu-device-plugin": Taint("amd.com/gpu", "", NO_SCHEDULE),
    r"neuron-device-plugin": Taint("aws.amazon.com/neuron", "", NO_SCHEDULE),
    r"(habana|gaudi)[a-z0-9./-]*device-plugin": Taint("habana.ai/gaudi", "", NO_SCHEDULE),
}
