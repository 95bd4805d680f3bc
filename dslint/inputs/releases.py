"""Releases of charts as GitOps tools know them, a Flux ``HelmRelease`` and an Argo CD ``Application``.

Where the chart lies in the same tree, as a folder or as an archive, it is rendered as the tool would do it. Of what a
tool takes from elsewhere (a ConfigMap with values, a post-renderer) nothing is known here: such a release is left.

Sources: https://fluxcd.io/flux/components/helm/helmreleases/ (values, values files, name of the release) and
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ (precedence of parameters, values and value files).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dslint.inputs.documents import objects, read
from dslint.inputs.limits import RELEASES_BYTES
from dslint.inputs.tree import CHART, Input, Unreadable
from dslint.inputs.words import names_charts
from dslint.manifest.field import Field
from dslint.record import NamedTuple
from dslint.source.text import SourceText, UndecodableError
from dslint.source.tree import Mapping, ParseError, parse

if TYPE_CHECKING:
    from dslint.inputs.tree import Tree

_FLUX, _ARGO = "helm.toolkit.fluxcd.io/", "argoproj.io/"
_FOLDERS = ("", "charts", "vendor")  # where an archive of a chart is looked for


class Release(NamedTuple):
    """A chart of a tree with what a release says of it.

    ``values`` are files by path, ``texts`` values that it holds itself, ``strings`` settings that are texts whatever
    they look like.
    """

    item: Input
    line: int
    environment: str
    chart: str
    values: tuple[str, ...]
    texts: tuple[SourceText, ...]
    sets: tuple[str, ...]
    strings: tuple[str, ...]
    name: str | None
    namespace: str | None


def releases(tree: Tree, item: Input) -> Iterator[Release]:
    """Yield the releases of a file whose charts lie in its tree; nothing for a file that cannot be read."""
    try:
        data = tree.read(item, RELEASES_BYTES)
        if not names_charts(data):
            return
        source = SourceText.decode(item.shown, data)
    except (Unreadable, UndecodableError):
        return
    for document in read(source, everything=True):
        for root in objects(document):
            made = _release(tree, item, root)
            if made is not None:
                yield made


def _release(tree: Tree, item: Input, root: Field) -> Release | None:
    version, kind = root.get("apiVersion").text, root.get("kind").text
    if kind == "HelmRelease" and version.startswith(_FLUX):
        return _of_flux(tree, item, root)
    if kind == "Application" and version.startswith(_ARGO):
        return _of_argo(tree, item, root)
    return None


def _of_flux(tree: Tree, item: Input, root: Field) -> Release | None:
    spec = root.get("spec")
    chart = spec.get("chart", "spec")
    if spec.get("valuesFrom") or spec.get("postRenderers") or spec.get("chartRef"):
        return None
    path = _chart(tree, item.path, chart.get("chart").text, chart.get("version").text)
    top = path and path[: -len(os.path.normpath(chart.get("chart").text))]
    # they are named from the top of the source, as the chart is
    files = [os.path.normpath(os.path.join(top or "", one.text)) for one in chart.get("valuesFiles").items()]
    if path is None or not all(map(tree.is_file, files)):
        return None
    name, target = root.get("metadata", "name").text, spec.get("targetNamespace").text
    called = spec.get("releaseName").text or (f"{target}-{name}" if target else name)
    namespace = target or root.get("metadata", "namespace").text
    texts = _inline(spec.get("values"))
    return _made(item, root, path, files, texts, called, namespace)


def _of_argo(tree: Tree, item: Input, root: Field) -> Release | None:
    spec = root.get("spec")
    source, helm = spec.get("source"), spec.get("source", "helm")
    if spec.get("sources") or helm.get("fileParameters") or not source:
        return None
    word, version = source.get("path").text or source.get("chart").text, source.get("targetRevision").text
    path = _chart(tree, item.path, word, version)
    if path is None:
        return None
    files = [os.path.normpath(os.path.join(path, one.text)) for one in helm.get("valueFiles").items()]
    if helm.get("ignoreMissingValueFiles").value is True:
        files = [file for file in files if tree.is_file(file)]
    if not all(map(tree.is_file, files)):
        return None
    texts = _inline(helm.get("valuesObject"))
    if not texts and helm.get("values").text:
        texts = (SourceText(root.source.path, helm.get("values").text),)
    settings = {True: list[str](), False: list[str]()}
    for one in helm.get("parameters").items():
        settings[one.get("forceString").value is True].append(f"{one.get('name').text}={one.get('value').text}")
    called = helm.get("releaseName").text or root.get("metadata", "name").text
    namespace = helm.get("namespace").text or spec.get("destination", "namespace").text
    made = _made(item, root, path, files, texts, called, namespace)
    return made._replace(sets=tuple(settings[False]), strings=tuple(settings[True]))


def _made(
    item: Input,
    root: Field,
    chart: str,
    files: Iterable[str],
    texts: Iterable[SourceText],
    called: str,
    namespace: str,
) -> Release:
    metadata = root.get("metadata")
    title = "/".join(word for word in (metadata.get("namespace").text, metadata.get("name").text) if word)
    line = root.source.place(root.span().start).line
    told = f"{root.get('kind').text} {title} in {item.shown}"
    return Release(item, line, told, chart, tuple(files), tuple(texts), (), (), called or None, namespace or None)


def _chart(tree: Tree, file: str, word: str, version: str) -> str | None:
    """Return the folder or the archive of a chart, looked for from the folder of a file up to the top of its tree."""
    if not word or "://" in word or os.path.isabs(word):
        return None
    names = [word] if word.endswith(".tgz") else [f"{word}-{version}.tgz"] if version and "/" not in word else []
    folder = os.path.dirname(file)
    while True:
        there = os.path.normpath(os.path.join(folder, word))
        inside = there.startswith(os.path.join(folder, ""))  # nothing outside of the tree is looked at
        if inside and tree.is_file(os.path.join(there, CHART)):
            return there
        for name in names:
            for below in _FOLDERS:
                archive = os.path.normpath(os.path.join(folder, below, name))
                if archive.startswith(os.path.join(folder, "")) and tree.is_file(archive):
                    return archive
        above = os.path.dirname(folder)
        if tree.is_top(folder) or above == folder:
            return None
        folder = above


def _inline(field: Field) -> tuple[SourceText, ...]:
    """Return values that stand in an object, as a text of which nothing else is left: places stay what they are."""
    node, source = field.node, field.source
    if not isinstance(field.target, Mapping) or node is None:
        return ()
    if node is not field.target:  # an alias stands for it
        return (_as_json(field),)
    start = source.text.rfind("\n", 0, node.start) + 1
    before = "".join(char if char in "\r\n" else " " for char in source.text[:start])
    text = before + " " * (node.start - start) + source.text[node.start : node.end] + "\n"
    try:
        same = parse(text).root is not None
    except ParseError:
        same = False
    return (SourceText(source.path, text),) if same else (_as_json(field),)


def _as_json(field: Field) -> SourceText:
    from json import dumps

    return SourceText(field.source.path, dumps(field.value))
