"""Charts and overlays that a run was given: rendered, one input for each environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from dslint.inputs.rendering.charts import Chart, Target, is_part, targets
from dslint.inputs.rendering.renderer import LackingError, Patience, program
from dslint.inputs.tree import CHART, KUSTOMIZATIONS, Input, Unreadable
from dslint.paths import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config import Options, Resolver
    from dslint.config.environments import Environment
    from dslint.inputs.rendering.overlays import Overlay
    from dslint.inputs.rendering.release import Left, Release
    from dslint.inputs.tree import Tree
    from dslint.source.provenance import Rendered


class Renders:
    """What is rendered in a run; ``covers`` tells which files are not to be read by themselves.

    After :meth:`all` these are those of what could be rendered.
    """

    def __init__(self, tree: Tree, resolver: Resolver, configured: Sequence[Environment] = ()) -> None:
        """Take the environments that configurations name, beside what :meth:`take` is given."""
        self._configured = configured
        self._tree = tree
        self._resolver = resolver
        self._charts: dict[str, str] = {}
        self._overlays: dict[str, tuple[str, Overlay | Unreadable]] = {}
        self._releases: list[Release] = []
        self._patience = Patience()
        self.left: list[Left] = []

    def take(self, folder: str, shown: str) -> bool:
        """Take a folder if it is a chart or an overlay that can be rendered; else say why not."""
        if not self._tree.is_file(os.path.join(folder, CHART)):
            return self._take_overlay(folder, shown)
        if program("helm") is None:
            self._tree.notes.append(f"{shown} is a Helm chart, which is read as text: helm is not on the PATH")
            return False
        self._charts[folder] = shown
        return True

    def take_releases(self, item: Input) -> None:
        """Take the releases in a file whose charts lie in its tree."""
        from dslint.inputs.rendering.release import Left, Release
        from dslint.inputs.rendering.releases import releases

        found = list(releases(self._tree, item))
        self.left += [one for one in found if isinstance(one, Left)]
        whole = [one for one in found if isinstance(one, Release)]
        if whole and program("helm") is None:
            self._tree.notes.append(f"the charts that {item.shown} names are not rendered: helm is not on the PATH")
        else:
            self._releases += whole

    def _take_overlay(self, folder: str, shown: str) -> bool:
        from dslint.inputs.rendering.overlays import Overlay

        if program("kustomize", "kubectl") is None:
            why = "neither kustomize nor kubectl is on the PATH"
            self._tree.notes.append(f"{shown} is a kustomization, whose files are read by themselves: {why}")
            return False
        try:
            overlay: Overlay | Unreadable = Overlay(
                self._tree,
                folder,
                shown,
                network=self._resolver.options.allow_network,
                patience=self._patience,
            )
        except Unreadable as error:
            overlay = error
        self._overlays[folder] = shown, overlay
        return True

    def covers(self, item: Input) -> bool:
        """Tell whether a file is part of what is rendered."""
        return any(
            item.path.startswith(os.path.join(folder, ""))
            and is_part(os.path.relpath(item.path, folder).replace(os.sep, "/"))
            for folder in (*self._charts, *(one.chart for one in self._releases))
        ) or any(not isinstance(one, Unreadable) and one.covers(item.path) for _, one in self._overlays.values())

    def all(self) -> Iterator[tuple[Input, Rendered | Unreadable]]:
        """Yield what each chart becomes in each of its environments, or what kept it from being rendered."""
        for folder, shown in self._charts.items():
            yield from self._chart(folder, shown)
        for release in self._releases:
            yield self._release(release)
        for folder, (shown, overlay) in [*self._overlays.items()]:
            item = Input(os.path.join(folder, KUSTOMIZATIONS[0]), shown, explicit=len(self._overlays) == 1)
            try:
                if isinstance(overlay, Unreadable):
                    raise overlay
                rendered = overlay.render()
            except Unreadable as error:
                self._overlays[folder] = shown, error  # which covers nothing
                yield item, error
            else:
                yield item._replace(shown=rendered.path), rendered

    def _chart(self, folder: str, shown: str) -> Iterator[tuple[Input, Rendered | Unreadable]]:
        item = Input(os.path.join(folder, CHART), shown, explicit=True)
        try:
            chart = Chart(self._tree, folder, shown, self._patience)
            wanted = list(targets(chart, self._wanted(folder, shown), self._named(folder)))
        except Unreadable as error:
            yield item, error
            return
        for one in wanted:
            try:
                rendered = chart.render(one)
            except LackingError as error:
                yield item, error
                return
            except Unreadable as error:
                # of several environments the others go on
                yield item._replace(explicit=len(wanted) == 1), error
            else:
                yield item._replace(shown=rendered.path), rendered

    def _release(self, release: Release) -> tuple[Input, Rendered | Unreadable]:
        """Render the chart of a release as its tool would."""
        item = release.item._replace(explicit=False)
        shown = self._tree.show(release.chart, os.getcwd())
        target = self._wanted(release.chart, shown)._replace(
            values=release.values,
            texts=release.texts,
            own=release.own,
            sets=release.sets,
            strings=release.strings,
            release=release.name,
            namespace=release.namespace,
            environment=release.environment,
        )
        try:
            rendered = Chart(self._tree, release.chart, shown, self._patience).render(target)
        except Unreadable as error:
            return item, error
        rendered.release = release.item.shown, release.line
        return item._replace(shown=rendered.path), rendered

    def _named(self, folder: str) -> list[Environment]:
        return [one for one in self._configured if one.path == folder]

    def _wanted(self, folder: str, shown: str) -> Target:
        options = self._resolver.options
        return Target(
            folder,
            shown,
            values=tuple(map(absolute, options.values)),
            sets=options.set_values,
            release=options.release_name,
            namespace=options.namespace,
            kube_version=_version(options, self._resolver, folder),
            api_versions=options.api_versions,
        )


def _version(options: Options, resolver: Resolver, folder: str) -> str:
    """Return the version of Kubernetes that a chart is told of: what is checked for, unless it is said."""
    if options.kube_version is not None:
        return options.kube_version
    return f"1.{resolver.settings_for(os.path.join(folder, CHART)).minors[-1]}.0"
