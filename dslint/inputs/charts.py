"""Charts: their files, the environments that they are rendered in, and what becomes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dslint.inputs import helm, renderer
from dslint.inputs.helm_marks import is_template
from dslint.inputs.tree import CHART, Input, Unreadable
from dslint.paths import shown_below
from dslint.record import NamedTuple
from dslint.source.text import SourceText, UndecodableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dslint.inputs.tree import Tree
    from dslint.source.provenance import Rendered

RELEASE = "release-name"  # as helm template has it where none is given
MOST_FILES, MOST_BYTES = 5_000, 64 << 20


class Target(NamedTuple):
    """A chart to be rendered in one environment: values files as absolute paths, and what else Helm is told."""

    folder: str
    shown: str
    values: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    release: str | None = None
    namespace: str | None = None
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()


class Chart:
    """A chart as it is in a tree; its files are read once for all environments."""

    def __init__(self, tree: Tree, folder: str, shown: str) -> None:
        self.tree = tree
        self.folder = folder
        self.shown = shown
        self.files = read_below(tree, folder, shown)
        self.name = name_of(self.files.get(CHART, b"")) or os.path.basename(folder)

    def ci_values(self) -> list[str]:
        """Return the values files that chart-testing renders a chart with, each by itself.

        Source: https://github.com/helm/chart-testing/blob/main/doc/ct_install.md
        """
        return sorted(
            os.path.join(self.folder, *path.split("/"))
            for path in self.files
            if path.startswith("ci/") and path.count("/") == 1 and path.endswith("-values.yaml")
        )

    def render(self, target: Target) -> Rendered:
        """Render the chart in an environment; raises UnrenderedError."""
        program = renderer.program("helm")
        if program is None:
            raise renderer.UnrenderedError(self.shown, "helm is not on the PATH")
        values, shown = self._values(target)
        command = [program, "template"]
        command += [word for path in values for word in ("--values", path)]
        command += [word for one in target.sets for word in ("--set", one)]
        command += ["--namespace", target.namespace] if target.namespace else []
        command += ["--kube-version", target.kube_version] if target.kube_version else []
        command += [word for one in target.api_versions for word in ("--api-versions", one)]
        command += ["--", target.release or RELEASE, "chart"]
        more = [*(f"-f {path}" for path in shown), *(f"--set {one}" for one in target.sets)]
        told = " ".join(["helm template", self.shown, *more])
        sources = self._sources()

        def ask(files: Mapping[str, bytes]) -> str:
            below = {f"chart/{path}": data for path, data in files.items()} | values
            return renderer.render(command, below, self.shown, sources=sources)

        environment = ", ".join([*shown, *(f"--set {one}" for one in target.sets)]) or "default values"
        return helm.render(self.files, self.shown, self.name, ask, f"<{told}>", environment)

    def _values(self, target: Target) -> tuple[dict[str, bytes], list[str]]:
        values, shown = {}, []
        for number, path in enumerate(target.values):
            item = Input(path, self.tree.show(path, os.getcwd()), explicit=True)
            values[f"values-{number}.yaml"] = self.tree.read(item)
            shown.append(item.shown)
        return values, shown

    def _sources(self) -> dict[str, SourceText]:
        sources = {}
        for path, data in self.files.items():
            if is_template(path):
                try:
                    sources[f"{self.name}/{path}"] = SourceText.decode(shown_below(self.shown, path), data)
                except UndecodableError:
                    continue
        return sources


def read_below(tree: Tree, folder: str, shown: str) -> dict[str, bytes]:
    """Return the files below a folder, by their paths there; raises UnrenderedError where that are too many."""
    files: dict[str, bytes] = {}
    size = 0
    for path in tree.files(folder):
        below = os.path.relpath(path, folder).replace(os.sep, "/")
        try:
            data = tree.read(Input(path, path, explicit=False), MOST_BYTES)
        except Unreadable:
            continue
        files[below] = data
        size += len(data)
        if size > MOST_BYTES or len(files) > MOST_FILES:
            raise renderer.UnrenderedError(shown, f"it has more than {MOST_BYTES >> 20} MiB or {MOST_FILES:,} files")
    return files


def name_of(chart: bytes) -> str:
    """Return the name that a Chart.yaml gives."""
    from dslint.source.tree import ParseError, parse, plain

    try:
        data = plain(parse(chart.decode("utf-8", "replace")).root)
    except ParseError:
        return ""
    name = data.get("name") if isinstance(data, dict) else None
    return name if isinstance(name, str) else ""


def is_part(path: str) -> bool:
    """Tell of a file of a chart, by its path there, whether it is rendered, or says what is: no manifest by itself."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in ("templates", "charts", "crds", "ci")
    return path in (CHART, "Chart.lock", "requirements.yaml") or top.startswith("values")


def targets(chart: Chart, wanted: Target) -> Iterable[Target]:
    """Return the environments of a chart: the one that is asked for, else one for each values file of its tests."""
    if wanted.values or wanted.sets:
        return [wanted]
    return [wanted._replace(values=(path,)) for path in chart.ci_values()] or [wanted]
