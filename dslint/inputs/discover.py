"""Which files a run looks at.

A file named explicitly is always looked at. Below a folder that are the manifests that the tree lists and no
``exclude`` means; ``exclude`` counts with ``no_ignore`` too, since somebody chose it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from dslint.errors import InputError
from dslint.inputs.tree import Input
from dslint.paths import STDIN, show_path, working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options, Resolver
    from dslint.inputs.tree import Tree


def find(tree: Tree, paths: Iterable[str], resolver: Resolver) -> Iterator[Input]:
    """Yield the inputs that paths stand for: each once, in the order of the paths, sorted below a folder.

    A path that is not there is yielded too, and a folder that cannot be listed in the place of what it holds: reading
    them says why.

    Raises :class:`~dslint.errors.InputError` for an empty path and :class:`~dslint.errors.ConfigError` for a wrong
    configuration file.
    """
    here, options = working_directory(), resolver.options
    given = [named(tree, path, here, options) for path in paths]
    explicit = {item.path for item, folder in given if not (folder or item.stdin)}
    seen: set[tuple[str, bool]] = set()
    for item, folder in given:
        if folder:
            resolver.excludes(item.path + os.sep)  # a mistake in the configuration is told even if the folder is empty
        for one in _below(tree, item.path, folder, explicit, options) if folder else (item,):
            if (one.path, one.stdin) in seen:
                continue
            seen.add((one.path, one.stdin))
            if not resolver.excludes(one.path) or (one.explicit and not options.force_exclude):
                yield one


def named(tree: Tree, path: str, here: str, options: Options) -> tuple[Input, str]:
    """Return the input that the user named and, of a folder, its path as it is to be shown from here."""
    if path == "-":
        shown = options.stdin_filename or STDIN
        absolute = os.path.normpath(os.path.join(here, shown))
        shown = show_path(absolute, here) if options.stdin_filename else STDIN
        return Input(absolute, shown, explicit=True, stdin=True), ""
    if not path:
        raise InputError("cannot read a path that is empty", hint="for the working directory write .")
    absolute = os.path.normpath(os.path.join(here, path))
    typed = os.path.normpath(path)
    # what was typed as ../x.yaml is shown so, not by all the folders above
    typed = os.path.join(here, typed) if typed.startswith(os.pardir) else absolute
    return Input(absolute, tree.show(typed, here), explicit=True), typed if tree.is_folder(absolute) else ""


def _below(tree: Tree, folder: str, typed: str, explicit: set[str], options: Options) -> Iterator[Input]:
    here, above = working_directory(), len(folder)
    for path in sorted(tree.list(folder, everything=options.no_ignore)):
        yield Input(path, tree.show(typed + path[above:], here), explicit=path in explicit, folder=folder)
