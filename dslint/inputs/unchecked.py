"""What holds or makes a DaemonSet and is not checked: where it stands, and what to do about it."""

from __future__ import annotations

from dslint.manifest.field import Field
from dslint.pattern import pattern
from dslint.record import NamedTuple

# of what cannot be read only words are known; an application may be of plain manifests too
_CHART = pattern(r"(?m)^[ {]*[\"']?kind[\"']?:[ \t]*[\"']?(HelmRelease|HelmChart|Application(?:Set)?)\b")
_HELM = pattern(r"[\"']?\b(?:helm|chart)\b[\"']?:")


class NotChecked(NamedTuple):
    """Something that is not judged; ``reason`` says what it is and how it can be, alike for things that are alike."""

    path: str
    line: int
    reason: str


# what a failed command leaves must not pass for a manifest without problems
CHECK = "dslint check --fail-on-empty -"
TEMPLATE = f"a template, not YAML before it is rendered; check what its renderer prints: RENDERER | {CHECK}"
VALUES = (
    "Helm values, no manifest without apiVersion, metadata and spec.template; "
    "check their chart: dslint check CHART --values FILE"
)


def helm_template(chart: str) -> str:
    """Return what to say of a template of a chart."""
    return f"Helm template; check its chart, which helm renders: dslint check {chart}"


def values_of(chart: str) -> str:
    """Return what to say of values of a chart."""
    return f"Helm values, no manifest; check their chart: dslint check {chart} --values FILE"


def of_chart(kind: str, why: str = "") -> str:
    """Return what to say of an object that stands for a chart, and why that is not rendered, if somebody has tried."""
    told = f"the chart of this {kind}{f', since {why}' if why else ''}"
    return f"{told}; render it: helm template CHART | {CHECK}"


def kind_of_chart(text: str) -> str | None:
    """Return the kind of an object that stands for a chart, by the words of a text."""
    found = _CHART.search(text)
    is_other = found is not None and found[1].startswith("Application") and not _HELM.search(text)
    return None if found is None or is_other else found[1]


def at(field: Field, reason: str) -> NotChecked:
    """Return what says that the object at a field is not checked."""
    source = field.source
    return NotChecked(source.path, source.place(field.span().start).line, reason)


def is_values(root: Field) -> bool:
    """Tell whether a document is no manifest but values, in which ``kind: DaemonSet`` is a choice of the user's.

    A manifest has one of the three at least: without ``apiVersion`` or a name neither kubectl nor the server takes it.
    """
    keys = (root.get("apiVersion"), root.get("metadata"), root.get("spec", "template"))
    return root.parent is None and all(key.node is None for key in keys)
