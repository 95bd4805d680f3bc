"""What pods ask of a node by its labels: ``nodeSelector`` and required node affinity, read together."""

from __future__ import annotations

from dslint.kube.apiserver.fields import POD_SPEC, Key
from dslint.kube.data.nodes import OS_LABELS
from dslint.kube.nodes.affinity import required_terms
from dslint.kube.nodes.selectors import Requirement
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dslint.kube.nodes.affinity import Term


class NodeSelection(NamedTuple):
    """What is asked of a node: every entry of the selector and, where there are terms, one of them in full."""

    selector: tuple[Requirement, ...]
    terms: tuple[Term, ...] | None

    def requirements(self) -> Iterator[Requirement]:
        """Yield every condition on a label, also those of which only one set must hold."""
        yield from self.selector
        for term in self.terms or ():
            yield from term.expressions

    def alternatives(self) -> list[tuple[Requirement, ...]]:
        """Return the sets of conditions of which a node must meet one; a term that no node meets is none."""
        if self.terms is None:
            return [self.selector]
        return [self.selector + term.expressions for term in self.terms if not (term.errors or term.is_empty)]

    def always(self, key: str) -> list[Requirement]:
        """Return the conditions on a label if every way to meet the selection has one, else nothing."""
        found = [[wanted for wanted in one if wanted.key == key] for one in self.alternatives()]
        return [wanted for group in found for wanted in group] if all(found) else []


def node_selection(spec: Mapping[str, Any]) -> NodeSelection:
    """Read ``nodeSelector`` and required node affinity."""
    selector = tuple(
        Requirement(key, "In", (value,), (*POD_SPEC, "nodeSelector", Key(key)))
        for key, value in (spec.get("nodeSelector") or {}).items()
    )
    terms = required_terms(spec, POD_SPEC)
    return NodeSelection(selector, None if terms is None else tuple(terms))


def for_windows(spec: Mapping[str, Any]) -> bool:
    """Tell whether the pods only run on Windows nodes."""
    if (spec.get("os") or {}).get("name") == "windows":
        return True
    selection = node_selection(spec)
    return any(
        wanted and all(one.operator == "In" and set(one.values) == {"windows"} for one in wanted)
        for wanted in map(selection.always, OS_LABELS)
    )
