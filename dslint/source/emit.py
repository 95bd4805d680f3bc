"""Plain values as YAML text that looks like the text beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict

from dslint.record import NamedTuple
from dslint.source.nodes import Mapping, Node, Scalar, Sequence, resolved
from dslint.source.scalars import ScalarError, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# text that other readers of YAML take for a number, a date or a special word though kubectl does not
_AMBIGUOUS = re.compile(r"[-+.]?[0-9][-+.:_0-9eETZxabcdefABCDEF ]*\Z|[=~]\Z|<<\Z|[-.]{3}")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` \t")
_FLOW_MARKS = frozenset(",[]{}?")


class Look(NamedTuple):
    """How a text is written: quotes of keys and values, indentation, brackets.

    ``step`` is how much deeper the entries below a key stand, ``dash`` how much deeper the items. ``spread`` tells
    that brackets hold one thing a line. ``newline`` is only used there.
    """

    quote: str = ""
    key_quote: str = ""
    step: int = 2
    dash: int = 0
    gap: str = " "
    flow: bool = False
    spread: bool = False
    colon: str = ": "
    comma: str = ", "
    pad: str = ""
    newline: str = "\n"


def scalar(value: Any, quote: str = "", *, flow: bool = False) -> str:
    """Return a scalar; text in the quotes asked for, or in double ones where it needs some."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return repr(value)
    if quote == "" and is_plain(value, flow=flow):
        return value
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return double_quoted(value)


def double_quoted(text: str) -> str:
    """Return text in double quotes, in a form that JSON and YAML share."""
    from json import dumps  # costs start-up

    return "".join(char if char.isprintable() else dumps(char)[1:-1] for char in dumps(text, ensure_ascii=False))


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Tell whether text can stand without quotes and is text to every reader of YAML."""
    if not text or text[0] in _INDICATORS or text[-1] in ": \t" or not text.isprintable() or _AMBIGUOUS.match(text):
        return False
    if ": " in text or " #" in text or (flow and not _FLOW_MARKS.isdisjoint(text)):
        return False
    try:
        return resolve(text, None, plain=True) == text
    except ScalarError:
        return False


def entry(name: str, value: Any, like: Node | None, look: Look) -> list[str]:
    """Return the lines of an entry of a block mapping, the first at the column of its key."""
    key = f"{scalar(name, look.key_quote)}:"
    if in_flow(value, like, look):
        return [f"{key} {flow(value, like, look)}"]
    inner = look_of(like, look)
    if isinstance(value, Dict):
        return [key, *(" " * look.step + line for line in entries(value, like, inner))]
    return [key, *(" " * look.dash + line for line in items(value, like, inner))]


def entries(value: Dict[str, Any], like: Node | None, look: Look) -> list[str]:
    """Return the lines of a block mapping, its keys in the order of the one that it is to look like."""
    return [line for name in ordered(value, like) for line in entry(name, value[name], below(like, name), look)]


def items(value: list[Any], like: Node | None, look: Look) -> list[str]:
    """Return the lines of a block list."""
    return [line for number, one in enumerate(value) for line in item(one, item_of(like, number), look)]


def item(value: Any, like: Node | None, look: Look) -> list[str]:
    """Return the lines of an item of a block list, the first at the column of its dash."""
    if in_flow(value, like, look):
        return f"-{look.gap}{flow(value, like, look)}".split(look.newline)
    inner = look_of(like, look)
    lines = entries(value, like, inner) if isinstance(value, Dict) else items(value, like, inner)
    return [f"-{look.gap}{lines[0]}", *(" " * (1 + len(look.gap)) + line for line in lines[1:])]


def flow(value: Any, like: Node | None, look: Look, column: int = 0) -> str:
    """Return a value in one piece: a scalar, or a mapping or list in brackets that begins on a line of that column."""
    if isinstance(value, Dict):
        inner = look_of(like, look)._replace(flow=True)
        parts = [
            f"{scalar(name, inner.key_quote, flow=True)}{inner.colon}"
            f"{flow(value[name], below(like, name), inner, column + look.step)}"
            for name in ordered(value, like)
        ]
        return _bracketed("{", parts, "}", look, column)
    if isinstance(value, list):
        inner = look_of(like, look)._replace(flow=True)
        parts = [flow(one, item_of(like, n), inner, column + look.step) for n, one in enumerate(value)]
        return _bracketed("[", parts, "]", look, column)
    return _written(value, like) or scalar(value, _quote(like, look), flow=look.flow)


def _bracketed(left: str, parts: list[str], right: str, look: Look, column: int) -> str:
    if look.spread and parts:
        deeper = f"{look.newline}{' ' * (column + look.step)}"
        return f"{left}{deeper}{f',{deeper}'.join(parts)}{look.newline}{' ' * column}{right}"
    pad = look.pad if parts and left == "{" else ""
    return f"{left}{pad}{look.comma.join(parts)}{pad}{right}"


def in_flow(value: Any, like: Node | None, look: Look) -> bool:
    """Tell whether a value is written in one piece: in brackets where its model is, or where all is."""
    if not isinstance(value, (Dict, list)) or not value or look.flow:
        return True
    return bool(getattr(resolved(like), "flow", False)) if like is not None else False


def ordered(value: Dict[str, Any], like: Node | None) -> list[str]:
    """Return the keys: those that the model has in its order, the others behind."""
    model = resolved(like) if like is not None else None
    known = [name for name in model.fields if name in value] if isinstance(model, Mapping) else []
    return [*known, *(name for name in value if name not in known)]


def below(like: Node | None, name: str) -> Node | None:
    """Return what a model has under a key."""
    model = resolved(like) if like is not None else None
    found = model.fields.get(name) if isinstance(model, Mapping) else None
    return found.value if found is not None else None


def item_of(like: Node | None, number: int) -> Node | None:
    """Return the item of a model that one of that number is to look like: the first where it has fewer."""
    model = resolved(like) if like is not None else None
    if not isinstance(model, Sequence) or not model.items:
        return None
    return model.items[number if number < len(model.items) else 0]


def uniform(nodes: list[Node]) -> str | None:
    """Return the quotes that all texts among some nodes share; ``None`` where they differ or there is no text."""
    styles = {node.style for node in nodes if isinstance(node, Scalar) and isinstance(node.value, str)}
    return styles.pop() if len(styles) == 1 and styles <= {"", "'", '"'} else None


def look_of(like: Node | None, look: Look) -> Look:
    """Return the look of a mapping or list taken as model: the quotes of its keys and texts, its brackets."""
    model = resolved(like) if like is not None else None
    if isinstance(model, Mapping) and model.entries:
        keys = uniform([entry.key for entry in model.entries])
        values = uniform([entry.value for entry in model.entries])
    elif isinstance(model, Sequence) and model.items:
        keys, values = None, uniform(model.items)
    else:
        return look
    return look._replace(
        quote=look.quote if values is None else values, key_quote=look.key_quote if keys is None else keys
    )


def _written(value: Any, like: Node | None) -> str | None:
    """Return how a model writes the very same number: ``0644`` is not to become ``420``."""
    model = resolved(like) if like is not None else None
    if not isinstance(model, Scalar) or model.style or type(value) not in (int, float):
        return None
    return model.raw if type(model.value) is type(value) and model.value == value else None


def _quote(like: Node | None, look: Look) -> str:
    model = resolved(like) if like is not None else None
    if isinstance(model, Scalar) and isinstance(model.value, str) and model.style in ("", "'", '"'):
        return model.style
    return look.quote
