"""What validation lets pass, by Kubernetes version and, on an update, by what the stored object already does.

Source: PodValidationOptions in pkg/apis/core/validation/validation.go, GetValidationOptionsFromPodSpecAndMeta in
pkg/api/pod/util.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.feature_gates import enabled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Options:
    """The settings of one validation.

    The first block follows from the version. The second is for the pods that a controller creates (``is_pod``) and for
    updates of objects that were stored with what is no longer allowed.
    """

    minor: int
    comparison_operators: bool
    container_restart_rules: bool
    env_files: bool
    invalid_deletion_cost: bool
    match_label_keys_merged: bool
    only_recursive_selinux: bool
    pod_level_resources: bool
    relaxed_dns_search: bool
    relaxed_env_names: bool
    restart_all_containers: bool
    sidecar_resize_policy: bool
    sleep_zero: bool
    strict_ip: bool
    user_namespaces_host_network: bool
    writable_gce_disks: bool

    is_pod: bool = False
    host_namespaced_sysctls: bool = False
    indivisible_huge_pages: bool = False
    invalid_node_affinity_values: bool = False
    invalid_selector_values: bool = False
    invalid_spread_selectors: bool = False
    non_local_token_paths: bool = False
    restart_container_resize_policy: bool = False
    user_namespace_volume_devices: bool = False

    def __init__(self, **settings: Any) -> None:
        self.__dict__.update(settings)

    def but(self, **settings: Any) -> Options:
        """Return the same options with some settings changed."""
        return Options(**{**self.__dict__, **settings})


@lru_cache(maxsize=16)
def create_options(minor: int) -> Options:
    """Return the settings with which Kubernetes 1.``minor`` validates a new object, its feature gates at default."""
    return Options(
        minor=minor,
        comparison_operators=enabled("TaintTolerationComparisonOperators", minor),
        container_restart_rules=enabled("ContainerRestartRules", minor),
        env_files=enabled("EnvFiles", minor),
        invalid_deletion_cost=not enabled("PodDeletionCost", minor),
        invalid_node_affinity_values=minor < 33,
        match_label_keys_merged=enabled("MatchLabelKeysInPodTopologySpreadSelectorMerge", minor),
        non_local_token_paths=minor < 30,
        only_recursive_selinux=not enabled("SELinuxMount", minor),
        pod_level_resources=enabled("PodLevelResources", minor),
        relaxed_dns_search=enabled("RelaxedDNSSearchValidation", minor),
        relaxed_env_names=enabled("RelaxedEnvironmentVariableValidation", minor),
        restart_all_containers=enabled("RestartAllContainersOnContainerExits", minor),
        sidecar_resize_policy=enabled("InPlacePodVerticalScaling", minor),
        sleep_zero=enabled("PodLifecycleSleepActionAllowZero", minor),
        strict_ip=enabled("StrictIPCIDRValidation", minor),
        user_namespace_volume_devices=minor < 34,
        user_namespaces_host_network=enabled("UserNamespacesHostNetworkSupport", minor),
        writable_gce_disks=enabled("SkipReadOnlyValidationGCE", minor),
    )
