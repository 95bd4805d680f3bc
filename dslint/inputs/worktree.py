"""The files on the disk as they are now."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from dslint.inputs.limits import LARGEST, MAX_BYTES
from dslint.inputs.tree import Input, NoMemory, TooLarge, Unreadable
from dslint.paths import open_file, open_sized, reason, show_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from dslint.inputs.large import Large


class WorkTree:
    """The files on the disk, and standard input; a :class:`~dslint.inputs.tree.Tree`.

    What standard input held is kept: it can be read once. ``notes`` are what a user has to know of how it was listed.
    """

    __slots__ = ("_kept", "_listed", "_most", "_room", "_spool", "_stdin", "_whole", "notes")

    def __init__(self, *, whole: bool = False, keep: int = 0) -> None:
        """Take whether files are to be read ``whole`` where that is possible, as it takes to change them.

        Of those that are read more than once, up to ``keep`` bytes are kept from the first time, and what is listed.
        """
        self._kept: dict[str, bytes] = {}
        self._room = keep
        self._listed: dict[tuple[str, bool], tuple[str, ...]] | None = {} if keep else None
        self._stdin: bytes | None = None
        self.notes: list[str] = []
        self._spool: Large | None = None
        self._whole = whole
        self._most = MAX_BYTES if whole else LARGEST

    def is_folder(self, path: str) -> bool:
        """Tell whether a path is a folder; of what is not there, reading it says what is wrong."""
        try:
            return stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError):  # a NUL in the name
            return False

    def is_file(self, path: str) -> bool:
        """Tell whether there is such a file, or a link to one."""
        return os.path.isfile(path)

    def size(self, path: str) -> int:
        """Return how many bytes a file has, 0 where reading it says what is wrong."""
        try:
            return os.stat(path).st_size
        except (OSError, ValueError):
            return 0

    def is_top(self, folder: str) -> bool:
        """Tell whether a folder is the top of a repository."""
        return os.path.exists(os.path.join(folder, ".git"))

    def show(self, path: str, here: str) -> str:
        """Return a path as people see it."""
        return show_path(path, here)

    def list(self, folder: str, *, everything: bool) -> Iterator[str]:
        """Yield the manifests below a folder, and a folder that cannot be listed in the place of what it holds."""
        from dslint.inputs.listing import manifests_below  # most runs are given files

        found = manifests_below(folder, self.notes.append, everything=everything)
        if self._listed is None:
            return found
        at = (folder, everything)
        if at not in self._listed:
            self._listed[at] = tuple(found)
        return iter(self._listed[at])

    def names(self, folder: str) -> Sequence[str]:
        """Return the names of what is directly in a folder; of one that cannot be listed none."""
        try:
            return os.listdir(folder)
        except OSError:
            return ()

    def files(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder, but what links lead to outside of its repository, and Git's own."""
        top = folder
        while not self.is_top(top) and os.path.dirname(top) != top:
            top = os.path.dirname(top)
        inside = os.path.join(os.path.realpath(top if self.is_top(top) else folder), "")
        for above, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != ".git")
            paths = (os.path.join(above, name) for name in sorted(names))
            yield from (path for path in paths if os.path.realpath(path).startswith(inside))

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents of a file or of standard input; raises :class:`~dslint.inputs.tree.Unreadable`."""
        try:
            if not item.stdin:
                data = self._kept.get(item.path) or self._keep(item, _read_file(item, limit))
            else:
                if self._spool is not None:
                    raise TooLarge(item.shown, limit)
                data = self._stdin = _read_stdin(limit + 1) if self._stdin is None else self._stdin
        except MemoryError:
            raise NoMemory(item.shown) from None
        except (OSError, ValueError) as error:
            gone = isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOTDIR)
            raise Unreadable(item.shown, reason(error), gone=gone) from None
        if len(data) > limit:
            raise TooLarge(item.shown, limit)
        return data

    def read_all(self, items: Iterable[Input]) -> Iterator[tuple[Input, bytes | Large | Unreadable]]:
        """Yield inputs with their contents, or with what keeps them from being read."""
        for item in items:
            large: Large | None = None
            try:
                data = self.read(item, self._most)
            except TooLarge as error:
                try:
                    large = self._large(item)
                except Unreadable as other:
                    yield item, other
                else:
                    yield item, large or error
            except Unreadable as error:
                yield item, error
            else:
                yield item, data
            if large is not None and not item.stdin:
                large.close()

    def _keep(self, item: Input, data: bytes) -> bytes:
        if 0 < len(data) <= self._room:
            self._room -= len(data)
            self._kept[item.path] = data
        return data

    def _large(self, item: Input) -> Large | None:
        """Return what reads an input in pieces; ``None`` for a stream that is to go through as it is."""
        from dslint.inputs.large import Large  # few files are

        try:
            if not item.stdin:
                return Large(open(open_file(item.path), "rb", buffering=0))
            if self._spool is None and not self._whole:
                self._spool = Large(_spooled(self._stdin or b""))
                self._stdin = None
        except (OSError, ValueError) as error:
            raise Unreadable(item.shown, reason(error)) from None
        return self._spool


def _read_file(item: Input, limit: int) -> bytes:
    handle, expected = open_sized(item.path)
    try:
        if expected > limit:
            raise TooLarge(item.shown, limit)
        data = os.read(handle, expected + 1)
        if len(data) == expected:
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


def _spooled(begun: bytes) -> BinaryIO:
    """Return standard input as a file that is gone with the process, to be read anywhere in it."""
    import sys
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    file = TemporaryFile(buffering=0)  # noqa: SIM115 - it is read until the run ends
    file.write(begun)
    if sys.stdin is not None:
        copyfileobj(sys.stdin.buffer, file, 1 << 20)
    return file
