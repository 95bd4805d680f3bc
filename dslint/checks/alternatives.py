"""Terms of node affinity that are written as if all of them had to hold, and are alternatives."""

from __future__ import annotations

from dslint.finding import AppendItem, Hit, Note, RemoveItem
from dslint.kube.nodes.contradictions import contradiction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dslint.finding import Operation
    from dslint.kube.nodes.affinity import Term
    from dslint.manifest.context import Context
    from dslint.manifest.workload import Workload

_EXCLUDING = ("NotIn", "DoesNotExist")
_LISTS = ("matchExpressions", "matchFields")
# stands for every value that is not written; no label can have it
_OTHER = "\0"
# more values than anybody writes: each is held against every term
_MOST = 500


def excluding(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find terms that only exclude, each something that another one lets in, and terms that let in every node."""
    selector, terms = workload.selection
    if terms is None or len(terms) < 2 or any(one.errors or one.is_empty for one in terms):
        return
    if not _lets_in_all(terms) or any(contradiction(selector + one.expressions) for one in terms):
        return  # a term that no node meets is no way in: another rule's business
    only_exclude = all(one.operator in _EXCLUDING for term in terms for one in (*term.expressions, *term.fields))
    keys = {one.key for term in terms for one in term.expressions}
    if not only_exclude and (len(keys) > 1 or any(term.fields for term in terms)):
        return
    first, second, *others = (workload.written.root.get(*term.at) for term in terms)
    notes = tuple(Note(place, "or this one") for place in (first, *others))
    kind, params = ("found" if only_exclude else "everything"), {"count": str(len(terms))}
    if only_exclude and context.cluster is not None and not context.cluster.is_example:
        let_in = _let_in(workload, context, terms)
        if not let_in:
            return
        kind, params = "nodes", {"nodes": let_in}
    covers = (first, *others)
    yield Hit(kind, second, params, notes=notes, covers=covers, fix=_join(workload, terms) if only_exclude else ())


def _lets_in_all(terms: Sequence[Term]) -> bool:
    """Tell whether a node without labels, and with any one label or name that is written, meets some term.

    Nothing is said of terms with very many values.
    """
    nodes: list[tuple[dict[str, str], str]] = [({}, _OTHER)]
    for term in terms:
        nodes += [({one.key: value}, _OTHER) for one in term.expressions for value in (*one.values, _OTHER)]
        nodes += [({}, value) for one in term.fields for value in one.values]
    return len(nodes) <= _MOST and all(any(term.matches(labels, name) for term in terms) for labels, name in nodes)


def _let_in(workload: Workload, context: Context, terms: Sequence[Term]) -> str:
    """Return the names of the given nodes that one term excludes and another lets in."""
    from dslint.checks.node_names import names  # only with nodes

    assert context.cluster is not None  # noqa: S101 - asked for where there are nodes
    found = []
    for index, group in enumerate(context.cluster.nodes.groups):
        node, selector = group.node, workload.selection.selector
        met = [term.matches(node.labels, node.name) for term in terms]
        if any(met) and not all(met) and all(one.matches(node.labels) for one in selector):
            found.append(index)
    return names(context.cluster.nodes, found) if found else ""


def _join(workload: Workload, terms: Sequence[Term]) -> tuple[Operation, ...]:
    """Return what puts the conditions of all terms into the first one."""
    first, *others = (workload.written.root.get(*term.at) for term in terms)
    fix: list[Operation] = []
    for term in others:
        for kind in _LISTS:
            fix += [AppendItem(first.get(kind), one.value) for one in term.get(kind).items()]
        fix.append(RemoveItem(term))
    return tuple(fix)
