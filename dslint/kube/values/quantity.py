"""Quantities of resources (``100m``, ``1.5Gi``, ``1e3``), exact as the API server computes them.

Sources: staging/src/k8s.io/apimachinery/pkg/api/resource/{quantity,amount,suffix,math,scale_int}.go. The odd results
are the server's: ``-`` is zero, ``1.500`` is printed as written, ``1000E`` as ``1``, huge numbers overflow.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, total_ordering

from dslint.kube.values.gojson import number_text
from dslint.kube.values.integers import fits_int64, parse_int64, wrap_int64

DECIMAL_EXPONENT = "DecimalExponent"
BINARY_SI = "BinarySI"
DECIMAL_SI = "DecimalSI"

_RE2 = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"
WRONG_FORMAT = f"quantities must match the regular expression '{_RE2}'"
WRONG_NUMBER = "unable to parse numeric part of quantity"
WRONG_SUFFIX = "unable to parse quantity's suffix"

# What the server's scanner accepts, which is not what its message says
_SCANNER = r"([+-]?)0*(?!0)([0-9]*)(?![0-9])(\.?)([0-9]*)(?![0-9])([eEinumkKMGTP]*[-+]?[0-9]*)"
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_NAMES = {exponent: name for name, exponent in _DECIMAL.items()}
_BINARY_NAMES = {exponent: name for name, exponent in _BINARY.items()}
_NANO = -9
_MAX_INT64 = 2**63 - 1
# The server would run out of memory with larger ones; here only their size counts
_MAX_EXPONENT = 10_000
_MAX_DIGITS = 1_000
# What Go's strings.TrimSpace removes from JSON text; other blanks are there as escapes such as \t, which it keeps
_SPACES = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


class QuantityError(ValueError):
    """The text is no quantity; the message is the server's."""


@total_ordering
class Quantity:
    """An exact number and the format in which it is printed; immutable. ``==`` and ``<`` compare the numbers only."""

    __slots__ = ("_exponent", "_text", "_unscaled", "_wide", "format")

    def __init__(
        self, unscaled: int = 0, exponent: int = 0, form: str = DECIMAL_SI, *, wide: bool = False, text: str = ""
    ) -> None:
        """Make the number ``unscaled * 10**exponent``.

        ``wide`` tells that Go holds it in an ``inf.Dec`` instead of an int64, which overflows and rounds differently;
        ``text`` is how it was written where Go prints it unchanged.
        """
        self._unscaled = unscaled
        self._exponent = exponent
        self._wide = wide
        self._text = text
        self.format = form

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})"

    def __str__(self) -> str:
        """Return the canonical form (``Quantity.String``)."""
        return self._text or self._canonical()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        left, right = _aligned(self, other)
        return left == right

    def __lt__(self, other: Quantity) -> bool:
        left, right = _aligned(self, other)
        return left < right

    def __hash__(self) -> int:
        return hash(_without_factor(self._unscaled, 10, self._exponent) if self._unscaled else 0)

    def __bool__(self) -> bool:
        return self._unscaled != 0

    def __add__(self, other: Quantity) -> Quantity:
        """Add; the sum has the format of the first one that is not zero."""
        form = self.format if self._unscaled else other.format
        if not (self._wide or other._wide or (self._unscaled and other._unscaled)):
            number = self if self._unscaled else other
            return Quantity(number._unscaled, number._exponent, form)
        left, right = _aligned(self, other)
        wide = self._wide or other._wide or not all(map(fits_int64, (left, right, left + right)))
        return Quantity(left + right, min(self._exponent, other._exponent), form, wide=wide)

    def __neg__(self) -> Quantity:
        return Quantity(-self._unscaled, self._exponent, self.format, wide=self._wide)

    def __sub__(self, other: Quantity) -> Quantity:
        return self + -other

    def __mul__(self, factor: int) -> Quantity:
        """Multiply by a whole number, as for so many pods."""
        product = self._unscaled * factor
        return Quantity(product, self._exponent, self.format, wide=self._wide or not fits_int64(product))

    def value(self) -> int:
        """Return the number rounded up to a whole one, as an int64 (``Quantity.Value``)."""
        return self.scaled_value(0)

    def milli_value(self) -> int:
        """Return a thousand times the number, rounded up, as an int64 (``Quantity.MilliValue``)."""
        return self.scaled_value(-3)

    def scaled_value(self, scale: int) -> int:
        """Return ``number / 10**scale`` rounded up, with Go's overflows and its rounding of negative numbers."""
        unscaled, shift = self._unscaled, scale - self._exponent
        if shift <= 0:
            return _scaled_up(unscaled, -shift, wrapping=self._wide)
        divisor: int = 10**shift
        if unscaled < 0 and not self._wide:  # away from zero
            return unscaled // divisor
        if unscaled < 0 and shift < 19:  # what an inf.Dec truncates it raises by one
            low = wrap_int64(unscaled)
            quotient = abs(low) // divisor
            return (quotient if low > 0 else -quotient) + (low % divisor != 0)
        return wrap_int64(-(-unscaled // divisor))

    def exact(self) -> tuple[int, int]:
        """Return the number as ``unscaled`` and ``exponent``: it is ``unscaled * 10**exponent``."""
        return self._unscaled, self._exponent

    def is_integer(self) -> bool:
        """Tell whether the number is a whole one (exactly, where ``milli_value() % 1000`` overflows)."""
        return self._exponent >= 0 or self._unscaled % 10**-self._exponent == 0

    def _canonical(self) -> str:
        unscaled, exponent = self._unscaled, self._exponent
        if not unscaled:
            return "0"
        if self.format == BINARY_SI and self.is_integer():
            whole = unscaled * 10**exponent if exponent >= 0 else unscaled // 10**-exponent
            if abs(whole) >= 1024:
                amount, power = _without_factor(whole, 1024, 0)
                return _digits(amount) + _BINARY_NAMES.get(power * 10, "")
        amount, exponent = _without_factor(unscaled, 10, exponent)
        surplus = exponent % 3
        amount, exponent = amount * 10**surplus, exponent - surplus
        if self.format == DECIMAL_EXPONENT:
            return _digits(amount) + (f"e{exponent}" if exponent else "")
        return _digits(amount) + _DECIMAL_NAMES.get(exponent, "")


def _aligned(left: Quantity, right: Quantity) -> tuple[int, int]:
    """Return both numbers in units of the finer scale."""
    shift = left._exponent - right._exponent  # noqa: SLF001 - a helper of the class
    if shift > 0:
        return left._unscaled * 10**shift, right._unscaled  # noqa: SLF001
    return left._unscaled, right._unscaled * 10**-shift  # noqa: SLF001


def _scaled_up(unscaled: int, shift: int, *, wrapping: bool) -> int:
    product = unscaled * 10**shift
    # math.go: an overflow gives zero but for the shifts that have a fast path, which wrap around
    return wrap_int64(product) if wrapping or shift in {0, 1, 2, 3, 6, 9} or fits_int64(product) else 0


def _without_factor(number: int, factor: int, power: int) -> tuple[int, int]:
    """Divide a number that is not zero by the factor as often as that leaves no rest; count up from ``power``."""
    quotient, rest = divmod(number, factor)
    while not rest:
        number, power = quotient, power + 1
        quotient, rest = divmod(number, factor)
    return number, power


def _digits(number: int) -> str:
    try:
        return str(number)
    except ValueError:  # longer than Python converts by default
        from decimal import Decimal

        return format(Decimal(number), "f")


def _number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        from decimal import Decimal

        return int(Decimal(digits))


def parse(value: str | float) -> Quantity:
    """Read a quantity from a YAML or JSON scalar: a text or a number (``Quantity.UnmarshalJSON``).

    Raises :class:`QuantityError` with the server's text. Booleans, lists and maps are no quantities either.
    """
    if type(value) is str:
        return _parse(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _parse(number_text(value))
    raise QuantityError(WRONG_FORMAT)


@cache
def _scanner() -> re.Pattern[str]:
    """Compile on first use: what manifests hold is mostly read without."""
    return re.compile(_SCANNER)


@lru_cache(maxsize=2048)
def _parse(value: str) -> Quantity:
    """Follow ParseQuantity step by step."""
    text = value.strip(_SPACES)
    plain = _plain(text)
    if plain is not None:
        return plain
    found = _scanner().fullmatch(text)
    if not text or not found:
        raise QuantityError(WRONG_FORMAT)
    sign, number, _, fraction, suffix = found.groups()
    if suffix in _DECIMAL:
        form, exponent = DECIMAL_SI, _DECIMAL[suffix]
    elif suffix in _BINARY:
        form, exponent = BINARY_SI, _BINARY[suffix]
    else:
        form, exponent = DECIMAL_EXPONENT, _exponent(suffix)
    digits, places = (number or "0") + fraction, len(fraction)
    kept = found.start(5)
    fast = _fast(text, digits, places, form, exponent)
    if fast is not None:
        return fast
    if not any(char in "0123456789" for char in text[:kept]):
        raise QuantityError(WRONG_NUMBER)
    if len(digits) > _MAX_DIGITS:
        digits, places = _shortened(digits.lstrip("0"), places)
    return _slow(sign, _number(digits or "0"), places, form, exponent)


def _plain(text: str) -> Quantity | None:
    """Read ``100m`` or ``64Mi``: digits without leading zeros and at most a suffix."""
    digits = text.rstrip("EGKMPTikmnu")
    if not (digits.isascii() and digits.isdigit()) or (digits[0] == "0" and text != "0"):
        return None
    suffix = text[len(digits) :]
    if suffix in _DECIMAL:
        return _fast(text, digits, 0, DECIMAL_SI, _DECIMAL[suffix])
    return _fast(text, digits, 0, BINARY_SI, _BINARY[suffix]) if suffix in _BINARY else None


def _shortened(digits: str, places: int) -> tuple[str, int]:
    """Cut off digits that nobody writes; what is left of them rounds up."""
    kept, rest = digits[:_MAX_DIGITS], digits[_MAX_DIGITS:]
    return (f"{kept}1" if rest.strip("0") else f"{kept}0"), places - len(rest) + 1


def _exponent(suffix: str) -> int:
    """Read ``e3``; Go cuts the number to 32 bits."""
    power = parse_int64(suffix[1:]) if suffix[:1] in {"e", "E"} else None
    if power is None:
        raise QuantityError(WRONG_SUFFIX)
    return (power + 2**31) % 2**32 - 2**31


def _fast(text: str, digits: str, places: int, form: str, exponent: int) -> Quantity | None:
    """Return the quantity if Go keeps it in an int64, with the text if it takes that for canonical."""
    if form == BINARY_SI:
        if places or 15 - len(digits) - exponent * 3 // 10 - 1 < 0:
            return None
        number = int(digits)
        unscaled, scale = number << exponent, 0
        keep = number & 7 != 0
    else:
        scale = exponent - places
        if len(digits) > 18 or scale < _NANO:
            return None
        number = unscaled = int(digits)
        keep = scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"
    if text[0] == "-":
        unscaled = -unscaled
    scale = min(scale, _MAX_EXPONENT)
    return Quantity(unscaled, scale, form, text=text if keep or text == "0" else "")


def _slow(sign: str, number: int, places: int, form: str, exponent: int) -> Quantity:
    """Return the quantity that Go keeps in an inf.Dec, rounded up to nanos."""
    if form == BINARY_SI:
        number, scale = number << exponent, min(-places, _MAX_EXPONENT)
    else:
        scale = min(exponent - places, _MAX_EXPONENT)
    scale = max(scale, -2 * _MAX_DIGITS)  # far below a billionth already
    if number:
        number = number * 10 ** (scale - _NANO) if scale >= _NANO else -(-number // 10 ** (_NANO - scale))
        scale = _NANO
    if form == BINARY_SI:
        if number > _MAX_INT64 * 10**-_NANO:
            number, scale = _MAX_INT64, 0
        elif 0 < number < 10**-scale:
            form = DECIMAL_SI
    return Quantity(-number if sign == "-" else number, scale, form, wide=True)
