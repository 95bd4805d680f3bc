"""Services that seem meant for the pods of a DaemonSet and select none of them."""

from __future__ import annotations

from dslint.finding import Hit, Note
from dslint.kube.values.unchecked import mapping_at
from dslint.phrases import slips

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.objects import Kept, Record

_SLIPS = 2  # characters in which a label may differ from the one that was meant
_MOST = 50  # Services of one text and namespace that a DaemonSet is held against


def dangling(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find Services of the text of a DaemonSet that miss its pods by one label, and those of every other one too."""
    services: dict[tuple[str, str | None], list[tuple[Record, dict[str, Any]]]] = {}
    for there in objects:
        if selector := _selector(there):
            services.setdefault((there.owner.source.path, there.namespace), []).append((there, selector))
    if not services:
        return
    labels: dict[str | None, list[Mapping[str, str]]] = {}
    for one in kept:
        labels.setdefault(one.owner.name.namespace, []).append(one.facts.labels)
    for one in kept:
        space = one.owner.name.namespace
        for there, selector in services.get((one.owner.source.path, space), ())[:_MOST]:
            slip = _slip(selector, one.facts.labels)
            if slip and not any(selector.items() <= own.items() for own in labels[space][:_MOST]):
                key, value = slip, one.facts.labels[slip]
                params = {"service": there.name, "wanted": f"{key}={selector[key]}", "found": f"{key}={value}"}
                yield Hit("found", one.facts.at, params, notes=(Note(there.at, "selects none of its pods"),))
                break


def _selector(service: Record) -> dict[str, Any]:
    selector = mapping_at(service.value, "spec", "selector")
    return selector if all(isinstance(one, str) for one in selector.values()) else {}


def _slip(selector: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return the only label of a selector that pods have with another value, one that it was probably meant to be."""
    wrong = [key for key, value in selector.items() if labels.get(key) != value]
    if len(wrong) != 1 or wrong[0] not in labels:
        return ""
    return wrong[0] if slips(selector[wrong[0]], labels[wrong[0]], _SLIPS) <= _SLIPS else ""
