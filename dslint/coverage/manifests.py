"""DaemonSets out of files, folders and streams, in file and document order, whether a server would take them or not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from dslint.config import Options, Resolver
from dslint.errors import InputError, UsageError
from dslint.inputs.load import Content, Loaded, load, load_objects, load_text
from dslint.inputs.tree import Input, Unreadable
from dslint.inputs.worktree import WorkTree
from dslint.manifest.daemonset import DaemonSet, ObjectName
from dslint.manifest.objects import Record
from dslint.manifest.surroundings import KINDS
from dslint.phrases import first_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree


class Manifests:
    """The DaemonSets of a run, notes for people, and what could not be read: errors with their places.

    ``names`` are those of parts of a DaemonSet too, which run nowhere as they stand. ``objects`` are those around them
    that decide about their pods; a ``tree`` is where inputs without a DaemonSet are looked through for them.
    """

    __slots__ = ("daemon_sets", "errors", "names", "notes", "objects")

    def __init__(self, inputs: Iterable[Loaded], tree: Tree | None = None) -> None:
        self.daemon_sets: list[DaemonSet] = []
        self.objects: list[Record] = []
        others: list[Input] = []
        self.names: list[ObjectName] = []
        self.notes: list[str] = []
        self.errors: list[InputError] = []
        for loaded in inputs:
            error = loaded.error
            if loaded.left is not None:
                continue
            if error is None:
                if loaded.source is None:
                    others.append(loaded.item)
                if loaded.rendered is not None and loaded.rendered.release is not None:
                    beginning = f"{loaded.rendered.release[0]}: skipped, the chart of this "
                    self.notes = [note for note in self.notes if not note.startswith(beginning)]
                for content in loaded.contents(KINDS):
                    self._add(content, loaded.item.shown)
            elif not isinstance(error, Unreadable):
                self.errors.append(InputError(error.reason, source=error.source, span=error.span))
            elif loaded.item.explicit or not error.gone:
                self.errors.append(error)
        if tree is not None and self.daemon_sets:
            self.objects += load_objects(tree, others, KINDS)

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)

    def _add(self, content: Content, shown: str) -> None:
        for other in content.not_checked:
            self.note(f"{shown}: skipped, {other.reason}")
        whole = []
        for ds in content.daemon_sets:
            self.names.append(ds.name)
            if ds.fragment is None or (ds.is_whole and ds.fragment.placeholder is None):
                whole.append(ds)
            else:
                self.note(f"{shown}: skipped, {ds.fragment.reason}")
        self.daemon_sets += whole
        self.objects += content.objects
        problem = content.document.problem
        if content.document.is_template:
            return
        if problem is not None and (whole or content.document.is_lost):
            reason = problem.params.get("reason") or "kubectl does not read on here"
            self.errors.append(InputError(reason, source=content.document.source, span=problem.span))


def load_daemon_sets(
    paths: Iterable[str],
    options: Options | None = None,
    resolver: Resolver | None = None,
    *,
    skipped: bool = False,
    tree: WorkTree | None = None,
) -> Manifests:
    """Return the DaemonSets of files, folders and ``-`` (standard input), out of a ``tree`` where one is given.

    A file that cannot be read is an error among the ``errors``, and the others are read all the same. With ``skipped``
    there are notes of what was passed over below folders. Raises :class:`~dslint.errors.DslintError` for a wrong
    configuration.
    """
    tree = tree or WorkTree()
    passed: list[tuple[str, str]] | None = [] if skipped else None
    found = Manifests(load(tree, paths, resolver or Resolver(options), passed), tree)
    for text in tree.notes:
        found.note(text)
    found.notes += first_lines([f"{path}: skipped, {reason}" for path, reason in passed or ()])
    return found


def read_daemon_sets(text: str, path: str) -> Manifests:
    """Return the DaemonSets of a text; ``path`` is the name to show and where kustomizations are looked for."""
    return Manifests([load_text(text, path)])


def daemon_sets_at(name: str, paths: Sequence[str], resolver: Resolver) -> Manifests:
    """Return the DaemonSets that files and folders had at a Git revision; paths are shown as ``REVISION:path``.

    What could not be read there is a note: it is no more. Raises UsageError where there is no such revision, and for
    standard input, which has none.
    """
    from dslint.inputs.revision import Revision

    if "-" in paths:
        raise UsageError("standard input has no earlier revision", hint="name the files, or use --against")
    real = [os.path.realpath(path) for path in paths]
    tree = Revision(name, real)
    found = Manifests(load(tree, real, resolver), tree)
    for error in found.errors:
        found.note(f"{error.source.path if error.source else name}: not read: {error.message}")
    found.errors.clear()
    return found
