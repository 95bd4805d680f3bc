"""What the checks of the Pod Security Standards share: the pod as they see it, and how they speak.

Source: policy/{helpers,visitor,checks}.go in staging/src/k8s.io/pod-security-admission (Kubernetes v1.36.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.kube.apiserver.fields import POD_SPEC, Path
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Object = dict[str, Any]


SPEC = POD_SPEC
CONTEXT = "securityContext"


class Violation(NamedTuple):
    """What a check objects to: the server's id, reason and detail, and the places in the DaemonSet.

    A place that does not exist is where something is required.
    """

    check: str
    reason: str
    detail: str
    places: tuple[Path, ...]


class Pod(NamedTuple):
    """A pod template, and the policy version that judges it."""

    annotations: dict[str, str]
    spec: Object
    minor: int

    @property
    def context(self) -> Object:
        """The pod's security context; empty if it has none."""
        return self.spec.get(CONTEXT) or {}

    @property
    def is_windows(self) -> bool:
        """Tell whether ``spec.os`` says Windows."""
        return (self.spec.get("os") or {}).get("name") == "windows"

    @property
    def has_own_users(self) -> bool:
        """Tell whether the pod has a user namespace of its own (``hostUsers: false``)."""
        return self.spec.get("hostUsers") is False

    def containers(self) -> Iterator[tuple[str, Object, Path]]:
        """Yield the name, the value and the path of every container, in the server's order."""
        for field in ("initContainers", "containers", "ephemeralContainers"):
            for index, container in enumerate(self.spec.get(field) or ()):
                yield container.get("name") or "", container, (*SPEC, field, index)

    def contexts(self) -> Iterator[tuple[str, Object, Path]]:
        """Yield name, security context (empty if there is none) and its path of every container."""
        for name, container, path in self.containers():
            yield name, container.get(CONTEXT) or {}, (*path, CONTEXT)


class Setters:
    """Who set something wrong: the pod and containers, in the words of the server."""

    __slots__ = ("containers", "extra", "places", "pod", "values")

    def __init__(self) -> None:
        self.pod = False
        self.containers: list[str] = []
        self.values: set[str] = set()
        self.places: list[Path] = []
        self.extra: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.pod or self.containers or self.extra)

    def add(self, container: str | None, place: Path, value: str = "") -> None:
        """Note a container, or the pod itself (None), with the place and the value found there."""
        if container is None:
            self.pod = True
        elif container not in self.containers or not self.places or self.places[-1][:5] != place[:5]:
            self.containers.append(container)
        self.places.append(place)
        self.values.add(value)

    @property
    def who(self) -> str:
        """Name them all: ``pod and containers "a", "b"``."""
        named = [named_containers(self.containers)] if self.containers else []
        return " and ".join([*(["pod"] if self.pod else []), *named, *self.extra])

    @property
    def quoted_values(self) -> str:
        """The values found, sorted and quoted."""
        return join_quoted(sorted(self.values))


def named_containers(names: Iterable[str]) -> str:
    """Return ``container "a"`` or ``containers "a", "b"``."""
    names = list(names)
    return f"{plural('container', names)} {join_quoted(names)}"


def join_quoted(items: Iterable[str]) -> str:
    """Join items in double quotes, which the server does not escape."""
    return ", ".join(f'"{item}"' for item in items)


def plural(word: str, of: Iterable[Any]) -> str:
    """Return the word, with an s unless it is of exactly one."""
    return word if len(list(of)) == 1 else f"{word}s"
