"""What one run uses for the files under one configuration file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ALWAYS_ON, Choice, Selection, find_rule
from dslint.kube.versions import DEFAULT
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from dslint.config.globs import Glob
    from dslint.finding import Finding
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.manifest.cluster import Budget, Intent


class Origin(NamedTuple):
    """A value in force and where it was said: ``default``, ``--fail-on``, ``deploy/dslint.yaml:3``."""

    value: Any
    where: str


class FileIgnore(NamedTuple):
    """An entry of ``per-file-ignores``."""

    glob: Glob
    rules: frozenset[str]


class Exemption(NamedTuple):
    """An entry of ``exceptions``; empty ``paths``, ``names`` and ``namespaces`` mean all."""

    rules: frozenset[str]
    words: tuple[str, ...]
    paths: tuple[Glob, ...]
    names: tuple[str, ...]
    namespaces: tuple[str, ...]
    reason: str
    until: str | None
    where: str

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding is meant; an object that states no namespace is in none that can be named."""
        if finding.rule not in self.rules:
            return False
        about = finding.object
        return (
            (not self.paths or _any_path(self.paths, finding.path))
            and (not self.names or _named(about and about.name, self.names))
            and (not self.namespaces or _named(about and about.namespace, self.namespaces))
        )


def _any_path(globs: tuple[Glob, ...], path: str) -> bool:
    absolute = os.path.abspath(path)
    return any(glob.matches(absolute) for glob in globs)


def _named(name: str | None, patterns: tuple[str, ...]) -> bool:
    from fnmatch import fnmatchcase  # only where there are exceptions

    return name is not None and any(fnmatchcase(name, pattern) for pattern in patterns)


def all_rules(policies: Sequence[str]) -> tuple[Rule, ...]:
    """Return dslint's own rules and those of the policies in some folders."""
    rules = load_rules()
    if policies:
        from dslint.policy import load  # brings a schema validator

        rules += load(policies)
    return tuple(rules)


class Settings:
    """Settings with all said and done; the rules are loaded when first asked for."""

    choices: tuple[Choice, ...] = (Choice("DEFAULT", on=True, origin=""),)
    minors: tuple[int, ...] = (DEFAULT,)
    severity_words: tuple[tuple[str, str], ...] = ()
    option_values: tuple[tuple[str, str, Any], ...] = ()
    fail_on: str = "warning"
    preview: bool = False
    policies: tuple[str, ...] = ()
    exclude: tuple[Glob, ...] = ()
    file_ignores: tuple[FileIgnore, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    unsuppressible: frozenset[str] = frozenset()
    require_reason: bool = False
    suppressions: bool = True
    config_path: str | None = None
    notes: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = MappingProxyType({})

    def __init__(self, **values: Any) -> None:
        """Take the values that differ from the defaults above."""
        vars(self).update(values)

    known: tuple[Rule, ...] | None = None
    # of the inventory: files as absolute paths, profiles as they were said
    nodes: tuple[str, ...] = ()
    pools: tuple[NodeGroup, ...] = ()
    # of what is wanted of it
    intents: tuple[Intent, ...] = ()
    budgets: tuple[Budget, ...] = ()

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule there is under these settings."""
        return all_rules(self.policies) if self.known is None else self.known

    @cached_property
    def selection(self) -> Selection:
        """Which rules are on, and why."""
        return Selection(self.rules, self.choices, preview=self.preview)

    @cached_property
    def severity(self) -> Mapping[str, str]:
        """The severities that differ from the rules' own, by rule id."""
        return {rule.id: level for word, level in self.severity_words if (rule := find_rule(self.rules, word))}

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of the rules that have any, by rule id; defaults included."""
        out: dict[str, dict[str, Any]] = {
            rule.id: {name: spec.get("default") for name, spec in rule.options.items()}
            for rule in self.rules
            if rule.options
        }
        for word, name, value in self.option_values:
            rule = find_rule(self.rules, word)
            if rule is not None:
                out[rule.id][name] = value
        return out

    def excludes(self, path: str) -> bool:
        """Tell whether ``exclude`` means the file."""
        return bool(self.exclude) and _any_path(self.exclude, path)

    def excused(self, finding: Finding) -> str | None:
        """Return why a finding is not reported: the reason of an exception, empty for ``per-file-ignores``.

        ``None`` reports it.
        """
        if not (self.file_ignores or self.exceptions) or finding.rule in self.unsuppressible | ALWAYS_ON:
            return None
        if not self.suppressions:
            return None
        if any(finding.rule in entry.rules and _any_path((entry.glob,), finding.path) for entry in self.file_ignores):
            return ""
        return next((excuse.reason for excuse in self.exceptions if excuse.covers(finding)), None)
