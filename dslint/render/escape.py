"""Texts of others, made fit to print."""

from __future__ import annotations

from dslint.template import printable


def safe(text: str) -> str:
    """Return a name or value as one line that cannot move a cursor or change a terminal."""
    return text if text.isprintable() else printable(text)


def prose(text: str) -> str:
    """Return words of a rule file as one such line; its authors may have broken lines."""
    return text if text.isprintable() else printable(" ".join(text.split("\n")).rstrip())
