"""Files that are written whole or not at all: beside the old one, whose place they take in one step."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

TERMINATED = 128 + 15  # what a shell says of a process that SIGTERM has ended
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def replacing(path: str, temporary: str, mode: int) -> Iterator[BinaryIO]:
    """Yield a new file that takes the place of ``path`` in the end; whatever goes wrong, SIGTERM too, removes it.

    Raises OSError, also where something called ``temporary`` is there: it is not ours, and stays.
    """
    with _unwinding():
        handle = os.open(temporary, _NEW, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):  # the disk is gone
                os.unlink(temporary)
            raise


def write_texts(path: str, chunks: Iterable[str]) -> None:
    """Write texts to a file as they come; links and the mode stay, and what is no text in UTF-8 becomes an escape.

    Raises OSError where that fails.
    """
    data = (chunk.encode("utf-8", "backslashreplace") for chunk in chunks)
    path, mode = os.path.realpath(path), 0o666
    if os.path.exists(path):
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a device or a pipe is written to, never replaced
            with open(path, "wb") as file:
                file.writelines(data)
            return
        mode = stat.S_IMODE(status.st_mode)
    with replacing(path, f"{path}.{os.getpid()}.tmp", mode) as new:
        new.writelines(data)


@contextmanager
def _unwinding() -> Iterator[None]:
    """Have SIGTERM end the process as an interrupt does, where nobody else has said what it is to do."""
    import signal  # most runs write nothing
    from threading import current_thread, main_thread

    ours = current_thread() is main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(*_: Any) -> None:
    raise SystemExit(TERMINATED)
