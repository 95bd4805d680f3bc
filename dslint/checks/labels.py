"""Labels of nodes that are deprecated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dslint.checks.warnings import LABELS, of_rule, words
from dslint.finding import Hit
from dslint.kube.data.nodes import MASTER
from dslint.kube.fields import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet

_REPLACEMENT = re.compile(r'use "([^"]+)"')


def deprecated(ds: DaemonSet, context: Context) -> Iterator[Hit]:
    """Find the deprecated node labels that the API server warns of."""
    for warning in of_rule(LABELS, ds, context):
        place = ds.root.get(*warning.at)
        is_key = isinstance(warning.at[-1], Key)
        label = str(warning.at[-1]) if is_key else place.text
        replacement = _REPLACEMENT.search(words(warning))
        params = {"label": label, "replacement": replacement[1] if replacement else ""}
        kind = ("master" if label == MASTER else "found") if replacement else "gone"
        yield Hit(kind, place, params, key=is_key, server_warning=warning.text)
