"""``NamedTuple`` as in :mod:`typing`, but cheap to define.

The standard one compiles code for every class, and dslint would pay for some dozens of them each time that it starts.
Type checkers see the standard one, whose constructor and methods this one has.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - the re-export is meant
else:
    from types import FunctionType

    try:
        from _collections import _tuplegetter
    except ImportError:  # not CPython
        from operator import itemgetter

        def _tuplegetter(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    # what makes records of one field, of two and so on, which have other names in each class: nothing is compiled
    _MAKERS = (
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
    )
    _new = tuple.__new__

    class _Meta(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            getters = {field: _tuplegetter(index, field) for index, field in enumerate(fields)}
            body = {"__slots__": (), **body, **getters, "_fields": fields, "_defaults": defaults}
            if 0 < len(fields) <= len(_MAKERS):
                code = _MAKERS[len(fields) - 1].__code__.replace(co_varnames=("_cls", *fields))
                body["__new__"] = FunctionType(code, globals(), "__new__", tuple(defaults.values()))
                body["__new__"].__qualname__ = name  # for errors
            return type.__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Meta):  # noqa: SLOT001 - the metaclass adds them
        """The base of the records."""

        def __new__(cls, *values: Any, **named: Any) -> NamedTuple:  # noqa: PYI034 - no Self in Python 3.10
            """Make one of very many fields."""
            if named or len(values) != len(cls._fields):
                missing = cls._fields[len(values) :]
                given = {**cls._defaults, **named}
                if len(values) > len(cls._fields) or not (named.keys() <= set(missing) <= given.keys()):
                    raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
                values += tuple(given[field] for field in missing)
            return _new(cls, values)

        def __repr__(self) -> str:
            shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        @classmethod
        def _make(cls, values: Iterable[Any]) -> NamedTuple:
            return _new(cls, values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes: Any) -> NamedTuple:
            changed = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no {', '.join(changes)}")
            return changed
