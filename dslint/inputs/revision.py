"""Files as they were at a Git revision, read out of the object database: nothing is checked out, nothing is run."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from hashlib import new as new_hash

from dslint.errors import DslintError, InputError, UsageError
from dslint.inputs import git
from dslint.inputs.lack import DAMAGED, remedy
from dslint.inputs.limits import MAX_BYTES
from dslint.inputs.tree import SUFFIXES, Input, TooLarge, Unreadable
from dslint.paths import show_path, working_directory
from dslint.phrases import counted
from dslint.record import NamedTuple
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_LINK, _SUBMODULE = b"120000", b"160000"
_HOPS = 8
# what is read at a time: Git is started for each batch, and its answer is kept as a whole
_BATCH = 8 * 1024 * 1024


class _Blob(NamedTuple):
    """What a repository has at a path: its top and path there, the object's name, and whether it is a link."""

    top: str
    path: str
    identity: bytes
    link: bool


class Revision:
    """The files that the repositories around some paths had at a revision; a :class:`~dslint.inputs.tree.Tree`.

    Objects are read as they are stored, without filters and text conversion; links are followed inside the revision.
    Left out are files larger than 64 MiB and links that lead elsewhere. Submodules are as they were then. The paths
    are absolute, without links. Git is asked for sizes and contents of what is read alone: a partial clone may lack
    all others, and nothing is fetched.

    Raises UsageError where there is no repository or no such revision, and as every method InputError where Git does
    not answer or the repository lacks an object.
    """

    def __init__(self, name: str, paths: Iterable[str]) -> None:
        self.name = name
        self._files: dict[str, _Blob] = {}
        self._tops: set[str] = set()
        self._sizes: dict[bytes, int] = {}
        self._latest: dict[bytes, bytes] = {}
        self._unchanged: frozenset[str] = frozenset()
        self._disk: Tree | None = None
        self.notes: list[str] = []
        for folder in dict.fromkeys(map(_folder, paths)):
            top = os.fsdecode(_ask(folder, "rev-parse", "--show-toplevel").rstrip(b"\n"))
            if top not in self._tops:
                try:
                    self._add(top, self.name)
                except UsageError as error:
                    raise self._unlisted(top, error) from None

    def _add(self, top: str, name: str) -> None:
        listed = _ask(top, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", f"{name}^{{tree}}")
        self._tops.add(top)
        for entry in filter(None, listed.split(b"\0")):
            facts, _, below = entry.partition(b"\t")
            mode, _, identity = facts.split()
            path = os.fsdecode(below)
            where = os.path.join(top, *path.split("/"))
            if mode != _SUBMODULE:
                self._files[where] = _Blob(top, path, identity, mode == _LINK)
            elif os.path.exists(os.path.join(where, ".git")) and os.path.realpath(where) == where:
                self._add_submodule(where, identity.decode())

    def _add_submodule(self, top: str, commit: str) -> None:
        """Add the files of the commit that the repository around has a submodule at."""
        try:
            self._add(top, commit)
        except (UsageError, InputError):
            shown = show(show_path(top, working_directory()))
            what = f"lacks the commit that it is at in {show(self.name)}: all in this submodule counts as new"
            self.notes.append(f"{shown} {what}")

    def _unlisted(self, top: str, error: UsageError) -> DslintError:
        """Return what is to be said where the files of the revision cannot be listed."""
        if _is(top, f"{self.name}^{{tree}}"):
            return InputError(f"{show(self.name)}: {error.message}", hint=remedy(top) or DAMAGED)
        if _is(top, f"{self.name}^{{commit}}"):
            return InputError(f"the repository lacks the files of {show(self.name)}", hint=remedy(top) or DAMAGED)
        return UsageError(f'no revision "{show(self.name)}" in {show(top)}', hint=remedy(top))

    @property
    def name_size(self) -> int:
        """How many characters the name of an object has: 40, or 64 where the repository uses SHA-256."""
        return len(next((blob.identity for blob in self._files.values()), b"")) or 40

    def identity(self, path: str) -> bytes:
        """Return the name of the object that a file is stored as; raises KeyError where there is none."""
        return self._files[path].identity

    def is_folder(self, path: str) -> bool:
        """Tell whether a path stands for what lies below it: what is no file; nothing may lie there."""
        return path not in self._files

    def is_file(self, path: str) -> bool:
        """Tell whether there was such a file or link."""
        return path in self._files

    def size(self, path: str) -> int:
        """Return how many bytes a file had, 0 as long as nobody has read it."""
        blob = self._files.get(path)
        return 0 if blob is None else self._sizes.get(blob.identity, 0)

    def is_top(self, folder: str) -> bool:
        """Tell whether a folder is the top of a repository."""
        return folder in self._tops

    def show(self, path: str, here: str) -> str:
        """Return ``REVISION:path``."""
        return f"{self.name}:{show_path(path, here)}"

    def list(self, folder: str, *, everything: bool) -> Iterator[str]:
        """Yield the manifests below a folder."""
        base = os.path.join(folder, "")
        for path in self._files:
            if path.startswith(base) and path.endswith(SUFFIXES):
                steps = path[len(base) :].split(os.sep)[:-1]
                if everything or not any(step.startswith(".") for step in steps):
                    yield path

    def read_from(self, disk: Tree, unchanged: Iterable[str]) -> None:
        """Read some files from the disk, where they are as they were: Git need not be asked."""
        self._disk, self._unchanged = disk, frozenset(unchanged)

    def names(self, folder: str) -> set[str]:
        """Return the names of what was directly in a folder."""
        base = os.path.join(folder, "")
        return {path[len(base) :].partition(os.sep)[0] for path in self.files(folder)}

    def files(self, folder: str) -> Iterator[str]:
        """Yield every file below a folder."""
        base = os.path.join(folder, "")
        return (path for path in self._files if path.startswith(base))

    def read(self, item: Input, limit: int = MAX_BYTES) -> bytes:
        """Return the contents of a file; raises :class:`~dslint.inputs.tree.Unreadable`."""
        blob = self._target(item.path)
        if blob is None:
            raise Unreadable(item.shown, "the revision has no such file", gone=True)
        self._measure([(item, blob)])
        if self._sizes[blob.identity] > limit:
            raise TooLarge(item.shown, limit)
        return next(data for _, data in self._read([(item, blob, None)]))

    def read_all(self, items: Iterable[Input]) -> Iterator[tuple[Input, bytes]]:
        """Yield inputs with their contents."""
        wanted = [(item, blob) for item in items if (blob := self._target(item.path)) is not None]
        self._measure([(item, blob) for item, blob in wanted if item.path not in self._unchanged])
        batch: list[tuple[Input, _Blob, bytes | None]] = []
        room = _BATCH
        for item, blob in wanted:
            data = self._on_disk(item, blob)
            if data is None:
                self._measure([(item, blob)])
            size = self._sizes[blob.identity] if data is None else len(data)
            if size > MAX_BYTES:
                continue
            if batch and (size > room or blob.top != batch[0][1].top):
                yield from self._read(batch)
                batch, room = [], _BATCH
            batch.append((item, blob, data))
            room -= size
        yield from self._read(batch)

    def _on_disk(self, item: Input, blob: _Blob) -> bytes | None:
        """Return the contents of a file that is as it was; ``None`` where it has changed after all."""
        if self._disk is None or item.path not in self._unchanged:
            return None
        try:
            data = self._disk.read(item)
        except Unreadable:
            return None
        return data if blob_name(data, len(blob.identity)) == blob.identity else None

    def _measure(self, pairs: Iterable[tuple[Input, _Blob]]) -> None:
        """Get to know the sizes of objects; raises InputError where a repository lacks one."""
        wanted = [(item, blob) for item, blob in pairs if blob.identity not in self._sizes]
        for top in dict.fromkeys(blob.top for _, blob in wanted):
            mine = {blob.identity: item for item, blob in wanted if blob.top == top}
            self._sizes |= _sizes(top, mine)
            _demand(top, [item for identity, item in mine.items() if identity not in self._sizes])

    def _read(self, batch: Sequence[tuple[Input, _Blob, bytes | None]]) -> Iterator[tuple[Input, bytes]]:
        asked = [(item, blob) for item, blob, data in batch if data is None]
        if any(blob.identity not in self._latest for _, blob in asked):
            top = asked[0][1].top
            self._latest = _contents(top, [blob for _, blob in asked])
            _demand(top, [item for item, blob in asked if blob.identity not in self._latest])
        latest = self._latest
        for item, blob, data in batch:
            yield item, latest[blob.identity] if data is None else data

    def _target(self, path: str) -> _Blob | None:
        """Return what a path leads to, links followed; ``None`` where it leads nowhere."""
        blob = self._files.get(path)
        for _ in range(_HOPS):
            if blob is None or not blob.link:
                return blob
            target = os.fsdecode(_contents(blob.top, [blob]).get(blob.identity, b""))
            path = posixpath.normpath(posixpath.join(posixpath.dirname(blob.path), target))
            blob = self._files.get(os.path.join(blob.top, *path.split("/")))
        return None


def _folder(path: str) -> str:
    """Return the folder to ask Git in: the path itself or the nearest above it that is still there."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


def _sizes(top: str, asked: Iterable[bytes]) -> dict[bytes, int]:
    """Return the sizes of the objects that a repository has, of those with some names."""
    try:
        answer = _ask(top, "cat-file", "--batch-check", text=b"".join(identity + b"\n" for identity in asked))
    except UsageError:  # an older Git gives up at the first one that is missing, since it may fetch nothing
        return {}
    lines = (line.split(b" ") for line in answer.splitlines())
    return {words[0]: int(words[2]) for words in lines if len(words) == 3 and words[2].isdigit()}


def _demand(top: str, missing: list[Input]) -> None:
    """Raise InputError where the contents of some files are not there."""
    if missing:
        more = f" and of {counted(len(missing) - 1, 'more file')}" if len(missing) > 1 else ""
        message = f"the repository lacks the contents of {show(missing[0].shown)}{more}"
        raise InputError(message, hint=remedy(top) or DAMAGED)


def _is(top: str, name: str) -> bool:
    """Tell whether a repository has the object that an expression names."""
    try:
        return bool(_ask(top, "rev-parse", "--verify", "--quiet", "--end-of-options", name))
    except UsageError:
        return False


def _contents(top: str, blobs: Iterable[_Blob]) -> dict[bytes, bytes]:
    """Return the contents of objects of one repository by their names."""
    asked = dict.fromkeys(blob.identity for blob in blobs)
    try:
        answer = _ask(top, "cat-file", "--batch", text=b"".join(identity + b"\n" for identity in asked))
    except UsageError as error:
        raise InputError(error.message, hint=remedy(top) or DAMAGED) from None
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        at = end + 1
        if len(head) == 3:  # what is missing has no size
            size = int(head[2])
            found[head[0]] = answer[at : at + size]
            at += size + 1
    return found


def _ask(folder: str, *arguments: str, text: bytes = b"") -> bytes:
    try:
        done = git.run(folder, *arguments, text=text)
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not on the PATH") from None
    except subprocess.TimeoutExpired as late:
        raise InputError(
            f"git {arguments[0]} gave no answer within {late.timeout:g} s in {show(folder)}",
            hint="the repository is very large, or a named pipe stands in the place of one of Git's files",
        ) from None
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise InputError(f"git {arguments[0]} failed: {error}") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        raise UsageError(f"git {arguments[0]} failed: {show(lines[-1]) if lines else f'code {done.returncode}'}")
    return done.stdout


def blob_name(data: bytes, size: int) -> bytes:
    """Return the name, of 40 characters or of 64, of the object that Git would store the contents of a file as."""
    digest = new_hash("sha256" if size > 40 else "sha1", b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest().encode()
