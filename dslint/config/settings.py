"""What one run uses for the files under one configuration file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ALWAYS_ON, Choice, Selection, find_rule
from dslint.errors import UsageError
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.environments import Environment
    from dslint.config.exemptions import Exemption, FileIgnore
    from dslint.config.globs import Glob
    from dslint.config.keys import Setting
    from dslint.finding import Finding
    from dslint.kube.apiserver.podsecurity.policy import Policy
    from dslint.kube.data.makers import Maker
    from dslint.kube.nodes.classes import NodeGroup
    from dslint.manifest.cluster import Budget, Intent
    from dslint.manifest.objects import Record
    from dslint.manifest.role import StatedRoles


class Origin(NamedTuple):
    """A value in force and where it comes from: ``default``, ``--fail-on``, ``deploy/dslint.yaml:3``."""

    value: Any
    where: str


def today() -> str:
    """Return the date as YYYY-MM-DD."""
    from time import strftime

    return strftime("%Y-%m-%d")


def all_rules(
    policies: Sequence[str], beside: Sequence[tuple[str, str]] = (), declared: Sequence[Record] = ()
) -> tuple[Rule, ...]:
    """Return dslint's own rules and those of the policies in some folders, and in the texts of checked files.

    ``declared`` is what the cluster has beside the manifests.
    """
    rules = load_rules()
    if policies or beside:
        from dslint.policy import load  # brings a schema validator

        rules += load(policies, beside, declared)
    return tuple(rules)


class Settings:
    """The merged settings; the rules are loaded when first asked for."""

    def __init__(
        self,
        merged: Mapping[str, Setting],
        choices: tuple[Choice, ...],
        *,
        suppressions: bool = True,
        config_path: str | None = None,
        beside: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Take the merged setting of each key that has one, and what selects rules.

        ``beside`` are the texts of checked files with admission policies and what they rest on.
        """
        self.merged = merged
        self.choices = choices
        self.suppressions = suppressions
        self.config_path = config_path
        self.beside = beside
        value = {name: setting.value for name, setting in merged.items()}
        self.minors: tuple[int, ...] = value["kubernetes-version"]
        self.pod_security: Policy | None = value["pod-security"] or None
        self.platform: str | None = value["platform"] or None
        self.fail_on: str = value["fail-on"]
        self._min_severity: str | None = value["min-severity"] or None
        self.preview: bool = value["preview"]
        self.require_reason: bool = value["require-reason"]
        # of the inventory: files as absolute paths, profiles by name
        self.nodes: tuple[str, ...] = value["nodes"]
        self.pools: tuple[NodeGroup, ...] = value["pools"]
        # of what is wanted of it
        self.intents: tuple[Intent, ...] = value["coverage"]
        self.budgets: tuple[Budget, ...] = value["budget"]
        # what the cluster has beside the manifests
        self.declared: tuple[Record, ...] = value["cluster"]
        self.namespace_node_selectors: bool = value["namespace-node-selectors"]
        self.environments: tuple[Environment, ...] = value["render"]
        self.exclude: tuple[Glob, ...] = value["exclude"]
        self.filled_later: tuple[str, ...] = value["filled-later"]
        self.policies: tuple[str, ...] = value["policies"]
        self.baseline: str | None = value["baseline"] or None

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """The values in force, as they are printed, and where they come from."""
        return dict(_origins(self.merged))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule there is under these settings."""
        from dslint.config.territory import veiled
        from dslint.errors import RuleFileError

        stranger = any(not place.startswith("--") for place in self.merged["policies"].places)
        with veiled(self.config_path if stranger else None, RuleFileError):
            return all_rules(self.policies, self.beside, self.declared)

    @cached_property
    def selection(self) -> Selection:
        """Which rules are on, and why; raises UsageError where all that were selected are ignored."""
        selection = Selection(self.rules, self.choices, preview=self.preview)
        if not selection.chosen():
            selecting = [choice for choice in self.choices if choice.on]
            if Selection(self.rules, selecting, preview=self.preview).chosen():
                raise UsageError("no rule is left: all that are selected are ignored too")
        return selection

    @cached_property
    def severity(self) -> Mapping[str, str]:
        """The severities that differ from the rules' own, by rule id."""
        levels = self.merged["severity"].value.items()
        return {rule.id: level.value for (word,), level in levels if (rule := find_rule(self.rules, word))}

    @cached_property
    def min_severity(self) -> str:
        """The least severe finding that is shown to people: infos where they fail a run or nothing else is selected."""
        if self._min_severity is not None:
            return self._min_severity
        all_infos = all(map(self._only_infos, self.selection.chosen()))
        return "info" if self.fail_on == "info" or all_infos else "warning"

    def _only_infos(self, rule: Rule) -> bool:
        stated = self.severity.get(rule.id)
        said = {stated} if stated else {message.severity or rule.severity for message in rule.messages.values()}
        return said == {"info"}

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of the rules that have any, by rule id; defaults included."""
        out: dict[str, dict[str, Any]] = {
            rule.id: {name: spec.get("default") for name, spec in rule.options.items()}
            for rule in self.rules
            if rule.options
        }
        for (word, name), option in self.merged["rules"].value.items():
            rule = find_rule(self.rules, word)
            if rule is not None:
                out[rule.id][name] = option.value
        return out

    @cached_property
    def unsuppressible(self) -> frozenset[str]:
        """The ids of the rules that nothing may silence."""
        return self._named(self.merged["unsuppressible"].value)

    @cached_property
    def file_ignores(self) -> tuple[FileIgnore, ...]:
        """The entries of ``per-file-ignores``."""
        entries: tuple[FileIgnore, ...] = self.merged["per-file-ignores"].value
        return tuple(entry._replace(ids=self._named(entry.rules)) for entry in entries)

    @cached_property
    def exceptions(self) -> tuple[Exemption, ...]:
        """The exceptions that have not ended."""
        entries: tuple[Exemption, ...] = self.merged["exceptions"].value
        return tuple(entry._replace(ids=self._named(entry.rules)) for entry in entries if entry not in self._ended)

    @cached_property
    def _ended(self) -> tuple[Exemption, ...]:
        entries: tuple[Exemption, ...] = self.merged["exceptions"].value
        day = today() if entries else ""
        return tuple(entry for entry in entries if entry.has_ended(day))

    @cached_property
    def roles(self) -> tuple[StatedRoles, ...]:
        """What is said of the roles of agents; the last entry that covers one counts."""
        from dslint.manifest.role import StatedRoles

        entries = self.merged["roles"].value.items()
        return tuple(StatedRoles(pattern, one.value, ", ".join(one.places)) for (pattern,), one in entries)

    @cached_property
    def makers(self) -> Mapping[str, Maker]:
        """The kinds of objects that become a DaemonSet, beside those that are known."""
        return {name: one.value for (name,), one in self.merged["kinds"].value.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user wants to know of these settings: exceptions that have ended."""
        return tuple(
            f"{entry.where}: the exception for {', '.join(entry.rules)} ended on {entry.until}" for entry in self._ended
        )

    def _named(self, words: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of the rules that words name."""
        if not words:
            return frozenset()
        from dslint.config.rule_words import covered

        return covered(words, self.rules)

    def excludes(self, path: str) -> bool:
        """Tell whether ``exclude`` means the file."""
        if not self.exclude:
            return False
        from dslint.config.globs import any_matches

        return any_matches(self.exclude, path)

    def excluded_by(self, path: str) -> str:
        """Return the entry of ``exclude`` that means an absolute path, and its place; nothing where none does.

        A separator at the end makes it a folder, which an entry means that means all below it.
        """
        for glob, place in zip(self.exclude, self.merged["exclude"].places, strict=True):
            if glob.matches(path):
                return f'"{glob.text}" ({place})'
        return ""

    def exclusion_of(self, path: str) -> dict[str, str]:
        """Return the ``entry`` of ``exclude`` that means just this file, and the ``config`` to write it into."""
        from dslint.config.globs import exact  # few files have to be excluded

        config = self.config_path or "dslint.yaml"
        return {"entry": exact(path, os.path.dirname(config)), "config": config}

    def accepting(self, finding: Finding) -> Iterator[Exemption]:
        """Yield the exceptions that mean a finding, whatever else keeps it from being reported."""
        return (entry for entry in self.exceptions if entry.covers(finding))

    def excused(self, finding: Finding) -> str | None:
        """Return why a finding is not reported: the reason of an exception, empty for ``per-file-ignores``.

        ``None`` reports it.
        """
        if not (self.file_ignores or self.exceptions) or finding.rule in self.unsuppressible | ALWAYS_ON:
            return None
        if not self.suppressions:
            return None
        if any(entry.covers(finding) for entry in self.file_ignores):
            return ""
        return next((entry.reason for entry in self.exceptions if entry.covers(finding)), None)


def _origins(merged: Mapping[str, Setting]) -> Iterator[tuple[str, Origin]]:
    """Yield what is printed of each key; of a key that maps names to settings, each of them."""
    for key, setting in merged.items():
        if isinstance(setting.value, dict):
            yield from ((".".join((key, *name)), _origin(one)) for name, one in setting.value.items())
        elif setting.places:
            yield key, _origin(setting)


def _origin(setting: Setting) -> Origin:
    return Origin(setting.shown, ", ".join(dict.fromkeys(setting.places)))
