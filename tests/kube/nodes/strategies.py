"""Pods and nodes at random, of so few names and values that they often meet.

What there are few of is listed and picked from: one choice for Hypothesis is much faster than one for each part.
"""

from itertools import product

from hypothesis import strategies as st

from dslint.kube.nodes.classes import NodeGroup, Nodes
from dslint.kube.nodes.facets import ALLOCATABLE, NAME, POOL, TAINTS, label
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.quantity import parse
from tests.kube.nodes.build import affinity

KEYS, VALUES, NAMES = ["a", "b", "c"], ["", "x", "7"], ["n1", "n2"]
FACETS = [NAME, TAINTS, POOL, ALLOCATABLE, *map(label, KEYS)]


def combined(make, *parts):
    """Return a strategy for all that can be made of one of each of the parts."""
    return st.sampled_from([make(*one) for one in product(*parts)])


def mappings(keys, values):
    """Return all mappings of some of the keys to some of the values."""
    chosen = product([None, *values], repeat=len(keys))
    return [{key: value for key, value in zip(keys, one, strict=True) if value is not None} for one in chosen]


def lists(values, most):
    """Return all lists of at most so many of the values."""
    return [list(one) for size in range(most + 1) for one in product(values, repeat=size)]


labels = st.sampled_from(mappings(KEYS, VALUES))
taints = combined(Taint, KEYS, VALUES, ["NoSchedule", "NoExecute"])
nodes = st.builds(Node, st.sampled_from(NAMES), labels, st.lists(taints, max_size=3, unique=True).map(tuple))
amounts = st.sampled_from(mappings(["cpu", "memory"], [parse("1"), parse("2Gi")]))
node_groups = st.builds(NodeGroup, nodes, st.sampled_from([None, "p", "q"]), st.integers(0, 3), amounts)
fleets = st.lists(node_groups, min_size=1, max_size=12).map(Nodes)

OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Like"]
expressions = combined(
    lambda key, operator, values: {"key": key, "operator": operator, "values": values},
    [*KEYS, "no key!"],
    OPERATORS,
    lists(VALUES, 2),
)
fields = combined(lambda name: {"key": "metadata.name", "operator": "In", "values": [name]}, NAMES)
terms = st.fixed_dictionaries(
    {}, optional={"matchExpressions": st.lists(expressions, max_size=2), "matchFields": st.lists(fields, max_size=1)}
)
tolerations = combined(lambda key: {"key": key, "operator": "Exists"}, KEYS)
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
