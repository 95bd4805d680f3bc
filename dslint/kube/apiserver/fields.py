"""Field errors in the API server's own vocabulary.

A path is a tuple: ``str`` for a field, ``int`` for a list index, :class:`Key` for a map key. It renders as the server
renders it (``spec.containers[0].name``, ``spec.nodeSelector[beta.kubernetes.io/os]``).

Source: staging/src/k8s.io/apimachinery/pkg/util/validation/field/{path,errors}.go.
"""

from __future__ import annotations

from dslint.kube.apiserver.badvalues import Typed
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key(str):
    """A key of a free-form map, which the server writes in brackets."""

    __slots__ = ()


Path = tuple[str | int, ...]

_FOUND: Any = object()  # the server prints what was found

POD_SPEC: Path = ("spec", "template", "spec")


class FieldError(NamedTuple):
    """One error of the API server.

    ``field`` is the server's path, ``reason`` its error type (``FieldValueInvalid`` …), ``detail`` its text without the
    path and the value. ``at`` is where in the submitted object the fault lies, which the server's path does not always
    say (``metadata.labels`` for a bad label value); ``value`` is what was found there, ``None`` where it is missing.
    ``bad`` is what the server's code holds instead, and prints (``BadValue``).
    """

    field: str
    reason: str
    detail: str
    at: Path
    value: Any = None
    bad: Any = None


def render(path: Path) -> str:
    """Return the path as the API server prints it."""
    out: list[str] = []
    for part in path:
        if isinstance(part, (int, Key)):
            out.append(f"[{part}]")
        elif out:
            out.append(f".{part}")
        else:
            out.append(part)
    return "".join(out)


class FieldErrors(list[FieldError]):
    """Collects field errors; every method takes the server's path and, where it differs, the exact place ``at``."""

    __slots__ = ()

    def add(
        self, reason: str, path: Path, detail: str, value: Any = None, at: Path | None = None, bad: Any = _FOUND
    ) -> None:
        """Add an error of any type."""
        place = path if at is None else at
        self.append(FieldError(render(path), reason, detail, place, value, value if bad is _FOUND else bad))

    def required(self, path: Path, detail: str = "", at: Path | None = None) -> None:
        """Add a ``FieldValueRequired``."""
        self.add("FieldValueRequired", path, detail, None, at)

    def invalid(self, path: Path, value: Any, detail: str, at: Path | None = None, bad: Any = _FOUND) -> None:
        """Add a ``FieldValueInvalid``."""
        self.add("FieldValueInvalid", path, detail, value, at, bad)

    def not_supported(
        self, path: Path, value: Any, supported: list[str], at: Path | None = None, bad: Any = _FOUND
    ) -> None:
        """Add a ``FieldValueNotSupported`` that lists the supported values in the order given.

        A text is of a type of its own unless ``bad`` is given.
        """
        listed = ", ".join(f'"{item}"' for item in supported)
        detail = f"supported values: {listed}" if supported else ""
        self.add("FieldValueNotSupported", path, detail, value, at, Typed(value) if bad is _FOUND else bad)

    def forbidden(self, path: Path, detail: str, value: Any = None, at: Path | None = None) -> None:
        """Add a ``FieldValueForbidden``."""
        self.add("FieldValueForbidden", path, detail, value, at)

    def duplicate(self, path: Path, value: Any, at: Path | None = None, bad: Any = _FOUND) -> None:
        """Add a ``FieldValueDuplicate``."""
        self.add("FieldValueDuplicate", path, "", value, at, bad)

    def not_found(self, path: Path, value: Any, at: Path | None = None) -> None:
        """Add a ``FieldValueNotFound``."""
        self.add("FieldValueNotFound", path, "", value, at)

    def too_long(self, path: Path, value: Any, limit: int, at: Path | None = None) -> None:
        """Add a ``FieldValueTooLong``."""
        self.add("FieldValueTooLong", path, f"may not be more than {limit} bytes", value, at)
