"""The parts of a DaemonSet that a rule can be about, by the names that rule files use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.field import Field

TARGETS: dict[str, Callable[[DaemonSet], Iterator[Field]]] = {
    "daemonset": lambda ds: iter((ds.root,)),
    "podTemplate": lambda ds: iter((ds.template,)),
    "podSpec": lambda ds: iter((ds.pod_spec,)),
    "container": DaemonSet.containers,
}
