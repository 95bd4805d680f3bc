"""What a run passed over below the folders that it was given, and why: worked out where somebody asks.

Told of are manifests that were not looked at, and in one line a folder of which nothing was, if it holds any.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from dslint.errors import DslintError
from dslint.inputs.discover import named
from dslint.inputs.git import ignored
from dslint.inputs.listing import walk
from dslint.inputs.tree import SUFFIXES
from dslint.paths import kind_of, reason, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Resolver
    from dslint.inputs.tree import Tree

_ALL = "(--no-ignore looks at it)"


def skips(tree: Tree, paths: Iterable[str], seen: set[str], resolver: Resolver) -> Iterator[tuple[str, str]]:
    """Yield what was passed over, as people see it, and why; ``seen`` are the absolute paths that were looked at."""
    here, told = working_directory(), set[str]()
    below = _Below(seen, resolver)
    for path in paths:
        item, typed = named(tree, path, here, resolver.options)
        if not typed and item.path not in seen and (why := below.excluded(item.path, item.path)):
            yield item.shown, why
        for skipped, why in sorted(below.of(item.path)) if typed else ():
            if skipped not in told:
                told.add(skipped)
                yield tree.show(typed + skipped[len(item.path) :], here), why


class _Below:
    def __init__(self, seen: set[str], resolver: Resolver) -> None:
        self._seen = seen
        self._resolver = resolver
        self._ignored: set[str] = set()
        self._holding: set[str] = set()
        for path in seen:
            while (path := os.path.dirname(path)) not in self._holding:
                self._holding.add(path)

    def of(self, root: str) -> Iterator[tuple[str, str]]:
        """Yield the paths below a folder that were passed over."""
        pending = [(root, "")]
        self._ask_git(root)
        while pending:
            folder, around = pending.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if not entry.is_dir(follow_symlinks=False):
                            if entry.path not in self._seen and (why := self._file(entry, around)):
                                yield entry.path, why
                        elif entry.name != ".git":
                            why = self._folder(entry) or around
                            if not why or entry.path in self._holding:
                                pending.append((entry.path, why))
                            elif any(True for _ in walk(entry.path, everything=True)):
                                yield entry.path, why
            except FileNotFoundError:
                continue
            except OSError as error:
                yield folder, f"a folder that cannot be opened: {reason(error)}"

    def _folder(self, entry: os.DirEntry[str]) -> str:
        if excluded := self.excluded(entry.path, entry.path + os.sep):
            return excluded
        everything = self._resolver.options.no_ignore
        if entry.name.startswith(".") and not everything:
            return f"a hidden folder {_ALL}"
        if entry.path + os.sep in self._ignored:
            return f"ignored by Git {_ALL}"
        if os.path.lexists(os.path.join(entry.path, ".git")):
            self._ask_git(entry.path)
        return ""

    def _file(self, entry: os.DirEntry[str], around: str) -> str:
        if entry.is_symlink() and os.path.isdir(entry.path):
            return around or "a link to a folder, which is not followed"
        if not entry.name.endswith(SUFFIXES):
            return ""
        if excluded := self.excluded(entry.path, entry.path):
            return excluded
        try:
            kind = kind_of(os.stat(entry.path).st_mode)
        except OSError as error:
            return f"a link that leads nowhere: {reason(error)}" if entry.is_symlink() else reason(error)
        if kind:
            return f"{kind}, not a file"
        return around or (f"ignored by Git {_ALL}" if entry.path in self._ignored else "")

    def excluded(self, at: str, path: str) -> str:
        """Return which entry of the settings at a path leaves out another, or nothing."""
        try:
            entry = self._resolver.settings_for(at).excluded_by(path)
        except DslintError:  # of a configuration that no manifest was under
            return ""
        return f"excluded by {entry}" if entry else ""

    def _ask_git(self, folder: str) -> None:
        if not self._resolver.options.no_ignore:
            self._ignored.update(os.path.join(folder, *name.split("/")) for name in ignored(folder))
