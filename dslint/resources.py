"""Where ``rules/`` and ``schemas/`` are: inside an installed package, beside it in a checkout."""

from __future__ import annotations

import os


def folder(name: str) -> str:
    """Return the path of a data folder; raises FileNotFoundError if the installation is incomplete."""
    here = os.path.dirname(os.path.abspath(__file__))  # pathlib costs start-up
    for base in (here, os.path.dirname(here)):
        path = os.path.join(base, name)
        if os.path.isdir(path):
            return path
    raise FileNotFoundError(f"dslint is installed without its folder {name}/")
