"""Priority classes that clusters have without a manifest of their own, each with who makes it."""

from __future__ import annotations

PRIORITY_CLASSES = {
    # pkg/apis/scheduling/helpers.go: made by every API server
    "system-node-critical": "Kubernetes",
    "system-cluster-critical": "Kubernetes",
    # https://docs.openshift.com/container-platform/4.16/nodes/pods/nodes-pods-priority.html
    "openshift-user-critical": "OpenShift",
    "cluster-logging": "OpenShift",
    # manifests/operator.yaml of GoogleCloudPlatform/prometheus-engine
    "gmp-critical": "GKE",
    # https://longhorn.io/docs/1.7.0/advanced-resources/deploy/priority-class/
    "longhorn-critical": "Longhorn",
}
