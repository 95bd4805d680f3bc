"""What the editor has open, and what is found in it: everything that the protocol is not needed for."""

from __future__ import annotations

import os
from contextlib import suppress

from dslint.errors import DslintError
from dslint.inputs.policies import holds_policies
from dslint.inputs.tree import CHART, KUSTOMIZATIONS, SUFFIXES
from dslint.judge.report import Report
from dslint.lsp.buffers import Buffers
from dslint.lsp.live import Live
from dslint.lsp.rendering import Rendering, folders_of
from dslint.paths import absolute, is_below
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.config import Options
    from dslint.finding import Finding
    from dslint.judge.engine import Engine
    from dslint.lsp.document import Document
    from dslint.lsp.mending import Text

# what says how others are judged, or what they are parts of
_DECIDING = ("dslint.yaml", ".dslint.yaml", "pyproject.toml", CHART, *KUSTOMIZATIONS)


class Project:
    """A folder of the workspace, or a document by itself, with its latest report; what ends a run is its problem."""

    def __init__(self, path: str, options: Options, documents: dict[str, Document]) -> None:
        self.path = path
        self.live: Live | None = None
        self.report = Report()
        self.found: dict[str, list[Finding]] = {}
        self.problem: DslintError | None = None
        self._options = options
        self._documents = documents
        self._seen: dict[str, str] = {}

    def refresh(self) -> None:
        """Judge what has changed since the last time; at first everything."""
        try:
            if self.live is None:
                self._begin()
            else:
                self._judge_changed(self.live)
            self._tell()
            self.problem = None
        except DslintError as error:
            self._fail(error)

    def _judge_changed(self, live: Live) -> None:
        now = {path: one.text for path, one in self._documents.items() if self.covers(path)}
        changed = [path for path in now.keys() | self._seen.keys() if now.get(path) != self._seen.get(path)]
        if any(holds_policies(texts.get(path, "")) for path in changed for texts in (now, self._seen)):
            self._begin()  # every other text may be judged otherwise
            return
        for path in changed:
            if path not in now:
                live.look(path, light=True)
            elif path in self._seen:
                live.look_quickly(path)
            else:
                live.look_closely(path)
        self._seen = now

    def _begin(self) -> Live:
        self.live = live = Live(self.path, self._options, Buffers(self._documents))
        self._seen = {path: one.text for path, one in self._documents.items() if self.covers(path)}
        live.judge_all(self._seen)
        return live

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

    def text(self, path: str) -> Text | None:
        """Return the text of a document, to be mended."""
        return self.live.text(path) if self.live is not None else None

    def engine(self, path: str) -> Engine | None:
        """Return the engine for a document, if it has one; none under a wrong configuration."""
        if self.live is None or path not in self.live.items:
            return None
        try:
            return self.live.engines.of(path)
        except DslintError:
            return None

    def named(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the names of the objects of a kind, each with its file."""
        for one in self.live.objects(frozenset({kind})) if self.live is not None else ():
            yield one.name, one.owner.source.path

    def depends_on(self, path: str) -> bool:
        """Tell whether a file on the disk decides about more than what is found in it."""
        if self.live is None or path not in self.live.items or os.path.basename(path) in _DECIDING:
            return True
        for settings in self.live.resolver.in_force():
            files = (*settings.nodes, *settings.policies, *filter(None, [settings.baseline]))
            if any(is_below(path, absolute(one)) for one in files):
                return True
        return False

    def settle(self) -> None:
        """Judge as a whole what was judged by its parts."""
        if self.live is not None and self.live.quick and self.is_current():
            try:
                for path in list(self.live.quick):
                    self.live.look(path)
                self._tell()
            except DslintError as error:
                self._fail(error)

    def _tell(self) -> None:
        self.report = self.live.told() if self.live is not None else Report()
        self.found = {}
        for finding in self.report.findings:
            self.found.setdefault(absolute(finding.path), []).append(finding)

    def _fail(self, error: DslintError) -> None:
        self.problem, self.live, self.report, self.found = error, None, Report(), {}

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
        self.renderings: dict[str, Rendering] = {}
        self._projects: dict[str, Project] = {}
        self._folders: dict[str, list[str]] = {}

    def open(self, document: Document) -> None:
        """Take a document, or another version of one."""
        self.documents[document.path] = document

    def close(self, path: str) -> None:
        """Let go of a document: the file on the disk counts again."""
        self.documents.pop(path, None)

    def reload(self) -> None:
        """Read everything anew: what configures a run has changed, or which files there are."""
        self._projects.clear()
        self._folders.clear()

    def move(self, folders: Iterable[str]) -> None:
        """Take the folders that are open in the editor, but a disk or a home folder: nobody wants all of it read."""
        wide = (os.sep, os.path.expanduser("~"))
        self.folders = [folder for folder in folders if os.path.isdir(folder) and folder not in wide]
        self.reload()

    def changed_on_disk(self, paths: Iterable[str]) -> list[str]:
        """Take note that files were written; return the charts and overlays that are to be rendered anew."""
        known, stale = list(self._projects.values()), []
        for path in paths:
            around = [project for project in known if is_below(path, project.path)]
            if not around or any(project.depends_on(path) for project in around):
                stale += list(self.renderings)
                self.reload()
                break
            stale += [folder for folder in self.renderings if is_below(path, folder)]
            stale += self._folders.get(path, ())
        return list(dict.fromkeys(stale))

    def folders_of(self, path: str) -> list[str]:
        """Return the charts and overlays that a document is of."""
        if path not in self._folders:
            top = max((one for one in self.folders if is_below(path, one)), key=len, default=os.path.dirname(path))
            live = self.project(path).live
            try:
                settings = live.resolver.settings_for(path) if live is not None else None
            except DslintError:
                settings = None
            self._folders[path] = list(dict.fromkeys(folders_of(path, top, settings))) if settings is not None else []
        return self._folders[path]

    def unrendered(self, path: str) -> list[str]:
        """Return those of them that were never rendered."""
        return [folder for folder in self.folders_of(path) if folder not in self.renderings]

    def render(self, folder: str) -> Rendering:
        """Render a chart or overlay as it is on the disk; of what fails the last good one stays."""
        rendering = self.renderings.get(folder) or Rendering(folder, self.options)
        with suppress(DslintError):  # the configuration is wrong, which is told of every document
            rendering.refresh()
        return rendering

    def refresh(self, paths: Iterable[str]) -> list[Told]:
        """Judge the documents that have changed; return what is to be said of all that this may be about."""
        changed = {project.path: project for path in paths for project in self._around(path)}
        for project in changed.values():
            if not project.is_current():
                project.refresh()
        return [self.told(document) for document in list(self.documents.values()) if self._is_about(document, changed)]

    def settle(self) -> list[Told]:
        """Judge as a whole what was judged by its parts; return what is to be said of it."""
        quick = {path for project in self._projects.values() if project.live is not None for path in project.live.quick}
        return [self.told(document, whole=True) for document in list(self.documents.values()) if document.path in quick]

    @property
    def is_settled(self) -> bool:
        """Whether all that was judged was judged as a whole."""
        return not any(project.live is not None and project.live.quick for project in self._projects.values())

    def told(self, document: Document, *, whole: bool = False) -> Told:
        """Return what is to be said of a document as it is now; as a ``whole`` even if that takes longer."""
        project = self.project(document.path)
        if not project.is_current():
            project.refresh()
        if whole:
            project.settle()
        found = list(project.found.get(document.path, ()))
        found += self._rendered(document, found)
        return Told(document, project, sorted(found, key=lambda one: one.sort_key()))

    def _rendered(self, document: Document, known: list[Finding]) -> Iterator[Finding]:
        """Yield what was found in what a document becomes, and not in itself, at its place in the text of now."""
        told = {(one.rule, one.message, one.at.span) for one in known}
        for folder in self._folders.get(document.path, ()):
            rendering = self.renderings.get(folder)
            for path, finding in rendering.findings() if rendering is not None else ():
                moved = document.moved(finding.at) if path == document.path else None
                if moved is not None and (finding.rule, finding.message, moved.span) not in told:
                    yield finding._replace(at=moved)

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
