"""Tolerations for the taints of control-plane nodes: none where an agent belongs on every node, one that is retired."""

from __future__ import annotations

from dslint.checks.misspelt_keys import tolerates_misspelt
from dslint.checks.parts import is_outdated, tolerate
from dslint.finding import AppendItem, Hit, InsertEntry, Note, Operation, RemoveEntry, SetScalar
from dslint.kube.data.nodes import (
    ARCH_LABELS,
    CONTROL_PLANE,
    CONTROL_PLANE_TAINT,
    MASTER,
    MASTER_TAINT,
    OS_LABELS,
    RANCHER,
    RANCHER_ETCD,
)
from dslint.kube.nodes.selection import for_windows
from dslint.kube.nodes.tolerations import NO_SCHEDULE, tolerated, tolerates
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.checks.node_names import Missed
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.role import Evidence, Roles
    from dslint.manifest.workload import Workload

# the logs of one workload, of which only its nodes have any
_NAMED_LOGS = pattern(r"/var/log/(?:containers|pods)/[a-z][\w.-]*")
# devices, CSI, FlexVolume, DRA, and what asks who has them: needed where workloads use them
_ONLY_WHERE_USED = pattern(r"plugins|/pod-resources")
# the taints that the controller adds tolerations for: pkg/controller/daemon/util/daemonset_util.go
_ADDED = "node.kubernetes.io/"
_GUARD = "runtime-security"  # who guards nodes by name alone: the control plane is what is worth most
# what every node has, whoever reads it
_NODE_LOGS = pattern(r"/var/log/?|/dev/kmsg")
# what shows more of a node than one part of it
_WHOLE = pattern(r"/|/sys/kernel/(debug|tracing)(/.*)?|/sys/fs/(bpf|cgroup)")


def missing(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find agents for every node that the taints of control-plane nodes keep off some of them: of the given, if any."""
    tolerations: Sequence[Mapping[str, Any]] = workload.pod.get("tolerations") or ()
    if context.cluster is None and _tolerates_some(tolerations):
        return  # only the retired taint: another rule's business; only Rancher's: its cluster has no other
    if is_outdated(workload.written) or _is_narrowed(workload):
        return
    if tolerates_misspelt(tolerations, CONTROL_PLANE, context):
        return
    valued = _valued(tolerations)
    evidence = None if valued is not None and context.cluster is None else _belongs_everywhere(workload)
    if valued is None and evidence is None:
        return
    ill_fitted = None if valued is None else _missed(tolerations, (CONTROL_PLANE,), context)
    if valued is not None and (ill_fitted or context.cluster is None):
        yield _of_value(workload.written, tolerations, valued, ill_fitted)
    elif evidence is not None:
        missed = _missed(tolerations, (CONTROL_PLANE, MASTER, RANCHER, RANCHER_ETCD), context)
        if missed or context.cluster is None:
            yield from _untolerated(workload, evidence, missed)


def _is_narrowed(workload: Workload) -> bool:
    """Tell whether the nodes are a choice already (by more than system and architecture), or come from elsewhere."""
    ds = workload.written
    wanted = workload.selection.requirements()
    if for_windows(workload.pod) or not all(one.key in OS_LABELS + ARCH_LABELS for one in wanted):
        return True
    return not (ds.selector or ds.template.get("metadata", "labels"))  # without either it is a patch


def _tolerates_some(tolerations: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether control-plane nodes of one kind of cluster or another are tolerated."""
    usual = (CONTROL_PLANE_TAINT, MASTER_TAINT)
    return any(tolerated(tolerations, one) for one in usual) or any(one.get("key") == RANCHER for one in tolerations)


def _missed(tolerations: Sequence[Mapping[str, Any]], keys: tuple[str, ...], context: Context) -> Missed | None:
    """Return the given nodes that taints of these keys keep pods off."""
    if context.cluster is None:
        return None
    from dslint.checks.node_names import missed  # only with nodes

    return missed(context.cluster.nodes, tolerations, keys)


def _belongs_everywhere(workload: Workload) -> Evidence | None:
    """Return what shows that the agent belongs on every node, if anything does.

    Host access alone does not: device plugins, CSI drivers and installers of a network plugin have it too.
    """
    if workload.stated_role is None and not _reaches_into_node(workload):
        return None  # nothing can show it, and judging roles takes hundreds of patterns
    from dslint.checks.control_plane import strings  # few manifests get here

    role, paths = workload.role, _host_paths(workload)
    evidence = role.every_node
    if evidence is None or evidence.kind == "mount":  # what is mounted shows more than where
        shown = _of_the_node(paths, role) if role.may_be_for_every_node else None
        evidence = shown or evidence or _guards(workload)
    if evidence is None or any(map(_ONLY_WHERE_USED.search, paths.values())):
        return None
    if "cni" in role and not workload.pod.get("hostNetwork"):
        return None
    about_logs = "log-shipper" in role or _NODE_LOGS.fullmatch(evidence.text)
    if about_logs and any(map(_NAMED_LOGS.search, strings(workload.pod.get("containers")))):
        return None
    return evidence


def _guards(workload: Workload) -> Evidence | None:
    """Return what shows that an agent is for nodes as such: it guards them, or somebody made it critical for them."""
    from dslint.checks.agents import is_advised
    from dslint.kube.apiserver.fields import POD_SPEC
    from dslint.kube.data.rights import NODE_CRITICAL
    from dslint.manifest.role import Evidence

    if not is_advised(workload):
        return None
    if workload.pod.get("priorityClassName") == NODE_CRITICAL and not workload.pod.get("tolerations"):
        return Evidence("class", NODE_CRITICAL, (*POD_SPEC, "priorityClassName"))
    main = workload.role.all[:1]
    return main[0].evidence[0] if main and main[0].name == _GUARD and main[0].evidence else None


def _host_paths(workload: Workload) -> dict[int, str]:
    """Return the paths of the node that the pods mount, by the index of the volume."""
    volumes = enumerate(workload.pod.get("volumes") or ())
    return {index: volume["hostPath"].get("path", "") for index, volume in volumes if "hostPath" in volume}


def _of_the_node(paths: Mapping[int, str], role: Roles) -> Evidence | None:
    """Return what shows that an agent reads what every node logs: of an agent whose software nobody knows, too.

    Of software that is known it is all files of the node as well, and what its kernel traces.
    """
    from dslint.kube.apiserver.fields import POD_SPEC
    from dslint.manifest.role import Evidence
    from dslint.manifest.role_names import WEIGHT

    full = WEIGHT["image"]  # of known software, and no other word behind it
    known = any(sign.kind == "image" and sign.weight >= full for one in role.all for sign in one.evidence)
    for index, path in paths.items():
        if _NODE_LOGS.fullmatch(path) or (known and _WHOLE.fullmatch(path)):
            return Evidence("path", path, (*POD_SPEC, "volumes", index, "hostPath", "path"))
    return None


def _reaches_into_node(workload: Workload) -> bool:
    """Tell whether the pods have paths of the node, or mounts that may be some in a fragment."""
    spec = workload.pod
    kinds = ("containers", "initContainers")
    mounts = any(one.get("volumeMounts") for kind in kinds for one in spec.get(kind) or ())
    return mounts or any("hostPath" in volume for volume in spec.get("volumes") or ())


def _untolerated(workload: Workload, evidence: Evidence, missed: Missed | None) -> Iterator[Hit]:
    """Yield what is said of an agent without such a toleration, unless no node of its cluster needs one."""
    from dslint.checks.control_plane import is_managed, on_openshift

    ds, params = workload.written, {"key": CONTROL_PLANE}
    place = ds.pod_spec.get("tolerations")
    kind, taints = _kind(workload, evidence), [CONTROL_PLANE_TAINT]
    if missed is not None:
        kind, taints = "nodes", missed.taints
        params = {"key": " and ".join(dict.fromkeys(taint.key for taint in taints)), "nodes": missed.names}
    elif is_managed(workload) or _is_for_untainted(workload):
        return
    elif on_openshift(workload) or (ds.around is not None and ds.around.is_of_openshift):
        kind, taints = "openshift", [MASTER_TAINT, CONTROL_PLANE_TAINT]
        params = {"key": MASTER, "successor": CONTROL_PLANE}
    text = f"{evidence}: the agent belongs on every node"
    notes = (Note(ds.root.get(*evidence.at), text),) if evidence.at else ()
    fix = () if kind == "rig" else tolerate(ds, taints)
    yield Hit(kind, place, params, notes=notes, absence=True, fix=fix)


def _is_for_untainted(workload: Workload) -> bool:
    """Tell whether somebody has the agent of others in a cluster without that taint: its own project has any."""
    from dslint.checks.parts import images

    around = workload.written.around
    return around is not None and around.is_of_untainted and not any(around.builds(one) for *_, one in images(workload))


def _kind(workload: Workload, evidence: Evidence) -> str:
    """Tell whether there are no tolerations, or whether somebody chose those that there are, or needs none."""
    from dslint.checks.agents import is_of_one_machine
    from dslint.checks.purpose import is_for_tests

    ds, tolerations = workload.written, workload.pod.get("tolerations") or ()
    if is_for_tests(ds) or is_of_one_machine(workload):
        return "rig"
    if not tolerations:
        if ds.pod_spec.get("tolerations").node is not None:
            return "empty"
        return "place" if evidence.kind == "mount" else "found"
    chosen = (one for one in tolerations if not str(one.get("key") or "").startswith(_ADDED))
    return "chosen" if any(chosen) else "some"


def _valued(tolerations: Sequence[Mapping[str, Any]]) -> int | None:
    """Return which toleration names the control-plane taint with a value, which kubeadm's does not have."""
    for index, one in enumerate(tolerations):
        equal = one.get("operator", "Equal") in ("", "Equal") and one.get("effect", "") in ("", NO_SCHEDULE)
        if one.get("key") == CONTROL_PLANE and one.get("value") and equal:
            return index
    return None


def _of_value(ds: DaemonSet, tolerations: Sequence[Mapping[str, Any]], index: int, missed: Missed | None) -> Hit:
    """Return what is said of a toleration with a value, and what makes it fit the taint with any value."""
    place = ds.pod_spec.get("tolerations", index)
    operator = place.get("operator")
    exists: Operation = InsertEntry(place, "operator", "Exists", after="key")
    if operator.node is not None:
        exists = SetScalar(operator, "Exists")
    params = {"key": CONTROL_PLANE, "value": tolerations[index]["value"], "nodes": missed.names if missed else ""}
    return Hit("valued-nodes" if missed else "valued", place, params, fix=(exists, RemoveEntry(place.get("value"))))


def retired_master(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find tolerations for the master taint where nothing tolerates its successor: on the given nodes, if any."""
    tolerations: Sequence[Mapping[str, Any]] = workload.pod.get("tolerations") or ()
    if tolerated(tolerations, CONTROL_PLANE_TAINT) or for_windows(workload.pod) or _avoids_control_plane(workload):
        return
    if tolerates_misspelt(tolerations, CONTROL_PLANE, context) or _valued(tolerations) is not None:
        return
    from dslint.checks.agents import only_sleeps  # few manifests get here

    for index, toleration in enumerate(tolerations):
        if toleration.get("key") == MASTER and tolerates(toleration, MASTER_TAINT):
            missed = _missed(tolerations, (CONTROL_PLANE,), context)
            if (missed is None) if context.cluster else _has_no_successor(workload):
                return
            place = workload.written.pod_spec.get("tolerations")
            params = {"key": MASTER, "successor": CONTROL_PLANE, "nodes": missed.names if missed else ""}
            fix = (AppendItem(place, {**toleration, "key": CONTROL_PLANE}, after=index),)
            kind = "nodes" if missed else "idle" if only_sleeps(workload) else "found"
            yield Hit(kind, place.get(index, "key"), params, fix=fix)
            return


def _has_no_successor(workload: Workload) -> bool:
    """Tell whether a manifest is made for clusters whose nodes have no control-plane taint by that name."""
    from dslint.checks.control_plane import is_managed, on_k0s, on_openshift, runs_control_plane, serves_old_clusters

    others = (runs_control_plane, on_openshift, on_k0s, is_managed, serves_old_clusters)
    return any(is_for(workload) for is_for in others)


def _avoids_control_plane(workload: Workload) -> bool:
    """Tell whether the node selection excludes control-plane nodes, by their old or their new label."""
    labels = {CONTROL_PLANE: "", MASTER: ""}
    return not any(
        all(wanted.matches(labels) for wanted in one if wanted.key in labels)
        for one in workload.selection.alternatives()
    )
