"""Files of an object store as a tree, through fsspec: only where a source has ``://`` in it, and only to be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dslint.credentials import masked
from dslint.errors import InputError, UsageError
from dslint.inputs.limits import MAX_BYTES
from dslint.inputs.tree import CHART, KUSTOMIZATIONS, SUFFIXES, Input, TooLarge, Unreadable
from dslint.paths import working_directory
from dslint.phrases import counted

if TYPE_CHECKING:
    from dslint.fleet.source import Source
    from dslint.inputs.large import Large

MOST = 100_000  # manifests of one source
_INSTALL = "pip install 'daemonset-lint[fleet]'"


class Store:
    """The manifests below a URL, or the one that it names; a :class:`~dslint.inputs.tree.Tree`.

    They are read one at a time. ``top`` is the path that they are taken to lie below, in the working directory, whose
    configuration counts.

    Raises UsageError where what reads such a URL is not installed, and InputError where it cannot be listed.
    """

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self.top = os.path.join(working_directory(), f"<{source.name.replace(os.sep, '_')}>")
        self._shown = source.shown.partition("?")[0].rstrip("/")
        self._keys: dict[str, str] = {}
        try:
            self._files: Any
            self._files, root = _open(source.where)
            self._list(root)
        except (UsageError, InputError):
            raise
        except Exception as error:  # noqa: BLE001 - each store has errors of its own
            raise InputError(f"cannot read {source.shown}: {_reason(error)}") from None

    def _list(self, root: str) -> None:
        if self._files.isfile(root):
            self._keys[os.path.join(self.top, os.path.basename(root))] = root
            return
        base = root.rstrip("/")
        for key in self._files.find(root):
            below = key[len(base) :].lstrip("/")
            if key.endswith(SUFFIXES) and not any(part.startswith(".") for part in below.split("/")):
                self._keys[os.path.join(self.top, *below.split("/"))] = key
            if len(self._keys) > MOST:
                raise InputError(f"{self._shown} has more than {counted(MOST, 'manifest')}", hint="name a folder in it")
        if not self._keys and not self._files.exists(root):
            raise InputError(f"cannot read {self._shown}: there is nothing")

    def is_folder(self, path: str) -> bool:
        """Tell whether a path stands for what lies below it."""
        return path not in self._keys

    def is_file(self, path: str) -> bool:
        """Tell whether there is such a file; one that would have to be rendered is none."""
        return path in self._keys and os.path.basename(path) not in (CHART, *KUSTOMIZATIONS)

    def is_top(self, folder: str) -> bool:
        """Tell whether a folder is the top: nothing above has to do with what is in it."""
        return folder == self.top

    def show(self, path: str, here: str) -> str:  # noqa: ARG002 - the protocol of trees
        """Return the URL of a file, without credentials."""
        below = path[len(self.top) :].replace(os.sep, "/").lstrip("/")
        return f"{self._shown}/{below}" if below and not self._shown.endswith(f"/{below}") else self._shown

    def list(self, folder: str, *, everything: bool) -> Iterator[str]:  # noqa: ARG002
        """Yield the manifests below a folder."""
        base = os.path.join(folder, "")
        return (path for path in self._keys if path.startswith(base))

    def files(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder: only manifests are known."""
        return self.list(folder, everything=True)

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents of a file; raises :class:`~dslint.inputs.tree.Unreadable`."""
        key = self._keys.get(item.path)
        if key is None:
            raise Unreadable(item.shown, "there is no such file", gone=True)
        try:
            with self._files.open(key, "rb") as file:
                data: bytes = file.read(limit + 1)
        except Exception as error:  # noqa: BLE001 - as above
            raise Unreadable(item.shown, _reason(error)) from None
        if len(data) > limit:
            raise TooLarge(item.shown, limit)
        return data

    def read_all(self, items: Iterable[Input]) -> Iterator[tuple[Input, bytes | Large | Unreadable]]:
        """Yield files with their contents, or with what keeps them from being read."""
        for item in items:
            try:
                yield item, self.read(item)
            except Unreadable as error:
                yield item, error


def _open(url: str) -> tuple[Any, str]:
    """Return what reads a URL, and the path that it stands for there; raises UsageError where nothing can."""
    scheme = url.partition("://")[0]
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import known_implementations, registry
    except ImportError:
        raise UsageError(f"{scheme}:// needs the extra fleet", hint=_INSTALL) from None
    if scheme not in known_implementations and scheme not in registry:
        raise UsageError(f"{scheme}:// is nothing that can be read", hint="s3://, gs://, file:// and memory:// are")
    try:
        files, path = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise UsageError(f"{scheme}:// needs more than is installed: {error}", hint=_INSTALL) from None
    return files, path


def _reason(error: Exception) -> str:
    text = masked(" ".join(str(error).split())) or type(error).__name__
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
