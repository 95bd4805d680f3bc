"""The Kubernetes versions that a run can be for."""

from __future__ import annotations

from dslint.errors import UsageError
from dslint.template import show

OLDEST, NEWEST = 25, 37


def target_minors(text: str) -> tuple[int, ...]:
    """Return the minor versions that a version or range names; raises UsageError for one that dslint does not know."""
    from dslint.kube.versions import VersionError, parse_range  # only where one is named

    try:
        versions = parse_range(text)
    except VersionError:
        raise UsageError(
            f'"{show(text)}" is not a Kubernetes version such as 1.31 or a range such as 1.28..1.36'
        ) from None
    if versions[0].major != 1 or versions[0].minor < OLDEST or versions[-1].minor > NEWEST:
        raise UsageError(f'Kubernetes "{show(text)}" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}')
    return tuple(version.minor for version in versions)
