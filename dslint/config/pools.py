"""The entries of ``pools``: nodes that are declared rather than listed."""

from __future__ import annotations

from dslint.config.errors import Mistakes, quote
from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.placement import Node
from dslint.kube.nodes.tolerations import Taint
from dslint.kube.values.names import label_value, qualified_name
from dslint.kube.values.quantity import Quantity, QuantityError, parse
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.config.value import Value

POOL_KEYS = ("name", "labels", "taints", "count", "allocatable")
TAINT_KEYS = ("key", "value", "effect")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
# what every kubelet says of its machine (pkg/kubelet/kubelet_node_status.go), for most machines there are
_OS, _ARCH = "kubernetes.io/os", "kubernetes.io/arch"
_USUAL = {_OS: "linux", _ARCH: "amd64"}


class PoolReader:
    """Reads the pools of one file; what is wrong is noted, at its place, and left out."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes

    def read(self, value: Value) -> tuple[NodeGroup, ...]:
        """Return the pools of the list."""
        if not isinstance(value.data, list):
            self._add(value, "pools takes a list")
            return ()
        pools: dict[str, NodeGroup] = {}
        for item in value.data:
            pool = self._pool(item)
            if pool is not None and pool.name in pools:
                self._add(item.data["name"], f"pool {quote(pool.name)} stands twice")
            elif pool is not None:
                pools[pool.name] = pool
        return tuple(pools.values())

    def _add(self, value: Value, message: str, hint: str | None = None) -> None:
        self._mistakes.add(value, message, hint=hint)

    def _mapping(self, value: Value, what: str, known: tuple[str, ...] | None = None) -> dict[str, Value]:
        if not isinstance(value.data, dict):
            self._add(value, f"{what} is a mapping")
            return {}
        data: dict[str, Value] = value.data
        for name in data:
            if known is not None and name not in known:
                self._mistakes.unknown(value.keys[name], "key", known)
        return data

    def _pool(self, value: Value) -> NodeGroup | None:
        fields = self._mapping(value, "a pool", POOL_KEYS)
        if not isinstance(value.data, dict):
            return None
        name = fields.get("name")
        if name is None:
            self._add(value.start, "pool without a name")
        elif not isinstance(name.data, str) or not name.data.strip():
            self._add(name, "the name of a pool is a text")
        labels = self._labels(fields.get("labels"))
        taints = self._taints(fields.get("taints"))
        count = self._count(fields.get("count"))
        allocatable = self._amounts(fields.get("allocatable"))
        if name is None or not isinstance(name.data, str):
            return None
        return NodeGroup(Node(name.data, _completed(labels), taints), name.data, count, allocatable)

    def _labels(self, value: Value | None) -> dict[str, str]:
        labels = {}
        for key, item in (self._mapping(value, "labels") if value else {}).items():
            assert value is not None  # noqa: S101 - it has an item
            if faults := qualified_name(key):
                self._add(value.keys[key], f"label key {quote(key)}: {faults[0]}")
            elif not isinstance(item.data, str):
                self._add(item, f"the value of label {show(key)} is a text", _quoted(item))
            elif faults := label_value(item.data):
                self._add(item, f"label value {quote(item.data)}: {faults[0]}")
            else:
                labels[key] = item.data
        return labels

    def _taints(self, value: Value | None) -> tuple[Taint, ...]:
        if value is None:
            return ()
        if not isinstance(value.data, list):
            self._add(value, "taints takes a list")
            return ()
        return tuple(taint for item in value.data if (taint := self._taint(item)))

    def _taint(self, value: Value) -> Taint | None:
        if isinstance(value.data, str):
            label, _, effect = value.data.rpartition(":")
            key, _, amount = label.partition("=")
            return self._checked(value, value, Taint(key, amount, effect))
        if not isinstance(value.data, dict):
            self._add(value, "a taint is a mapping of key, value and effect, or a text such as key=value:NoSchedule")
            return None
        fields = self._mapping(value, "a taint", TAINT_KEYS)
        for part in fields.values():
            if not isinstance(part.data, str):
                self._add(part, "a part of a taint is a text", _quoted(part))
                return None
        key, amount, effect = (fields[part].data if part in fields else "" for part in TAINT_KEYS)
        return self._checked(value, fields.get("effect", value), Taint(key, amount, effect))

    def _checked(self, at: Value, at_effect: Value, taint: Taint) -> Taint | None:
        if faults := (qualified_name(taint.key) or label_value(taint.value)):
            self._add(at, f"taint {quote(taint)}: {faults[0]}")
            return None
        if taint.effect not in EFFECTS:
            self._add(at_effect, f"the effect of a taint is one of {', '.join(EFFECTS)}")
            return None
        return taint

    def _count(self, value: Value | None) -> int:
        if value is None:
            return 1
        if isinstance(value.data, bool) or not isinstance(value.data, int) or not 0 <= value.data <= 1_000_000:
            self._add(value, "count is a whole number from 0 to 1000000")
            return 1
        return value.data

    def _amounts(self, value: Value | None) -> dict[str, Quantity]:
        amounts = {}
        for name, item in (self._mapping(value, "allocatable") if value else {}).items():
            amount = _amount(item.data)
            if amount is None:
                self._add(item, f"{show(name)} takes an amount such as 4, 500m or 16Gi")
            else:
                amounts[name] = amount
        return amounts


def _amount(data: Any) -> Quantity | None:
    try:
        return parse(data)
    except QuantityError:
        return None


def _quoted(value: Value) -> str | None:
    return f'write "{value.raw}"' if value.raw else None


def _completed(labels: dict[str, str]) -> dict[str, str]:
    """Add the labels that every kubelet sets, as for Linux on amd64 where nothing else is said."""
    full = {**_USUAL, **labels}
    return {"beta.kubernetes.io/os": full[_OS], "beta.kubernetes.io/arch": full[_ARCH], **full}
