"""Texts of others inside HTML: every one of them goes through here."""

from __future__ import annotations

import re
from html import escape

from dslint.coverage import amounts
from dslint.kube.apiserver.requests import ZERO
from dslint.render.escape import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dslint.coverage.totals import Bill
    from dslint.source.location import Location


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


def style_of(state: str) -> str:
    """Return the class of a state."""
    return state.replace(" ", "-")


def sign(state: str) -> str:
    """Return the drawing of a state, or for ``wait``; words beside it say the same."""
    return f'<svg class="sign" aria-hidden="true"><use href="#sign-{style_of(state)}"/></svg>'


def costs(bills: Sequence[Bill]) -> list[tuple[str, str]]:
    """Return cores and memory of each bill, as two columns; what is rounded is exact behind it."""
    return [
        (_cost(bill, "cpu", cpu), _cost(bill, "memory", memory))
        for bill, (cpu, memory) in zip(bills, amounts.columns(bills), strict=True)
    ]


def _cost(bill: Bill, resource: str, shown: str) -> str:
    exact = str(bill.requests.get(resource, ZERO))
    return shown if shown == exact else f'<abbr title="{exact}">{shown}</abbr>'


def ascii_only(chunk: str) -> str:
    """Name all beyond ASCII, so that no encoding of a terminal or a server can spoil it."""
    return chunk.encode("ascii", "xmlcharrefreplace").decode("ascii")
