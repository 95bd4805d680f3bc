"""One set of settings out of the defaults, the configuration files and the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dslint.catalogue.selection import Choice, find_rule
from dslint.config import keys
from dslint.config.keys import Key, Setting
from dslint.config.options import Options
from dslint.config.settings import Settings
from dslint.errors import UsageError
from dslint.paths import absolute, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.errors import Mistakes
    from dslint.config.file import RawConfig

Source = Mapping[str, Setting]


def merge(
    options: Options,
    files: Sequence[RawConfig] = (),
    mistakes: Mistakes | None = None,
    beside: tuple[tuple[str, str], ...] = (),
) -> Settings:
    """Return the settings; of ``files``, each goes over those before it. ``beside`` are texts with policies.

    Raises UsageError for an option that is wrong under these files, ConfigError for mistakes in them.
    """
    defaults = {key.name: key.default_setting for key in keys.KEYS}
    sources = [defaults, *(file.settings for file in files), dict(_option_settings(options))]
    settings = Settings(
        {key.name: key.combine(_of(key, sources)) for key in keys.KEYS if key.combine is not None},
        choices=tuple(_choices(sources)),
        suppressions=options.suppressions,
        config_path=files[-1].path if files else None,
        beside=beside,
    )
    if mistakes is not None:
        _check_files(files, settings, mistakes)
    _check_options(options, settings)
    return settings


def _of(key: Key, sources: Sequence[Source]) -> list[Setting]:
    """Return the settings of a key, the strongest last."""
    if key.together:
        deciding = next(source for source in reversed(sources) if not source.keys().isdisjoint(key.together))
        sources = (sources[0], deciding)
    return [source[key.name] for source in sources if key.name in source]


def _choices(sources: Iterable[Source]) -> Iterator[Choice]:
    """Yield what selects rules: ``select`` replaces what was selected before, what is ignored adds up.

    A word that a stronger source selects takes the place of the same word that a weaker one ignores.
    """
    on: list[Choice] = []
    off: list[Choice] = []
    for source in sources:
        select, extend = (list(_words(source, name, on=True)) for name in ("select", "extend-select"))
        on = [*(select if "select" in source else on), *extend]
        selected = {choice.word for choice in (*select, *extend)}
        off = [choice for choice in off if choice.word not in selected]
        off += _words(source, "ignore", on=False)
    yield from on
    yield from off


def _words(source: Source, name: str, *, on: bool) -> Iterator[Choice]:
    setting = source.get(name, Setting((), (), ()))
    for word, place in zip(setting.value, setting.places, strict=True):
        origin = f"in {place}" if place.startswith("--") else f"({place})"
        yield Choice(word, on=on, origin="" if place == "default" else origin)


def _check_files(files: Iterable[RawConfig], settings: Settings, mistakes: Mistakes) -> None:
    if not all(map(os.path.exists, settings.policies)):
        mistakes.check()  # the rules of a folder that is missing are missing too
    words = [word for file in files for word in file.rule_words]
    if words:
        from dslint.config.rule_words import check_words

        check_words(words, settings.rules, mistakes)
    mistakes.check()


def _check_options(options: Options, settings: Settings) -> None:
    """Raise UsageError for a word of the command line that names no rule, even if no file needs a rule."""
    if options.select or options.ignore or options.extend_select or options.severity:
        _ = settings.selection
    for word in options.severity:
        if find_rule(settings.rules, word) is None:
            raise UsageError(f'unknown rule "{word}" in --severity')


def _option_settings(options: Options) -> Iterator[tuple[str, Setting]]:
    """Yield the settings of the options that were given, by key."""
    for key in keys.KEYS:
        value = getattr(options, key.name.replace("-", "_"), None)
        if value or value is False:
            flag = f"--{key.name}"
            read = _READ_OPTION.get(key.shape)
            setting = read(value, flag) if read else Setting(value, value, (flag,))
            if setting is not None:
                yield key.name, setting


def _version(text: str, flag: str) -> Setting:
    from dslint.config.versions import target_minors  # only where one is named

    return Setting(target_minors(text), text, (flag,))


def _pod_security(text: str, flag: str) -> Setting:
    from dslint.config.versions import pod_security  # as above

    return Setting(pod_security(text), text, (flag,))


def _rules(words: str | Iterable[str], flag: str) -> Setting | None:
    single = split_words(words)
    return Setting(single, single, (flag,) * len(single)) if single else None


def _globs(texts: Iterable[str], flag: str) -> Setting:
    from dslint.config.globs import Glob, fault

    for text in texts:
        if wrong := fault(text):
            raise UsageError(f'glob "{text}" in {flag} {wrong}')
    return Setting(tuple(Glob(text, working_directory()) for text in texts), texts, (flag,))


def _folders(paths: Iterable[str], flag: str) -> Setting:
    return Setting(tuple(map(absolute, paths)), paths, (flag,))


def _file(path: str, flag: str) -> Setting:
    return Setting(os.path.abspath(path), path, (flag,))


def _severities(levels: Mapping[str, str], flag: str) -> Setting:
    return Setting({(word,): Setting(level, level, (flag,)) for word, level in levels.items()}, None, ())


_READ_OPTION: Mapping[str, Callable[[Any, str], Setting | None]] = {
    "version": _version,
    "podSecurity": _pod_security,
    "rules": _rules,
    "globs": _globs,
    "file": _file,
    "folders": _folders,
    "severities": _severities,
}


def split_words(words: str | Iterable[str]) -> tuple[str, ...]:
    """Return single words from a list whose items may hold several, separated by commas, or from one such item."""
    items = (words,) if isinstance(words, str) else words
    return tuple(word for item in items for part in item.split(",") if (word := part.strip()))
