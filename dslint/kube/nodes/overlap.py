"""Whether two DaemonSets certainly meet on a node, whatever the nodes are.

Node selection is compared by what it says: one that demands everything that the other demands selects no other nodes.
"""

from __future__ import annotations

from dslint.kube.nodes.contradictions import contradiction
from dslint.kube.nodes.selectors import Requirement
from dslint.kube.nodes.tolerations import covers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.nodes.placement import Placement

_NAME = "metadata.name"
_PRESENT = ("In", "Exists", "Gt", "Lt")
# conditions that ordinary nodes meet: they leave nodes without taints
_ORDINARY = (("kubernetes.io/os", "linux"), ("beta.kubernetes.io/os", "linux"))
Conditions = tuple[Requirement, ...]


def certainly_meet(one: Placement, other: Placement) -> bool:
    """Tell whether wherever one of two DaemonSets runs the other runs too, or both run on every ordinary node.

    False where a node selection can match nothing, and where it is not certain.
    """
    ours, theirs = ways(one), ways(other)
    if not ours or not theirs:
        return False
    if any(map(_is_ordinary, ours)) and any(map(_is_ordinary, theirs)):
        return True
    return _follows(one, other) or _follows(other, one)


def ways(placement: Placement) -> list[Conditions]:
    """Return the sets of conditions of which a node must meet one; those that no node can meet are none."""
    always = placement.selector
    if placement.node_name:
        always = (*always, Requirement(_NAME, "In", (placement.node_name,)))
    found = [always]
    if placement.terms is not None:
        terms = [term for term in placement.terms if not (term.errors or term.is_empty)]
        found = [(*always, *term.expressions, *term.fields) for term in terms]
    return [way for way in found if contradiction(way) is None]


def _is_ordinary(way: Conditions) -> bool:
    return all(any(wanted.matches({key: value}) for key, value in _ORDINARY if key == wanted.key) for wanted in way)


def _follows(one: Placement, other: Placement) -> bool:
    """Tell whether the other runs wherever one runs: it demands no more of a node and tolerates as much."""
    selected = all(any(_implies(way, wider) for wider in ways(other)) for way in ways(one))
    return selected and all(any(covers(wide, narrow) for wide in other.tolerations) for narrow in one.tolerations)


def _implies(way: Conditions, wider: Conditions) -> bool:
    return all(any(_entails(given, wanted) for given in way) for wanted in wider)


def _entails(given: Requirement, wanted: Requirement) -> bool:
    """Tell whether a node that meets one condition meets the other."""
    if given.key != wanted.key:
        return False
    if given[1:3] == wanted[1:3]:
        return True
    if given.operator == "In":
        return all(wanted.matches({wanted.key: value}) for value in given.values)
    if wanted.operator == "Exists":
        return given.operator in _PRESENT
    if wanted.operator == "NotIn":
        return given.operator == "DoesNotExist" or (
            given.operator == "NotIn" and set(wanted.values) <= set(given.values)
        )
    return False
