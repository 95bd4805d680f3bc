"""What keeps a DaemonSet off a node, in words, and the YAML that takes the obstacle away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR, POD_SPEC
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import label_value, qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.placement import Node, Placement, Reason
    from dslint.kube.nodes.selectors import Requirement
    from dslint.kube.nodes.tolerations import Taint

DAEMON_SET, NODE = "DaemonSet", "Node"
EMPTY = '""'

# the kubelet sets these to what the machine is (pkg/kubelet/kubelet_node_status.go): nobody labels a node with them
_OF_THE_KUBELET = {
    "kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/hostname", "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
}  # fmt: skip
# what YAML reads as a text without quotes
_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")
_WORDS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}


class Remedy(NamedTuple):
    """YAML to add: to the list or map at ``path`` of the DaemonSet or of the Node (``kind``)."""

    kind: str
    path: Path
    yaml: str


def message(reason: Reason) -> str:
    """Say in one sentence what the obstacle is; the same for every node that it keeps the DaemonSet off."""
    if reason.taint is not None:
        return f"taint {reason.taint} is not tolerated"
    if reason.kind == NODE_NAME:
        return f"spec.nodeName asks for the node {reason.unmet[0].values[0]}"
    if reason.kind == NODE_SELECTOR:
        return f"node label {entry(reason.unmet[0])} is missing"
    if isinstance(reason.at[-1], str):
        return "required node affinity has no term, which matches no node"
    term = f"node affinity term {reason.at[-1] + 1}"
    if reason.errors:
        return f"{term} cannot be used: {reason.errors[0].detail}"
    if not reason.unmet:
        return f"{term} is empty, which matches no node"
    return f"{term} is not met: {', '.join(map(condition, reason.unmet))}"


def entry(wanted: Requirement) -> str:
    """Write an entry of a node selector."""
    return f"{wanted.key}={wanted.values[0] or EMPTY}"


def condition(wanted: Requirement) -> str:
    """Write a condition of node affinity as its fields stand in YAML."""
    values = ", ".join(value or EMPTY for value in wanted.values)
    if wanted.operator in {"Gt", "Lt"}:
        return f"{wanted.key} {wanted.operator} {values}"
    return f"{wanted.key} {wanted.operator} [{values}]" if wanted.values else f"{wanted.key} {wanted.operator}"


def remedy(reason: Reason, node: Node, placement: Placement) -> Remedy | None:
    """Return what to add so that the obstacle is gone, if adding something does it.

    For a taint that is a toleration of this taint; of one without a value, whatever the value. For a selector or an
    affinity term it is labels of the node that the rest of the term allows; there are none where a label would have to
    go, where the machine itself is asked for, or where a term is malformed.
    """
    if reason.taint is not None:
        return Remedy(DAEMON_SET, (*POD_SPEC, "tolerations"), toleration(reason.taint))
    labels = {} if reason.errors or reason.kind == NODE_NAME else _labels(reason.unmet)
    if not labels or any(map(_cannot_be_set, labels, labels.values())):
        return None
    if reason.kind == NODE_AFFINITY:
        term = next((term for term in placement.terms or () if term.at == reason.at), None)
        if term is None or not term.matches({**node.labels, **labels}, node.name):
            return None
    text = "".join(f"{scalar(key)}: {scalar(value)}\n" for key, value in labels.items())
    return Remedy(NODE, ("metadata", "labels"), text)


def toleration(taint: Taint) -> str:
    """Return the list item that tolerates a taint; its value counts if it has one."""
    lines = [f"- key: {scalar(taint.key)}"]
    lines += [f"  operator: Equal\n  value: {scalar(taint.value)}"] if taint.value else ["  operator: Exists"]
    return "\n".join([*lines, f"  effect: {scalar(taint.effect)}\n"])


def _labels(unmet: Iterable[Requirement]) -> dict[str, str]:
    """Return labels that meet the conditions; none if no label can."""
    labels: dict[str, str] = {}
    for wanted in unmet:
        value = _value(wanted)
        if value is None or wanted.at[-2] == "matchFields":
            return {}
        labels[wanted.key] = value
    return labels


def _value(wanted: Requirement) -> str | None:
    if wanted.operator == "In":
        return wanted.values[0]
    if wanted.operator == "Exists":
        return ""
    limit = parse_int64(wanted.values[0]) if wanted.operator in {"Gt", "Lt"} else None
    if limit is None:
        return None
    value = limit + 1 if wanted.operator == "Gt" else limit - 1
    return str(value) if 0 <= value < 2**63 else None


def _cannot_be_set(key: str, value: str) -> bool:
    return key in _OF_THE_KUBELET or bool(qualified_name(key) or label_value(value))


def scalar(text: str) -> str:
    """Write a text as a YAML scalar that is read as this text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    from json import dumps

    return dumps(text, ensure_ascii=False)


def found(reason: Reason, node: Node) -> Mapping[str, str | None]:
    """Return what the node has in the place of what is asked for: labels, ``None`` where they are missing."""
    if reason.kind == NODE_NAME:
        return {"metadata.name": node.name}
    labels = [wanted for wanted in reason.unmet if reason.kind == NODE_SELECTOR or wanted.at[-2] != "matchFields"]
    return {wanted.key: node.labels.get(wanted.key) for wanted in labels}
