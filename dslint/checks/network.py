"""The network of the pods: names and ports under hostNetwork."""

from __future__ import annotations

from dslint.finding import Hit, InsertEntry, Note, Operation, SetScalar
from dslint.kube.nodes.selection import for_windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_WITH_HOST_NETWORK = "ClusterFirstWithHostNet"
# What the cluster's DNS waits for, whose pods need a network and a node that takes pods; it must not wait for the DNS
# in turn. The pods of the DNS mount no volume of a CSI driver.
_DNS_WAITS_FOR = frozenset({"cni", "kube-proxy/network", "control-plane", "cloud-controller", "dns-cache"})


def host_network_dns(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find pods in the host's network that ask the host's resolver for names of the cluster, or seem to mean another.

    Written by the server (an exported object, whose scheduler it has filled in), the policy is nobody's intention.
    """
    ds, spec = workload.written, workload.pod
    if not spec.get("hostNetwork") or spec.get("dnsPolicy") != "ClusterFirst" or for_windows(spec):
        return
    from dslint.checks.cluster_names import asked  # few manifests get here

    policy, note = ds.pod_spec.get("dnsPolicy"), asked(ds)
    if (note is None and not policy.text) or _has_dns_waiting(workload):
        return
    fix: tuple[Operation, ...] = (InsertEntry(ds.pod_spec, "dnsPolicy", _WITH_HOST_NETWORK, after="hostNetwork"),)
    if policy.node is not None:  # it may be empty, or null
        fix = (SetScalar(policy, _WITH_HOST_NETWORK),)
    if note is not None:
        place = policy if policy.text else ds.pod_spec.get("hostNetwork")
        params = {"name": note.text.removeprefix("asks for ")}
        yield Hit("asked", place, params, notes=(note,), absence=not policy.text, fix=fix)
    elif not ds.pod_spec.get("schedulerName").text:
        notes = (Note(ds.pod_spec.get("hostNetwork"), "the network of the node"),)
        yield Hit("found", policy, notes=notes, fix=fix)


def _has_dns_waiting(workload: Workload) -> bool:
    """Tell whether the DNS of the cluster waits for these pods, or is served by them."""
    from dslint.checks.control_plane import runs_control_plane

    return not _DNS_WAITS_FOR.isdisjoint(workload.role.names) or runs_control_plane(workload)
