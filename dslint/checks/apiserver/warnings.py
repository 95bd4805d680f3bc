"""What the API server warns of, sorted by the rule that speaks of it."""

from __future__ import annotations

import re

from dslint.finding import Hit, Note
from dslint.kube.apiserver.fields import Key
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.apiserver.warnings import ServerWarning
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_FRACTION = "fractional byte value"
LABELS, ANNOTATIONS, VOLUMES = "DS302", "DS303", "DS305"


def specific_rule(at: Path) -> str | None:
    """Return the rule that knows more about a warning than its text, by the place it speaks of."""
    if at[:3] == ("spec", "template", "metadata"):
        return ANNOTATIONS
    topic = at[3] if len(at) > 3 else None
    if topic == "nodeSelector" or at[-1] == "topologyKey" or (topic == "affinity" and at[-1] == "key"):
        return LABELS
    if topic == "volumes" and len(at) == 6:
        return VOLUMES
    return None


def of_rule(rule: str, workload: Workload) -> Iterator[ServerWarning]:
    """Yield the warnings that a specific rule speaks of."""
    for warning in workload.warnings:
        if specific_rule(warning.at) == rule:
            yield warning


def without_place(warning: ServerWarning) -> str:
    """Return the text of a warning without the place it begins with."""
    return warning.text.partition(": ")[2] if warning.text.startswith("spec.") else warning.text


def other(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find everything that the server warns of."""
    ds = workload.written
    for warning in workload.warnings:
        rule = specific_rule(warning.at)
        if rule in context.ignored:
            continue
        place, key = ds.root.get(*warning.at), rule is not None and isinstance(warning.at[-1], Key)
        notes = (Note(ds.root.get(*warning.related), "the other one"),) if warning.related else ()
        params = {"subject": _subject(ds, warning), "words": _shown(ds, warning)}
        kind, more = _kind(place, warning)
        yield Hit(kind, place, params | more, key=key, notes=notes, server_warning=warning.text)


def _kind(place: Field, warning: ServerWarning) -> tuple[str, dict[str, str]]:
    """Return which message is about a warning, and its words: of fractions of bytes it is known what was meant."""
    if _FRACTION not in warning.text:
        return "found", {}
    amount = place.raw
    number = amount.removesuffix("m")
    if number == amount or not number.isdecimal():
        return "fraction", {}
    parts = {1: "a thousandth of a byte", 10: "a hundredth of a byte", 100: "a tenth of a byte"}
    size = parts.get(int(number)) or f"{int(number) / 1000:g} bytes"
    return "thousandths", {"amount": amount, "size": size, "number": number}


def _subject(ds: DaemonSet, warning: ServerWarning) -> str:
    """Return a short name for the place that a warning begins with, with the container that it is in."""
    from dslint.checks.apiserver.containers import container_at
    from dslint.checks.apiserver.describe import what

    if not warning.text.startswith("spec."):
        return ""
    container = container_at(ds, warning.at)
    return Sentence(f"{what(warning.at)} of {container}: " if container else f"{what(warning.at)}: ")


def _shown(ds: DaemonSet, warning: ServerWarning) -> str:
    """Return the text of a warning without the place and without what Go prints of a value; containers by name."""
    from dslint.checks.apiserver.containers import with_names

    return with_names(ds, re.sub(r": \{\w+:.*\}$", "", without_place(warning)))
