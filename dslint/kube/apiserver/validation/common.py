"""Small checks that several topics share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dslint.kube.apiserver.fields import FieldErrors, Path

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")


def check(
    rule: Callable[[str], list[str]], value: str, path: Path, errors: FieldErrors, at: Path | None = None
) -> None:
    """Add an Invalid for each message of a rule of ``names.py``."""
    for fault in rule(value):
        errors.invalid(path, value, fault, at)


def containers_with_path(spec: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Go through all containers of a pod spec in the server's order.

    Source: VisitContainersWithPath in pkg/apis/core/pods/helpers.go.
    """
    for field in CONTAINER_LISTS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, (*path, field, index)
