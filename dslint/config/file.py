"""The settings of a configuration file, and of those that it extends."""

from __future__ import annotations

from dslint.config import keys
from dslint.config.document import read_config
from dslint.config.errors import Mistakes
from dslint.config.keys import Setting
from dslint.config.presets import PRESETS
from dslint.config.reader import Reader
from dslint.config.rule_words import RuleWord
from dslint.config.shapes import SHAPES
from dslint.config.value import Value
from dslint.errors import ConfigError
from dslint.paths import show_path, working_directory
from dslint.record import NamedTuple


class RawConfig(NamedTuple):
    """The settings of one file by key, not merged yet, and the words in it that name rules."""

    path: str
    settings: dict[str, Setting]
    rule_words: list[RuleWord]

    @property
    def extends(self) -> Value | None:
        """The name of the file, or of the preset, that this one goes over."""
        return self.settings["extends"].value if "extends" in self.settings else None


def read_settings(root: Value, mistakes: Mistakes) -> RawConfig:
    """Return the settings of a file; what is wrong is noted and left out, which rules there are is asked later."""
    reader = Reader(mistakes)
    rows = {key.name: key for key in keys.KEYS}
    settings = {}
    for name, value in reader.fields(root, "a configuration", "of settings", tuple(rows)):
        setting = SHAPES[rows[name.data].shape](reader, name, value)
        if setting is not None:
            settings[name.data] = setting
    return RawConfig(root.file.source.path, settings, reader.rule_words)


def read_chain(path: str, mistakes: Mistakes, *, named: bool = False) -> list[RawConfig]:
    """Return the settings of a file and of those that it extends, the furthest first; ``named`` by the user.

    Raises :class:`~dslint.errors.ConfigError` for a file that cannot be read, and for a circle.
    """
    here = working_directory()
    chain: list[RawConfig] = []
    seen: list[str] = []
    said: Value | None = None  # where the path stands in the file before
    while True:
        shown = show_path(path, here)
        if said is not None and shown in seen:
            circle = " -> ".join([*seen[seen.index(shown) :], shown])
            mistakes.add(said, f"extends itself: {circle}")
            mistakes.check()
        seen.append(shown)
        try:
            chain.insert(0, read_settings(read_config(path, shown, named=named and said is None), mistakes))
        except ConfigError as error:
            if said is None or error.source is not None:
                raise
            raise ConfigError(error.message, source=said.file.source, span=said.span) from None
        said = chain[0].extends
        if said is None:
            return chain
        if said.data in PRESETS:
            return [RawConfig(said.data, PRESETS[said.data].read(said.data), []), *chain]
        path = said.path
