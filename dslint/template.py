"""Message templates: ``{name}`` and nothing else, so that a rule file cannot reach into objects."""

from __future__ import annotations

import re
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SLOT = r"\{(\w+)\}"
LONGEST = 80
_HEAD = LONGEST // 2  # of an image or a path the end says as much as the beginning


class Sentence(str):
    """Words of ours or of the server, which are never cut: only what is long in them without a blank is."""

    __slots__ = ()


class Path(str):
    """Where a field is; cut in front, where a way is the same for many, and only in labels."""

    __slots__ = ()


def fill(template: str, params: Mapping[str, Any], *, label: bool = False) -> str:
    """Put the parameters in; a long value is cut in the middle, control characters in it are shown as escapes.

    Raises KeyError for a slot without a parameter: a mistake in the rule, which its examples catch.
    """
    return re.sub(_SLOT, lambda slot: show(params[slot[1]], label=label), template) if "{" in template else template


def slots(template: str) -> set[str]:
    """Return the names of a template's parameters."""
    return set(re.findall(_SLOT, template))


def show(value: Any, *, label: bool = False) -> str:
    """Return a user's value as one short printable line; booleans and null as YAML writes them.

    A path is whole, but in a label, and so is a sentence.
    """
    if value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    else:
        text = str(value)
    if len(text) > LONGEST:
        if isinstance(value, Sentence):
            text = re.sub(rf"\S{{{LONGEST + 1},}}", lambda word: show(word[0]), text)
        elif not isinstance(value, Path):
            text = f"{text[:_HEAD]}…{text[_HEAD + 1 - LONGEST :]}"
        elif label:
            text = f"…{text[1 - LONGEST :]}"
    return text if text.isprintable() else printable(text)


def printable(text: str) -> str:
    r"""Return text that cannot move a cursor or change a terminal: control characters become ``\x1b`` and the like."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
