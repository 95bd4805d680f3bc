"""What DaemonSets request, as people read it: cores, and one unit of memory for all that stands in one column.

Rounded where it has many digits; the exact quantities are in the JSON.
"""

from __future__ import annotations

from fractions import Fraction

from dslint.kube.apiserver.requests import ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dslint.coverage.totals import Bill
    from dslint.kube.values.quantity import Quantity

_UNITS = {unit: 1 << 10 * power for power, unit in enumerate(("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))}
_MEBI = _UNITS["Mi"]


def cores(amount: Quantity) -> str:
    """Return so many cores."""
    return _number(Fraction(amount.milli_value(), 1000))


def memory(column: Iterable[Quantity]) -> list[str]:
    """Return amounts of memory in one unit, in which the largest of them is easy to read."""
    values = [amount.value() for amount in column]
    unit, factor = _unit(max(map(abs, values), default=0))
    return [_number(Fraction(value, factor)) + (unit if value else "") for value in values]


def columns(bills: Sequence[Bill]) -> list[tuple[str, str]]:
    """Return cores and memory of each bill, as two columns of a table."""
    memories = memory([bill.requests.get("memory", ZERO) for bill in bills])
    return [(cores(bill.requests.get("cpu", ZERO)), one) for bill, one in zip(bills, memories, strict=True)]


def pair(resource: str, one: Quantity, other: Quantity) -> list[str]:
    """Return two amounts of a resource, to be read against each other."""
    return _WRITERS.get(resource, _plain)([one, other])


def sentence(requests: Mapping[str, Quantity]) -> str:
    """Return requests in one line, cpu and memory first."""
    return ", ".join(f"{name} {''.join(write([amount]))}" for name, amount, write in _each(requests)) or "nothing"


def compared(before: Mapping[str, Quantity], after: Mapping[str, Quantity]) -> Iterator[tuple[str, str, str, str]]:
    """Yield for each resource its name, what was, what is, and the difference with its sign."""
    for name, _, write in _each({**before, **after}):
        old, new = before.get(name, ZERO), after.get(name, ZERO)
        was, now, change = write([old, new, new - old])
        yield name, was, now, signed(change)


def signed(change: str) -> str:
    """Return a difference with its sign; nothing where there is none."""
    return "" if change == "0" else change if change.startswith("-") else f"+{change}"


def _each(requests: Mapping[str, Quantity]) -> Iterator[tuple[str, Quantity, Writer]]:
    order = [name for name in ("cpu", "memory") if name in requests]
    order += sorted(name for name in requests if name not in ("cpu", "memory"))
    for name in order:
        if requests[name]:
            yield name, requests[name], _WRITERS.get(name, _plain)


def _cores(column: Iterable[Quantity]) -> list[str]:
    return list(map(cores, column))


def _plain(column: Iterable[Quantity]) -> list[str]:
    return list(map(str, column))


_WRITERS = {"cpu": _cores, "memory": memory}


def _unit(largest: int) -> tuple[str, int]:
    """Return the unit for a column: ten of it at least, but for the small ones."""
    fitting = [(unit, factor) for unit, factor in _UNITS.items() if largest >= 10 * factor or factor <= _MEBI]
    return next((one for one in reversed(fitting) if one[1] <= max(largest, 1)), ("", 1))


def _number(value: Fraction) -> str:
    """Write a number with three digits behind the point where it is small, with one where it is large."""
    size = abs(value)
    digits = 1 if size >= 100 else 2 if size >= 10 else 3
    text = f"{float(value):,.{digits}f}".rstrip("0").rstrip(".")
    return "<0.001" if value > 0 and text == "0" else "0" if text == "-0" else text


if TYPE_CHECKING:
    from collections.abc import Callable

    Writer = Callable[[Iterable[Quantity]], list[str]]
