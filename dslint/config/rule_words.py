"""The words of configuration files that name rules, held against the rules that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ADMISSION, ALWAYS_ON, known_words, meant_rule
from dslint.config.errors import Mistakes, quote
from dslint.config.value import Value
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TYPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "a text"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "array": (list, "a list"),
}
# keys that take one rule at a time, and keys whose rules report nothing
OF_ONE_RULE = ("severity", "rules")
SILENCING = ("ignore", "per-file-ignores", "exceptions")


class RuleWord(NamedTuple):
    """A word of a file that names rules, the key that it stands below, and the options that are set for the rule."""

    key: str
    word: Value
    options: tuple[tuple[Value, Value], ...] = ()


def check_words(words: Iterable[RuleWord], rules: Sequence[Rule], mistakes: Mistakes) -> None:
    """Note every word that names no rule, and every option that a rule does not have."""
    known = {word.lower() for word in known_words(rules)}
    called = {word.lower(): rule for rule in reversed(rules) for word in (rule.id, rule.name, *rule.aliases)}
    for key, word, options in words:
        rule = called.get(word.data.lower())
        named = rule is not None if key in OF_ONE_RULE else word.data.lower() in known
        if not named and word.data.lower() in known:
            mistakes.add(word, f"{key} takes one rule at a time, {word} names several")
        elif not named and not word.data.lower().startswith(ADMISSION):  # such a policy may lie among other files
            mistakes.add(word, f"unknown rule {quote(word.data)}{meant_rule(word.data, rules)}")
        elif rule is not None and key in SILENCING and rule.id in ALWAYS_ON:
            mistakes.add(word, f"{word} cannot be switched off")
        elif rule is not None:
            _check_options(rule, options, mistakes)


def _check_options(rule: Rule, options: Iterable[tuple[Value, Value]], mistakes: Mistakes) -> None:
    specs = rule.options or {}
    for word, value in options:
        if not specs:
            mistakes.add(word, f"{rule.id} ({rule.name}) has no options")
        elif word.data not in specs:
            mistakes.unknown(word, f"option of {rule.name}:", specs)
        else:
            _check_option(specs[word.data], value, word, mistakes)


def _check_option(spec: Mapping[str, Any], value: Value, word: Value, mistakes: Mistakes) -> None:
    data = value.plain()
    wrong = _wrong_type(spec, data)
    if not wrong and isinstance(data, list) and "items" in spec:
        wrong = next(
            (f"is a list in which each {one}" for item in data if (one := _wrong_type(spec["items"], item))), None
        )
    if wrong:
        mistakes.add(value, f"{word} {wrong}")
    elif "enum" in spec and data not in spec["enum"]:
        mistakes.add(value, f"{word} is one of {', '.join(map(str, spec['enum']))}")
    elif isinstance(data, (int, float)) and not spec.get("minimum", data) <= data <= spec.get("maximum", data):
        bounds = [
            f"{text} {spec[key]}" for key, text in (("minimum", "at least"), ("maximum", "at most")) if key in spec
        ]
        mistakes.add(value, f"{word} is {' and '.join(bounds)}")


def _wrong_type(spec: Mapping[str, Any], data: Any) -> str | None:
    kind, name = _TYPES[spec.get("type", "string")]
    fits = isinstance(data, kind) and (kind is bool or not isinstance(data, bool))
    return None if fits else f"is {name}"


def covered(words: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
    """Return the ids of the rules that words name: ids, names, prefixes, tags, ``ALL`` and ``DEFAULT``."""
    wanted = {word.lower().removeprefix("tag:") for word in words}
    return frozenset(rule.id for rule in rules if _is_named(rule, wanted))


def _is_named(rule: Rule, words: set[str]) -> bool:
    """Tell whether one of some words in small letters names a rule."""
    if "all" in words or ("default" in words and rule.default):
        return True
    if not words.isdisjoint(word.lower() for word in (rule.id, rule.name, *rule.aliases, *rule.tags)):
        return True
    letters = len(rule.id.rstrip("0123456789"))
    return any(rule.id[:size].lower() in words for size in range(letters, len(rule.id)))
