"""``NamedTuple`` as in :mod:`typing`, but cheap to define.

The standard one compiles code for every class, and dslint would pay for some dozens of them each time that it starts.
Type checkers see the standard one, whose constructor and methods this one has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - the re-export is meant
else:
    try:
        from _collections import _tuplegetter
    except ImportError:  # not CPython
        from operator import itemgetter

        def _tuplegetter(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    class _Meta(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            getters = {field: _tuplegetter(index, field) for index, field in enumerate(fields)}
            body = {"__slots__": (), **body, **getters, "_fields": fields, "_count": len(fields), "_defaults": defaults}
            return type.__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Meta):  # noqa: SLOT001 - the metaclass adds them
        """The base of the records."""

        def __new__(cls, *values: Any, **named: Any) -> NamedTuple:  # noqa: D102, PYI034 - no Self in Python 3.10
            if named or len(values) != cls._count:
                values = cls._bind(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _bind(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            missing = cls._fields[len(values) :]
            given = {**cls._defaults, **named}
            if len(values) > cls._count or not (named.keys() <= set(missing) <= given.keys()):
                raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
            return values + tuple(given[field] for field in missing)

        def __repr__(self) -> str:
            shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        @classmethod
        def _make(cls, values: Iterable[Any]) -> NamedTuple:
            return cls(*values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes: Any) -> NamedTuple:
            return type(self)(**{**self._asdict(), **changes})
