"""The files on the disk as they are now."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator

from dslint.inputs.tree import MAX_BYTES, Input, NoMemory, TooLarge, Unreadable
from dslint.paths import open_file, reason, show_path


class WorkTree:
    """The files on the disk, and standard input; a :class:`~dslint.inputs.tree.Tree`.

    What standard input held is kept: it can be read once. ``notes`` are what a user has to know of how it was listed.
    """

    __slots__ = ("_stdin", "notes")

    def __init__(self) -> None:
        self._stdin: bytes | None = None
        self.notes: list[str] = []

    def is_folder(self, path: str) -> bool:
        """Tell whether a path is a folder; of what is not there, reading it says what is wrong."""
        try:
            return stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError):  # a NUL in the name
            return False

    def is_file(self, path: str) -> bool:
        """Tell whether there is such a file, or a link to one."""
        return os.path.isfile(path)

    def is_top(self, folder: str) -> bool:
        """Tell whether a folder is the top of a repository."""
        return os.path.exists(os.path.join(folder, ".git"))

    def show(self, path: str, here: str) -> str:
        """Return a path as people see it."""
        return show_path(path, here)

    def list(self, folder: str, *, everything: bool) -> Iterator[str]:
        """Yield the manifests below a folder, and a folder that cannot be listed in the place of what it holds."""
        from dslint.inputs.listing import manifests_below  # most runs are given files

        return manifests_below(folder, self.notes.append, everything=everything)

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents of a file or of standard input; raises :class:`~dslint.inputs.tree.Unreadable`."""
        try:
            if not item.stdin:
                data = _read_file(item, limit)
            else:
                data = self._stdin = _read_stdin(limit + 1) if self._stdin is None else self._stdin
        except MemoryError:
            raise NoMemory(item.shown) from None
        except (OSError, ValueError) as error:
            gone = isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOTDIR)
            raise Unreadable(item.shown, reason(error), gone=gone) from None
        if len(data) > limit:
            raise TooLarge(item.shown, limit)
        return data

    def read_all(self, items: Iterable[Input], words: tuple[bytes, ...]) -> Iterator[tuple[Input, bytes | Unreadable]]:
        """Return inputs with their contents, of one too large that holds none of the words with no bytes."""
        return ((item, self._bytes_or_reason(item, words)) for item in items)

    def _bytes_or_reason(self, item: Input, words: tuple[bytes, ...]) -> bytes | Unreadable:
        try:
            return self._read_or_scan(item, words)
        except Unreadable as error:
            return error

    def _read_or_scan(self, item: Input, words: tuple[bytes, ...]) -> bytes:
        try:
            return self.read(item)
        except TooLarge:
            if item.stdin or _holds(item, words):
                raise
            return b""


def _read_file(item: Input, limit: int) -> bytes:
    handle = open_file(item.path)
    try:
        status = os.fstat(handle)
        if status.st_size > limit:
            raise TooLarge(item.shown, limit)
        data = os.read(handle, status.st_size + 1)
        if len(data) == status.st_size:
            return data
        # still being written, or from a file system that gives less at a time than asked for
        chunks = [data]
        size = len(data)
        while data and size <= limit:
            data = os.read(handle, min(limit + 1 - size, 1 << 20))
            chunks.append(data)
            size += len(data)
        return b"".join(chunks)
    finally:
        os.close(handle)


def _read_stdin(most: int) -> bytes:
    import sys

    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer.read(most)


def _holds(item: Input, words: tuple[bytes, ...]) -> bool:
    """Tell whether a file too large to be read holds one of some short words; raises Unreadable."""
    step, overlap = 1 << 20, max(map(len, words)) - 1
    try:
        with open(item.path, "rb") as file:
            seen = b""
            while chunk := file.read(step):
                seen = seen[-overlap:] + chunk
                if any(word in seen for word in words):
                    return True
    except OSError as error:
        raise Unreadable(item.shown, reason(error), gone=isinstance(error, FileNotFoundError)) from None
    return False
