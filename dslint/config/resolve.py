"""From options and configuration files to settings: the command line wins over the file, the file over the defaults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from dslint.config.locate import Locator
from dslint.config.options import FAIL_ON, LEVELS, Options
from dslint.errors import UsageError, suggest

if TYPE_CHECKING:
    from dslint.config.errors import Mistakes
    from dslint.config.file import Content
    from dslint.config.settings import Settings
    from dslint.config.value import Value

ENVIRONMENT = "DSLINT_CONFIG"


class Resolver:
    """Finds the settings for a file; each configuration file is read once, each folder looked at once."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._locator = Locator()
        self._settings: dict[str | None, Settings] = {}
        self._by_folder: dict[str, str | None] = {}
        self._fixed: str | None = None
        self._walks = not self.options.no_config
        _check_options(self.options)
        named = self.options.config
        if named is None and self._walks:
            named = os.environ.get(ENVIRONMENT) or None
        if named is not None:
            self._fixed, self._walks = os.path.abspath(named), False

    def settings_for(self, path: str) -> Settings:
        """Return the settings for a file, or for a folder: a path that ends in a separator.

        The same object for all files under one configuration file. Raises :class:`~dslint.errors.ConfigError` for a
        wrong configuration file and :class:`~dslint.errors.UsageError` for a wrong option.
        """
        config = self._config_for(path)
        settings = self._settings.get(config)
        if settings is None:
            settings = self._settings[config] = self._resolve(config)
        return settings

    def excludes(self, path: str) -> bool:
        """Tell whether ``exclude`` means a file; raises as :meth:`settings_for` does.

        Makes no settings where nothing was said that could exclude a file or be wrong.
        """
        said = self.options
        anything = said.exclude or said.select or said.ignore or said.extend_select or said.severity
        if not anything and self._config_for(path) is None:
            return False
        return self.settings_for(path).excludes(path)

    def _config_for(self, path: str) -> str | None:
        if not self._walks:
            return self._fixed
        folder = os.path.dirname(path)
        config = self._by_folder.get(folder, "")
        if config == "":
            config = self._by_folder[folder] = self._locator.nearest(os.path.abspath(folder))
        return config

    def _resolve(self, config: str | None) -> Settings:
        from dslint.config.merge import merge

        if config is None:
            return merge(self.options, ())
        from dslint.config.errors import Mistakes

        mistakes = Mistakes()
        return merge(self.options, _chain(config, mistakes), mistakes)


def _chain(path: str, mistakes: Mistakes) -> list[Content]:
    """Return what a file says and what those say that it extends, the furthest first."""
    from dslint.config.document import read_config
    from dslint.config.file import read_content
    from dslint.errors import ConfigError
    from dslint.paths import show_path

    here = os.getcwd()
    chain: list[Content] = []
    seen: list[str] = []
    asked: Value | None = None
    while True:
        shown = show_path(path, here)
        seen.append(shown)
        try:
            content = read_content(read_config(path, shown), mistakes)
        except ConfigError as error:
            if asked is None or error.source is not None:
                raise
            raise ConfigError(error.message, source=asked.file.source, span=asked.span) from None
        chain.insert(0, content)
        asked = content.extends
        if asked is None:
            return chain
        path = asked.path
        if show_path(path, here) in seen:
            circle = " -> ".join([*seen[seen.index(show_path(path, here)) :], show_path(path, here)])
            mistakes.add(asked, f"extends itself: {circle}")
            mistakes.check()


def _check_options(said: Options) -> None:
    """Raise UsageError for what is wrong whatever the configuration."""
    if said.config is not None and said.no_config:
        raise UsageError("--config and --no-config exclude each other")
    if said.fail_on is not None and said.fail_on not in FAIL_ON:
        _not_one_of(said.fail_on, FAIL_ON, "--fail-on")
    for level in said.severity.values():
        if level not in LEVELS:
            _not_one_of(level, LEVELS, "--severity")
    if said.kubernetes_version is not None:
        from dslint.config.versions import target_minors

        try:
            target_minors(said.kubernetes_version)
        except UsageError as error:
            raise UsageError(f"{error.message} (--kubernetes-version)") from None


def _not_one_of(value: str, known: tuple[str, ...], where: str) -> NoReturn:
    close = suggest(value, known)
    hint = f"; did you mean {close}?" if close else ""
    raise UsageError(f'"{value}" in {where} is not one of {", ".join(known)}{hint}')
