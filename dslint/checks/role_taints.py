"""Taints that an agent must tolerate for what it is: those that only it takes away, those of the nodes it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dslint.checks.parts import tolerate
from dslint.finding import Hit, Note
from dslint.kube.data.nodes import CONTROL_PLANE_TAINT
from dslint.kube.data.rights import RIGHTS
from dslint.kube.data.taints import NOT_READY, UNINITIALIZED
from dslint.kube.nodes.tolerations import tolerated
from dslint.manifest.role import STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.role import Evidence, Role
    from dslint.manifest.workload import Workload

# plugins that stand beside or behind the one that sets up the network of the node: it is Ready without them
_SECOND_PLUGINS = re.compile(
    r"multus|whereabouts|sr-?iov|istio|linkerd|(ovs|bond|bridge|rdma|passt|egress)-cni|danm|spiderpool|knitter|genie"
)
# what makes Services work, without which agents of the network do not reach the API server
_SERVICES = re.compile(r"kube-?proxy|kpng|run-service-proxy")
_CONFIGURATION = re.compile(r"/cni(/net\.d)?/?$")
_NAMES = ("image", "program", "name", "container", "namespace")


def unready_lock(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find agents that nodes become ready by and that the taints of nodes that are not ready keep off."""
    tolerations = workload.pod.get("tolerations") or ()
    if not workload.pod.get("hostNetwork") and workload.stated_role is None:
        return  # before a node is ready there is no other network; and judging roles takes long
    if tolerated(tolerations, NOT_READY) and tolerated(tolerations, UNINITIALIZED):
        return
    for role in workload.role.all:
        rights, evidence = RIGHTS[role.name], _makes_ready(role)
        taints = [one for one in rights.makes_ready if not tolerated(tolerations, one)]
        if evidence is None or not taints:
            continue
        place = workload.written.pod_spec.get("tolerations")
        notes = (Note(workload.written.root.get(*evidence.at), str(evidence)),) if evidence.at else ()
        more = rights.every_taint and not tolerated(tolerations, CONTROL_PLANE_TAINT)
        added = [*taints, CONTROL_PLANE_TAINT] if more else taints
        keys = " and ".join(one.key for one in added)
        params = {"taints": " and ".join(map(str, taints)), "role": role.name, "keys": keys}
        fix = tolerate(workload.written, added)
        yield Hit("found" if rights.every_taint else "cloud", place, params, notes=notes, absence=True, fix=fix)
        return


def _makes_ready(role: Role) -> Evidence | None:
    """Return what shows that nodes become ready by an agent of this role, if anything does."""
    if role.confidence == STATED:
        return role.evidence[0]
    if role.name == "cni":
        if any(_SECOND_PLUGINS.search(one.text) for one in role.evidence if one.kind in _NAMES):
            return None
        return next((one for one in role.evidence if one.kind == "path" and _CONFIGURATION.search(one.text)), None)
    if role.name == "kube-proxy/network":
        return next((one for one in role.evidence if _SERVICES.search(one.text)), None)
    return role.evidence[0]
