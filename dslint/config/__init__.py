"""Configuration: what the files may hold, where they are found, and what one run uses.

The nearest of ``dslint.yaml``, ``.dslint.yaml`` and ``pyproject.toml`` with ``[tool.dslint]`` counts, looked for from
each file upwards; the command line wins over it.
"""

from __future__ import annotations

from dslint.config.options import Options
from dslint.config.resolve import Resolver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.settings import Origin, Settings

__all__ = ["Options", "Origin", "Resolver", "Settings", "init_text"]


def init_text() -> str:
    """Return what ``dslint init`` writes: a commented configuration file that changes nothing."""
    from dslint.config.template import TEXT  # one command needs it

    return TEXT


def __getattr__(name: str) -> Any:
    """Import what only a run with a DaemonSet in it needs."""
    if name not in ("Origin", "Settings"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dslint.config import settings

    return getattr(settings, name)
