"""Writing a fixed file: whole or not at all, and never over what somebody else has written meanwhile."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress

from dslint.atomic import replacing
from dslint.errors import DslintError
from dslint.paths import reason
from dslint.template import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Input

# the process that wrote it stands in the name: one that is gone will not come back for it
_LEFTOVER = re.compile(r"\..+\.dslint-([0-9]+)\.tmp")


def leads_out(item: Input) -> bool:
    """Tell whether a file that was found below a folder is a link out of it: nobody has named what it leads to."""
    if item.stdin or item.explicit or not item.folder:
        return False
    return not _is_below(os.path.realpath(item.path), item.folder)


def _is_below(real: str, folder: str) -> bool:
    return real.startswith(os.path.join(os.path.realpath(folder), ""))


class NotWritten(DslintError):  # noqa: N818 - a condition of the file
    """A file could not be written; it is as it was."""

    def __init__(self, shown: str, why: str) -> None:
        super().__init__(f"cannot write {printable(shown)}: {why}")


def save(path: str, shown: str, old: bytes, new: bytes, *, folder: str = "") -> None:
    """Replace the contents of a file; mode, owner and the links that lead to it stay.

    Raises :class:`NotWritten` where that fails, the file is no longer what ``old`` says, or its path has become a link
    out of a ``folder`` since it was read; nothing is changed then.
    """
    real = os.path.realpath(path)
    try:
        if folder and not _is_below(real, folder):
            raise NotWritten(shown, "it has become a link out of the folder since it was read")
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            raise NotWritten(shown, "it is not a file")
        if not status.st_mode & 0o222 or not os.access(real, os.W_OK):
            raise NotWritten(shown, "it is read-only")
        _replace(path, real, shown, old, new, status)
    except OSError as error:
        raise NotWritten(shown, reason(error)) from None


def _replace(path: str, real: str, shown: str, old: bytes, new: bytes, status: os.stat_result) -> None:
    folder, name = os.path.split(real)
    temporary = os.path.join(folder, f".{name}.dslint-{os.getpid()}.tmp")
    with replacing(real, temporary, 0o600) as file:
        _write(file.fileno(), new)
        _keep_owner(file.fileno(), shown, status)
        os.fsync(file.fileno())
        _demand(path, real, shown, old, status)
    _sync_folder(folder)


def _write(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _keep_owner(handle: int, shown: str, status: os.stat_result) -> None:
    """Give a new file the owner, then the mode of the one that it is to replace."""
    if hasattr(os, "fchown"):
        now = os.fstat(handle)
        if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid):
            try:
                os.fchown(handle, status.st_uid, status.st_gid)
            except PermissionError:
                raise NotWritten(shown, "it belongs to another user or group, which could not be kept") from None
        os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _demand(path: str, real: str, shown: str, old: bytes, status: os.stat_result) -> None:
    """Demand that a file is still what was read: the same file with the same contents, at the end of the same links."""
    with open(real, "rb") as file:
        now = os.fstat(file.fileno())
        same = (now.st_dev, now.st_ino) == (status.st_dev, status.st_ino) and os.path.realpath(path) == real
        if not same or file.read(len(old) + 1) != old:
            raise NotWritten(shown, "it has changed since it was read")


def _remove(path: str) -> None:
    with suppress(OSError):  # never made, or the disk is gone: the next run clears it
        os.unlink(path)


def _sync_folder(folder: str) -> None:
    """Make the new name last; some systems cannot, and the file is whole either way."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def clear_leftovers(folder: str) -> None:
    """Remove what runs that were killed have left in a folder."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        found = _LEFTOVER.fullmatch(name)
        if found and not _is_alive(int(found[1])):
            _remove(os.path.join(folder, name))


def _is_alive(process: int) -> bool:
    """Tell whether a process runs that may still want its file; this one has none before it begins to write."""
    if process == os.getpid():
        return False
    if os.name == "nt":  # where asking means killing
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is another user's
        return True
    return True
