"""Kubernetes versions: which ones dslint knows, how they are written, and the life of the DaemonSet API.

This is the only place that says which versions there are; docs/contributing/new-kubernetes-version.md has the steps.

Source of the API table: staging/src/k8s.io/api/{extensions/v1beta1,apps/v1beta2,apps/v1}/
zz_generated.prerelease-lifecycle.go; kubernetes/website deprecation-guide.md.
"""

from __future__ import annotations

import re

from dslint.record import NamedTuple

# Minor versions of Kubernetes 1: the oldest known, the newest whose behaviour is verified, the newest known.
OLDEST, VERIFIED, NEWEST = 25, 37, 37
DEFAULT = VERIFIED  # the target of a run that names none
KNOWN = range(OLDEST, NEWEST + 1)
# how a folder begins that is for an older version than any known
OLD_NAME = rf"(?:k8s|kubernetes)[-_]?v?1\.(?:\d|1\d|2[0-{OLDEST - 21}])(?!\d)"


class VersionError(ValueError):
    """The text is no Kubernetes version or range."""


class Version(NamedTuple):
    """A minor release of Kubernetes."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class ApiVersion(NamedTuple):
    """The life of one version of the DaemonSet API; ``None``: not deprecated, not removed."""

    deprecated: Version | None
    removed: Version | None
    replacement: str


_V1 = "apps/v1"
DAEMONSET_API = {
    "extensions/v1beta1": ApiVersion(Version(1, 8), Version(1, 16), _V1),
    "apps/v1beta2": ApiVersion(Version(1, 9), Version(1, 16), _V1),
    _V1: ApiVersion(None, None, ""),
}

_MAX_RANGE = 100


def parse(text: str) -> Version:
    """Read ``1.31``, also with a leading ``v``, a patch level and a suffix (``v1.31.4-eks-2``).

    Raises :class:`VersionError`.
    """
    found = re.fullmatch(
        r"v?([0-9]{1,3})\.([0-9]{1,3})(?:\.[0-9]+)?\+?(?:[-+][0-9A-Za-z.+-]+)?", text.strip(), re.ASCII
    )
    if not found:
        raise VersionError(f"{text!r} is not a Kubernetes version such as 1.31")
    return Version(int(found[1]), int(found[2]))


def parse_range(text: str) -> list[Version]:
    """Read a version, or a range ``1.28..1.31`` with both ends included; oldest first.

    Raises :class:`VersionError`, also for a range whose end lies before its start.
    """
    first, dots, last = text.partition("..")
    start = parse(first)
    end = parse(last) if dots else start
    if start.major != end.major or not start.minor <= end.minor < start.minor + _MAX_RANGE:
        raise VersionError(f"{text!r} is not a range of Kubernetes versions such as 1.28..1.31")
    return [Version(start.major, minor) for minor in range(start.minor, end.minor + 1)]
