"""The network of the pods: names and ports under hostNetwork."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslint.finding import Hit, InsertEntry, Operation, SetScalar
from dslint.kube.nodes.selection import for_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_WITH_HOST_NETWORK = "ClusterFirstWithHostNet"
_CNI = frozenset({"/etc/cni/net.d", "/opt/cni/bin"})


def host_network_dns(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find pods in the host's network whose DNS policy makes them use the host's resolver."""
    ds, spec = workload.written, workload.pod
    if not spec.get("hostNetwork") or spec.get("dnsPolicy") != "ClusterFirst" or for_windows(spec):
        return
    policy = ds.pod_spec.get("dnsPolicy")
    fix: tuple[Operation, ...] = (InsertEntry(ds.pod_spec, "dnsPolicy", _WITH_HOST_NETWORK, after="hostNetwork"),)
    if policy.node is not None:  # it may be empty, or null
        fix = (SetScalar(policy, _WITH_HOST_NETWORK),)
    paths = {volume.get("hostPath", {}).get("path", "").rstrip("/") for volume in spec.get("volumes") or ()}
    if paths & _CNI:
        fix = ()  # the cluster's DNS runs in pods, which have no network before this agent runs
    if policy.text:
        yield Hit("found", policy, fix=fix)
    else:
        yield Hit("unset", ds.pod_spec.get("hostNetwork"), absence=True, fix=fix)
