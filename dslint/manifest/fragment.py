"""What a DaemonSet is a fragment of: what comes from elsewhere, what is filled in later, what is not judged."""

from __future__ import annotations

from dslint.manifest.field import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from typing import Any

    from dslint.manifest.field import Field

Path = tuple[Step, ...]
# what has quantities, and what is one: the only strings of a pod of which not every text can be decoded
_QUANTITIES = ("limits", "requests", "overhead")
_QUANTITY = ("sizeLimit", "divisor")


class Fragment:
    """Why a DaemonSet is only a part of one, or not all of it stands there.

    ``kind`` is patch, base, template, parameters, expression, assertion or operator. ``supplied`` are the paths that
    come from elsewhere, with all below them; ``None`` where anything may. ``left_out`` are paths whose content is not
    judged, ``placeholder`` finds what is filled in later in a value; where it is a value of any type, ``unknown``
    matches. ``base`` finds the DaemonSet that a patch is for, by its name.
    """

    __slots__ = ("base", "kind", "left_out", "placeholder", "reason", "supplied", "unknown")

    def __init__(
        self,
        kind: str,
        reason: str,
        supplied: tuple[Path, ...] | None = None,
        *,
        left_out: tuple[Path, ...] = (),
        placeholder: re.Pattern[str] | None = None,
        unknown: re.Pattern[str] | None = None,
        base: Callable[[str], Field | None] | None = None,
    ) -> None:
        self.kind = kind
        self.reason = reason
        self.supplied = supplied
        self.left_out = left_out
        self.placeholder = placeholder
        self.unknown = unknown
        self.base = base

    @property
    def is_whole(self) -> bool:
        """Tell whether it is a DaemonSet by itself, of which a little is not there or not known yet."""
        return self.kind in ("base", "parameters", "expression")

    def supplies(self, path: Path) -> bool:
        """Tell whether a field that is missing here may come from elsewhere."""
        return self.supplied is None or any(path[: len(part)] == part for part in self.supplied)

    def leaves_out(self, path: Path) -> bool:
        """Tell whether a field is not judged, whatever it holds."""
        return any(path[: len(part)] == part for part in self.left_out)

    def fills(self, *texts: Step) -> bool:
        """Tell whether there is something to be filled in in one of some values or keys."""
        placeholder = self.placeholder
        return placeholder is not None and any(placeholder.search(text) for text in texts if isinstance(text, str))

    def judged(self, value: Any, base: Path) -> Any:
        """Return an object as it is judged: what is left out is empty, what is not known is not there.

        Else one value of a type that nobody means would keep all others from being judged. ``base`` is where the
        object stands. What need not change is shared.
        """
        if self.left_out:
            emptied = {path[len(base) :] for path in self.left_out if path[: len(base)] == base}
            for path in emptied:
                value = _without(value, path)
        if self.unknown is None or self.placeholder is None:
            return value
        return _known(value, self.unknown, self.placeholder)


def _without(value: Any, path: Path) -> Any:
    step, *rest = path
    if isinstance(value, list) and isinstance(step, int):
        return [_below(item, rest) if index == step else item for index, item in enumerate(value)]
    if not isinstance(value, dict) or step not in value:
        return value
    return {name: _below(item, rest) if name == step else item for name, item in value.items()}


def _below(value: Any, path: list[Step]) -> Any:
    if path:
        return _without(value, tuple(path))
    return {} if isinstance(value, dict) else None


def _known(value: Any, unknown: re.Pattern[str], placeholder: re.Pattern[str]) -> Any:
    """Return a value without what may become anything: values of any type, and quantities with a placeholder."""
    if isinstance(value, list):
        return [_known(item, unknown, placeholder) for item in value]
    if not isinstance(value, dict):
        return None if isinstance(value, str) and unknown.match(value) else value
    known = {}
    for name, item in value.items():
        pattern = placeholder if name in _QUANTITY else unknown
        if not (isinstance(item, str) and pattern.search(item)):
            known[name] = _known(item, placeholder if name in _QUANTITIES else unknown, placeholder)
    return known
