"""Which labels of a pod template make a selector. Imported where one is missing."""

from __future__ import annotations

from functools import lru_cache

from dslint.checks.apiserver.describe import to_be_filled_in
from dslint.source.chunks import split
from dslint.source.tree import ParseError, parse, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from dslint.manifest.daemonset import DaemonSet
    from dslint.source.text import SourceText

    _Templates: TypeAlias = dict[tuple[str, str], list[dict[str, str]]]

# The last part of labels that change from one release to the next, which a selector would hold for ever, or that set
# something; and words in the names of labels that are digests of what changes.
_PASSING = frozenset({
    "version", "chart", "chart-version", "heritage", "managed-by", "revision", "release-date", "commit", "build",
    "cluster-service", "mode", "inject", "pod-template-generation",
})  # fmt: skip
_DIGESTS = ("hash", "checksum", "sha256")


def selector_labels(ds: DaemonSet) -> dict[str, str]:
    """Return the labels of the pod template that its selector is to repeat; empty where they cannot be told.

    Those that change with a release or only set something are left out, if others remain and these are not the labels
    of another workload in the same text.
    """
    labels = ds.template.get("metadata", "labels").value
    if not isinstance(labels, dict) or any(not isinstance(it, str) or to_be_filled_in(it) for it in labels.values()):
        return {}
    lasting = {name: value for name, value in labels.items() if not _passes(name)}
    templates = _templates(ds.source)
    if not lasting or (not _tells_apart(lasting, templates) and _tells_apart(labels, templates)):
        return labels
    return lasting


def _passes(name: str) -> bool:
    return name.rpartition("/")[2].lower() in _PASSING or any(word in name.lower() for word in _DIGESTS)


def _tells_apart(wanted: dict[str, str], templates: _Templates) -> bool:
    """Tell whether no more than one pod template, the DaemonSet's own, has all of some labels."""
    candidates = min((templates.get(item, []) for item in wanted.items()), key=len)
    having = (labels for labels in candidates if wanted.items() <= labels.items())
    next(having, None)
    return next(having, None) is None


@lru_cache(maxsize=1)
def _templates(source: SourceText) -> _Templates:
    """Return the labels of all pod templates in a text, of whatever kind, by each of their labels."""
    found: _Templates = {}
    for chunk in split(source.text):
        if source.text.find("template", chunk.start, chunk.end) >= 0:
            try:
                root = parse(source.text[chunk.start : chunk.end]).root
            except ParseError:
                continue
            for labels in _labels(plain(root) if root is not None else None):
                for item in labels.items():
                    found.setdefault(item, []).append(labels)
    return found


def _labels(value: Any) -> Iterator[dict[str, str]]:
    """Yield the labels of the pod templates of an object, or of the items of a list."""
    if not isinstance(value, dict):
        return
    items = value.get("items")
    for item in items if isinstance(items, list) else ():
        yield from _labels(item)
    at: Any = value
    for name in ("spec", "template", "metadata", "labels"):
        at = at.get(name) if isinstance(at, dict) else None
    if isinstance(at, dict):
        yield {name: value for name, value in at.items() if isinstance(value, str)}
