"""What an editor sends, held to the frame of the protocol: out of step with it no message could be told any more."""

from __future__ import annotations

import re

from dslint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

MAX_BYTES = 1 << 28
_LONGEST_LINE = 1024
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([0-9]{1,18})[ \t]*\r?\n", re.IGNORECASE)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:[^\r\n]*\r?\n")


class Incoming:
    """The headers and bodies of messages, in turn; raises InputError where what comes can be neither."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._length: int | None = None

    def readline(self) -> bytes:
        """Return the next line of headers, the length as pygls wants it; nothing at the end."""
        line = self._file.readline(_LONGEST_LINE)
        if length := _LENGTH.fullmatch(line):
            self._length = int(length[1])
            if self._length > MAX_BYTES:
                raise InputError(f"the editor announces a message of more than {MAX_BYTES >> 20} MiB")
            return b"Content-Length: %d\r\n" % self._length
        if line and line.strip():
            if not _HEADER.fullmatch(line) or line[:14].lower() == b"content-length":
                shown = line[:40].decode("utf-8", "replace").strip()
                raise InputError(f"what the editor sends is no header of a message: {shown!r}")
        elif line and not self._length:
            raise InputError("the editor announces a message without a length")
        return line

    def read(self, size: int) -> bytes:
        """Return the body of a message."""
        self._length = None
        return self._file.read(size)
