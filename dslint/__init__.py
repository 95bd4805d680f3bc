"""dslint, the compiler for Kubernetes DaemonSets.

>>> from dslint import check_text
>>> [finding.rule for finding in check_text(manifest).findings]
['DS101']

What stands in ``__all__`` is the public interface; it is imported when it is first used.
"""

from __future__ import annotations

import sys

__version__ = "0.1.0"
# where the documentation is published; absent until it is
DOCS_URL: str | None = None

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.api import Coverage, Fixed, Report, check_many, check_paths, check_text, coverage, fix_text
    from dslint.config import Options
    from dslint.errors import ConfigError, DslintError, InputError, RuleFileError, UsageError
    from dslint.finding import Finding

_HOMES = {
    "check_many": "dslint.api",
    "check_paths": "dslint.api",
    "check_text": "dslint.api",
    "coverage": "dslint.api",
    "fix_text": "dslint.api",
    "Coverage": "dslint.api",
    "Fixed": "dslint.api",
    "Report": "dslint.api",
    "Options": "dslint.config",
    "Finding": "dslint.finding",
    "DslintError": "dslint.errors",
    "UsageError": "dslint.errors",
    "ConfigError": "dslint.errors",
    "RuleFileError": "dslint.errors",
    "InputError": "dslint.errors",
}
__all__ = [
    "ConfigError",
    "Coverage",
    "DslintError",
    "Finding",
    "Fixed",
    "InputError",
    "Options",
    "Report",
    "RuleFileError",
    "UsageError",
    "check_many",
    "check_paths",
    "check_text",
    "coverage",
    "fix_text",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'dslint' has no attribute {name!r}")
    from importlib import import_module  # nothing is imported before it is needed

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(type(sys)):  # type: ignore[misc]  # of modules
    """The package; to import the folder ``coverage`` does not put that in the place of the function."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "coverage" and isinstance(value, type(sys))):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
