"""Files as they were at a Git revision, read out of the object database: nothing is checked out, nothing is run.

A repository may be a stranger's: as in :mod:`dslint.inputs.gitfiles` no setting of it can start a program. Objects are
read as
they are stored, without filters and text conversion.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dslint.errors import InputError, UsageError
from dslint.inputs.gitfiles import HARDENED, TIMEOUT, environment
from dslint.template import show

_LINK, _SUBMODULE = b"120000", b"160000"
_LARGEST = 64 * 1024 * 1024
_HOPS = 8


class Blob(NamedTuple):
    """A file of a revision: its path from the top of the work tree, and its contents."""

    path: str
    data: bytes


class Revision:
    """The files of one revision of the repository around a folder; ``top`` is the top of its work tree.

    Files larger than 64 MiB are left out. Raises UsageError where there is no repository or no such revision.
    """

    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self.top = os.fsdecode(self._ask("rev-parse", "--show-toplevel").rstrip(b"\n"))
        try:
            found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{tree}}")
        except UsageError:
            raise UsageError(f'no revision "{show(name)}" in {show(self.top)}') from None
        self._tree = found.strip().decode("ascii")
        self._files: dict[str, tuple[bytes, bytes]] = {}
        for entry in self._ask("ls-tree", "-r", "-l", "-z", "--full-tree", self._tree).split(b"\0"):
            facts, tab, path = entry.partition(b"\t")
            mode, _, identity, size = facts.split() if tab else (_SUBMODULE, b"", b"", b"")
            if mode != _SUBMODULE and int(size) <= _LARGEST:
                self._files[os.fsdecode(path)] = (mode, identity)

    def paths(self) -> Iterator[str]:
        """Yield the paths of files and of links to files, from the top of the work tree, in Git's order."""
        return iter(self._files)

    def read(self, paths: Iterable[str]) -> Iterator[Blob]:
        """Yield the contents of some files; links are followed inside the revision.

        Left out is what is not there, what leads elsewhere and what is too large. Raises InputError where Git does not
        answer.
        """
        objects = {path: self._object(path) for path in paths}
        contents = self._contents(objects.values())
        for path, identity in objects.items():
            if identity in contents:
                yield Blob(path, contents[identity])

    def _object(self, path: str) -> bytes:
        """Return the name of the object that a path leads to; empty where it leads nowhere."""
        for _ in range(_HOPS):
            mode, identity = self._files.get(path, (b"", b""))
            if mode != _LINK:
                return identity
            target = self._contents([identity]).get(identity, b"")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(target)))
        return b""

    def _contents(self, identities: Iterable[bytes]) -> dict[bytes, bytes]:
        asked = list(dict.fromkeys(identity for identity in identities if identity))
        if not asked:
            return {}
        said = self._ask("cat-file", "--batch", text=b"".join(identity + b"\n" for identity in asked))
        found: dict[bytes, bytes] = {}
        at = 0
        while at < len(said):
            end = said.index(b"\n", at)
            head = said[at:end].split(b" ")
            at = end + 1
            if len(head) == 3:  # what is missing has no size
                size = int(head[2])
                found[head[0]] = said[at : at + size]
                at += size + 1
        return found

    def _ask(self, *arguments: str, text: bytes = b"") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - no shell; a revision that looks like an option is taken for none
                [*HARDENED, *arguments],
                cwd=self._folder,
                env=environment(),
                input=text,
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
            )
        except FileNotFoundError:
            raise UsageError("--since needs git, which is not on the PATH") from None
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise InputError(f"git {arguments[0]} failed: {error}") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
            raise UsageError(f"git {arguments[0]} failed: {show(said[-1]) if said else f'code {done.returncode}'}")
        return done.stdout
