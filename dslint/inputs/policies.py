"""Admission policies that lie among the checked files, and the objects that policies rest on: their texts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from dslint.config import Resolver
from dslint.errors import DslintError
from dslint.inputs.load import Found
from dslint.inputs.tree import Input, Unreadable
from dslint.paths import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.inputs.tree import Tree

WORDS = (
    b"ValidatingAdmissionPolicy",
    b"MutatingAdmissionPolicy",
    b"policies.kyverno.io/",
    b"kyverno.io/v",
    b"constraints.gatekeeper.sh/",
)
_GROUPS = (b"admissionregistration.k8s.io", b"kyverno.io/", b"gatekeeper.sh/")
_API_VERSION = rb"apiVersion.{0,80}?(?:" + b"|".join(map(re.escape, _GROUPS)) + rb")"
# what is kept of a run's texts at most: policies are small, and so are namespaces and parameters
MOST_BYTES = 16 * 1024 * 1024

Text = tuple[str, str]
"""The name of a file, as people see it, and its text."""


def holds_policies(data: bytes | str) -> bool:
    """Tell whether something can hold an admission policy, as cheaply as can be."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if not any(map(data.__contains__, _GROUPS)):  # every file of a run is asked
        return False
    return re.search(_API_VERSION, data, re.DOTALL) is not None and any(map(data.__contains__, WORDS))


def policies_among(tree: Tree, items: Iterable[Input], *, kinds: Iterable[str] | None = None) -> tuple[Text, ...]:
    """Return the texts of inputs that hold policies, with those that hold what they rest on; else nothing.

    With ``kinds`` policies lie elsewhere, which rest on objects of these kinds.
    """
    every = list(items)
    found = {item.path: text for item, text in _texts(tree, every, b"|".join(map(re.escape, WORDS)))}
    if not found and kinds is None:
        return ()
    from dslint.policy.manifests import param_kinds  # few runs get here

    wanted = {"Namespace", *(kinds or ()), *(kind for _, text in found.values() for kind in param_kinds(text))}
    pattern = b"|".join(rb"kind[\"']?:\s*[\"']?" + re.escape(kind.encode()) for kind in sorted(wanted))
    found.update((item.path, text) for item, text in _texts(tree, every, pattern))
    return tuple(found[item.path] for item in every if item.path in found)


def _texts(tree: Tree, items: Iterable[Input], pattern: bytes) -> Iterator[tuple[Input, Text]]:
    """Yield the texts that have something that a pattern means; what cannot be read is for the run to tell."""
    search, room = re.compile(pattern).search, MOST_BYTES
    for item, data in tree.read_all(items):
        if isinstance(data, Unreadable) or not isinstance(data, bytes) or not search(data):
            continue
        room -= len(data)
        if room < 0:
            return
        yield item, (item.shown, data.decode("utf-8", "replace"))


def beside(resolver: Resolver, tree: Tree, paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of files with admission policies, and with what these rest on; mostly there are none.

    ``resolver`` is one of options that name no rule.
    """
    kinds = None
    if resolver.asks_for_policies(folder := _folder(paths)):
        evaluators = [rule.evaluator for rule in resolver.settings_for(folder).rules]
        kinds = [kind for one in evaluators if one is not None for kind in one.param_kinds]
    return policies_among(tree, Found(tree, paths, resolver).items(), kinds=kinds)


def policies_beside(options: Options, tree: Tree, paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what :func:`beside` does, for a run with some options."""
    return beside(without_words(options), tree, paths)


def asks_for_policies(resolver: Resolver, paths: tuple[str, ...]) -> bool:
    """Tell whether folders of policies are named; what is wrong with a configuration is for the run to tell."""
    try:
        return resolver.asks_for_policies(_folder(paths))
    except DslintError:
        return False


def without_words(options: Options) -> Resolver:
    """Return what resolves options that name no rule: a word may name a policy that nobody has read yet."""
    return Resolver(options._replace(select=(), ignore=(), extend_select=(), severity={}))


def _folder(paths: tuple[str, ...]) -> str:
    return os.path.join(absolute(paths[0] if paths else "."), "")
