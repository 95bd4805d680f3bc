"""The settings in force, each with where it was said."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.render.columns import width_of
from dslint.render.escape import safe
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config import Settings
    from dslint.config.exemptions import Exemption
    from dslint.render.style import Style

WIDEST = 40  # columns at most of a value with something beside it


def render(settings: Settings, style: Style, *, rules: bool = False) -> Iterator[str]:
    """Yield a line for each setting; with ``rules`` one for each rule too, on or off and why."""
    on = settings.selection.on()
    rows = [("config file", safe(settings.config_path or "none"), "")]
    rows += [(name, safe(_value(origin.value)), origin.where) for name, origin in settings.origins.items()]
    rows += [("rules on", str(len(on)), _choices(settings))]
    for number, exemption in enumerate(settings.exceptions):
        rows.append(("" if number else "exceptions", str(number + 1), _exemption(exemption)))
    sizes = [width_of(value) for _, value, where in rows if where and width_of(value) <= WIDEST]
    begin = max(len(name) for name, _, _ in rows) + 2
    for row in rows:
        yield from _line(style, *row, begin, max(sizes, default=0))
    if rules:
        yield "\n"
        running = {rule.id for rule in on}
        for rule in settings.selection.rules:
            word = style.paint("on ", "strong") if rule.id in running else "off"
            yield f"{word}  {safe(rule.id)}  {safe(rule.name)}  ({safe(settings.selection.decision(rule.id).reason)})\n"


def _line(style: Style, name: str, value: str, where: str, begin: int, size: int) -> Iterator[str]:
    """Yield a setting in columns; a value that is too long has its origin below, in the column of the others."""
    head = style.paint(f"{safe(name):<{begin}}", "strong")
    if not where:
        yield f"{head}{style.wrapped(value, begin, begin)}\n"
        return
    column = begin + size + 2
    shown = style.wrapped(safe(where), column, column)
    if width_of(value) > size:
        yield f"{head}{style.wrapped(value, begin, begin)}\n{' ' * column}{shown}\n"
    else:
        yield f"{head}{value}{' ' * (size - width_of(value))}  {shown}\n"


def _value(value: Any) -> str:
    return ", ".join(map(show, value)) if isinstance(value, (list, tuple)) else show(value)


def _choices(settings: Settings) -> str:
    words: list[str] = []
    for choice in settings.choices:
        sign = "-" if not choice.on else "+" if words else ""
        words.append(" ".join(part for part in (sign, choice.word, choice.origin) if part))
    return ", ".join(words)


def _exemption(exemption: Exemption) -> str:
    paths = [glob.text for glob in exemption.paths]
    parts = [", ".join(exemption.rules)]
    for what, values in (("in", paths), ("for DaemonSet", exemption.names), ("in namespace", exemption.namespaces)):
        if values:
            parts.append(f"{what} {', '.join(values)}")
    if exemption.until:
        parts.append(f"until {exemption.until}")
    return f"{' '.join(parts)}: {exemption.reason} ({exemption.where})"
