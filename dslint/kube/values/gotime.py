"""RFC 3339 times as Go's ``time.Parse`` reads them, with its words for what is wrong.

Source: Go's time/format.go (Parse, ParseError) and time/format_rfc3339.go; used by
staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go (Time.UnmarshalJSON).
"""

from __future__ import annotations

LAYOUT = "2006-01-02T15:04:05Z07:00"
# Layout element, number of digits, whether one digit is enough, lowest and highest value, name in "out of range".
_PARTS = (
    ("2006", 4, False, 0, 9999, "year"),
    ("-", 0, False, 0, 0, ""),
    ("01", 2, False, 1, 12, "month"),
    ("-", 0, False, 0, 0, ""),
    ("02", 2, False, 0, 99, "day"),
    ("T", 0, False, 0, 0, ""),
    ("15", 2, True, 0, 23, "hour"),
    (":", 0, False, 0, 0, ""),
    ("04", 2, False, 0, 59, "minute"),
    (":", 0, False, 0, 0, ""),
    ("05", 2, False, 0, 59, "second"),
)


def rfc3339_error(text: str) -> str | None:
    """Return Go's message for a text that is no RFC 3339 time, None for a valid one."""
    rest = text
    numbers: dict[str, int] = {}
    for layout, width, short, low, high, name in _PARTS:
        if not width:
            if not rest.startswith(layout):
                return _cannot(text, rest, layout)
            rest = rest[1:]
            continue
        size = width
        if short and not _digits(rest[:2], 2) and _digits(rest[:1], 1):
            size = 1
        if not _digits(rest[:size], size):
            return _cannot(text, rest, layout)
        numbers[name] = int(rest[:size])
        rest = rest[size:]
        if not low <= numbers[name] <= high:
            return f"parsing time {quote(text)}: {name} out of range"
    return _zone(text, _without_fraction(rest), numbers)


def _zone(text: str, rest: str, numbers: dict[str, int]) -> str | None:
    """Check what follows the seconds, then the day, which Go checks last."""
    if rest.startswith("Z"):
        rest = rest[1:]
    else:
        sign, hours, colon, minutes = rest[:1], rest[1:3], rest[3:4], rest[4:6]
        if sign not in {"+", "-"} or colon != ":" or not _digits(hours, 2) or not _digits(minutes, 2):
            return _cannot(text, rest, "Z07:00")
        rest = rest[6:]
        if int(hours) > 24 or int(minutes) >= 60:
            part = "hour" if int(hours) > 24 else "minute"
            return f"parsing time {quote(text)}: time zone offset {part} out of range"
    if rest:
        return f"parsing time {quote(text)}: extra text: {quote(rest)}"
    if not 1 <= numbers["day"] <= _days(numbers["year"], numbers["month"]):
        return f"parsing time {quote(text)}: day out of range"
    return None


def _without_fraction(rest: str) -> str:
    """Drop a fraction of a second, which Go accepts after the seconds whatever the layout says."""
    if rest[:1] not in {".", ","} or not _digits(rest[1:2], 1):
        return rest
    return rest[1:].lstrip("0123456789")


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def quote(text: str) -> str:
    """Return a text in double quotes as the package time writes it: the bytes of all but printable ASCII as numbers."""
    out = []
    for char in text:
        if " " <= char < "\x80":
            out.append(f"\\{char}" if char in '"\\' else char)
        else:
            out += [f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass")]
    return f'"{"".join(out)}"'


def _digits(text: str, size: int) -> bool:
    return len(text) == size and text.isascii() and text.isdigit()


def _cannot(text: str, rest: str, layout: str) -> str:
    return f"parsing time {quote(text)} as {quote(LAYOUT)}: cannot parse {quote(rest)} as {quote(layout)}"
