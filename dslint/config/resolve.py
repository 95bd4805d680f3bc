"""From options and configuration files to settings: the command line wins over the file, the file over the defaults."""

from __future__ import annotations

import os

from dslint.config.locate import Locator
from dslint.config.options import FAIL_ON, LEVELS, Options
from dslint.errors import UsageError
from dslint.paths import absolute
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import NoReturn

    from dslint.config.settings import Settings
    from dslint.kube.data.makers import Maker

ENVIRONMENT = "DSLINT_CONFIG"


class Resolver:
    """Finds the settings for a file; each configuration file is read once, each folder looked at once."""

    def __init__(self, options: Options | None = None, beside: tuple[tuple[str, str], ...] = ()) -> None:
        """Take the options, and the names and texts of checked files with admission policies and what they rest on."""
        self.options = options or Options()
        self.beside = beside
        self._locator = Locator()
        self._settings: dict[str | None, Settings] = {}
        self._by_folder: dict[str, str | None] = {}
        self._last: tuple[str, str | None] | None = None
        self._fixed: str | None = None
        self._walks = not self.options.no_config
        _check_options(self.options)
        named = self.options.config
        if named is None and self._walks:
            named = os.environ.get(ENVIRONMENT) or None
        if named is not None:
            self._fixed, self._walks = absolute(named), False

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

    def configured(self) -> list[Settings]:
        """Return the settings of the configuration files that were looked at so far."""
        return [settings for config, settings in self._settings.items() if config is not None]

    def in_force(self) -> list[Settings]:
        """Return all settings that were asked for so far, or those of the command line where none were."""
        if not self._settings and self.options.baseline is not None:
            self.settings_for("")
        return list(self._settings.values())

    def excludes(self, path: str) -> bool:
        """Tell whether ``exclude`` means a file; raises as :meth:`settings_for` does.

        Makes no settings where there is nothing that could exclude a file or be wrong.
        """
        options = self.options
        anything = options.exclude or options.select or options.ignore or options.extend_select or options.severity
        if not anything and self._config_for(path) is None:
            return False
        return self.settings_for(path).excludes(path)

    def asks_for_policies(self, path: str) -> bool:
        """Tell whether the command line or the configuration for a file names folders of policies."""
        if self.options.policies:
            return True
        return self._config_for(path) is not None and bool(self.settings_for(path).policies)

    def makers(self, path: str) -> Mapping[str, Maker]:
        """Return the kinds of objects that become a DaemonSet, as the configuration for a file says."""
        return {} if self._config_for(path) is None else self.settings_for(path).makers

    def _config_for(self, path: str) -> str | None:
        if not self._walks:
            return self._fixed
        if self._last is not None and path == self._last[0]:  # several ask about a file one after the other
            return self._last[1]
        folder = os.path.dirname(path)
        config = self._by_folder.get(folder, "")
        if config == "":
            config = self._by_folder[folder] = self._locator.nearest(absolute(folder))
        self._last = path, config
        return config

    def _resolve(self, config: str | None) -> Settings:
        from dslint.config.merge import merge

        if config is None:
            return merge(self.options, beside=self.beside)
        from dslint.config.errors import Mistakes
        from dslint.config.file import read_chain
        from dslint.config.territory import veiled
        from dslint.errors import ConfigError
        from dslint.phrases import one_file

        mistakes, named = Mistakes(), self._fixed is not None
        with veiled(config, ConfigError, named=named), one_file(set()):
            return merge(self.options, read_chain(config, mistakes, named=named), mistakes, self.beside)


def _check_options(options: Options) -> None:
    """Raise UsageError for what is wrong whatever the configuration."""
    if options.config is not None and options.no_config:
        raise UsageError("--config and --no-config exclude each other")
    if options.fail_on is not None and options.fail_on not in FAIL_ON:
        _not_one_of(options.fail_on, FAIL_ON, "--fail-on")
    if options.min_severity is not None and options.min_severity not in LEVELS:
        _not_one_of(options.min_severity, LEVELS, "--min-severity")
    for level in options.severity.values():
        if level not in LEVELS:
            _not_one_of(level, LEVELS, "--severity")
    if options.kubernetes_version is not None:
        from dslint.config.versions import target_minors

        _read("--kubernetes-version", target_minors, options.kubernetes_version)
    if options.pod_security is not None:
        from dslint.config.versions import pod_security

        _read("--pod-security", pod_security, options.pod_security)


def _read(flag: str, read: Callable[[str], object], text: str) -> None:
    try:
        read(text)
    except UsageError as error:
        raise UsageError(f"{error.message} ({flag})", hint=error.hint) from None


def _not_one_of(value: str, known: tuple[str, ...], where: str) -> NoReturn:
    raise UsageError(f'"{value}" in {where} is not one of {", ".join(known)}{meant(suggest(value, known))}')
