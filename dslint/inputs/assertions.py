"""Assertions of chainsaw, in which a key in parentheses is an expression: no Kubernetes field has such a name.

A manifest with such a key is an assertion only where its surroundings say so: else a slip would keep all of it from
being judged.

Source: https://kyverno.github.io/chainsaw/latest/ (quick start: assertions; operations: check), kuttl's file names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Step
from dslint.manifest.fragment import Fragment
from dslint.pattern import pattern
from dslint.source.tree import Mapping, Node, Sequence
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_END_OF_KEY = pattern(r"\)[\"']?[ \t]*:")
_EXPRESSION = pattern(r"^\(.*\)$", re.DOTALL)
_TEST = pattern(r"^kind:[ \t]*[\"']?Test\b", re.MULTILINE)
_NAMED = pattern(r"(?<![a-z])(assert|error)s?(?![a-z])")
_TESTS = ("chainsaw-test.yaml", "chainsaw-test.yml")


class Assertions:
    """What tells of the DaemonSets of one text whether they are assertions; looks around once."""

    __slots__ = ("_expressions", "_named", "_tested")

    def __init__(self, text: str, path: str | None, tree: Tree) -> None:
        """Take a text and where it stands; without a path nothing stands around it."""
        self._expressions = _END_OF_KEY.search(text) is not None
        name = os.path.basename(path or "").lower()
        self._named = name if _NAMED.search(name) else ""
        self._tested = ""
        if self._expressions and not self._named:
            folder = os.path.dirname(path or "")
            beside = (test for test in _TESTS if path is not None and tree.is_file(os.path.join(folder, test)))
            self._tested = next(beside, "a Test" if _TEST.search(text) else "")

    def find(self, ds: DaemonSet) -> Fragment | None:
        """Return what says that a DaemonSet is an assertion, or that a part of it is left out."""
        places = list(_places(ds.root.target)) if self._expressions else []
        if self._named and (places or not ds.selector):
            return _assertion(f"{self._named} is the name of an assertion")
        if not places:
            return None
        key, _ = places[0]
        if self._tested:
            return _assertion(f"{show(key)} is a key of a chainsaw assertion, beside {self._tested}")
        base = ds.root.path
        left_out = tuple((*base, *path) for _, path in places)
        return Fragment("expression", f"what {show(key)} stands in is left out", (), left_out=left_out)


def _assertion(reason: str) -> Fragment:
    """Return an assertion, in which a value in parentheses stands for one of whatever type."""
    return Fragment("assertion", reason, placeholder=_EXPRESSION, unknown=_EXPRESSION)


def _places(root: Node | None) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield each key in parentheses, and the path of the mapping that has it; at the top that of the key itself."""
    pending: list[tuple[Node | None, tuple[Step, ...]]] = [(root, ())]
    while pending:
        node, path = pending.pop()
        # what an alias stands for is written out elsewhere
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.name.startswith("(") and entry.name.endswith(")"):
                    yield entry.name, path or (entry.name,)
                pending.append((entry.value, (*path, entry.name)))
        elif isinstance(node, Sequence):
            pending += [(item, (*path, index)) for index, item in enumerate(node.items)]
