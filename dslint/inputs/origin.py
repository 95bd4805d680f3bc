"""Where a rendered object comes from, as the tool says that rendered it: hints, which nobody vouches for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dslint.inputs.document import Document
    from dslint.manifest.daemonset import DaemonSet

_KUSTOMIZE = "config.kubernetes.io/origin"


def name_origins(document: Document, sets: Iterable[DaemonSet]) -> None:
    """Tell the DaemonSets of a document the template that Helm names in a comment, or the file that kustomize names.

    Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/buildmetadata/ (originAnnotations)
    """
    template = document.helm_source
    for ds in sets:
        ds.origin = template or _kustomize(ds.root.get("metadata", "annotations", _KUSTOMIZE).text)


def _kustomize(text: str) -> str | None:
    facts = dict(line.partition(": ")[::2] for line in text.splitlines())
    path = facts.get("path") or facts.get("configuredIn")
    if not path:
        return None
    repository, revision = facts.get("repo"), facts.get("ref")
    return path + (f" in {repository}" if repository else "") + (f" at {revision}" if revision else "")
