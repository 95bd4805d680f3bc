"""Which files a run looks at, and their bytes.

A file named explicitly is always looked at. Below a folder that is every ``.yaml``, ``.yml`` and ``.json`` outside
hidden folders that Git does not ignore and no ``exclude`` means. Where Git knows of nothing below the folder that was
named, such as an ignored ``build/``, what it ignores is looked at. Links to files are followed, links to folders are
not: no loop can form. What is not a regular file is passed over.

With ``no_ignore`` hidden folders and what Git ignores are looked at too, all but ``.git`` itself; ``exclude`` counts
all the same, since somebody chose it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.errors import InputError
from dslint.paths import STDIN, reason, show_path
from dslint.record import NamedTuple

if TYPE_CHECKING:
    from dslint.config import Options, Resolver

# what every DaemonSet is spelled with, the usual slips included; an escape may stand in the middle of the word
MENTIONS = (b"DaemonSet", b"Daemon\\", b"kind: Daemonset", b"kind: daemon")
SUFFIXES = (".yaml", ".yml", ".json")
MAX_BYTES = 64 * 1024 * 1024
# without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Input(NamedTuple):
    """One file to look at.

    ``path`` is absolute: what is opened, and where configuration and kustomizations are looked for. ``shown`` is what
    people see. ``explicit``: named by the user rather than found. ``stdin``: read from standard input in the place of
    ``path``.
    """

    path: str
    shown: str
    explicit: bool
    stdin: bool = False


class Unreadable(InputError):  # noqa: N818 - a condition of the file, not a mistake in the call
    """An input cannot be read; ``reason`` says why in words, ``gone`` that it is no longer there."""

    def __init__(self, shown: str, reason: str, *, gone: bool = False) -> None:
        super().__init__(f"cannot read {shown}: {reason}")
        self.reason = reason
        self.gone = gone


class TooLarge(Unreadable):
    """An input is larger than what is read."""


def find(paths: Iterable[str], *, options: Options, resolver: Resolver) -> Iterator[Input]:
    """Yield the inputs that paths stand for: each once, in the order of the paths, sorted below a folder.

    A path that is not there is yielded too, and a folder that cannot be listed in the place of what it holds: reading
    them says why.

    Raises :class:`~dslint.errors.InputError` for an empty path and :class:`~dslint.errors.ConfigError` for a wrong
    configuration file.
    """
    here = os.getcwd()
    named = [_named(path, here, options) for path in paths]
    explicit = {item.path for item, is_folder in named if not (is_folder or item.stdin)}
    seen: set[tuple[str, bool]] = set()
    for item, is_folder in named:
        if is_folder:
            resolver.excludes(item.path + os.sep)  # a mistake in the configuration is told even if the folder is empty
        for one in _found(item, here, explicit, everything=options.no_ignore) if is_folder else (item,):
            if (one.path, one.stdin) in seen:
                continue
            seen.add((one.path, one.stdin))
            if not resolver.excludes(one.path) or (one.explicit and not options.force_exclude):
                yield one


def _named(path: str, here: str, options: Options) -> tuple[Input, bool]:
    """Return the input that the user named and whether it is a folder."""
    if path == "-":
        shown = options.stdin_filename or STDIN
        absolute = os.path.normpath(os.path.join(here, shown))
        shown = show_path(absolute, here) if options.stdin_filename else STDIN
        return Input(absolute, shown, explicit=True, stdin=True), False
    if not path:
        raise InputError("cannot read a path that is empty", hint="for the working directory write .")
    absolute = os.path.normpath(os.path.join(here, path))
    shown = show_path(absolute, here)
    try:
        is_folder = stat.S_ISDIR(os.stat(absolute).st_mode)
    except (OSError, ValueError):  # a NUL in the name
        is_folder = False  # reading it says what is wrong, and the others are still looked at
    return Input(absolute, shown, explicit=True), is_folder


def _found(folder: Input, here: str, explicit: set[str], *, everything: bool) -> Iterator[Input]:
    for path in sorted(_below(folder.path, everything=everything)):
        yield Input(path, show_path(path, here), explicit=path in explicit)


def _below(root: str, *, everything: bool) -> Iterator[str]:
    """Yield the absolute paths of the manifests below a folder; work trees inside a work tree are asked in turn."""
    if everything or not _in_work_tree(root):
        yield from _walk(root, everything=everything)
        return
    from dslint.inputs.gitfiles import listed  # starts a process; few runs need it

    pending, asked = [root], {root}
    while pending:
        folder = pending.pop()
        own = folder == root or os.path.lexists(os.path.join(folder, ".git"))
        names = listed(folder) if own else None
        if not names:
            yield from _walk(folder, everything=False)
            continue
        for path in _existing(folder, names):
            if not path.endswith(os.sep):
                yield path
            elif path not in asked:
                asked.add(path)
                pending.append(path.rstrip(os.sep))


def _in_work_tree(folder: str) -> bool:
    at = folder
    while not os.path.lexists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return False
        at = above
    return True


def _existing(root: str, names: Iterable[str]) -> Iterator[str]:
    """Yield those of Git's names that are manifests and there, and work trees with a separator at the end."""
    base = root.rstrip(os.sep) + os.sep
    known = {"": True}
    for name in names:
        if name.endswith((*SUFFIXES, "/")):
            parent, _, last = name.rpartition("/")
            if _usable(base, parent, known) and (not last or _is_regular(base + name)):
                yield base + name if os.sep == "/" else base + name.replace("/", os.sep)


def _usable(base: str, folder: str, known: dict[str, bool]) -> bool:
    """Tell whether each step from the root down to a folder is a folder and neither hidden nor a link."""
    if folder in known:
        return known[folder]
    end = 0
    while end < len(folder):
        end = folder.find("/", end + 1)
        end = len(folder) if end < 0 else end
        step = folder[:end]
        if step not in known:
            known[step] = not step.rpartition("/")[2].startswith(".") and _is_folder(base + step)
        if not known[step]:
            known[folder] = False
            return False
    return True


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _walk(root: str, *, everything: bool) -> Iterator[str]:
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if name != ".git" and (everything or not name.startswith(".")):
                            pending.append(entry.path)
                    elif name.endswith(SUFFIXES) and _is_file(entry):
                        yield entry.path
        except FileNotFoundError:
            continue  # gone since its parent was listed
        except OSError:
            yield folder


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # links that lead to each other
        return False


def mentions(data: bytes) -> bool:
    """Tell whether bytes can hold a DaemonSet at all: the test that keeps other files cheap."""
    if b"\0" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")  # UTF-16 or UTF-32: to be told that kubectl reads neither
    return any(word in data for word in MENTIONS)


def read_bytes(item: Input, limit: int | None = None) -> bytes:
    """Return the contents of an input; raises :class:`Unreadable`, also beyond ``limit`` bytes (64 MiB)."""
    limit = MAX_BYTES if limit is None else limit
    try:
        data = _read_stdin(limit + 1) if item.stdin else _read_file(item, limit)
    except (OSError, ValueError) as error:
        gone = isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOTDIR)
        raise Unreadable(item.shown, reason(error), gone=gone) from None
    if len(data) > limit:
        raise _too_large(item, limit)
    return data


def _read_file(item: Input, limit: int) -> bytes:
    handle = os.open(item.path, _OPEN)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(item.shown, f"it is {_kind(status.st_mode)}, not a file")
        if status.st_size > limit:
            raise _too_large(item, limit)
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


def read_manifest(item: Input) -> bytes:
    """Return the bytes of a file; none of one that is too large to be read and has no DaemonSet.

    Raises :class:`Unreadable`.
    """
    try:
        return read_bytes(item)
    except TooLarge:
        if item.stdin or holds(item, MENTIONS):
            raise
        return b""


def holds(item: Input, words: tuple[bytes, ...]) -> bool:
    """Tell whether a file too large to be read holds one of some short words; raises :class:`Unreadable`."""
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


def _too_large(item: Input, limit: int) -> Unreadable:
    size = f"{limit // (1024 * 1024)} MiB" if limit >= 1024 * 1024 else f"{limit} bytes"
    return TooLarge(item.shown, f"it is larger than {size}")


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
