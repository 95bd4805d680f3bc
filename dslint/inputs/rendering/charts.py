"""Charts: their files, the environments that they are rendered in, and what becomes of them."""

from __future__ import annotations

import os
import re

from dslint.inputs.rendering import helm, helm_values, renderer, schemas
from dslint.inputs.rendering.given import changed as changed_values
from dslint.inputs.rendering.given import given
from dslint.inputs.rendering.helm_marks import is_template
from dslint.inputs.rendering.helm_names import named
from dslint.inputs.tree import CHART, Input, Unreadable
from dslint.paths import shown_below
from dslint.record import NamedTuple
from dslint.source.text import SourceText, UndecodableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dslint.config.environments import Environment
    from dslint.inputs.rendering.given import Values
    from dslint.inputs.rendering.release import Given
    from dslint.inputs.tree import Tree
    from dslint.source.provenance import Rendered

VALUES = "values.yaml"
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
    strings: tuple[str, ...] = ()
    """Settings that are texts, whatever they look like."""
    texts: tuple[Given, ...] = ()
    """Values that stand in other objects, the release among them; they count for more than the files."""
    own: bool = True
    """Whether the values of the chart itself count."""
    environment: str | None = None
    """What the environment is called, where it is not called by its values."""


class Chart:
    """A chart as it is in a tree, a folder or an archive; its files are read once for all environments."""

    def __init__(self, tree: Tree, folder: str, shown: str, patience: renderer.Patience | None = None) -> None:
        self.tree = tree
        self.patience = patience or renderer.Patience()
        self.folder = folder
        self.shown = shown
        self.is_packed = tree.is_file(folder)
        self.files = read_packed(tree, folder, shown) if self.is_packed else read_below(tree, folder, shown)
        self._packed = packed_in(self.files)
        # the same with what is packed in it lying open
        archives = {one.archive for one in self._packed.values()}
        self._opened = {path: data for path, data in self.files.items() if path not in archives}
        self._opened |= {path: one.data for path, one in self._packed.items()}
        self.name = named(self.files.get(CHART, b"")) or os.path.basename(folder)
        self._left_out = set[str]()
        self._leave_out(schemas.asks)

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
        values = given(self.tree, target.values, target.texts)
        command = [program, "template"]
        command += [word for one in values for word in ("--values", one.name)]
        command += [word for one in target.sets for word in ("--set", one)]
        command += [word for one in target.strings for word in ("--set-string", one)]
        command += ["--namespace", target.namespace] if target.namespace else []
        command += ["--kube-version", target.kube_version] if target.kube_version else []
        command += [word for one in target.api_versions for word in ("--api-versions", one)]
        command += ["--", target.release or RELEASE, "chart"]
        more = [*(f"-f {one.shown}" for one in values), *(f"--set {one}" for one in (*target.sets, *target.strings))]
        told = " ".join(
            ["helm template", self.shown, *(more if target.environment is None else ["as", target.environment])]
        )
        sources = {**self._sources(), **{one.name: one.text or SourceText(one.shown, "") for one in values}}

        def ask(files: Mapping[str, bytes], more: Mapping[str, bytes] | None = None) -> str:
            return ask_all(self._asked(files), more)

        def ask_all(files: Mapping[str, bytes], more: Mapping[str, bytes] | None = None) -> str:
            own = files if target.own else {**files, VALUES: b""}
            below = {f"chart/{path}": data for path, data in own.items()}
            below |= {one.name: one.data for one in values} | dict(more or {})
            return renderer.render(command, below, self.shown, sources=sources, patience=self.patience)

        def ask_with(changed: Mapping[str, bytes]) -> str:
            # a schema would refuse values with marks in them
            own = schemas.without(self._opened)
            own |= {path: data for path, data in changed.items() if path in own}
            return ask_all(own, {name: data for name, data in changed.items() if name not in own})

        environment = target.environment or ", ".join(more).replace("-f ", "") or "default values"
        try:
            rendered = self._mapped(ask, f"<{told}>", environment)
        except renderer.UnrenderedError as error:
            if renderer.asked(error.reason) is None or not self._leave_out(schemas.may_ask):
                raise
            rendered = self._mapped(ask, f"<{told}>", environment)
        texts = self._texts(values, own=target.own)
        rendered.values = tuple(texts.values())
        own = {shown_below(self.shown, path): path for path in self.files}

        def again(changed: Mapping[str, str]) -> str:
            new = {own[path]: text.encode() for path, text in changed.items() if path in own}
            return ask({**self.files, **new}, changed_values(values, changed))

        rendered.again = again
        if not self.is_packed:
            rendered.files = {name: os.path.join(self.folder, *path.split("/")) for name, path in own.items()}
        placed = {one.shown: one.path for one in values if one.text is not None}
        rendered.files = {**rendered.files, **placed}
        rendered.behind = lambda spans: helm_values.Values(texts, ask_with).behind(rendered, spans)
        return rendered

    def _leave_out(self, asks: Callable[[bytes], bool]) -> bool:
        """Leave out the schemas for which Helm would ask the network, and say so; tell whether there are more now."""
        found = {path for path, data in self._opened.items() if schemas.is_schema(path) and asks(data)} - self._left_out
        for path in sorted(found):
            shown = self._name(path).rpartition("/")[0] or self.shown
            text = f"the values of {shown} are not held against its schema: its {schemas.NAME} refers to a network"
            self.tree.notes += [text] if text not in self.tree.notes else []
        self._left_out |= found
        return bool(found)

    def _asked(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Return files of the chart without the schemas that are left out; what they lie packed in is opened."""
        archives = {self._packed[path].archive for path in self._left_out if path in self._packed}
        opened = {path: one.data for path, one in self._packed.items() if one.archive in archives}
        left_out = self._left_out | archives
        return {path: data for path, data in {**opened, **files}.items() if path not in left_out}

    def _mapped(self, ask: helm.Render, path: str, environment: str) -> Rendered:
        return helm.render(self.files, self.shown, self.name, ask, path, environment, self._packed)

    def _texts(self, values: Iterable[Values], *, own: bool) -> dict[str, SourceText]:
        """Return the texts with values, by the names of their files, the strongest last."""
        texts = {}
        for path in sorted((path for path in self._opened if is_values(path)), key=lambda path: -path.count("/")):
            try:
                if own or path != VALUES:
                    texts[path] = SourceText.decode(self._name(path), self._opened[path])
            except UndecodableError:
                continue
        return texts | {one.name: one.text for one in values if one.text is not None}

    def _name(self, path: str) -> str:
        """Return what people see of a file of the chart, or of one that lies packed in it."""
        packed = self._packed.get(path)
        return shown_below(self.shown, packed.path if packed is not None else path)

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


def read_packed(tree: Tree, path: str, shown: str) -> dict[str, bytes]:
    """Return the files of the chart in an archive, by their paths in the chart; raises UnrenderedError."""
    try:
        return unpacked(tree.read(Input(path, shown, explicit=False), MOST_BYTES))
    except (Unreadable, ValueError) as error:
        raise renderer.UnrenderedError(shown, getattr(error, "reason", str(error))) from None


def packed_in(files: Mapping[str, bytes]) -> dict[str, helm.Packed]:
    """Return the files of the charts that lie packed in a chart, by where they would lie unpacked."""
    found: dict[str, helm.Packed] = {}
    for archive in files:
        if re.fullmatch(r"charts/[^/]+\.tgz", archive) is None:
            continue
        try:
            inside = unpacked(files[archive])
        except ValueError:  # Helm tells
            continue
        name = named(inside.get(CHART, b""))
        if name and f"charts/{name}/{CHART}" not in (*files, *found):
            found |= {
                f"charts/{name}/{path}": helm.Packed(archive, f"{archive}/{path}", inside[path]) for path in inside
            }
    return found


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of the chart in an archive; raises ValueError for what is none, or too large."""
    import io
    import tarfile
    import zlib

    files: dict[str, bytes] = {}
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            for member in archive:
                _, slash, below = member.name.partition("/")
                if not member.isfile() or not slash:
                    continue
                size += member.size
                if size > MOST_BYTES or len(files) > MOST_FILES:
                    raise ValueError(f"it has more than {MOST_BYTES >> 20} MiB or {MOST_FILES:,} files")
                part = archive.extractfile(member)
                files[below] = part.read() if part is not None else b""
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"it is no archive of a chart: {error}") from None
    return files


def is_values(path: str) -> bool:
    """Tell whether a file of a chart has its values, or those of a chart that lies unpacked in it."""
    return re.fullmatch(r"(?:charts/[^/]+/)*values\.yaml", path) is not None


def is_part(path: str) -> bool:
    """Tell of a file of a chart, by its path there, whether it is rendered, or says what is: no manifest by itself."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in ("templates", "charts", "crds", "ci")
    return path in (CHART, "Chart.lock", "requirements.yaml") or top.startswith("values")


def targets(chart: Chart, wanted: Target, configured: Sequence[Environment] = ()) -> Iterable[Target]:
    """Return the environments of a chart: the one that is asked for, else those that are configured, else of its tests.

    Those are one for each values file that chart-testing would use.
    """
    if wanted.values or wanted.sets:
        return [wanted]
    if configured:
        return [
            wanted._replace(
                values=one.values,
                sets=one.sets,
                release=wanted.release or one.release,
                namespace=wanted.namespace or one.namespace,
            )
            for one in configured
        ]
    return [wanted._replace(values=(path,)) for path in chart.ci_values()] or [wanted]
