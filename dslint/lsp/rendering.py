"""Charts and overlays in an editor: rendered whole when something of them is opened or saved, from the disk."""

from __future__ import annotations

import os

from dslint.config import Resolver
from dslint.errors import DslintError
from dslint.inputs.load import load_rendered
from dslint.inputs.rendering.charts import is_part
from dslint.inputs.rendering.rendered import Renders
from dslint.inputs.tree import CHART, KUSTOMIZATIONS
from dslint.inputs.worktree import WorkTree
from dslint.judge.report import Report
from dslint.paths import absolute, is_below, show_path, working_directory
from dslint.run import Run, collector_off

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.config import Options, Settings
    from dslint.finding import Finding


class Rendering:
    """What one chart or overlay becomes, in all of its environments, as of the last time that this went well."""

    def __init__(self, folder: str, options: Options) -> None:
        self.folder = folder
        self.report = Report()
        self._options = options

    def refresh(self) -> None:
        """Render it as it is on the disk; raises :class:`~dslint.errors.DslintError` for a wrong configuration."""
        resolver = Resolver(self._options)
        settings = resolver.settings_for(os.path.join(self.folder, ""))
        configured = [one for one in settings.environments if one.path == self.folder]
        tree = WorkTree()
        run = Run(self._options, tree, resolver, paths=(self.folder,))
        renders = Renders(tree, resolver, configured)
        with collector_off():
            if renders.take(self.folder, show_path(self.folder, working_directory())):
                for loaded in load_rendered(tree, renders, resolver):
                    loaded.item = loaded.item._replace(explicit=False)  # what cannot be rendered is a finding here
                    run.judge(loaded)
            run.finish()
            run.accept((self.folder,))
        failed = [one for one in run.report.findings if one.rule == "DS001"]
        if failed and len(failed) == len(run.report.findings):  # what was found before is still worth something
            run.report.findings += [one for one in self.report.findings if one.rule != "DS001"]
        self.report = run.report

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield the findings, each with the file to show it in."""
        for finding in self.report.findings:
            path = absolute(finding.path)
            if os.path.isdir(path):
                names = (CHART, *KUSTOMIZATIONS)
                path = next((there for name in names if os.path.isfile(there := os.path.join(path, name))), path)
            yield path, finding


def folders_of(path: str, top: str, settings: Settings) -> Iterator[str]:
    """Yield the charts and overlays that a document is of: those that are configured, and the chart around it."""
    folder = os.path.dirname(path)
    for one in settings.environments:
        if is_below(path, one.path) or path in one.values or _is_overlay_of(one.path, path):
            yield one.path
    if os.path.basename(path) in KUSTOMIZATIONS:
        yield folder
    charts = []
    while is_below(folder, top):
        below = os.path.relpath(path, folder).replace(os.sep, "/")
        if os.path.isfile(os.path.join(folder, CHART)) and is_part(below):
            charts.append(folder)
        if folder in (top, os.path.dirname(folder)):
            break
        folder = os.path.dirname(folder)
    yield from charts[-1:]


def _is_overlay_of(folder: str, path: str) -> bool:
    """Tell whether a file is one that an overlay is made of."""
    if os.path.isfile(os.path.join(folder, CHART)):
        return False
    from dslint.inputs.rendering.overlays import Overlay

    try:
        return Overlay(WorkTree(), folder, folder, network=False).covers(path)
    except DslintError:
        return False
