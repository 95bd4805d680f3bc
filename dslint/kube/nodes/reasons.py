"""What keeps a DaemonSet off a node, in words, and the YAML that takes the obstacle away."""

from __future__ import annotations

import re

from dslint.kube.data.labels import RETIRED_LABELS, is_owned
from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR, POD_SPEC
from dslint.kube.values.integers import parse_int64
from dslint.kube.values.names import label_value, qualified_name
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.affinity import Term
    from dslint.kube.nodes.placement import Node, Placement, Reason
    from dslint.kube.nodes.selectors import Requirement
    from dslint.kube.nodes.tolerations import Taint

DAEMON_SET, NODE = "DaemonSet", "Node"
EMPTY = '""'

# what to do with the YAML of a remedy; REPLACE: with what stood there for the obstacle
ADD, REMOVE, REPLACE = "add", "remove", "replace"
# what YAML reads as a text without quotes
_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")
_WORDS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null"}


class Remedy(NamedTuple):
    """YAML to add to the list or map at ``path`` of the DaemonSet or of the Node (``kind``), or to take out of it.

    ``verb`` tells which; what replaces something stands for the one entry that the obstacle is about.
    """

    kind: str
    path: Path
    yaml: str
    verb: str = ADD

    @property
    def line(self) -> str:
        """The YAML in one line, if it is one list item, or entries, of plain values."""
        lines = self.yaml.splitlines()
        if lines[0].startswith("- ") and len(lines) > 1:
            return f"- {{{', '.join(line[2:] for line in lines)}}}"
        return ", ".join(lines)

    @property
    def phrase(self) -> str:
        """What to do with the YAML, to be followed by where."""
        return {ADD: "add to", REMOVE: "take out of", REPLACE: "put in its place in"}[self.verb]


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
    """Return what to change so that the obstacle is gone, if one change does it.

    For a taint that is a toleration of this taint; of one without a value, whatever the value. For a selector or an
    affinity term it is labels of the node that the rest of the term allows; there are none where a label would have to
    go or where a term is malformed. Labels that are retired, or that the kubelet, the cloud or a controller sets to
    what the machine is, are never put on nodes: it is the selection that changes.
    """
    if reason.taint is not None:
        return Remedy(DAEMON_SET, (*POD_SPEC, "tolerations"), toleration(reason.taint))
    if reason.errors or reason.kind == NODE_NAME or any(wanted.at[-2] == "matchFields" for wanted in reason.unmet):
        return None
    term = next((term for term in placement.terms or () if term.at == reason.at), None)
    if any(is_owned(wanted.key) for wanted in reason.unmet):
        return _select_otherwise(reason.unmet, node, term)
    labels = _labels(reason.unmet)
    if not labels or any(qualified_name(key) or label_value(value) for key, value in labels.items()):
        return None
    if reason.kind == NODE_AFFINITY and (term is None or not term.matches({**node.labels, **labels}, node.name)):
        return None
    return Remedy(NODE, ("metadata", "labels"), _entries(labels))


def _select_otherwise(unmet: tuple[Requirement, ...], node: Node, term: Term | None) -> Remedy | None:
    """Return how the selection takes the node too, whose labels stay as they are."""
    wanted = unmet[0]
    if term is None:
        later = RETIRED_LABELS.get(wanted.key)
        path = (*POD_SPEC, "nodeSelector")
        if later is not None and node.labels.get(later) == wanted.values[0]:
            return Remedy(DAEMON_SET, path, _entries({later: wanted.values[0]}), REPLACE)
        return Remedy(DAEMON_SET, path, _entries({wanted.key: wanted.values[0]}), REMOVE)
    value = node.labels.get(wanted.key)
    if len(unmet) > 1 or wanted.operator != "In" or value is None:
        return None
    return Remedy(DAEMON_SET, (*wanted.at, "values"), f"- {scalar(value)}\n")


def _entries(labels: Mapping[str, str]) -> str:
    return "".join(f"{scalar(key)}: {scalar(value)}\n" for key, value in labels.items())


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
        if value is None:
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
