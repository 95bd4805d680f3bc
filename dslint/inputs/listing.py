"""The manifests below a folder of the work tree.

That is every ``.yaml``, ``.yml`` and ``.json`` outside hidden folders that Git does not ignore. Where Git knows of
nothing below the folder that was named, such as an ignored ``build/``, what it ignores is looked at. Links to files are
followed, links to folders are not: no loop can form. What is not a regular file is passed over.

With ``everything`` hidden folders and what Git ignores are looked at too, all but ``.git`` itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator

from dslint.inputs.tree import SUFFIXES


def manifests_below(root: str, note: Callable[[str], None], *, everything: bool) -> Iterator[str]:
    """Yield the absolute paths of the manifests below a folder; work trees inside a work tree are asked in turn.

    ``note`` is told what a user has to know of that.
    """
    if everything or not _in_work_tree(root):
        yield from walk(root, everything=everything)
        return
    from dslint.inputs.git import SlowError, listed  # starts a process; few runs need it

    pending, asked = [root], {root}
    while pending:
        folder = pending.pop()
        own = folder == root or os.path.lexists(os.path.join(folder, ".git"))
        names = None
        try:
            names = listed(folder) if own else None
        except SlowError as slow:
            note(f"{folder}: {slow}")
        if not names:
            yield from walk(folder, everything=False)
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
    """Yield those of Git's names that are manifests and there; what has a slash at the end keeps a separator there."""
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


def walk(root: str, *, everything: bool) -> Iterator[str]:
    """Yield the manifests below a folder without asking Git, and folders that cannot be opened."""
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
