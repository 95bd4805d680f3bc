"""One set of settings out of the options and what the configuration files say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import Choice, find_rule
from dslint.config.options import Options
from dslint.config.settings import Exemption, FileIgnore, Origin, Settings, all_rules
from dslint.config.versions import target_minors
from dslint.errors import UsageError
from dslint.kube.versions import DEFAULT

if TYPE_CHECKING:
    from dslint.config.errors import Mistakes
    from dslint.config.file import Content, ExemptionEntry
    from dslint.config.value import Value

_DEFAULTS: dict[str, Any] = {
    "kubernetes-version": f"1.{DEFAULT}",
    "fail-on": "warning",
    "preview": False,
    "require-reason": False,
}


def today() -> str:
    """Return the date as YYYY-MM-DD."""
    from time import strftime

    return strftime("%Y-%m-%d")


def merge(said: Options, chain: Sequence[Content], mistakes: Mistakes | None = None) -> Settings:
    """Return the settings; of ``chain``, what a file says goes over what the ones before it say.

    Lists other than ``select`` add up. Raises UsageError for an option that is wrong under these files.
    """
    origins = {name: Origin(value, "default") for name, value in _DEFAULTS.items()}
    minors: tuple[int, ...] = (DEFAULT,)
    for content in chain:
        if content.kubernetes_version:
            (text, minors), at = content.kubernetes_version
            origins["kubernetes-version"] = Origin(text, at.where)
        for name, single in (
            ("fail-on", content.fail_on),
            ("preview", content.preview),
            ("require-reason", content.require_reason),
        ):
            if single:
                origins[name] = Origin(single.value, single.at.where)
    if said.kubernetes_version is not None:
        minors = target_minors(said.kubernetes_version)
        origins["kubernetes-version"] = Origin(said.kubernetes_version, "--kubernetes-version")
    for name, value in (
        ("fail-on", said.fail_on),
        ("preview", said.preview),
        ("require-reason", said.require_reason),
    ):
        if value is not None:
            origins[name] = Origin(value, f"--{name}")
    values = {
        "minors": minors,
        "fail_on": origins["fail-on"].value,
        "preview": origins["preview"].value,
        "require_reason": origins["require-reason"].value,
        "suppressions": said.suppressions,
        "policies": tuple(os.path.abspath(folder) for folder in said.policies),
        "severity_words": tuple(said.severity.items()),
        "exclude": (),
    }
    if said.nodes:
        values["nodes"] = said.nodes
        origins["nodes"] = Origin(said.nodes, "--nodes")
    if said.exclude:
        from dslint.config.globs import Glob, fault

        for text in said.exclude:
            if wrong := fault(text):
                raise UsageError(f'glob "{text}" in --exclude {wrong}')
        values["exclude"] = tuple(Glob(text, os.getcwd()) for text in said.exclude)
    origins |= {f"severity.{word}": Origin(level, "--severity") for word, level in said.severity.items()}
    if not chain:
        settings = Settings(choices=tuple(_choices(said, ())), origins=origins, **values)
    else:
        assert mistakes is not None  # noqa: S101 - files come with a list for their mistakes
        settings = _with_files(said, chain, mistakes, origins, values)
    if said.select or said.ignore or said.extend_select or said.severity:
        _ = settings.selection  # a wrong word is told even if no file needs a rule
        for word in said.severity:
            if find_rule(settings.rules, word) is None:
                raise UsageError(f'unknown rule "{word}" in --severity')
    return settings


def _with_files(
    said: Options, chain: Sequence[Content], mistakes: Mistakes, origins: dict[str, Origin], values: dict[str, Any]
) -> Settings:
    from dslint.config.errors import quote
    from dslint.config.globs import Glob
    from dslint.config.rule_words import check_words, covered

    values["exclude"] += tuple(Glob(word.data, word.folder) for one in chain for word in one.exclude)
    folders = [word for one in chain for word in one.policies]
    missing = [word for word in folders if not os.path.exists(word.path)]
    for word in missing:
        mistakes.add(word, f"no such folder: {quote(word.data)}")
    if missing:
        mistakes.check()  # its rules are missing too
    values["policies"] = (*(word.path for word in folders), *values["policies"])
    rules: tuple[Rule, ...] = ()
    if _names_rules(chain):
        rules = values["known"] = all_rules(values["policies"])
        check_words(chain, rules, mistakes)
    mistakes.check()
    if not said.nodes:
        _inventory(chain, values, origins)
    _wishes(chain, values, origins)
    levels = {word.data: (level, word.where) for one in chain for word, level in one.severity}
    values["severity_words"] = (*((word, level) for word, (level, _) in levels.items()), *values["severity_words"])
    options = {
        (rule.data, name): (option.value.plain(), option.at.where)
        for one in chain
        for rule, named in one.rules
        for name, option in named.items()
    }
    day = today()
    exempt = [entry for one in chain for entry in one.exceptions]
    unsuppressible = covered((word.data for one in chain for word in one.unsuppressible), rules)
    return Settings(
        choices=tuple(_choices(said, chain)),
        option_values=tuple((rule, name, value) for (rule, name), (value, _) in options.items()),
        file_ignores=tuple(
            FileIgnore(entry.glob, covered((word.data for word in entry.rules), rules))
            for one in chain
            for entry in one.per_file_ignores
        ),
        exceptions=tuple(_exemption(entry, rules) for entry in exempt if not _is_over(entry, day)),
        unsuppressible=unsuppressible,
        config_path=chain[-1].file.source.path,
        notes=tuple(
            f"{entry.at.where}: the exception for {', '.join(word.data for word in entry.rules)} ended on {entry.until}"
            for entry in exempt
            if _is_over(entry, day)
        ),
        origins={
            **origins,
            **{f"severity.{word}": Origin(*said) for word, said in levels.items() if f"severity.{word}" not in origins},
            **{f"rules.{rule}.{name}": Origin(*said) for (rule, name), said in options.items()},
            **_origins_of_lists(chain),
        },
        **values,
    )


def _inventory(chain: Iterable[Content], values: dict[str, Any], origins: dict[str, Origin]) -> None:
    """Take nodes and pools from the nearest file that says something of either."""
    near = [one for one in chain if one.nodes is not None or one.pools is not None][-1:]
    for one in near:
        words = one.nodes or ()
        if words:
            values["nodes"] = tuple(word.data if word.data.startswith("profile:") else word.path for word in words)
            where = ", ".join(dict.fromkeys(word.where for word in words))
            origins["nodes"] = Origin([word.data for word in words], where)
        if one.pools:
            values["pools"] = one.pools.value
            origins["pools"] = Origin([pool.name for pool in one.pools.value], one.pools.at.where)


def _wishes(chain: Iterable[Content], values: dict[str, Any], origins: dict[str, Origin]) -> None:
    """Take intents and budgets, each from the nearest file that says something of them."""
    for one in chain:
        if one.coverage:
            values["intents"] = one.coverage.value
            origins["coverage"] = Origin([intent.pattern for intent in one.coverage.value], one.coverage.at.where)
        if one.budget:
            values["budgets"] = one.budget.value
            pools = [budget.pool or "node" for budget in one.budget.value]
            origins["budget"] = Origin(pools, one.budget.at.where)


def _names_rules(chain: Iterable[Content]) -> bool:
    return any(
        one.select is not None
        or one.ignore
        or one.extend_select
        or one.severity
        or one.rules
        or one.per_file_ignores
        or one.exceptions
        or one.unsuppressible
        for one in chain
    )


def _is_over(entry: ExemptionEntry, day: str) -> bool:
    return entry.until is not None and entry.until < day


def _exemption(entry: ExemptionEntry, rules: Iterable[Rule]) -> Exemption:
    from dslint.config.globs import Glob
    from dslint.config.rule_words import covered

    words = tuple(word.data for word in entry.rules)
    return Exemption(
        rules=covered(words, rules),
        words=words,
        paths=tuple(Glob(word.data, word.folder) for word in entry.paths),
        names=tuple(word.data for word in entry.names),
        namespaces=tuple(word.data for word in entry.namespaces),
        reason=entry.reason,
        until=entry.until,
        where=entry.at.where,
    )


def _choices(said: Options, chain: Sequence[Content]) -> Iterator[Choice]:
    """Yield what selects rules: ``select`` replaces what was selected before, what is ignored adds up.

    A word on the command line takes the place of the same word in a file.
    """
    on: list[Choice] = [Choice("DEFAULT", on=True, origin="")]
    off: list[Choice] = []
    for content in chain:
        if content.select is not None:
            on = [_choice(word, on=True) for word in content.select]
        again = {word.data for word in (*(content.select or ()), *content.extend_select)}
        off = [choice for choice in off if choice.word not in again]
        on += [_choice(word, on=True) for word in content.extend_select]
        off += [_choice(word, on=False) for word in content.ignore]
    select, extend, ignore = (split_words(words) for words in (said.select, said.extend_select, said.ignore))
    if select:
        on = [Choice(word, on=True, origin="in --select") for word in select]
    on += [Choice(word, on=True, origin="in --extend-select") for word in extend]
    off = [choice for choice in off if choice.word not in {*select, *extend}]
    off += [Choice(word, on=False, origin="in --ignore") for word in ignore]
    yield from on
    yield from off


def _choice(word: Value, *, on: bool) -> Choice:
    return Choice(word.data, on=on, origin=f"({word.where})")


def _origins_of_lists(chain: Iterable[Content]) -> dict[str, Origin]:
    """Return the values of each list, one after the other, with the places they come from."""
    lists: dict[str, list[Value]] = {}
    for one in chain:
        for name in ("exclude", "policies", "unsuppressible"):
            lists.setdefault(name, []).extend(getattr(one, name))
    return {
        name: Origin([word.data for word in words], ", ".join(dict.fromkeys(word.where for word in words)))
        for name, words in lists.items()
        if words
    }


def split_words(words: str | Iterable[str]) -> list[str]:
    """Return single words from a list whose items may hold several, separated by commas, or from one such item."""
    items = (words,) if isinstance(words, str) else words
    return [word for item in items for part in item.split(",") if (word := part.strip())]
