"""How paths are opened, and how they and what is wrong with them are shown to people."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from functools import lru_cache

STDIN = "<stdin>"
"""How standard input is called."""
_GONE = f"{os.sep}(the working directory is gone)"


# without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def open_file(path: str) -> int:
    """Open a regular file to be read and return its handle; raises OSError, for a pipe or a device too."""
    return open_sized(path)[0]


def open_sized(path: str) -> tuple[int, int]:
    """Do the same and return the size of the file too, in bytes."""
    handle = os.open(path, _READ)
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode):
        return handle, status.st_size
    os.close(handle)
    raise OSError(errno.EINVAL, f"it is {kind_of(status.st_mode)}, not a file")


def read_file(path: str, limit: int) -> bytes:
    """Return the first bytes of a regular file, one more than ``limit`` at most; raises as ``open_file`` does."""
    with open(open_file(path), "rb") as file:
        return file.read(limit + 1)


def kind_of(mode: int) -> str:
    """Return what something is by its mode, with an article; nothing for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def working_directory() -> str:
    """Return the absolute path of the working directory; of one that is gone a path that leads nowhere."""
    try:
        return os.getcwd()
    except OSError:
        return _GONE


def absolute(path: str) -> str:
    """Return the absolute path that one means from the working directory."""
    return _normal(path if os.path.isabs(path) else os.path.join(working_directory(), path))


@lru_cache(maxsize=64)  # several ask about a file one after the other
def _normal(path: str) -> str:
    return os.path.normpath(path)


def show_path(path: str, here: str) -> str:
    r"""Return an absolute path as people see it: relative to the working directory when below it, with slashes.

    Bytes of a name that are not UTF-8 become ``\xff`` and the like.
    """
    base = here.rstrip(os.sep) + os.sep
    shown = path[len(base) :] if path.startswith(base) else "." if path == here else path
    if os.sep != "/":
        shown = shown.replace(os.sep, "/")
    return shown if shown.isascii() else os.fsencode(shown).decode("utf-8", "backslashreplace")


def is_below(path: str, folder: str) -> bool:
    """Tell whether an absolute path is a folder, or lies below it."""
    return f"{path}{os.sep}".startswith(os.path.join(folder, ""))


def shown_below(folder: str, path: str) -> str:
    """Return a path below a folder as people see it, given how they see the folder."""
    return path if folder == os.curdir else f"{folder}/{path}"


def covers(paths: Iterable[str], file: str) -> bool:
    """Tell whether one of the paths that a user named is the folder of a file, or a folder around it."""
    folder = os.path.join(os.path.dirname(absolute(file)), "")
    named = (os.path.join(absolute(path), "") for path in paths if path != "-" and os.path.isdir(path))
    return any(map(folder.startswith, named))


def in_repository(shown: str, here: str) -> str | None:
    """Return a path as shown from a working directory as seen from the top of the repository around that.

    Without a repository the working directory is the top. ``None`` for standard input, for what was rendered and for
    what lies elsewhere.
    """
    if shown == STDIN or (shown.startswith("<") and shown.endswith(">")):
        return None
    top = here
    while not os.path.exists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            top = here
            break
        top = above
    path = os.path.normpath(os.path.join(here, shown))
    base = os.path.join(top, "")
    return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else None


def reason(error: Exception) -> str:
    """Return what an error of the operating system says, to stand behind a colon."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:] if text else type(error).__name__
