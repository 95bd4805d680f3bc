"""The kinds of objects beside a DaemonSet that decide about its pods, and the fields that each has.

Source: the types in staging/src/k8s.io/api (core/v1, scheduling/v1, node/v1, storage/v1, rbac/v1, policy/v1,
networking/v1, admissionregistration/v1, autoscaling/v2) and, for the vertical autoscaler, autoscaler.k8s.io/v1 in
kubernetes/autoscaler, for the policy of Kyverno policies.kyverno.io/v1 in kyverno/api.
"""

from __future__ import annotations

from dslint.record import NamedTuple


class ObjectKind(NamedTuple):
    """A kind: its API version, and the fields that its objects have beside their metadata."""

    api_version: str
    kind: str
    fields: tuple[str, ...] = ("spec",)


_RBAC = "rbac.authorization.k8s.io/v1"
# By their plural; of a ConfigMap and a Secret only the keys matter here, as ``data`` has them.
CLUSTER_KINDS = {
    "priorityClasses": ObjectKind(
        "scheduling.k8s.io/v1", "PriorityClass", ("value", "globalDefault", "preemptionPolicy", "description")
    ),
    "runtimeClasses": ObjectKind("node.k8s.io/v1", "RuntimeClass", ("handler", "overhead", "scheduling")),
    "persistentVolumes": ObjectKind("v1", "PersistentVolume"),
    "storageClasses": ObjectKind(
        "storage.k8s.io/v1", "StorageClass", ("provisioner", "volumeBindingMode", "allowedTopologies")
    ),
    "clusterRoles": ObjectKind(_RBAC, "ClusterRole", ("rules", "aggregationRule")),
    "clusterRoleBindings": ObjectKind(_RBAC, "ClusterRoleBinding", ("roleRef", "subjects")),
    "mutatingAdmissionPolicies": ObjectKind("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy"),
    "mutatingPolicies": ObjectKind("policies.kyverno.io/v1", "MutatingPolicy"),
}
NAMESPACED_KINDS = {
    "serviceAccounts": ObjectKind(
        "v1", "ServiceAccount", ("automountServiceAccountToken", "imagePullSecrets", "secrets")
    ),
    "roles": ObjectKind(_RBAC, "Role", ("rules",)),
    "roleBindings": ObjectKind(_RBAC, "RoleBinding", ("roleRef", "subjects")),
    "configMaps": ObjectKind("v1", "ConfigMap", ("keys",)),
    "secrets": ObjectKind("v1", "Secret", ("keys", "type")),
    "services": ObjectKind("v1", "Service"),
    "persistentVolumeClaims": ObjectKind("v1", "PersistentVolumeClaim"),
    "limitRanges": ObjectKind("v1", "LimitRange"),
    "resourceQuotas": ObjectKind("v1", "ResourceQuota", ("spec", "status")),
    "networkPolicies": ObjectKind("networking.k8s.io/v1", "NetworkPolicy"),
    "podDisruptionBudgets": ObjectKind("policy/v1", "PodDisruptionBudget"),
    "horizontalPodAutoscalers": ObjectKind("autoscaling/v2", "HorizontalPodAutoscaler"),
    "verticalPodAutoscalers": ObjectKind("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
}
NAMESPACE = ObjectKind("v1", "Namespace", ())
