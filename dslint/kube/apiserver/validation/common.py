"""Small checks that several topics share."""

from __future__ import annotations

from dslint.kube.values.names import user_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


def check(
    rule: Callable[[str], list[str]], value: str, path: Path, errors: FieldErrors, at: Path | None = None
) -> None:
    """Add an Invalid for each message of a rule of ``names.py``."""
    for fault in rule(value):
        errors.invalid(path, value, fault, at)


def claim_file(file: str, files: set[str], volume: Path, errors: FieldErrors, at: Path, bad: str | None = None) -> None:
    """Add a file to those of a volume, where each may be there once; ``bad`` is what the server prints instead."""
    if file in files:
        errors.invalid(volume, file, "conflicting duplicate paths", at, file if bad is None else bad)
    files.add(file)


def validate_user(owner: dict[str, Any], field: str, path: Path, errors: FieldErrors, at: Path | None = None) -> None:
    """Check the user to whom files belong, if there is one (1.37; dropped while its gate is off, but see there)."""
    user = owner.get(field)
    if user is not None:
        for fault in user_id(user):
            errors.invalid((*path, field), user, fault, (*(path if at is None else at), field))


def containers_with_path(spec: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Go through all containers of a pod spec in the server's order.

    Source: VisitContainersWithPath in pkg/apis/core/pods/helpers.go.
    """
    for field in CONTAINER_LISTS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, (*path, field, index)
