"""Every condition that the controller looks at for one node, met or not: the long form of a verdict.

Sources: as :mod:`dslint.kube.nodes.placement` and :mod:`dslint.kube.nodes.tolerations`.
"""

from __future__ import annotations

from dslint.kube.nodes.placement import NODE_AFFINITY, NODE_NAME, NODE_SELECTOR, POD_SPEC, UNTOLERATED_TAINT
from dslint.kube.nodes.reasons import EMPTY, condition, entry
from dslint.kube.nodes.tolerations import NO_EXECUTE, NO_SCHEDULE, tolerates
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.nodes.affinity import Term
    from dslint.kube.nodes.placement import Node, Placement
    from dslint.kube.nodes.selectors import Requirement
    from dslint.kube.nodes.tolerations import Taint

TAINT = "taint"


class Condition(NamedTuple):
    """One condition and its outcome.

    ``kind`` is that of the reason that it gives where it is not met, ``taint`` for a taint that keeps nobody off.
    ``text`` is the condition, ``detail`` why it came out as it did. ``at`` is its place in the DaemonSet, ``None`` for
    what is not written there. ``depth`` is 1 for the conditions of an affinity term, which follow their term.
    """

    kind: str
    text: str
    met: bool
    detail: str
    at: Path | None
    depth: int = 0


def conditions(placement: Placement, node: Node, written: int) -> Iterator[Condition]:
    """Yield the conditions in the controller's order; ``written`` tolerations stand in the template itself."""
    name = placement.node_name
    if name:
        detail = "it is this node" if name == node.name else f"this node is {node.name}"
        yield Condition(NODE_NAME, f"nodeName: {name}", name == node.name, detail, (*POD_SPEC, "nodeName"))
    for wanted in placement.selector:
        yield Condition(
            NODE_SELECTOR, f"nodeSelector: {entry(wanted)}", wanted.matches(node.labels), _has(wanted, node), wanted.at
        )
    for term in placement.terms or ():
        yield from _term(term, node)
    if placement.terms == []:
        at = (*POD_SPEC, "affinity", "nodeAffinity")
        yield Condition(NODE_AFFINITY, "required node affinity", met=False, detail="it has no term", at=at)
    for taint in node.taints:
        yield _taint(placement, taint, written)


def _term(term: Term, node: Node) -> Iterator[Condition]:
    text = f"node affinity term {int(term.at[-1]) + 1}"
    if term.errors:
        yield Condition(NODE_AFFINITY, text, False, f"cannot be used: {term.errors[0].detail}", term.errors[0].at)
        return
    if term.is_empty:
        yield Condition(NODE_AFFINITY, text, False, "is empty, which matches no node", term.at)
        return
    met = term.matches(node.labels, node.name)
    yield Condition(NODE_AFFINITY, text, met, "one matching term is enough" if met else "does not match", term.at)
    unmet = term.unmet(node.labels, node.name)
    for wanted in (*term.expressions, *term.fields):
        yield Condition(NODE_AFFINITY, condition(wanted), wanted not in unmet, _has(wanted, node), wanted.at, depth=1)


def _has(wanted: Requirement, node: Node) -> str:
    if wanted.at[-2] == "matchFields":
        return f"this node is {node.name}"
    value = node.labels.get(wanted.key)
    return "the node has no such label" if value is None else f"the node has {wanted.key}={value or EMPTY}"


def _taint(placement: Placement, taint: Taint, written: int) -> Condition:
    text = f"taint {taint}"
    for index, toleration in enumerate(placement.tolerations):
        if not tolerates(toleration, taint, comparison=placement.comparison):
            continue
        how = f"tolerated by {_written(toleration)}"
        if index < written:
            at = (*POD_SPEC, "tolerations", index)
            return Condition(TAINT, text, True, f"{how}, tolerations[{index}]", at)
        return Condition(TAINT, text, True, f"{how}, which the controller adds to every pod", None)
    if taint.effect not in {NO_SCHEDULE, NO_EXECUTE}:
        return Condition(TAINT, text, True, "not tolerated, but it keeps no pod off", None)
    return Condition(UNTOLERATED_TAINT, text, False, "not tolerated", (*POD_SPEC, "tolerations"))


def _written(toleration: Mapping[str, Any]) -> str:
    parts = (f"{name}: {toleration[name]}" for name in ("key", "operator", "value", "effect") if toleration.get(name))
    return f"{{{', '.join(parts)}}}"
