"""DaemonSets out of files, folders and streams, in file and document order, whether a server would take them or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dslint.config import Options, Resolver
from dslint.errors import InputError
from dslint.inputs.discover import Input, Unreadable, find, mentions, read_manifest
from dslint.inputs.documents import Skipped, daemon_sets, read
from dslint.inputs.fragments import Fragments
from dslint.manifest.daemonset import DaemonSet
from dslint.source.text import SourceText, UndecodableError

# where the DaemonSet is not, or not yet, what runs; a base lacks nothing but labels
_PARTS = ("patch", "template", "assertion")


class Manifests:
    """The DaemonSets of a run, notes for people, and what could not be read: errors with their places."""

    __slots__ = ("daemon_sets", "errors", "notes")

    def __init__(self) -> None:
        self.daemon_sets: list[DaemonSet] = []
        self.notes: list[str] = []
        self.errors: list[InputError] = []

    def note(self, text: str) -> None:
        """Add a note once."""
        if text not in self.notes:
            self.notes.append(text)


class Location(NamedTuple):
    """A text and the path at which kustomizations and charts are looked for."""

    source: SourceText
    path: str


def load_daemon_sets(
    paths: Iterable[str], options: Options | None = None, resolver: Resolver | None = None
) -> Manifests:
    """Return the DaemonSets of files, folders and ``-`` (standard input).

    A file that cannot be read is an error among the ``errors``, and the others are read all the same. Raises
    :class:`~dslint.errors.DslintError` for a wrong configuration.
    """
    said = options or Options()
    found, fragments = Manifests(), Fragments()
    for item in find(paths, options=said, resolver=resolver or Resolver(said)):
        _add_file(item, found, fragments)
    return found


def read_daemon_sets(text: str, path: str) -> Manifests:
    """Return the DaemonSets of a text; ``path`` is the name to show and where kustomizations are looked for."""
    found = Manifests()
    add_text(Location(SourceText.of(path, text), path), found, Fragments())
    return found


def _add_file(item: Input, found: Manifests, fragments: Fragments) -> None:
    try:
        data = read_manifest(item)
        if mentions(data):
            add_text(Location(SourceText.decode(item.shown, data), item.path), found, fragments)
    except Unreadable as problem:
        if item.explicit or not problem.gone:
            found.errors.append(problem)
    except UndecodableError as error:
        found.errors.append(error)


def add_text(place: Location, found: Manifests, fragments: Fragments) -> None:
    """Add the DaemonSets of a text, and what is to be said of it."""
    source = place.source
    fragment_of = fragments.finder(place.path)
    for document in read(source):
        whole = False
        for one in daemon_sets(document):
            if isinstance(one, Skipped):
                found.note(f"{source.path}: skipped a DaemonSet of {one.api_version}, which is another kind")
                continue
            one.fragment = fragment_of(one)
            if one.fragment is not None and one.fragment.kind in _PARTS:
                found.note(f"{source.path}: skipped, {one.fragment.reason}")
                continue
            whole = True
            found.daemon_sets.append(one)
        problem = document.problem
        if problem is None or not (whole or document.tree is None):
            continue
        if problem.fatal and "{{" in source.text[document.start : document.end]:
            found.note(f"{source.path}: skipped, a template, not YAML before it is rendered")
        else:
            reason = problem.params.get("reason") or "kubectl does not read on here"
            found.errors.append(InputError(reason, source=source, span=problem.span))
