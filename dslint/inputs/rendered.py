"""Charts and overlays that a run was given: rendered, one input for each environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dslint.inputs.charts import Chart, Target, is_part, targets
from dslint.inputs.renderer import program
from dslint.inputs.tree import CHART, Input, Unreadable
from dslint.paths import absolute

if TYPE_CHECKING:
    from dslint.config import Options, Resolver
    from dslint.inputs.tree import Tree
    from dslint.source.provenance import Rendered


class Renders:
    """What is rendered in a run; ``covers`` tells which files are not to be read by themselves."""

    def __init__(self, tree: Tree, resolver: Resolver) -> None:
        self._tree = tree
        self._resolver = resolver
        self._charts: dict[str, str] = {}

    def take(self, path: str, shown: str) -> bool:
        """Take a folder if it is a chart that can be rendered; else say why not, where somebody may wonder."""
        folder = absolute(path)
        if not self._tree.is_file(os.path.join(folder, CHART)):
            return False
        if program("helm") is None:
            self._tree.notes.append(f"{shown} is a Helm chart, which is read as text: helm is not on the PATH")
            return False
        self._charts[folder] = shown
        return True

    def covers(self, item: Input) -> bool:
        """Tell whether a file is part of what is rendered."""
        return any(
            item.path.startswith(os.path.join(folder, ""))
            and is_part(os.path.relpath(item.path, folder).replace(os.sep, "/"))
            for folder in self._charts
        )

    def all(self) -> Iterator[tuple[Input, Rendered | Unreadable]]:
        """Yield what each chart becomes in each of its environments, or what kept it from being rendered."""
        for folder, shown in self._charts.items():
            yield from self._chart(folder, shown)

    def _chart(self, folder: str, shown: str) -> Iterator[tuple[Input, Rendered | Unreadable]]:
        item = Input(os.path.join(folder, CHART), shown, explicit=True)
        try:
            chart = Chart(self._tree, folder, shown)
            wanted = list(targets(chart, self._wanted(folder, shown)))
        except Unreadable as error:
            yield item, error
            return
        for one in wanted:
            try:
                rendered = chart.render(one)
            except Unreadable as error:
                # of several environments the others go on
                yield item._replace(explicit=len(wanted) == 1), error
            else:
                yield item._replace(shown=rendered.path), rendered

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
