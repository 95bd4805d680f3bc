"""The taints of a new node that go only once an agent runs there: which agent takes which one away.

``dslint.kube.data.taints`` and ``dslint.kube.data.rights`` have the tables, with their sources.
"""

from __future__ import annotations

from dslint.kube.data.nodes import ARCH_LABELS, OS_LABELS
from dslint.kube.data.taints import NOT_READY, STARTUP_TAINTS, UNINITIALIZED
from dslint.manifest.role import STATED
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.nodes.tolerations import Taint
    from dslint.manifest.role import Evidence, Role
    from dslint.manifest.workload import Workload

# plugins that stand beside or behind the one that sets up the network of the node: it is Ready without them
_SECOND_PLUGINS = pattern(
    r"multus|whereabouts|sr-?iov|istio|linkerd|(ovs|bond|bridge|rdma|passt|egress)-cni|danm|spiderpool|knitter|genie"
)
# what makes Services work, without which agents of the network do not reach the API server
_SERVICES = pattern(r"kube-?proxy|kpng|run-service-proxy")
_CONFIGURATION = pattern(r"/cni(/net\.d)?/?$")
# who takes it away; others that nodes become ready by only need to be there too
_BY_ROLE = {"cni": NOT_READY, "cloud-controller": UNINITIALIZED}
_NAMES = ("image", "program", "name", "container", "namespace")


def taints_taken_away(workload: Workload) -> tuple[Taint, ...]:
    """Return the taints that leave a node once a pod of a DaemonSet runs there; no taint stands twice."""
    containers = (one for kind in ("initContainers", "containers") for one in workload.pod.get(kind) or ())
    own = (startup_taint(one.get("image") or "") for one in containers)
    ready = (_BY_ROLE.get(role.name) for role, _ in roles_that_make_ready(workload))
    return tuple(dict.fromkeys(taint for taint in (*own, *ready) if taint is not None))


def startup_taint(image: str) -> Taint | None:
    """Return the taint that the agent of an image takes off its node, if it is known for one."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return STARTUP_TAINTS.get(name)


def roles_that_make_ready(workload: Workload) -> Iterator[tuple[Role, Evidence]]:
    """Yield the roles of an agent by which nodes become ready, with what shows it."""
    if not workload.pod.get("hostNetwork") and workload.stated_role is None:
        return  # before a node is ready there is no other network; and judging roles takes long
    from dslint.kube.data.rights import RIGHTS  # few manifests get here

    for role in workload.role.all:
        evidence = _makes_ready(role) if RIGHTS[role.name].makes_ready else None
        # a plugin for some nodes only is not the one that makes all of them ready
        if evidence is not None and not (role.name == "cni" and any(own_labels(workload))):
            yield role, evidence


def own_labels(workload: Workload) -> Iterator[str]:
    """Yield the labels that nodes have to have, but for what says which system they run."""
    general = (*OS_LABELS, *ARCH_LABELS)
    return (one.key for one in workload.selection.requirements() if one.key not in general)


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
