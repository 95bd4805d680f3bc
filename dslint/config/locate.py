"""Which configuration file counts for a folder."""

from __future__ import annotations

import os
import re

from dslint.config.options import MAX_BYTES
from dslint.errors import ConfigError

NAMES = ("dslint.yaml", ".dslint.yaml")
UNREAD = ("dslint.yml", ".dslint.yml")
PYPROJECT = "pyproject.toml"
# each way to begin the table or a key in it; most projects have a pyproject.toml, and reading TOML costs start-up
_TABLE = rb"""(?m)^[ \t\[]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?dslint|\])"""


class Locator:
    """Finds the nearest configuration file upwards; each folder is looked at once.

    The way up ends at the root of a repository (where ``.git`` is) and at the home folder, both included.
    """

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        self._home = os.path.expanduser("~")

    def nearest(self, folder: str) -> str | None:
        """Return the path of the file that counts for an absolute folder.

        Raises :class:`~dslint.errors.ConfigError` where one folder has two, or one under a name that is almost right.
        """
        passed = []
        at = folder
        while at not in self._known:
            passed.append(at)
            found = _inside(at)
            above = os.path.dirname(at)
            if found or at in (above, self._home) or os.path.lexists(os.path.join(at, ".git")):
                self._known[at] = found
                break
            at = above
        answer = self._known[at]
        self._known.update(dict.fromkeys(passed, answer))
        return answer


def _inside(folder: str) -> str | None:
    found = [path for name in NAMES if os.path.isfile(path := os.path.join(folder, name))]
    pyproject = os.path.join(folder, PYPROJECT)
    if os.path.isfile(pyproject) and _has_table(pyproject):
        found.append(pyproject)
    for name in UNREAD:
        if os.path.isfile(os.path.join(folder, name)):
            right = name.replace(".yml", ".yaml")
            raise ConfigError(f"{os.path.join(folder, name)} would not be read", hint=f"rename it to {right}")
    if len(found) > 1:
        names = " and ".join(os.path.basename(path) for path in found)
        raise ConfigError(f"{folder} has both {names}; one of them has to go")
    return found[0] if found else None


def _has_table(path: str) -> bool:
    """Tell whether a TOML file has the table.

    One that is broken or too large but mentions it counts: so its mistake is told.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return False
    if b"dslint" not in data or not re.search(_TABLE, data):
        return False
    from dslint.config.document import read_config  # few projects have one

    try:
        read_config(path, path)
    except ConfigError as error:
        return b"tool.dslint" in data and (error.source is not None or len(data) > MAX_BYTES)
    return True
