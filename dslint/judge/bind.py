"""From a rule to the function that checks it: the one place where rules, which are data, meet code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dslint.catalogue.rule import Rule

Check = Callable[..., Iterable[Any]]  # of Hit, or of PeerHit where the scope is the run


def load(rule: Rule) -> Check | None:
    """Import the check of a rule; ``None`` for rules that the engine itself speaks for."""
    if rule.schema is not None:
        from dslint.policy.check import make_check

        return make_check(rule)
    if rule.check == "apiserver":
        from dslint.checks.apiserver.answers import errors_of

        return errors_of(rule.id)
    if not rule.check or not rule.check.startswith("python:"):
        return None
    from importlib import import_module

    module, _, function = rule.check.removeprefix("python:").rpartition(".")
    check: Check = getattr(import_module(f"dslint.checks.{module}"), function)
    return check
