"""The DaemonSets of the same paths at a Git revision."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from dslint.config import Options, Resolver
from dslint.coverage.manifests import Location, Manifests, add_text
from dslint.errors import UsageError
from dslint.inputs.discover import SUFFIXES, mentions
from dslint.inputs.fragments import Fragments
from dslint.inputs.gitrevision import Revision
from dslint.inputs.kustomize import Kustomization, read_kustomization
from dslint.paths import show_path
from dslint.source.text import SourceText, UndecodableError


def daemon_sets_at(name: str, paths: Iterable[str], options: Options, resolver: Resolver) -> Manifests:
    """Return the DaemonSets that files and folders had at a revision; paths are shown as ``REVISION:path``.

    What could not be read there is a note: it is no more. Raises UsageError where there is no such revision, and for
    standard input, which has none.
    """
    found = Manifests()
    seen: set[str] = set()
    revisions: dict[str, _Then] = {}
    here = os.getcwd()
    for path in paths:
        if path == "-":
            raise UsageError("standard input has no earlier revision", hint="name the files, or use --against")
        full = os.path.realpath(path)
        folder = full if os.path.isdir(full) else os.path.dirname(full)
        then = revisions.get(folder)
        if then is None:
            then = revisions[folder] = _Then(Revision(folder, name))
        wanted = [one for one in then.below(full, options, resolver) if one not in seen]
        seen.update(wanted)
        for absolute, data in then.read(wanted):
            if mentions(data):
                _add(f"{name}:{show_path(absolute, here)}", absolute, data, found, then)
    for error in found.errors:
        found.note(f"{error.source.path if error.source else name}: not read: {error.message}")
    found.errors.clear()
    return found


def _add(shown: str, path: str, data: bytes, found: Manifests, then: _Then) -> None:
    try:
        add_text(Location(SourceText.decode(shown, data), path), found, then.fragments)
    except UndecodableError as error:
        found.note(f"{shown}: not read: {error.message}")


class _Then:
    """One revision by absolute paths, with the kustomizations and charts that it had."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self._files = {os.path.join(revision.top, *path.split("/")): path for path in revision.paths()}
        self.fragments = _FragmentsThen(self)

    def below(self, path: str, options: Options, resolver: Resolver) -> Iterator[str]:
        """Yield the absolute paths of the manifests that a file or folder stands for, as on the disk."""
        if path in self._files:
            yield path
            return
        base = os.path.join(path, "")
        for file in sorted(self._files):
            if not file.startswith(base) or not file.endswith(SUFFIXES):
                continue
            hidden = any(step.startswith(".") for step in file[len(base) :].split(os.sep)[:-1])
            if not (hidden and not options.no_ignore) and not resolver.excludes(file):
                yield file

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield absolute paths and contents."""
        wanted = {self._files[path]: path for path in paths if path in self._files}
        for blob in self._revision.read(wanted):
            yield wanted[blob.path], blob.data

    def has(self, path: str) -> bool:
        """Tell whether there was a file."""
        return path in self._files


class _FragmentsThen(Fragments):
    """Looks around in the revision rather than on the disk."""

    __slots__ = ("_then",)

    def __init__(self, then: _Then) -> None:
        super().__init__()
        self._then = then

    def _kustomization(self, folder: str) -> Kustomization | None:
        if folder not in self._kustomizations:
            self._kustomizations[folder] = read_kustomization(folder, self._read)
        return self._kustomizations[folder]

    def _read(self, path: str) -> bytes | None:
        return next((data for _, data in self._then.read([path])), None)

    def _is_chart(self, folder: str) -> bool:
        return self._then.has(os.path.join(folder, "Chart.yaml"))
