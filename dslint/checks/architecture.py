"""Images and selections for one architecture, held against the nodes that there are."""

from __future__ import annotations

import re

from dslint.checks.parts import containers
from dslint.finding import Hit
from dslint.kube.data.nodes import ARCH_LABELS, intended_value
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_SELECTOR
from dslint.kube.nodes.virtual import virtual

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.nodes.placement import Node, Verdict
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

# what names and tags of images call an architecture, between signs
_NAMED = re.compile(
    r"(?<![a-z0-9])(amd64|x86_64|x86-64|arm64|arm64v8|aarch64|ppc64le|s390x)(?![a-z0-9])", re.IGNORECASE
)


def of_images(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find images for one architecture on nodes of another, and nodes that only their architecture leaves out."""
    if context.cluster is None:
        return
    images = [(one, arch) for one in containers(workload) if (arch := _named(one.stored.get("image") or ""))]
    wanted = next((one for one in workload.selection.requirements() if one.key in ARCH_LABELS), None)
    if not images and wanted is None:
        return
    from dslint.checks.node_names import names  # few manifests get here

    nodes, verdicts = context.cluster.nodes, list(workload.reach(context.cluster).per_node())
    there: dict[str, list[int]] = {}
    for index, group in enumerate(nodes.groups):
        if verdicts[index].should_run and virtual(group.node) is None:
            there.setdefault(_architecture(group.node), []).append(index)
    for one, arch in images:
        wrong = {other: found for other, found in there.items() if other not in ("", arch)}
        if wrong:
            others, found = " and ".join(wrong), sorted(index for some in wrong.values() for index in some)
            params = {"image": one.stored["image"], "arch": arch, "nodes": names(nodes, found), "others": others}
            yield Hit("found", one.field(workload).get("image"), params)
            return
    left = [index for index, verdict in enumerate(verdicts) if _only_by_architecture(verdict)]
    if left and wanted is not None:
        yield Hit("selection", workload.written.root.get(*wanted.at), {"nodes": names(nodes, left)})


def _architecture(node: Node) -> str:
    """Return the architecture of a node; empty where nobody says."""
    return next((node.labels[label] for label in ARCH_LABELS if label in node.labels), "")


def _named(image: str) -> str:
    """Return the architecture that the name or the tag of an image says, by the kubelet's name; empty without one."""
    found = {one.lower() for one in _NAMED.findall(image.partition("@")[0])}
    known = {intended_value(ARCH_LABELS[0], one) or one for one in found}
    return known.pop() if len(known) == 1 else ""


def _only_by_architecture(verdict: Verdict) -> bool:
    """Tell whether nothing but the architecture keeps the pods off a node."""
    kinds = (NODE_SELECTOR, NODE_AFFINITY)
    reasons = verdict.reasons
    return bool(reasons) and all(
        one.kind in kinds and one.unmet and all(wanted.key in ARCH_LABELS for wanted in one.unmet) for one in reasons
    )
