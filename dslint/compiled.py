"""Plain data of dslint's own, kept as :mod:`marshal` writes it: read without JSON's parser, which takes long to import.

marshal trusts what it reads. It is for files of dslint's own folders alone, beside code that Python trusts as well, and
each has a checksum; what has another is not read.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator
from contextlib import suppress
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BUILT = "built"  # what stands for the stamp of a file that came with an installed package
# the newest that every Python since 3.10 reads
_FORMAT = 4
_SUM = 4


def dumps(value: Any) -> bytes:
    """Return plain values as bytes."""
    data = marshal.dumps(value, _FORMAT)
    return crc32(data).to_bytes(_SUM, "big") + data


def load(path: str) -> Any:
    """Return what a file of such bytes holds; ``None`` where it is not there, or not as it was written."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        if crc32(data[_SUM:]).to_bytes(_SUM, "big") == data[:_SUM]:
            return marshal.loads(memoryview(data)[_SUM:])  # noqa: S302 - our own, as the checksum says
    except (OSError, ValueError, EOFError, TypeError):
        pass
    return None


def write(path: str, value: Any) -> None:
    """Write such a file; a folder that cannot be written only costs time."""
    from dslint.atomic import replacing  # once for each change of what it is made of

    with suppress(OSError), replacing(path, f"{path}.{os.getpid()}", 0o666) as file:
        file.write(dumps(value))


def copy_of(path: str) -> str:
    """Return where the copy of a JSON file is."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.marshal")


def built_copies(base: str) -> Iterator[tuple[str, bytes]]:
    """Yield the copies of the JSON files one folder below another, by their paths in it, for a package."""
    import json
    from glob import glob

    for path in sorted(glob("*/*.json", root_dir=base)):
        with open(os.path.join(base, path), "rb") as file:
            yield copy_of(path), dumps((BUILT, json.load(file)))


def load_json(path: str) -> Any:
    """Return what a JSON file holds, by its copy where there is one of it as it is now; else one is made.

    Raises OSError where there is no such file, ValueError where it is no JSON.
    """
    kept = load(copy_of(path))
    stamp, value = kept if isinstance(kept, tuple) and len(kept) == 2 else (None, None)
    if stamp == BUILT:
        return value
    status = os.stat(path)
    current = [status.st_mtime_ns, status.st_size]
    if stamp != current:
        import json

        with open(path, "rb") as file:
            value = json.load(file)
        write(copy_of(path), (current, value))
    return value
