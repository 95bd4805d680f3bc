"""Pods and nodes at random, of so few names and values that they often meet."""

from hypothesis import strategies as st

from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.facets import ALLOCATABLE, NAME, POOL, TAINTS, label
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from tests.kube.nodes.build import affinity

KEYS, VALUES, NAMES = ["a", "b", "c"], ["", "x", "7"], ["n1", "n2"]
FACETS = [NAME, TAINTS, POOL, ALLOCATABLE, *map(label, KEYS)]

labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=3)
taints = st.builds(Taint, st.sampled_from(KEYS), st.sampled_from(VALUES), st.sampled_from(["NoSchedule", "NoExecute"]))
nodes = st.builds(Node, st.sampled_from(NAMES), labels, st.lists(taints, max_size=3, unique=True).map(tuple))
amounts = st.dictionaries(st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "2Gi"]).map(parse), max_size=2)
node_groups = st.builds(NodeGroup, nodes, st.sampled_from([None, "p", "q"]), st.integers(0, 3), amounts)
fleets = st.lists(node_groups, min_size=1, max_size=12).map(Nodes)

expressions = st.fixed_dictionaries(
    {
        "key": st.sampled_from([*KEYS, "no key!"]),
        "operator": st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Like"]),
        "values": st.lists(st.sampled_from(VALUES), max_size=2),
    }
)
fields = st.fixed_dictionaries(
    {"key": st.just("metadata.name"), "operator": st.just("In"), "values": st.sampled_from(NAMES).map(lambda it: [it])}
)
terms = st.fixed_dictionaries(
    {}, optional={"matchExpressions": st.lists(expressions, max_size=2), "matchFields": st.lists(fields, max_size=1)}
)
tolerations = st.fixed_dictionaries({"key": st.sampled_from(KEYS), "operator": st.just("Exists")})
pods = st.fixed_dictionaries(
    {},
    optional={
        "nodeName": st.sampled_from(NAMES),
        "nodeSelector": labels,
        "tolerations": st.lists(tolerations, max_size=2),
        "affinity": st.lists(terms, max_size=3).map(lambda given_terms: affinity(*given_terms)["affinity"]),
    },
)


def facts(group, facets):
    """Return what a group of nodes has of the facets, worked out one by one."""
    values = {
        NAME: group.node.name,
        TAINTS: group.node.taints,
        POOL: group.pool,
        ALLOCATABLE: sorted(group.allocatable.items()),
    }
    return [values[facet] if facet in values else group.node.labels.get(facet[1]) for facet in sorted(facets)]
