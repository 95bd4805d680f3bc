"""How paths and what is wrong with them are shown to people."""

from __future__ import annotations

import os
from collections.abc import Iterable

STDIN = "<stdin>"
"""How standard input is called."""


def show_path(path: str, here: str) -> str:
    r"""Return an absolute path as people see it: relative to the working directory when below it, with slashes.

    Bytes of a name that are not UTF-8 become ``\xff`` and the like.
    """
    base = here.rstrip(os.sep) + os.sep
    shown = path[len(base) :] if path.startswith(base) else "." if path == here else path
    if os.sep != "/":
        shown = shown.replace(os.sep, "/")
    return shown if shown.isascii() else os.fsencode(shown).decode("utf-8", "backslashreplace")


def covers(paths: Iterable[str], file: str) -> bool:
    """Tell whether one of the paths that a user named is the folder of a file, or a folder around it."""
    folder = os.path.join(os.path.dirname(os.path.abspath(file)), "")
    named = (os.path.join(os.path.abspath(path), "") for path in paths if path != "-" and os.path.isdir(path))
    return any(map(folder.startswith, named))


def reason(error: Exception) -> str:
    """Return what an error of the operating system says, to stand behind a colon."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:] if text else type(error).__name__
