"""On which nodes the DaemonSet controller runs a pod, and why not on the others.

Source: pkg/controller/daemon/daemon_controller.go (NodeShouldRunDaemonPod, predicates). The controller looks at nothing
else of a node: not at spec.unschedulable, conditions, resources, ports or pod affinity.
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.nodes.affinity import REQUIRED, required_terms
from dslint.kube.nodes.selectors import Requirement
from dslint.kube.nodes.tolerations import NO_EXECUTE, Taint, pod_tolerations, read_taint, untolerated
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError, Path

POD_SPEC: Path = ("spec", "template", "spec")
_ASKING = ("nodeName", "nodeSelector", "affinity", "tolerations", "hostNetwork")
_MOST, _LONGEST = 500, 4000
# taints that say how a node is
_OF_NODES = "node.kubernetes.io/"

NODE_NAME = "node-name"
NODE_SELECTOR = "node-selector"
NODE_AFFINITY = "node-affinity"
UNTOLERATED_TAINT = "untolerated-taint"


class Node(NamedTuple):
    """What the controller knows of a node."""

    name: str
    labels: Mapping[str, str]
    taints: tuple[Taint, ...] = ()


def read_node(node: Mapping[str, Any]) -> Node:
    """Read a Node object as ``kubectl get nodes -o yaml`` prints it, decoded."""
    metadata = node.get("metadata") or {}
    taints = (node.get("spec") or {}).get("taints") or ()
    return Node(metadata.get("name") or "", metadata.get("labels") or {}, tuple(map(read_taint, taints)))


class Reason(NamedTuple):
    """One thing that keeps a DaemonSet off a node.

    ``kind`` tells which; ``at`` is its place in the DaemonSet (for a taint: where a toleration is missing).

    - ``node-name``: ``unmet`` is the name that the template asks for.
    - ``node-selector``: ``unmet`` is the one entry that the node lacks.
    - ``node-affinity``: one reason for each term. ``unmet`` are the conditions that the node fails, ``errors`` say why
      the server cannot use the term; a term without both is empty and matches no node.
    - ``untolerated-taint``: ``taint``.
    """

    kind: str
    at: Path
    unmet: tuple[Requirement, ...] = ()
    taint: Taint | None = None
    errors: tuple[FieldError, ...] = ()

    def __hash__(self) -> int:
        """Leave the errors out: they hold values of the manifest, lists too."""
        return hash((self.kind, self.at, self.unmet, self.taint))


class Verdict(NamedTuple):
    """Whether the controller creates a pod, whether it leaves one that is there, and what speaks against it.

    ``reasons`` are in the controller's order and complete: with all of them removed the pod would run.
    """

    should_run: bool
    should_continue_running: bool
    reasons: tuple[Reason, ...]

    @property
    def selected(self) -> bool:
        """Whether the DaemonSet selects the node by name, selector and affinity: at most taints keep it off."""
        return all(reason.kind == UNTOLERATED_TAINT for reason in self.reasons)

    @property
    def had_pod(self) -> bool:
        """Whether a pod is there that was made before: only taints of the control plane have come since."""
        if self.should_run or not self.should_continue_running:
            return self.should_run
        return all(one.taint is not None and one.taint.key.startswith(_OF_NODES) for one in self.reasons)


_RUNS = Verdict(should_run=True, should_continue_running=True, reasons=())


class Placement:
    """The node selection of one DaemonSet, read once to be asked about many nodes.

    ``keys`` are the labels that it looks at, ``by_name`` tells that it looks at names; ``selector``, ``terms``
    (``None`` without required affinity) and ``tolerations`` (with the controller's own) are what it asks for.
    """

    __slots__ = ("_verdicts", "by_name", "comparison", "keys", "node_name", "selector", "terms", "tolerations")

    def __init__(self, pod_spec: Mapping[str, Any], *, comparison: bool = False) -> None:
        """Read a decoded ``spec.template.spec``; it need not be valid.

        ``comparison`` is the gate TaintTolerationComparisonOperators.
        """
        self.node_name: str = pod_spec.get("nodeName") or ""
        self.selector = tuple(
            Requirement(key, "In", (value,), (*POD_SPEC, "nodeSelector", Key(key)))
            for key, value in (pod_spec.get("nodeSelector") or {}).items()
        )
        self.terms = required_terms(pod_spec, POD_SPEC)
        self.tolerations = pod_tolerations(pod_spec)
        self.comparison = comparison
        terms = self.terms or ()
        asked = [*self.selector, *(wanted for term in terms for wanted in term.expressions)]
        self.keys = tuple(dict.fromkeys(wanted.key for wanted in asked))
        self.by_name = bool(self.node_name) or any(term.fields for term in terms)
        self._verdicts: dict[Any, Verdict] = {}

    def verdict(self, node: Node) -> Verdict:
        """Tell what the controller does about this node.

        Nodes that do not differ in anything that the DaemonSet asks for share one verdict.
        """
        seen = (tuple(map(node.labels.get, self.keys)), node.taints, self.by_name and node.name)
        verdict = self._verdicts.get(seen)
        if verdict is None:
            verdict = self._verdicts[seen] = self._judge(node)
        return verdict

    def _judge(self, node: Node) -> Verdict:
        reasons: list[Reason] = []
        if self.node_name and self.node_name != node.name:
            wanted = Requirement("metadata.name", "In", (self.node_name,), (*POD_SPEC, "nodeName"))
            reasons.append(Reason(NODE_NAME, wanted.at, (wanted,)))
        reasons += [
            Reason(NODE_SELECTOR, wanted.at, (wanted,)) for wanted in self.selector if not wanted.matches(node.labels)
        ]
        reasons += self._affinity_reasons(node)
        selected = not reasons
        blocking = untolerated(self.tolerations, node.taints, comparison=self.comparison)
        reasons += [Reason(UNTOLERATED_TAINT, (*POD_SPEC, "tolerations"), taint=taint) for taint in blocking]
        if not reasons:
            return _RUNS
        stays = selected and all(taint.effect != NO_EXECUTE for taint in blocking)
        return Verdict(should_run=False, should_continue_running=stays, reasons=tuple(reasons))

    def _affinity_reasons(self, node: Node) -> list[Reason]:
        terms = self.terms
        if terms is None or any(term.matches(node.labels, node.name) for term in terms):
            return []
        if not terms:
            return [Reason(NODE_AFFINITY, (*POD_SPEC, *REQUIRED, "nodeSelectorTerms"))]
        return [
            Reason(
                NODE_AFFINITY,
                term.at,
                () if term.errors else term.unmet(node.labels, node.name),
                errors=term.errors,
            )
            for term in terms
        ]


_known: dict[str, Placement] = {}


def placement(pod_spec: Mapping[str, Any], *, comparison: bool = False) -> Placement:
    """Return what :class:`Placement` reads; one for all that ask for the same, as the DaemonSets of a fleet do."""
    key = repr((*map(pod_spec.get, _ASKING), comparison))
    found = _known.get(key)
    if found is None:
        found = Placement(pod_spec, comparison=comparison)
        if len(key) <= _LONGEST:
            if len(_known) >= _MOST:
                _known.clear()
            _known[key] = found
    return found
