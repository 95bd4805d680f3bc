"""Configuration: what the files may say, where they are found, and what one run uses.

The nearest of ``dslint.yaml``, ``.dslint.yaml`` and ``pyproject.toml`` with ``[tool.dslint]`` counts, looked for from
each file upwards; the command line wins over it.
"""

from dslint.config.options import Options
from dslint.config.resolve import Resolver
from dslint.config.settings import Origin, Settings

__all__ = ["Options", "Origin", "Resolver", "Settings", "init_text"]


def init_text() -> str:
    """Return what ``dslint init`` writes: a commented configuration file that changes nothing."""
    from dslint.config.starter import TEXT  # one command needs it

    return TEXT
