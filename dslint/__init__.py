"""dslint, the compiler for Kubernetes DaemonSets.

>>> from dslint import check_text
>>> [finding.rule for finding in check_text(manifest).findings]
['DS101']

What stands in ``__all__`` is the public interface; it is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
# where the documentation is published; absent until it is
DOCS_URL: str | None = None

if TYPE_CHECKING:
    from dslint.config import Options
    from dslint.errors import ConfigError, DslintError, InputError, RuleFileError, UsageError
    from dslint.finding import Finding
    from dslint.judge.report import Report
    from dslint.run import check_paths, check_text

_HOMES = {
    "check_paths": "dslint.run",
    "check_text": "dslint.run",
    "Options": "dslint.config",
    "Report": "dslint.judge.report",
    "Finding": "dslint.finding",
    "DslintError": "dslint.errors",
    "UsageError": "dslint.errors",
    "ConfigError": "dslint.errors",
    "RuleFileError": "dslint.errors",
    "InputError": "dslint.errors",
}
__all__ = [
    "ConfigError",
    "DslintError",
    "Finding",
    "InputError",
    "Options",
    "Report",
    "RuleFileError",
    "UsageError",
    "__version__",
    "check_paths",
    "check_text",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'dslint' has no attribute {name!r}")
    from importlib import import_module  # nothing is imported before it is needed

    return getattr(import_module(home), name)
