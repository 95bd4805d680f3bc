"""Texts of others inside HTML: every one of them goes through here."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from dslint.kube.apiserver.requests import ZERO
from dslint.render.escape import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dslint.kube.values.quantity import Quantity
    from dslint.source.location import Location

_LONGEST_AMOUNT = 8
_BINARY = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def text(value: str) -> str:
    """Return a text as character data or as the value of an attribute; characters that are not visible are named."""
    return escape(safe(value))


def name(value: str) -> str:
    """Return a name that keeps to itself whatever direction it is written in."""
    return f"<bdi>{text(value)}</bdi>"


def code(value: str) -> str:
    """Return what stands in YAML like this."""
    return f'<code dir="ltr">{text(value)}</code>'


def fact(value: str) -> str:
    """Return a taint or labels, which may be broken after their parts."""
    parts = re.split(r"(?<=[/=:])", safe(value))
    return f'<code dir="ltr">{"<wbr>".join(map(escape, parts))}</code>'


def place(at: Location) -> str:
    """Return path, line and column."""
    return code(str(at))


def sign(kind: str) -> str:
    """Return the drawing of a kind of cell, or for ``wait``; words beside it say the same."""
    return f'<svg class="sign" aria-hidden="true"><use href="#sign-{kind}"/></svg>'


def amount(requests: Mapping[str, Quantity], resource: str) -> str:
    """Return an exact amount; one of memory that takes many digits is rounded and exact behind it."""
    quantity = requests.get(resource, ZERO)
    exact = str(quantity)
    if resource != "memory" or len(exact) <= _LONGEST_AMOUNT:
        return exact
    value, unit = float(quantity.value()), ""
    for larger in _BINARY:
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f'<abbr title="{exact}">\u2248{value:.1f}{unit}</abbr>'


def ascii_only(chunk: str) -> str:
    """Name all beyond ASCII, so that no encoding of a terminal or a server can spoil it."""
    return chunk.encode("ascii", "xmlcharrefreplace").decode("ascii")
