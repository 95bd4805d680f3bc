"""Taints that an agent must tolerate for what it is: those that only it takes away, those of the nodes it is for."""

from __future__ import annotations

import re

from dslint.checks.agents import is_advised
from dslint.checks.parts import containers, is_outdated, tolerate
from dslint.finding import AppendItem, Hit, Note
from dslint.kube.data.nodes import ARCH_LABELS, CONTROL_PLANE_TAINT, GPU_LABELS, OS_LABELS, TAINTED_NODES
from dslint.kube.data.taints import DEVICE_PLUGIN, DEVICE_TAINTS, NOT_READY, UNINITIALIZED
from dslint.kube.nodes.selection import for_windows
from dslint.kube.nodes.tolerations import NO_EXECUTE, NO_SCHEDULE, Taint, tolerated
from dslint.manifest.gates import own_labels, roles_that_make_ready, startup_taint
from dslint.manifest.rights import spoken
from dslint.manifest.role import STATED
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# no taint of nodes that workloads with volumes are for
_ADDONS = "CriticalAddonsOnly"
# conditions of a node, most of which the controller tolerates for its pods: daemonset_util.go
_CONDITIONS = "node.kubernetes.io/"
# what leaves nodes out, such as virtual ones, chooses none
_EXCLUDING = ("NotIn", "DoesNotExist")
# what a plugin does, not only what it is called
_AT_WORK = ("run", "env", "path", "mount", "propagation", STATED)


def unready_lock(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that nodes become ready by and that the taints of nodes that are not ready keep off."""
    tolerations = workload.pod.get("tolerations") or ()
    if tolerated(tolerations, NOT_READY) and tolerated(tolerations, UNINITIALIZED):
        return
    if is_outdated(workload.written):
        return
    from dslint.kube.data.rights import RIGHTS  # few manifests get here

    for role, evidence in roles_that_make_ready(workload):
        rights = RIGHTS[role.name]
        taints = [one for one in rights.makes_ready if not tolerated(tolerations, one)]
        if not taints:
            continue
        place = workload.written.pod_spec.get("tolerations")
        notes = (Note(workload.written.root.get(*evidence.at), str(evidence)),) if evidence.at else ()
        more = rights.every_taint and not tolerated(tolerations, CONTROL_PLANE_TAINT)
        added = [*taints, CONTROL_PLANE_TAINT] if more else taints
        keys = Sentence(" and ".join(one.key for one in added))
        params = {"taints": Sentence(" and ".join(map(str, taints))), "role": spoken(role.name), "keys": keys}
        fix = tolerate(workload.written, added)
        yield Hit("found" if rights.every_taint else "cloud", place, params, notes=notes, absence=True, fix=fix)
        return


def storage_misses_tainted(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find CSI node plugins that taints keep off nodes: those that are given, or any."""
    tolerations = workload.pod.get("tolerations") or ()
    everything = any(not one.get("key") and one.get("effect", "") in ("", NO_SCHEDULE) for one in tolerations)
    if everything or not _mounts_for_the_kubelet(workload) or for_windows(workload.pod):
        return
    role = next((role for role in workload.role.all if role.name == "csi"), None)
    if role is None or not any(one.kind in _AT_WORK for one in role.evidence):
        return
    chosen = (one for one in workload.selection.requirements() if one.operator not in _EXCLUDING)
    if any(one.key not in OS_LABELS + ARCH_LABELS for one in chosen):
        return
    place = workload.written.pod_spec.get("tolerations")
    fix = (AppendItem(place, {"operator": "Exists"}),)
    if context.cluster is None:
        yield Hit(_how_few(workload, tolerations), place, absence=True, fix=fix)
        return
    from dslint.checks.node_names import missed_by_taint  # only with nodes

    missed = missed_by_taint(context.cluster.nodes, workload.reach(context.cluster))
    if missed is not None:
        params = {"nodes": missed.names, "taint": str(missed.taints[0])}
        yield Hit("nodes", place, params, absence=True, fix=fix)


def _how_few(workload: Workload, tolerations: Sequence[Mapping[str, Any]]) -> str:
    """Return which message is about a driver, by whether its author has thought of the taints of nodes."""
    if not is_advised(workload):
        return "found"
    if not tolerations:
        return "none"
    return "hardly" if all(map(_lets_onto_no_pool, tolerations)) else "found"


def _lets_onto_no_pool(toleration: Mapping[str, Any]) -> bool:
    """Tell whether a toleration is for no taint by which somebody keeps nodes for some pods."""
    key = toleration.get("key") or ""
    return toleration.get("effect") == NO_EXECUTE or key == _ADDONS or key.startswith(_CONDITIONS)


def _mounts_for_the_kubelet(workload: Workload) -> bool:
    """Tell whether the pods have directories of the kubelet, or somebody states a role: judging roles takes long."""
    paths = ((one.get("hostPath") or {}).get("path") or "" for one in workload.pod.get("volumes") or ())
    return workload.stated_role is not None or any("/kubelet" in path for path in paths)


def device_plugin_untolerated(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find device plugins that do not tolerate the taint by which their vendor's nodes are kept for such pods."""
    tolerations = workload.pod.get("tolerations") or ()
    wanted = list(workload.selection.requirements())
    if any(one.key in TAINTED_NODES for one in wanted) or _has_own_pool(workload):
        return
    for one in containers(workload):
        image = one.stored.get("image") or ""
        if DEVICE_PLUGIN not in image:
            continue
        taint = next((taint for known, taint in DEVICE_TAINTS.items() if re.search(known, image)), None)
        if taint is None or tolerated(tolerations, taint) or any(own.get("key") == taint.key for own in tolerations):
            continue
        place = workload.written.pod_spec.get("tolerations")
        fix = tolerate(workload.written, [taint])
        yield Hit("found", place, {"key": taint.key}, notes=_shown(one.field(workload)), absence=True, fix=fix)
        return


def _has_own_pool(workload: Workload) -> bool:
    """Tell whether the nodes have a label of their owner's and a taint of their owner's is tolerated."""
    keys = (one.get("key") or "" for one in workload.pod.get("tolerations") or ())
    own = any(not key.startswith(GPU_LABELS) for key in own_labels(workload))
    return own and any(key and key != _ADDONS and "kubernetes.io/" not in key for key in keys)


def own_startup_taint(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that do not tolerate the taint that only they take off their node."""
    tolerations = workload.pod.get("tolerations") or ()
    for one in containers(workload):
        taint = startup_taint(one.stored.get("image") or "")
        if taint is None or any(
            tolerated(tolerations, Taint(taint.key, value, taint.effect)) for value in ("", "true")
        ):
            continue
        place = workload.written.pod_spec.get("tolerations")
        fix = (AppendItem(place, {"key": taint.key, "operator": "Exists"}),)
        params = {"taint": f"{taint.key}:{taint.effect}", "key": taint.key}
        yield Hit("found", place, params, notes=_shown(one.field(workload)), absence=True, fix=fix)
        return


def _shown(container: Field) -> tuple[Note, ...]:
    return (Note(container.get("image"), "this agent"),)
