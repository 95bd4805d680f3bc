"""Which API server feature gates are on by default in which Kubernetes minor version.

Only the gates that decide about a DaemonSet's fields are listed. A row gives the minor versions at which the default
changed; before the first row a gate does not exist, and the field that it guards is not known to the server.

Sources: for 1.28 to 1.37 the ``Default`` values that ``defaultVersionedKubernetesFeatureGates`` records per version in
pkg/features/kube_features.go of v1.37.2; for SkipReadOnlyValidationGCE, which is gone since 1.31 and counts as on, that
file of v1.29.6 and kubernetes/kubernetes#121083. Versions after ``kube.versions.VERIFIED`` have the defaults of that
one.
"""

from __future__ import annotations

# Gate -> (minor version, on by default from there on), oldest first.
_DEFAULTS: dict[str, tuple[tuple[int, bool], ...]] = {
    "AtomicWriteVolumeUserFields": ((37, False),),
    "ClusterTrustBundleProjection": ((29, False), (37, True)),
    "ContainerRestartRules": ((34, False), (35, True)),
    "ContainerStopSignals": ((33, False),),
    "DynamicResourceAllocation": ((26, False), (34, True)),
    "EmptyDirVolumeMode": ((37, False),),
    "EnvFiles": ((34, False), (35, True)),
    "EvictionRequestAPI": ((37, False),),
    "GRPCContainerProbeTLS": ((37, False),),
    "GenericWorkload": ((35, False),),
    "GitRepoVolumeDriver": ((0, True), (33, False)),
    "H2CContainerProbe": ((37, False),),
    "HostnameOverride": ((34, False), (35, True)),
    "ImageVolume": ((31, False), (35, True)),
    "InPlacePodVerticalScaling": ((27, False), (33, True)),
    "MatchLabelKeysInPodAffinity": ((29, False), (31, True)),
    "MatchLabelKeysInPodTopologySpread": ((25, False), (27, True)),
    "MatchLabelKeysInPodTopologySpreadSelectorMerge": ((34, True),),
    "NodeDeclaredFeatures": ((35, False), (36, True)),
    "NodeInclusionPolicyInPodTopologySpread": ((25, False), (26, True)),
    "PodCertificateRequest": ((34, False), (37, True)),
    "PodDeletionCost": ((21, False), (22, True)),
    "PodLevelResources": ((32, False), (34, True)),
    "PodLifecycleSleepAction": ((29, False), (30, True)),
    "PodLifecycleSleepActionAllowZero": ((32, False), (33, True)),
    "ProcMountType": ((12, False), (33, True)),
    "RecursiveReadOnlyMounts": ((30, False), (31, True)),
    "RelaxedDNSSearchValidation": ((32, False), (33, True)),
    "RelaxedEnvironmentVariableValidation": ((30, False), (32, True)),
    "RestartAllContainersOnContainerExits": ((35, False), (36, True)),
    "SELinuxChangePolicy": ((32, False), (33, True)),
    "SELinuxMount": ((30, False), (37, True)),
    "SidecarContainers": ((28, False), (29, True)),
    "SkipReadOnlyValidationGCE": ((28, False), (29, True)),
    "StrictIPCIDRValidation": ((33, False), (36, True)),
    "SupplementalGroupsPolicy": ((31, False), (33, True)),
    "TaintTolerationComparisonOperators": ((35, False),),
    "UserNamespacesHostNetworkSupport": ((35, False),),
    "UserNamespacesSupport": ((25, False), (33, True)),
    "VolumeBindMountOptions": ((37, False),),
}


def enabled(gate: str, minor: int) -> bool:
    """Return whether ``gate`` is on by default in Kubernetes 1.``minor``.

    Raises KeyError for a gate that the table does not know.
    """
    on = False
    for since, default in _DEFAULTS[gate]:
        if since > minor:
            break
        on = default
    return on


def exists(gate: str, minor: int) -> bool:
    """Return whether Kubernetes 1.``minor`` knows ``gate`` at all; what it guards cannot be switched on otherwise."""
    return _DEFAULTS[gate][0][0] <= minor


def on_since(gate: str, minor: int) -> int | None:
    """Return the first minor version after ``minor`` in which ``gate`` is on by default."""
    return next((since for since, default in _DEFAULTS[gate] if default and since > minor), None)
