"""Releases of Argo CD: the charts of an ``Application``, and of the applications that an ``ApplicationSet`` makes.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ (precedence of parameters, values and value files),
.../user-guide/multiple_sources/ (``sources`` count, not ``source``; files behind ``$ref``) and
.../operator-manual/applicationset/Generators-List/ and .../Template/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dslint.inputs.rendering.held import held
from dslint.inputs.rendering.release import (
    Given,
    Left,
    LeftError,
    Release,
    above,
    as_json,
    chart_of,
    inline,
    inside,
    left,
    line_of,
    release,
)
from dslint.inputs.tree import Input
from dslint.manifest.field import Field, Root
from dslint.source.text import SourceText
from dslint.source.tree import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from typing import Any

    from dslint.inputs.tree import Tree

_PARAMETER = re.compile(r"\{\{\s*(\.?[\w.-]+)\s*\}\}")
MOST_ELEMENTS = 100


def application(tree: Tree, item: Input, root: Field) -> Iterator[Release | Left]:
    """Yield the releases that the sources of an Application are, and what is left of them; raises LeftError."""
    spec = root.get("spec")
    sources = [*spec.get("sources").items()]
    if not sources:
        yield _source(tree, item, root, spec.get("source"), ())
        return
    repositories = {f"${one.get('ref').text}" for one in sources if one.get("ref").text}
    missing = []
    for number, one in enumerate(sources, 1):
        if not one.get("path").text and not one.get("chart").text:
            continue  # only files of values are taken from it
        try:
            yield _source(tree, item, root, one, repositories)
        except LeftError as error:
            missing.append(f"source {number}: {error}")
    if missing:
        yield left(item, root, " and ".join(missing))


def application_set(tree: Tree, item: Input, root: Field) -> list[Release]:
    """Return the releases of the applications that are made of the elements of lists; raises LeftError."""
    spec = root.get("spec")
    if spec.get("templatePatch"):
        raise LeftError("its applications are patched")
    go = spec.get("goTemplate").value is True
    elements = [element for generator in spec.get("generators").items() for element in _elements(generator)]
    if len(elements) > MOST_ELEMENTS:
        raise LeftError(f"it makes more than {MOST_ELEMENTS} applications")
    found = []
    for element in elements:
        made = _filled(spec.get("template").value, _parameters(element, go=go))
        if not isinstance(made, dict) or "{{" in str(made):
            raise LeftError("its template is more than parameters")
        made |= {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"}
        text = as_json(item.shown, made).source
        for one in application(tree, item, Root(parse(text.text).root, text)):
            if isinstance(one, Left):
                raise LeftError("one of its applications has sources that are not in this tree")
            texts = tuple(given._replace(placed=False) for given in one.texts)
            found.append(one._replace(line=line_of(root), texts=texts))
    return found


def _source(tree: Tree, item: Input, root: Field, source: Field, repositories: Container[str]) -> Release:
    helm, spec = source.get("helm"), root.get("spec")
    if helm.get("fileParameters"):
        raise LeftError("its parameters come from files")
    if source.get("plugin"):
        raise LeftError("a plugin makes its manifests")
    word, version = source.get("path").text or source.get("chart").text, source.get("targetRevision").text
    path = chart_of(tree, item.path, word, version)
    files = []
    for one in helm.get("valueFiles").items():
        file = _file(tree, item, path, one.text, repositories)
        if file is not None:
            files.append(file)
        elif helm.get("ignoreMissingValueFiles").value is not True:
            raise LeftError(f"the values file {one.text} is not in this tree")
    settings = {True: list[str](), False: list[str]()}
    for one in helm.get("parameters").items():
        settings[one.get("forceString").value is True].append(f"{one.get('name').text}={one.get('value').text}")
    return release(
        item,
        root,
        path,
        files,
        inline(helm.get("valuesObject")) or _values(helm.get("values")),
        name=helm.get("releaseName").text or root.get("metadata", "name").text,
        namespace=helm.get("namespace").text or spec.get("destination", "namespace").text,
        sets=settings[False],
        strings=settings[True],
    )


def _file(tree: Tree, item: Input, chart: str, word: str, repositories: Container[str]) -> str | None:
    """Return a file of values: beside the chart, or at the top of the tree where another source is named."""
    name, slash, below = word.partition("/")
    if not name.startswith("$"):
        path = os.path.normpath(os.path.join(chart, word))
        return path if tree.is_file(path) else None
    if not slash or name not in repositories:
        return None
    paths = (inside(folder, below) for folder in above(tree, item.path))
    return next((path for path in paths if path is not None and tree.is_file(path)), None)


def _values(field: Field) -> tuple[Given, ...]:
    if not field.text:
        return ()
    text = held(field)
    return (Given(text),) if text is not None else (Given(SourceText(field.source.path, field.text), placed=False),)


def _elements(generator: Field) -> Iterator[Field]:
    """Yield the elements of a generator that is a list and nothing else; raises LeftError for any other."""
    names = [str(one.name) for one in generator.entries()]
    found = generator.get("list")
    if names != ["list"] or [str(one.name) for one in found.entries()] != ["elements"]:
        other = next((name for name in names if name != "list"), None)
        raise LeftError(f"its generator {other} is not known here" if other else "its list is more than elements")
    yield from found.get("elements").items()


def _parameters(element: Field, *, go: bool) -> dict[str, str]:
    """Return what an element sets, by how templates name it."""
    found: dict[str, str] = {}
    pending = [("." if go else "", element)]
    while pending:
        name, field = pending.pop()
        for one in field.entries():
            below = f"{name}{one.name}"
            if one.text or one.value == "":
                found[below] = one.text
            elif go or below == "values":
                pending.append((f"{below}.", one))
            else:
                raise LeftError(f"the parameter {below} is no text")
    return found


def _filled(value: Any, parameters: Mapping[str, str]) -> Any:
    """Return a value with parameters in its texts and keys; what is not known stays as it is."""
    if isinstance(value, str):
        return _PARAMETER.sub(lambda match: parameters.get(match[1], match[0]), value)
    if isinstance(value, list):
        return [_filled(one, parameters) for one in value]
    if isinstance(value, dict):
        return {_filled(key, parameters): _filled(one, parameters) for key, one in value.items()}
    return value
