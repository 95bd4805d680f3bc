"""Labels that a DaemonSet selects and no node of the inventory has."""

from __future__ import annotations

from dslint.finding import Hit
from dslint.kube.data.nodes import LATE_LABELS
from dslint.phrases import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.nodes.classes import Nodes
    from dslint.kube.nodes.selectors import Requirement
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_NEEDS_LABEL = ("In", "Exists", "Gt", "Lt")
_MOST = 8
# among very many words a search for a similar one takes long
_MANY = 2000


def absent(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find conditions of the node selection for which no node has the label, or none of the values."""
    cluster = context.cluster
    if cluster is None or not cluster.nodes.size:
        return
    for wanted in _lacking(workload, cluster.nodes):
        hit = _hit(workload, wanted, cluster.nodes)
        yield hit._replace(message=f"example-{hit.message}") if cluster.is_example else hit


def proposal(workload: Workload, nodes: Nodes) -> str | None:
    """Return the label or value that was probably meant by the first of these conditions that is a slip."""
    hits = (_hit(workload, wanted, nodes) for wanted in _lacking(workload, nodes))
    return next((hit.params["close"] for hit in hits if hit.params["close"]), None)


def _lacking(workload: Workload, nodes: Nodes) -> list[Requirement]:
    selection = workload.selection
    lacking = [wanted for wanted in selection.selector if _is_lacking(wanted, nodes)]
    terms = [term.expressions for term in selection.terms or () if not term.errors]
    by_term = [next((wanted for wanted in term if _is_lacking(wanted, nodes)), None) for term in terms]
    if all(by_term):  # one term that can match is enough
        lacking += [wanted for wanted in by_term if wanted is not None]
    return lacking


def _is_lacking(wanted: Requirement, nodes: Nodes) -> bool:
    if wanted.operator not in _NEEDS_LABEL or wanted.key in LATE_LABELS:
        return False
    values = _values(nodes, wanted.key)
    return not values or (wanted.operator == "In" and values.isdisjoint(wanted.values))


def _values(nodes: Nodes, key: str) -> set[str]:
    return {value for group in nodes.groups if (value := group.node.labels.get(key)) is not None}


def _similar(key: str, keys: set[str]) -> str | None:
    """Return the key that was probably meant: of the same prefix a similar name, else one that is nearly the same."""
    prefix, slash, name = key.rpartition("/")
    names = sorted(one[len(prefix + slash) :] for one in keys if one.rpartition("/")[0] == prefix)
    if len(keys) > _MANY:
        return None
    close = suggest(name, names, cutoff=0.7)
    return prefix + slash + close if close else suggest(key, sorted(keys), cutoff=0.9)


def _hit(workload: Workload, wanted: Requirement, nodes: Nodes) -> Hit:
    place, key = workload.key_of(wanted)
    values = sorted(_values(nodes, wanted.key))
    if not values:
        close = _similar(wanted.key, {key for group in nodes.groups for key in group.node.labels})
        params = {"key": wanted.key, "nodes": nodes.size, "close": close or ""}
        return Hit("similar" if close else "found", place, params, key=key)
    asked = ", ".join(value or '""' for value in wanted.values)
    close = suggest(wanted.values[0], values) if len(values) <= _MANY else None
    params = {"key": wanted.key, "value": asked, "close": close or "", "nodes": nodes.size}
    if not key:
        place = workload.written.root.get(*wanted.at, "values")
    if close:
        return Hit("similar-value", place, params)
    listed = ", ".join(value or '""' for value in values[:_MOST]) + (", …" if len(values) > _MOST else "")
    return Hit("value", place, params | {"values": listed})
