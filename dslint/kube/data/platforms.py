"""What platforms keep agents from: paths of the node that nobody can write, and rights that they refuse.

Sources, by name:

- ``bottlerocket``: https://bottlerocket.dev/en/os/latest/concepts/restricted-filesystem/ (the root is dm-verity).
- ``eks-auto``: https://docs.aws.amazon.com/eks/latest/userguide/auto-security.html (nodes are of Bottlerocket).
- ``talos``: https://www.talos.dev/latest/learn-more/architecture/ (squashfs below all; ``/var`` is a disk) and
  pkg/machinery/constants/constants.go of siderolabs/talos (Overlays: what is written below ``/var`` instead).
- ``gke-autopilot``: https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security and
  https://cloud.google.com/kubernetes-engine/docs/concepts/about-autopilot-privileged-workloads (allowlists).
- ``openshift``: https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/authentication_and_authorization/managing-pod-security-policies
  (restricted-v2 is what every account has; another security context constraint has to be granted to it).
"""

from __future__ import annotations

from dslint.record import NamedTuple

PRIVILEGED, PATHS = "privileged", "hostPath"
NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


class Platform(NamedTuple):
    """What a platform keeps agents from.

    ``read_only`` is a regular expression for whole paths that nobody writes. ``refused`` are the rights that it takes
    no pod with; of paths those that ``readable`` matches may be mounted to be read. ``label`` of the pods says that an
    exception was asked for, and ``unless`` how that is done.
    """

    read_only: str = ""
    refused: tuple[str, ...] = ()
    readable: str = ""
    label: str = ""
    unless: str = ""


_EVERYTHING = (PRIVILEGED, PATHS, *NAMESPACES)
# below these folders, but for what is mounted to be read
_ROOT = r"/(usr(?!/src)|bin|sbin|lib(?!/modules)|lib64)(/.*)?"
_BOTTLEROCKET = Platform(_ROOT)
PLATFORMS = {
    "bottlerocket": _BOTTLEROCKET,
    "eks-auto": _BOTTLEROCKET,
    "talos": Platform(rf"(?!/usr/libexec/kubernetes){_ROOT}"),
    "gke-autopilot": Platform(
        refused=_EVERYTHING,
        readable=r"/var/log(/.*)?",
        label="cloud.google.com/matching-allowlist",
        unless="a WorkloadAllowlist",
    ),
    "openshift": Platform(refused=_EVERYTHING, unless="a security context constraint"),
}
