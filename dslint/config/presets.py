"""Settings that come with dslint, for ``extends`` to build on."""

from __future__ import annotations

from dslint.config.keys import Setting
from dslint.record import NamedTuple

PREFIX = "dslint:"


class Preset(NamedTuple):
    """What it is for, and its settings by key."""

    description: str
    settings: dict[str, bool | str | tuple[str, ...]]

    def read(self, name: str) -> dict[str, Setting]:
        """Return the settings as those of a file, whose place is the preset's name."""
        return {key: _setting(value, name) for key, value in self.settings.items()}


def _setting(value: bool | str | tuple[str, ...], name: str) -> Setting:
    return Setting(value, value, (name,) * len(value) if isinstance(value, tuple) else (name,))


PRESETS: dict[str, Preset] = {
    "dslint:recommended": Preset(
        "the default rules: what is worth the attention of everybody", {"select": ("DEFAULT",)}
    ),
    "dslint:strict": Preset(
        "every rule, those in preview too; infos fail a run, and a suppression comment needs a reason",
        {"select": ("ALL",), "preview": True, "fail-on": "info", "require-reason": True},
    ),
    "dslint:security": Preset(
        "what makes an agent more dangerous than its role demands, and whether the input can be read at all",
        {"select": ("DS0", "tag:security"), "preview": True},
    ),
    "dslint:api-only": Preset(
        "what the API server itself says, errors and warnings, and whether the input can be read at all",
        {"select": ("DS0", "DS1", "DS301", "DS399")},
    ),
}
