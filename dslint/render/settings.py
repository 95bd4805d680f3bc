"""The settings in force, each with where it was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dslint.render.escape import safe
from dslint.template import show

if TYPE_CHECKING:
    from dslint.config import Settings
    from dslint.config.exemptions import Exemption
    from dslint.render.style import Style

NAME, VALUE = 18, 9


def render(settings: Settings, style: Style, *, rules: bool = False) -> Iterator[str]:
    """Yield a line for each setting; with ``rules`` one for each rule too, on or off and why."""
    yield _line(style, "config file", safe(settings.config_path or "none"))
    for name, origin in settings.origins.items():
        yield _line(style, name, _value(origin.value), origin.where)
    on = settings.selection.on()
    yield _line(style, "rules on", str(len(on)), _choices(settings))
    for number, exemption in enumerate(settings.exceptions):
        yield _line(style, "" if number else "exceptions", str(number + 1), _exemption(exemption))
    if rules:
        yield "\n"
        running = {rule.id for rule in on}
        for rule in settings.selection.rules:
            word = style.paint("on ", "strong") if rule.id in running else "off"
            yield f"{word}  {safe(rule.id)}  {safe(rule.name)}  ({safe(settings.selection.decision(rule.id).reason)})\n"


def _line(style: Style, name: str, value: str, where: str = "") -> str:
    line = f"{style.paint(f'{safe(name):<{NAME}}', 'strong')}  "
    return f"{line}{value:<{VALUE}}  {safe(where)}\n" if where else f"{line}{value}\n"


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
