"""Values that a ``HelmRelease`` takes from a ConfigMap or a Secret beside it.

They count in the order of ``valuesFrom``, the latest most, and what stands in the release itself counts for more. A
value for one path is read as ``helm --set`` would.

Source: ChartValuesFromReferences in https://github.com/fluxcd/pkg chartutil/values.go, typedVal in
https://github.com/helm/helm pkg/strvals/parser.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslint.inputs.rendering.beside import Beside, Value
from dslint.inputs.rendering.held import data_of
from dslint.inputs.rendering.release import Given, LeftError, as_json
from dslint.manifest.field import Field

KEY = "values.yaml"
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_QUOTES = "\"'"
_PARTS = re.compile(r"[,{\[\\]")  # what Helm would take a text apart by


def values_from(root: Field, beside: Beside) -> Iterator[Given]:
    """Yield the values that a release takes from other objects, the strongest last; raises LeftError."""
    namespace = root.get("metadata", "namespace").text
    for one in root.get("spec", "valuesFrom").items():
        kind, name = one.get("kind").text, one.get("name").text
        found = beside.values(kind, name, namespace)
        if found is None:
            if one.get("optional").value is True:
                continue
            raise LeftError(f"its values come from the {kind} {name}, which is not beside it")
        key, target = one.get("valuesKey").text or KEY, one.get("targetPath").text
        value = found.get(key)
        if value is None:
            raise LeftError(f"the {kind} {name} has no {key}")
        if target and one.get("literal").value is True:
            raise LeftError(f"the value for {target} is taken literally")
        if _is_encrypted(value):
            raise LeftError(f"{key} of the {kind} {name} is encrypted")
        yield _at(target, value) if target else value.given


def _is_encrypted(value: Value) -> bool:
    """Tell whether SOPS has encrypted a file of values."""
    return any(isinstance(one, dict) and "sops" in one for one in data_of(value.given.source) or ())


def _at(path: str, value: Value) -> Given:
    text = value.text
    if _PATH.fullmatch(path) is None:
        raise LeftError(f"the path {path} for a value is more than names")
    if _PARTS.search(text):
        raise LeftError(f"the value for {path} is more than one text")
    quoted = len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES
    made: object = text.strip(_QUOTES) if quoted else typed(text)
    for name in reversed(path.split(".")):
        made = {name: made}
    return as_json(value.given.source.path, made)


def typed(text: str) -> object:
    """Return what ``helm --set`` takes a text for."""
    word = text.lower()
    if word in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[word]
    is_number = re.fullmatch(r"0|[-+]?[0-9]+", text, re.ASCII) is not None and (text == "0" or text[0] != "0")
    return int(text) if is_number and -(1 << 63) <= int(text) < 1 << 63 else text
