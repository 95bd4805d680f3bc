"""What the editor has open, and what is found in it: everything that the protocol is not needed for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dslint.errors import DslintError
from dslint.inputs.tree import SUFFIXES
from dslint.judge.report import Report
from dslint.lsp.buffers import Buffers
from dslint.lsp.live import Live
from dslint.paths import absolute, is_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.config import Options
    from dslint.finding import Finding
    from dslint.lsp.document import Document


class Project:
    """A folder of the workspace, or a document by itself, with its latest report; what ends a run is its problem."""

    def __init__(self, path: str, options: Options, documents: dict[str, Document]) -> None:
        self.path = path
        self.live: Live | None = None
        self.report = Report()
        self.problem: DslintError | None = None
        self._options = options
        self._documents = documents
        self._seen: dict[str, str] = {}

    def refresh(self) -> None:
        """Judge what has changed since the last time; at first everything."""
        try:
            if self.live is None:
                self.live = Live(self.path, self._options, Buffers(self._documents))
                self._seen = {path: one.text for path, one in self._documents.items() if self.covers(path)}
                self.live.judge_all(self._seen)
            else:
                self._judge_changed(self.live)
            self.report = self.live.told()
            self.problem = None
        except DslintError as error:
            self.problem, self.live, self.report = error, None, Report()

    def _judge_changed(self, live: Live) -> None:
        now = {path: one.text for path, one in self._documents.items() if self.covers(path)}
        for path in now.keys() | self._seen.keys():
            if now.get(path) != self._seen.get(path):
                live.look(path, light=path not in now)
        self._seen = now

    def covers(self, path: str) -> bool:
        """Tell whether a document is one of the inputs; one that is new to the disk becomes one."""
        if self.live is None:
            return False
        if path not in self.live.items and self._is_new(path) and not self.live.excludes(path):
            self.live.take(path)
        return path in self.live.items

    def _is_new(self, path: str) -> bool:
        """Tell whether a document is to become a file that a run below the folder would look at."""
        if os.path.exists(path) or not is_below(path, self.path) or not path.endswith(SUFFIXES):
            return False
        return not any(part.startswith(".") for part in os.path.relpath(path, self.path).split(os.sep)[:-1])

    def is_current(self) -> bool:
        """Tell whether nothing has changed since the last time."""
        if self.live is None:
            return self.problem is not None
        return all(one.text is self._seen.get(path) for path, one in self._documents.items() if self.covers(path))


class Told(NamedTuple):
    """What is to be said of one document in one version."""

    document: Document
    project: Project
    findings: list[Finding]


class Workspace:
    """The folders and documents of an editor.

    All but :meth:`open`, :meth:`change` and :meth:`close` is for one thread.
    """

    def __init__(self, options: Options, folders: Iterable[str] = ()) -> None:
        self.options = options
        self.folders = list(folders)
        self.documents: dict[str, Document] = {}
        self._projects: dict[str, Project] = {}

    def open(self, document: Document) -> None:
        """Take a document, or another version of one."""
        self.documents[document.path] = document

    def close(self, path: str) -> None:
        """Let go of a document: the file on the disk counts again."""
        self.documents.pop(path, None)

    def reload(self) -> None:
        """Read everything anew: what configures a run has changed, or which files there are."""
        self._projects.clear()

    def refresh(self, paths: Iterable[str]) -> list[Told]:
        """Judge the documents that have changed; return what is to be said of all that this may be about."""
        changed = {project.path: project for path in paths for project in self._around(path)}
        for project in changed.values():
            if not project.is_current():
                project.refresh()
        return [self.told(document) for document in list(self.documents.values()) if self._is_about(document, changed)]

    def told(self, document: Document) -> Told:
        """Return what is to be said of a document as it is now."""
        project = self.project(document.path)
        if not project.is_current():
            project.refresh()
        found = [one for one in project.report.findings if absolute(one.path) == document.path]
        return Told(document, project, sorted(found, key=lambda one: one.sort_key()))

    def project(self, path: str) -> Project:
        """Return the project whose report tells of a document."""
        return list(self._around(path))[-1]

    def _around(self, path: str) -> Iterator[Project]:
        """Yield the project of the folder that a document is in, and the one of its own where that leaves it out."""
        folder = max((one for one in self.folders if is_below(path, one)), key=len, default=None)
        if folder is not None:
            project = self._project(folder)
            yield project
            if project.problem is not None or project.covers(path) or self._excluded(project, path):
                return
        yield self._project(path)

    def _excluded(self, project: Project, path: str) -> bool:
        try:
            return project.live is not None and project.live.excludes(path)
        except DslintError:
            return False

    def _project(self, path: str) -> Project:
        if path not in self._projects:
            self._projects[path] = Project(path, self.options, self.documents)
            self._projects[path].refresh()
        return self._projects[path]

    def _is_about(self, document: Document, changed: dict[str, Project]) -> bool:
        return any(project.path in changed for project in self._around(document.path))
