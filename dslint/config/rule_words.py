"""The words of configuration files that name rules, held against the rules that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ALWAYS_ON, find_rule, known_words, meant
from dslint.config.errors import Mistakes, quote
from dslint.config.file import Content, Setting
from dslint.config.value import Value

_TYPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "a text"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "array": (list, "a list"),
}


def check_words(contents: Iterable[Content], rules: Sequence[Rule], mistakes: Mistakes) -> None:
    """Note every word that names no rule, and every option that a rule does not have."""
    known = known_words(rules)
    for content in contents:
        for word, off in _selectors(content):
            if word.data not in known:
                _unknown(word, rules, mistakes)
            elif off and (rule := find_rule(rules, word.data)) and rule.id in ALWAYS_ON:
                mistakes.add(word, f"{word} cannot be switched off")
        for key, words in (("severity", content.severity), ("rules", content.rules)):
            for word, _ in words:
                if find_rule(rules, word.data) is None and word.data in known:
                    mistakes.add(word, f"{key} takes one rule at a time, {word} names several")
                elif find_rule(rules, word.data) is None:
                    _unknown(word, rules, mistakes)
        for word, options in content.rules:
            rule = find_rule(rules, word.data)
            if rule is not None:
                _check_options(rule, options, mistakes)


def _selectors(content: Content) -> Iterator[tuple[Value, bool]]:
    """Yield the words that may name several rules, and whether they silence them."""
    for on in (content.select or (), content.extend_select, content.unsuppressible):
        yield from ((word, False) for word in on)
    yield from ((word, True) for word in content.ignore)
    for rules in (*(one.rules for one in content.per_file_ignores), *(one.rules for one in content.exceptions)):
        yield from ((word, True) for word in rules)


def _unknown(word: Value, rules: Sequence[Rule], mistakes: Mistakes) -> None:
    mistakes.add(word, f"unknown rule {quote(word.data)}{meant(word.data, rules)}")


def _check_options(rule: Rule, options: Mapping[str, Setting], mistakes: Mistakes) -> None:
    specs = rule.options or {}
    for name, (value, word) in options.items():
        if not specs:
            mistakes.add(word, f"{rule.id} ({rule.name}) has no options")
        elif name not in specs:
            mistakes.unknown(word, f"option of {rule.name}:", specs)
        else:
            _check_option(specs[name], value, word, mistakes)


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
    kind, said = _TYPES[spec.get("type", "string")]
    fits = isinstance(data, kind) and (kind is bool or not isinstance(data, bool))
    return None if fits else f"is {said}"


def covered(words: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
    """Return the ids of the rules that words name: ids, names, prefixes, tags, ``ALL`` and ``DEFAULT``."""
    wanted = {word.removeprefix("tag:") for word in words}
    return frozenset(rule.id for rule in rules if _is_named(rule, wanted))


def _is_named(rule: Rule, words: set[str]) -> bool:
    if "ALL" in words or ("DEFAULT" in words and rule.default):
        return True
    if not words.isdisjoint((rule.id, rule.name, *rule.aliases, *rule.tags)):
        return True
    letters = len(rule.id.rstrip("0123456789"))
    return any(rule.id[:size] in words for size in range(letters, len(rule.id)))
