"""Releases of Flux: which chart a ``HelmRelease`` is of, with which values.

Sources: https://fluxcd.io/flux/components/helm/helmreleases/ (chart, chartRef, name of the release, values and where
they come from) and https://fluxcd.io/flux/components/source/helmcharts/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslint.inputs.rendering.beside import Beside
from dslint.inputs.rendering.flux_values import values_from
from dslint.inputs.rendering.release import LeftError, Release, chart_of, inline, release
from dslint.inputs.tree import Input
from dslint.manifest.field import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_SOURCES = "source.toolkit.fluxcd.io/"


def releases(tree: Tree, item: Input, root: Field) -> Iterator[Release]:
    """Yield the release that a HelmRelease is; raises LeftError."""
    spec = root.get("spec")
    if spec.get("postRenderers"):
        raise LeftError("its post-renderers change what the chart becomes")
    beside = Beside(tree, item)
    if spec.get("chartRef"):
        path, files = _referred(tree, item, root, beside)
    else:
        path, files = _chart(tree, item, spec.get("chart", "spec"))
    name, target = root.get("metadata", "name").text, spec.get("targetNamespace").text
    texts = [*values_from(root, beside), *inline(spec.get("values"))]
    called = spec.get("releaseName").text or (f"{target}-{name}" if target else name)
    namespace = target or root.get("metadata", "namespace").text
    made = release(item, root, path, files, texts, name=called, namespace=namespace)
    yield made._replace(own=not files)  # they are there in the place of the chart's own


def _chart(tree: Tree, item: Input, chart: Field) -> tuple[str, list[str]]:
    """Return the chart and its values files, which are named from the top of its source, as the chart is."""
    word = chart.get("chart").text
    path = chart_of(tree, item.path, word, chart.get("version").text)
    top = path[: -len(os.path.normpath(word))]
    names = [one.text for one in (chart.get("valuesFile"), *chart.get("valuesFiles").items()) if one.text]
    files = [(name, os.path.normpath(os.path.join(top, name))) for name in names]
    missing = [name for name, file in files if not tree.is_file(file)]
    if missing and chart.get("ignoreMissingValuesFiles").value is not True:
        raise LeftError(f"the values file {missing[0]} is not in this tree")
    return path, [file for name, file in files if name not in missing]


def _referred(tree: Tree, item: Input, root: Field, beside: Beside) -> tuple[str, list[str]]:
    """Return the chart that an object of Flux stands for."""
    reference = root.get("spec", "chartRef")
    kind, name = reference.get("kind").text, reference.get("name").text
    namespace = reference.get("namespace").text or root.get("metadata", "namespace").text
    source = beside.one(kind, name, namespace)
    if source is None or not source.get("apiVersion").text.startswith(_SOURCES):
        raise LeftError(f"the {kind} {name} that it refers to is not beside it")
    if kind == "HelmChart":
        return _chart(tree, item, source.get("spec"))
    tag = source.get("spec", "ref", "tag").text
    word = source.get("spec", "url").text.rstrip("/").rpartition("/")[2]
    if not tag or source.get("spec", "ref", "digest"):
        raise LeftError(f"the {kind} {name} names no version of its chart")
    return chart_of(tree, item.path, f"{word}-{tag}.tgz", ""), []
