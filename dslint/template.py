"""Message templates: ``{name}`` and nothing else, so that a rule file cannot reach into objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SLOT = r"\{(\w+)\}"
LONGEST = 80


def fill(template: str, params: Mapping[str, Any]) -> str:
    """Put the parameters in; a long one is cut, control characters in it are shown as escapes.

    Raises KeyError for a slot without a parameter: a mistake in the rule, which its examples catch.
    """
    return re.sub(_SLOT, lambda slot: show(params[slot[1]]), template) if "{" in template else template


def slots(template: str) -> set[str]:
    """Return the names of a template's parameters."""
    return set(re.findall(_SLOT, template))


def show(value: Any) -> str:
    """Return a user's value as one short printable line; booleans and null as YAML writes them."""
    if value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    else:
        text = str(value)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return text if text.isprintable() else printable(text)


def printable(text: str) -> str:
    r"""Return text that cannot move a cursor or change a terminal: control characters become ``\x1b`` and the like."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
