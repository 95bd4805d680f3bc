"""From options and configuration files to settings."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dslint.config.options import Options
from dslint.config.settings import DEFAULT_MINOR, Origin, Settings
from dslint.errors import UsageError
from dslint.finding import SEVERITIES
from dslint.registry import Choice

FAIL_ON = (*SEVERITIES, "never")
OLDEST, NEWEST = 25, 37


class Resolver:
    """Finds the settings for a file; each configuration file is read once."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._settings: Settings | None = None

    def settings_for(self, path: str) -> Settings:
        """Return the settings for a file, or for what is below a folder that ends in a slash."""
        del path
        if self._settings is None:
            self._settings = self._resolve()
        return self._settings

    def _resolve(self) -> Settings:
        said = self.options
        minors: tuple[int, ...] = (DEFAULT_MINOR,)
        version_origin = Origin(f"1.{DEFAULT_MINOR}", "default")
        if said.kubernetes_version is not None:
            minors = target_minors(said.kubernetes_version)
            version_origin = Origin(said.kubernetes_version, "--kubernetes-version")
        fail_on, fail_origin = "warning", Origin("warning", "default")
        if said.fail_on is not None:
            if said.fail_on not in FAIL_ON:
                raise UsageError(f'"{said.fail_on}" in --fail-on is not one of {", ".join(FAIL_ON)}')
            fail_on, fail_origin = said.fail_on, Origin(said.fail_on, "--fail-on")
        settings = Settings(
            choices=tuple(self._choices()),
            minors=minors,
            severity_words=tuple(said.severity.items()),
            fail_on=fail_on,
            preview=bool(said.preview),
            policies=tuple(os.path.abspath(folder) for folder in said.policies),
            require_reason=bool(said.require_reason),
            suppressions=said.suppressions,
            origins={"kubernetes-version": version_origin, "fail-on": fail_origin},
        )
        if said.select or said.ignore or said.extend_select:
            _ = settings.selection  # unknown words are told even if no file needs a rule
        return settings

    def _choices(self) -> Iterable[Choice]:
        said = self.options
        if not said.select:
            yield Choice("DEFAULT", on=True, origin="")
        for words, flag in ((said.select, "--select"), (said.extend_select, "--extend-select")):
            yield from (Choice(word, on=True, origin=f"in {flag}") for word in split_words(words))
        yield from (Choice(word, on=False, origin="in --ignore") for word in split_words(said.ignore))


def split_words(words: Iterable[str]) -> list[str]:
    """Return single words from a list whose items may hold several, separated by commas."""
    return [word for item in words for part in item.split(",") if (word := part.strip())]


def target_minors(text: str) -> tuple[int, ...]:
    """Return the minor versions that a version or range names; raises UsageError for one that dslint does not know."""
    from dslint.kube.versions import VersionError, parse_range

    try:
        versions = parse_range(text)
    except VersionError:
        raise UsageError(f'"{text}" is not a Kubernetes version such as 1.31 or a range such as 1.28..1.36') from None
    if versions[0].major != 1 or versions[0].minor < OLDEST or versions[-1].minor > NEWEST:
        raise UsageError(f"Kubernetes {text} is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}")
    return tuple(version.minor for version in versions)
