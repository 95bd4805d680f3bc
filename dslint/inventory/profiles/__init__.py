"""Nodes as the usual distributions set them up, one file each; what is not verified says so in the file."""

from __future__ import annotations

import os

from dslint.errors import UsageError
from dslint.phrases import meant, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.source.text import SourceText

NAMES = ("kubeadm", "kubeadm-1.23", "eks", "gke", "aks", "openshift", "k3s", "mixed")


def profile(name: str) -> SourceText:
    """Return the text of a profile; raises UsageError for one that is not known."""
    from dslint.source.text import SourceText
    from dslint.template import show

    if name not in NAMES:
        close = suggest(name, NAMES)
        known = meant(close and f"profile:{close}")
        raise UsageError(f'unknown profile "{show(name)}"{known}', hint=f"known: {', '.join(NAMES)}")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.yaml")
    with open(path, encoding="utf-8") as file:
        return SourceText(f"profile:{name}", file.read())
