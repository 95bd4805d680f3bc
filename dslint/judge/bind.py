"""From a rule to the functions behind it: the one place where rules, which are data, meet code."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from dslint.catalogue.rule import Rule
    from dslint.finding import Hit
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.workload import Workload

    Check = Callable[..., Iterable[Hit]]
    """Of a workload and the context; where the scope is the run, of what was kept, the objects read and the context."""
    Collect = Callable[[Workload, Context], Any]

_MOST = 500


class Heard:
    """What belongs to rules, with words: of a DaemonSet those are heard that have none, or one that stands in it."""

    def __init__(self, some: Iterable[tuple[Iterable[str], Any]]) -> None:
        self._all = [(frozenset(words), one) for words, one in some]
        self._words = tuple(sorted({word for words, _ in self._all for word in words}))
        self._known: dict[tuple[str, ...], list[Any]] = {}

    def of(self, ds: DaemonSet) -> list[Any]:
        """Return what counts for a DaemonSet, in order: of most with the same words it is known."""
        words = ds.words(self._words)
        if words not in self._known:
            if len(self._known) == _MOST:
                self._known.clear()
            self._known[words] = [one for asked, one in self._all if not asked or not asked.isdisjoint(words)]
        return self._known[words]


def load(rule: Rule) -> Check | None:
    """Import the check of a rule; ``None`` for rules that the engine itself speaks for."""
    if rule.evaluator is not None:
        evaluator: Check = rule.evaluator
        return evaluator
    if rule.schema is not None:
        from dslint.policy.check import make_check

        return make_check(rule)
    if rule.check == "apiserver":
        from dslint.checks.apiserver.answers import errors_of

        return errors_of(rule.id)
    if not rule.check:
        return None
    check: Check = _function(rule.check)
    return check if rule.target is None else _of_each(check, rule.target)


def load_later(rule: Rule, words: tuple[str, ...]) -> Check | None:
    """Return the check of a rule; where it is for some words alone, it is imported when it is first called."""
    if not words:
        return load(rule)
    loaded: list[Check] = []

    def checked(workload: Workload, context: Context) -> Iterable[Hit]:
        if not loaded:
            loaded.extend(filter(None, [load(rule)]))
        return loaded[0](workload, context)

    return checked


def is_spoken_for(rule: Rule) -> bool:
    """Tell whether the engine itself speaks for a rule, which has no check."""
    return rule.schema is None and rule.evaluator is None and not rule.check


def load_collect(rule: Rule) -> Collect | None:
    """Import what a rule about a whole run keeps of each DaemonSet; ``None`` if its name is enough."""
    return _function(rule.collect) if rule.collect else None


def _function(path: str) -> Callable[..., Any]:
    from importlib import import_module

    module, _, name = path.removeprefix("python:").rpartition(".")
    found: Callable[..., Any] = getattr(import_module(f"dslint.checks.{module}"), name)
    return found


def _of_each(check: Check, target: str) -> Check:
    """Return the check of a rule with a target, which is called with each such field as well."""
    from dslint.manifest.targets import TARGETS

    def checked(workload: Workload, context: Context) -> Iterator[Hit]:
        for field in TARGETS[target](workload.written):
            if field:
                yield from check(field, workload, context)

    return checked
