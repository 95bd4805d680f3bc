"""What a run can be for: versions of Kubernetes, levels of the Pod Security Standards."""

from __future__ import annotations

from dslint.errors import UsageError
from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST, VersionError, parse_range
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.apiserver.podsecurity.policy import Policy


def target_minors(text: str) -> tuple[int, ...]:
    """Return the minor versions that a version or range names; raises UsageError for one that dslint does not know."""
    try:
        versions = parse_range(text)
    except VersionError:
        raise UsageError(
            f'"{show(text)}" is not a Kubernetes version such as 1.31 or a range such as 1.28..1.{DEFAULT}'
        ) from None
    if versions[0].major != 1 or any(version.minor not in KNOWN for version in versions):
        raise UsageError(f'Kubernetes "{show(text)}" is not known; dslint knows 1.{OLDEST} to 1.{NEWEST}')
    return tuple(version.minor for version in versions)


def pod_security(text: str) -> Policy:
    """Return the level of the Pod Security Standards that a text names; raises UsageError for any other text."""
    from dslint.kube.apiserver.podsecurity.policy import parse  # few name one

    policy = parse(text)
    if policy is None:
        raise UsageError(
            f'"{show(text)}" is not a level of the Pod Security Standards: baseline, restricted or privileged',
            hint="a version may follow: restricted:v1.31",
        )
    return policy
