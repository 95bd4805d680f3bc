"""What readers of configuration values have in common: each notes what is wrong, at its place, and leaves it out."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.config.errors import Mistakes, quote
from dslint.config.globs import fault
from dslint.config.rule_words import RuleWord
from dslint.config.value import Value
from dslint.phrases import suggest


class Reader:
    """Reads the values of one file; ``rule_words`` are those that name rules, to be checked once these are known."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.rule_words: list[RuleWord] = []

    def fields(
        self, value: Value, what: object, holds: str, known: tuple[str, ...] | None = None
    ) -> Iterator[tuple[Value, Value]]:
        """Yield the names and values of a mapping, of ``known`` names only if there are any."""
        if not isinstance(value.data, dict):
            self.mistakes.add(value, f"{what} is a mapping {holds}, not {kind(value)}")
            return
        for name, item in value.data.items():
            if known is not None and name not in known:
                self.mistakes.unknown(value.keys[name], "key", known)
            else:
                yield value.keys[name], item

    def text(self, what: object, value: Value) -> Value | None:
        """Return a text that is not empty."""
        if isinstance(value.data, str) and value.data.strip():
            return value
        empty = isinstance(value.data, str)
        self.mistakes.add(value, f"{what} is empty" if empty else f"{what} takes a text, not {kind(value)}")
        return None

    def texts(self, what: object, value: Value) -> tuple[Value, ...] | None:
        """Return the texts of a list."""
        if not isinstance(value.data, list):
            example = f"[{value.raw}]" if isinstance(value.data, str) and value.raw else None
            self.mistakes.add(
                value, f"{what} takes a list, not {kind(value)}", hint=f"write {example}" if example else None
            )
            return None
        return tuple(word for item in value.data if (word := self.text(what, item)))

    def rules(self, what: object, value: Value, key: str) -> tuple[Value, ...] | None:
        """Return the words of a list that name rules, below one of the file's keys."""
        words = self.texts(what, value)
        self.rule_words += [RuleWord(key, word) for word in words or ()]
        return words

    def globs(self, what: object, value: Value) -> tuple[Value, ...] | None:
        """Return the globs of a list."""
        words = self.texts(what, value)
        return None if words is None else tuple(word for word in words if self.is_glob(word))

    def is_glob(self, word: Value) -> bool:
        """Tell whether a text is a glob."""
        wrong = fault(word.data)
        if wrong:
            self.mistakes.add(word, f"glob {quote(word.data)} {wrong}")
        return not wrong

    def one_of(self, what: object, value: Value, known: tuple[str, ...], hint: str | None = None) -> str | None:
        """Return one of some words."""
        if isinstance(value.data, str) and value.data in known:
            return value.data
        close = suggest(value.raw, known)
        hint = hint or (f"write {close}" if close else None)
        self.mistakes.add(value, f"{what} is one of {', '.join(known)}, not {written(value)}", hint=hint)
        return None


def written(value: Value) -> str:
    """Return a value as it stands in the file, or what it is where that is long."""
    return quote(value.raw) if value.raw else kind(value)


def kind(value: Value) -> str:
    """Return what a value is: ``a list``, ``the number 3``."""
    data = value.data
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, (dict, list)):
        return "a mapping" if isinstance(data, dict) else "a list"
    return f"the number {value.raw}" if isinstance(data, (int, float)) else f"the text {quote(value.raw)}"
