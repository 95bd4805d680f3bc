"""The objects of a store, such as ``s3://bucket/prefix``, as the files of a tree: read by fsspec, never written.

Who may read them is for the store and for what the user has set for it; nothing of that is looked at here. Inside, the
object ``s3://bucket/key`` is the file ``/s3:/bucket/key``: other parts of dslint take paths for what they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from dslint.config.locate import Locator
from dslint.credentials import masked
from dslint.errors import InputError, UsageError
from dslint.inputs.limits import LARGEST, MAX_BYTES
from dslint.inputs.tree import SUFFIXES, Input, TooLarge, Unreadable
from dslint.paths import working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config import Options
    from dslint.inputs.large import Large

_INSIDE = re.compile(r"/(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?:/(?P<rest>.*))?\Z", re.DOTALL)
# so many small objects are asked for at once, and no more than have so many bytes; the next ones while these are judged
AT_ONCE = 64
AT_ONCE_BYTES = 16 * 1024 * 1024


def is_stored(path: str) -> bool:
    """Tell whether a path, as the user writes it or as it is called inside, is one of a store."""
    return "://" in path or (_INSIDE.match(path) is not None and not os.path.lexists(path))


def inside(paths: Iterable[str]) -> tuple[str, ...]:
    """Return how addresses are called inside; raises UsageError where files are among them."""
    found, schemes = [], set()
    for path in paths:
        scheme, slashes, rest = path.partition("://")
        if not (slashes and rest.strip("/") and scheme):
            raise UsageError(
                f"{masked(path)} is no address in a store", hint="name files and objects in runs of their own"
            )
        found.append(os.path.normpath(f"/{scheme}:/{rest}"))
        schemes.add(scheme)
    if len(schemes) > 1:
        raise UsageError(f"{' and '.join(sorted(schemes))} are two stores", hint="check each in a run of its own")
    return tuple(found)


def configured(options: Options) -> Options:
    """Return options that name the configuration of the working directory: a store has none."""
    if options.config is not None or options.no_config:
        return options
    nearest = Locator().nearest(working_directory())
    return options._replace(no_config=True) if nearest is None else options._replace(config=nearest)


class Store:
    """The objects of one store; a :class:`~dslint.inputs.tree.Tree`.

    A folder is what the keys of objects have in common up to a slash; it is listed when somebody asks what is in it.
    """

    is_store = True

    def __init__(self, path: str, keeps: int = 0) -> None:
        """Take a path inside the store, and how many bytes of objects to keep for those who read them again.

        Raises UsageError where fsspec, or what it needs for the store, is missing.
        """
        self.notes: list[str] = []
        self._sizes: dict[str, int] = {}
        self._listed: dict[str, set[str]] = {}
        self._kept: dict[str, bytes] = {}
        self._room = keeps
        found = _INSIDE.match(path)
        self._scheme = found["scheme"] if found else ""
        try:
            import fsspec

            self._fs: Any = fsspec.filesystem(self._scheme, skip_instance_cache=True)
            if hasattr(self._fs, "max_concurrency"):
                self._fs.max_concurrency = 1  # for more s3fs asks how large an object is before it reads it
        except ImportError as error:
            hint = "pip install 'daemonset-lint[fleet]', and what fsspec names for the store, such as s3fs"
            raise UsageError(f"{self._scheme}:// cannot be read: {error}", hint=hint) from None
        except ValueError as error:
            raise UsageError(f"{self._scheme}:// cannot be read: {masked(str(error))}") from None

    def _address(self, path: str) -> str:
        found = _INSIDE.match(path)
        rest = found["rest"] or "" if found else path
        return f"/{rest}" if self._scheme in ("file", "local") else rest

    def _path(self, address: str) -> str:
        return os.path.normpath(f"/{self._scheme}:/{address}")

    def is_folder(self, path: str) -> bool:
        """Tell whether a path stands for what lies below it."""
        try:
            return not self._fs.isfile(self._address(path))
        except Exception:  # noqa: BLE001 - each store has its own; who lists it is told
            return True

    def is_file(self, path: str) -> bool:
        """Tell whether there is such an object."""
        return path in self._sizes or path in self._beside(os.path.dirname(path))

    def is_top(self, folder: str) -> bool:  # noqa: ARG002 - as every tree
        """Tell whether a folder is the top of a repository: none is."""
        return False

    def show(self, path: str, here: str) -> str:  # noqa: ARG002 - as every tree
        """Return the address of an object, without credentials."""
        return masked(f"{self._scheme}://{self._address(path)}") if _INSIDE.match(path) else path

    def list(self, folder: str, *, everything: bool) -> Iterator[str]:
        """Yield the manifests below a folder; raises InputError where the store does not answer."""
        base = self._address(folder)
        try:
            objects = self._fs.find(base, detail=True)
        except Exception as error:  # noqa: BLE001 - each store has its own
            raise InputError(f"cannot list {self.show(folder, '')}: {masked(str(error))}") from None
        if not objects:
            raise InputError(f"there is nothing at {self.show(folder, '')}")
        for address, facts in objects.items():
            path = self._path(address)
            self._listed.setdefault(os.path.dirname(path), set()).add(path)
            if self._address(path).strip("/") != address.strip("/"):
                self.notes.append(f"{masked(f'{self._scheme}://{address}')} is not read: its name is no path")
                continue
            steps = path[len(folder) :].split("/")
            if path.endswith(SUFFIXES) and (everything or not any(step.startswith(".") for step in steps)):
                self._sizes[path] = int(facts.get("size") or 0)
                yield path

    def names(self, folder: str) -> Iterable[str]:  # noqa: ARG002 - as every tree
        """Return no names: what was listed are manifests, and those are known."""
        return ()

    def files(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder."""
        return self.list(folder, everything=True)

    def size(self, path: str) -> int:
        """Return how large an object is that was listed, else 0."""
        return self._sizes.get(path, 0)

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents of an object; raises :class:`~dslint.inputs.tree.Unreadable`."""
        if not item.explicit and not self.is_file(item.path):
            raise Unreadable(item.shown, "there is no such object", gone=True)
        try:
            data: bytes = self._fs.cat_file(self._address(item.path), start=0, end=limit + 1)
        except Exception as error:  # noqa: BLE001 - each store has its own
            raise self._unreadable(item, error) from None
        if len(data) > limit:
            raise TooLarge(item.shown, limit)
        return data

    def read_all(self, items: Iterable[Input]) -> Iterator[tuple[Input, bytes | Large | Unreadable]]:
        """Yield inputs with their contents, or with what keeps them from being read; many are asked for at once."""
        from concurrent.futures import ThreadPoolExecutor

        parts = self._parts(items)
        part = next(parts, None)
        with ThreadPoolExecutor(1) as beside:
            asked = part and beside.submit(self._fetch, part)
            while part and asked:
                found = asked.result()
                following = next(parts, None)
                asked = following and beside.submit(self._fetch, following)
                for item in part:
                    data = found.pop(item.path, None)
                    if data is None or (isinstance(data, bytes) and len(data) > LARGEST):
                        yield item, self._large(item)
                    elif isinstance(data, bytes):
                        yield item, data
                    else:
                        yield item, self._unreadable(item, data)
                part = following

    def _parts(self, items: Iterable[Input]) -> Iterator[tuple[Input, ...]]:
        """Yield inputs in parts that are asked for at once."""
        part: tuple[Input, ...] = ()
        size = 0
        for item in items:
            if item.explicit:  # it was not listed, and may be large
                self._measure(item)
            if part and (len(part) == AT_ONCE or size + self.size(item.path) > AT_ONCE_BYTES):
                yield part
                part, size = (), 0
            part += (item,)
            size += self.size(item.path)
        if len(part) == 1:  # a batch of one may be large
            self._measure(part[0])
        if part:
            yield part

    def _fetch(self, part: tuple[Input, ...]) -> dict[str, Any]:
        """Return the contents of small objects, or what keeps each from being read."""
        paths = dict.fromkeys(item.path for item in part if self.size(item.path) <= LARGEST)
        kept: dict[str, Any] = {path: self._kept[path] for path in paths if path in self._kept}
        rest = [path for path in paths if path not in kept]
        whole = [None] * len(rest)
        # not cat, which asks first whether each is there
        data = self._fs.cat_ranges([*map(self._address, rest)], whole, whole, on_error="return") if rest else []
        found = dict(zip(rest, data, strict=True))
        for path, one in found.items():
            if isinstance(one, bytes) and len(one) <= self._room:
                self._kept[path] = one
                self._room -= len(one)
        return kept | found

    def _measure(self, item: Input) -> None:
        """Ask how large an object is that was not listed here; reading it says if there is none."""
        if item.path not in self._sizes:
            with suppress(Exception):
                self._sizes[item.path] = int(self._fs.size(self._address(item.path)) or 0)

    def _large(self, item: Input) -> Large | Unreadable:
        """Return what reads an object in pieces, out of a copy that is gone with the process."""
        from tempfile import TemporaryFile

        from dslint.inputs.large import Large

        file = TemporaryFile(buffering=0)  # noqa: SIM115 - it is read until the next one is asked for
        try:
            self._fs.get_file(self._address(item.path), file)
        except Exception as error:  # noqa: BLE001 - as above
            file.close()
            return self._unreadable(item, error)
        return Large(file)

    def _unreadable(self, item: Input, error: Exception) -> Unreadable:
        gone = isinstance(error, FileNotFoundError)
        told = "there is no such object" if gone else masked(str(error).partition("\n")[0]) or type(error).__name__
        return Unreadable(item.shown, told, gone=gone)

    def _beside(self, folder: str) -> set[str]:
        """Return the objects in a folder."""
        found = _INSIDE.match(folder)
        if folder not in self._listed:
            self._listed[folder] = set()
            if found and found["rest"]:
                try:
                    entries = self._fs.ls(self._address(folder), detail=True)
                except Exception:  # noqa: BLE001 - there is no such folder, or no answer, which reading tells
                    entries = []
                files = (one["name"] for one in entries if one["type"] == "file")
                self._listed[folder].update(map(self._path, files))
        return self._listed[folder]
