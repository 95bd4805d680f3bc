"""The configuration file that ``dslint init`` writes."""

from __future__ import annotations

import os

from dslint.errors import ConfigError
from dslint.paths import reason

NAME = "dslint.yaml"

_TEXT = """\
# Settings of dslint for everything below this folder.
# Rules are named by id (DS302), name (deprecated-node-label), prefix (DS3) or tag (tag:placement).

# The Kubernetes version that the DaemonSets are for, or a range such as 1.28..1.36.
kubernetes-version: "1.36"

# The least severe finding that fails a run: error, warning, info or never.
fail-on: warning

# Rules to run beside the default ones, and rules not to run.
extend-select: []
ignore: []

# Files not to look at; globs as in .gitignore, relative to this folder.
exclude: []

# Findings to accept, each with the reason why.
# exceptions:
#   - rules: [deprecated-node-label]
#     names: [legacy-agent]
#     reason: replaced when the old clusters are gone
#     until: 2027-06-30
"""


def init_text() -> str:
    """Return a commented configuration file that changes nothing."""
    return _TEXT


def write_config(folder: str) -> str:
    """Write the file into a folder and return its path.

    Raises :class:`~dslint.errors.ConfigError` where the folder has a configuration already, or cannot be written to.
    Nothing is ever overwritten.
    """
    from dslint.config.locate import config_inside

    path = os.path.join(folder, NAME)
    found = config_inside(os.path.abspath(folder))
    if found:
        raise ConfigError(f"{os.path.join(folder, os.path.basename(found))} is there already")
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(_TEXT)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {reason(error)}") from None
    return path
