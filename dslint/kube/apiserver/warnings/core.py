"""What the warnings of all topics share."""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.fields import Key, Path, render
from dslint.kube.values.quantity import parse
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

TEMPLATE = ("spec", "template")
SPEC = (*TEMPLATE, "spec")
# Warnings about pairs end here: their number grows with the square, and the server sends no more than 4096 characters.
MOST = 1000
ANNOTATIONS = (*TEMPLATE, "metadata", "annotations")


class ServerWarning(NamedTuple):
    """One warning: the server's text, the place it speaks of, and the other place where it speaks of two."""

    text: str
    at: Path
    related: Path | None = None


class WarningList(list[ServerWarning]):
    """Collects the warnings of Kubernetes 1.``minor``."""

    __slots__ = ("minor",)

    def __init__(self, minor: int) -> None:
        super().__init__()
        self.minor = minor

    def add(self, path: Path, text: str, at: Path | None = None, related: Path | None = None) -> None:
        """Add a warning that starts with the server's path; ``at`` is the exact place, where it is another."""
        self.append(ServerWarning(f"{render(path)}: {text}", path if at is None else at, related))


def containers(spec: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and the value of every container in the server's order (VisitContainersWithPath)."""
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(kind, ())):
            yield (*SPEC, kind, index), container


def fractional_bytes(resources: dict[str, Any], name: str, path: Path, out: WarningList) -> None:
    """Warn of an amount of bytes that is no whole number; ``path`` is that of the resource list."""
    value = resources.get(name)
    if value is not None and _has_millis(value):
        out.add((*path, Key(name)), f'fractional byte value "{value}" is invalid, must be an integer')


@lru_cache(maxsize=1024)
def _has_millis(value: str) -> bool:
    return parse(value).milli_value() % 1000 != 0
