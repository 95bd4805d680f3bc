"""What one configuration file says, checked for its shape; which rules there are is asked later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from dslint.config.errors import Mistakes, quote
from dslint.config.globs import Glob, fault
from dslint.config.options import FAIL_ON, LEVELS
from dslint.config.value import ConfigFile, Value
from dslint.config.versions import target_minors
from dslint.errors import UsageError, suggest
from dslint.template import show


class Setting(NamedTuple):
    """A single value."""

    value: Any
    at: Value


class PerFile(NamedTuple):
    """An entry of ``per-file-ignores``."""

    glob: Glob
    rules: tuple[Value, ...]


class ExemptionEntry(NamedTuple):
    """An entry of ``exceptions``."""

    at: Value
    rules: tuple[Value, ...] = ()
    paths: tuple[Value, ...] = ()
    names: tuple[Value, ...] = ()
    namespaces: tuple[Value, ...] = ()
    reason: str = ""
    until: str | None = None


@dataclass(slots=True)
class Content:
    """What one file says; ``None``: nothing."""

    file: ConfigFile
    extends: Value | None = None
    select: tuple[Value, ...] | None = None
    ignore: tuple[Value, ...] = ()
    extend_select: tuple[Value, ...] = ()
    severity: tuple[tuple[Value, str], ...] = ()
    fail_on: Setting | None = None
    kubernetes_version: Setting | None = None
    exclude: tuple[Value, ...] = ()
    rules: tuple[tuple[Value, dict[str, Setting]], ...] = ()
    per_file_ignores: tuple[PerFile, ...] = ()
    exceptions: tuple[ExemptionEntry, ...] = ()
    policies: tuple[Value, ...] = ()
    preview: Setting | None = None
    require_reason: Setting | None = None
    unsuppressible: tuple[Value, ...] = ()
    nodes: tuple[Value, ...] | None = None
    pools: Setting | None = None
    coverage: Setting | None = None
    budget: Setting | None = None


KEYS = tuple(name.replace("_", "-") for name in Content.__slots__ if name != "file")
EXCEPTION_KEYS = ("rules", "paths", "names", "namespaces", "reason", "until")


def read_content(root: Value, mistakes: Mistakes) -> Content:
    """Return what a file says; what is wrong is noted and left out."""
    return _Reader(root, mistakes).content()


class _Reader:
    def __init__(self, root: Value, mistakes: Mistakes) -> None:
        self.root = root
        self.mistakes = mistakes
        self._readers: dict[str, Callable[[Value, Value], Any]] = {
            "extends": self._text,
            "severity": self._severity,
            "fail-on": self._fail_on,
            "kubernetes-version": self._version,
            "exclude": self._globs,
            "rules": self._rules,
            "per-file-ignores": self._per_file,
            "exceptions": self._exceptions,
            "preview": self._flag,
            "require-reason": self._flag,
            "nodes": self._one_or_more,
            "pools": self._pools,
            "coverage": self._coverage,
            "budget": self._budget,
        }

    def content(self) -> Content:
        content = Content(self.root.file)
        for name, at, value in self._fields(self.root, "a configuration", "of settings", KEYS):
            reader: Callable[[Value, Value], Any] = self._readers.get(name, self._strings)
            read = reader(at, value)
            if read is not None:
                setattr(content, name.replace("-", "_"), read)
        return content

    def _add(self, at: Value, message: str, hint: str | None = None) -> None:
        self.mistakes.add(at, message, hint=hint)

    def _fields(
        self, value: Value, what: str, holds: str, known: tuple[str, ...] | None = None
    ) -> Iterator[tuple[str, Value, Value]]:
        if not isinstance(value.data, dict):
            self._add(value, f"{what} is a mapping {holds}, not {_kind(value)}")
            return
        for name, item in value.data.items():
            if known is not None and name not in known:
                self.mistakes.unknown(value.keys[name], "key", known)
            else:
                yield name, value.keys[name], item

    def _text(self, at: Value, value: Value) -> Value | None:
        if isinstance(value.data, str) and value.data.strip():
            return value
        empty = isinstance(value.data, str)
        self._add(value, f"{at} is empty" if empty else f"{at} takes a text, not {_kind(value)}")
        return None

    def _strings(self, at: Value, value: Value) -> tuple[Value, ...] | None:
        if not isinstance(value.data, list):
            example = f"[{value.raw}]" if isinstance(value.data, str) and value.raw else None
            self._add(value, f"{at} takes a list, not {_kind(value)}", example and f"write {example}")
            return None
        return tuple(word for item in value.data if (word := self._text(at, item)))

    def _one_or_more(self, at: Value, value: Value) -> tuple[Value, ...] | None:
        if isinstance(value.data, str):
            word = self._text(at, value)
            return None if word is None else (word,)
        return self._strings(at, value)

    def _pools(self, at: Value, value: Value) -> Setting:
        from dslint.config.pools import PoolReader  # few configurations declare pools

        return Setting(PoolReader(self.mistakes).read(value), at)

    def _coverage(self, at: Value, value: Value) -> Setting:
        from dslint.config.intents import IntentReader  # as above

        return Setting(IntentReader(self.mistakes).read(value), at)

    def _budget(self, at: Value, value: Value) -> Setting:
        from dslint.config.budget import BudgetReader  # as above

        return Setting(BudgetReader(self.mistakes).read(value), at)

    def _globs(self, at: Value, value: Value) -> tuple[Value, ...] | None:
        words = self._strings(at, value)
        return None if words is None else tuple(word for word in words if self._is_glob(word))

    def _is_glob(self, word: Value) -> bool:
        wrong = fault(word.data)
        if wrong:
            self._add(word, f"glob {quote(word.data)} {wrong}")
        return not wrong

    def _flag(self, at: Value, value: Value) -> Setting | None:
        if isinstance(value.data, bool):
            return Setting(value.data, at)
        self._add(value, f"{at} is true or false, not {_kind(value)}")
        return None

    def _fail_on(self, at: Value, value: Value) -> Setting | None:
        return self._one_of(at, value, FAIL_ON)

    def _one_of(self, at: Value, value: Value, known: tuple[str, ...], hint: str | None = None) -> Setting | None:
        if isinstance(value.data, str) and value.data in known:
            return Setting(value.data, at)
        said = quote(value.raw) if value.raw else _kind(value)
        close = suggest(value.raw, known)
        hint = hint or (f"write {close}" if close else None)
        self._add(value, f"{at} is one of {', '.join(known)}, not {said}", hint)
        return None

    def _version(self, at: Value, value: Value) -> Setting | None:
        if isinstance(value.data, (dict, list, bool)) or value.data is None:
            self._add(value, f"{at} takes a version such as 1.31, not {_kind(value)}")
            return None
        try:
            return Setting((value.raw, target_minors(value.raw)), at)
        except UsageError as error:
            self._add(value, error.message, error.hint)
            return None

    def _severity(self, at: Value, value: Value) -> tuple[tuple[Value, str], ...]:
        out = []
        for name, key, item in self._fields(value, str(at), "of rules to severities"):
            off = isinstance(item.data, bool) or str(item.data).lower() in ("off", "none", "ignore", "never")
            level = self._one_of(
                key._replace(data=f"severity of {show(name)}"),
                item,
                LEVELS,
                f"to switch it off: ignore: [{show(name)}]" if off else None,
            )
            if level:
                out.append((key, str(level.value)))
        return tuple(out)

    def _rules(self, at: Value, value: Value) -> tuple[tuple[Value, dict[str, Setting]], ...]:
        return tuple(
            (key, {name: Setting(option, word) for name, word, option in self._fields(item, str(key), "of options")})
            for _, key, item in self._fields(value, str(at), "of rules to their options")
        )

    def _per_file(self, at: Value, value: Value) -> tuple[PerFile, ...]:
        return tuple(
            PerFile(Glob(glob, key.folder), self._strings(key, item) or ())
            for glob, key, item in self._fields(value, str(at), "of globs to rules")
            if self._is_glob(key)
        )

    def _exceptions(self, at: Value, value: Value) -> tuple[ExemptionEntry, ...] | None:
        if not isinstance(value.data, list):
            self._add(value, f"{at} takes a list, not {_kind(value)}")
            return None
        return tuple(self._exception(item) for item in value.data)

    def _exception(self, value: Value) -> ExemptionEntry:
        exempt = ExemptionEntry(value)
        if not isinstance(value.data, dict):
            self._add(value, f"an exception is a mapping of rules, a reason and so on, not {_kind(value)}")
            return exempt
        for name, key, item in self._fields(value, "an exception", "", EXCEPTION_KEYS):
            if name == "reason":
                read: Any = word.data.strip() if (word := self._text(key, item)) else None
            elif name == "until":
                read = self._date(item)
            else:
                read = (self._globs if name == "paths" else self._strings)(key, item)
            if read is not None:
                exempt = exempt._replace(**{name: read})
        if "reason" not in value.data:
            self._add(value.start, "exception without a reason", "say why with reason: …")
        if "rules" not in value.data or value.data["rules"].data == []:
            self._add(value.start, "exception without rules", "name them with rules: […]")
        return exempt

    def _date(self, value: Value) -> str | None:
        from datetime import date  # only where there are exceptions with an end

        text = value.data if isinstance(value.data, str) else ""
        try:
            # newer Pythons read other forms too
            return date.fromisoformat(text if len(text) == 10 and text[4] == "-" == text[7] else "").isoformat()
        except ValueError:
            said = quote(value.raw) if value.raw else _kind(value)
            self._add(value, f"until takes a date such as 2026-12-31, not {said}")
            return None


def _kind(value: Value) -> str:
    data = value.data
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, (dict, list)):
        return "a mapping" if isinstance(data, dict) else "a list"
    return f"the number {value.raw}" if isinstance(data, (int, float)) else f"the text {quote(value.raw)}"
