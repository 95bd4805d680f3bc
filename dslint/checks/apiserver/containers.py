"""Containers as people call them, so that a message about two places tells which is where."""

from __future__ import annotations

import re

from dslint.template import Sentence, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.daemonset import DaemonSet

_KINDS = {
    "containers": "container",
    "initContainers": "init container",
    "ephemeralContainers": "ephemeral container",
}
_SPEC_PATH = "spec.template.spec."
_PLACE = re.compile(r"(?<![\w.])(\w*[cC]ontainers)\[(\d+)\](?:\.([\w.\[\]]*[\w\]]))?")


def container_at(ds: DaemonSet, at: Path) -> str:
    """Return the container that a place is in as ``init container setup``; empty where it is in none.

    One whose name says nothing, as it has none or shares it, is called by its place: ``containers[1]``.
    """
    kind, number = at[3:5] if len(at) > 4 else ("", None)
    if kind not in _KINDS or not isinstance(number, int):
        return ""
    name = ds.pod_spec.get(kind, number, "name").text
    names = [item.get("name").text for one in _KINDS for item in ds.pod_spec.get(one).items()]
    return f"{_KINDS[kind]} {show(name)}" if name and names.count(name) == 1 else f"{kind}[{number}]"


def in_containers(ds: DaemonSet, *places: Path) -> Sentence:
    """Return `` in container a and in container b`` for some places; empty where they are in none."""
    names = dict.fromkeys(name for at in places if (name := container_at(ds, at)))
    return Sentence(f" in {' and in '.join(names)}" if names else "")


def with_names(ds: DaemonSet, text: str) -> Sentence:
    """Return a text of the server with ``ports[0] of container a`` for ``containers[0].ports[0]``."""

    def named(match: re.Match[str]) -> str:
        kind, number, field = match.groups()
        name = container_at(ds, ("spec", "template", "spec", kind, int(number)))
        return match[0] if not name else f"{field} of {name}" if field else name

    return Sentence(_PLACE.sub(named, text.replace(_SPEC_PATH, "")))
