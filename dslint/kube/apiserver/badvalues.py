"""What the API server's code holds where a manifest is wrong: ``field.Error.BadValue``, by its Go types.

It is printed in the error, in a way that depends on its type: see ``errortext``. A plain text, number or boolean stands
for itself.

Source: the calls of field.Invalid and its like in pkg/apis/{core,apps}/validation/validation.go (v1.36.3, v1.33.13).
"""

from __future__ import annotations

from dslint.kube.values.gojson import quote
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Typed(str):
    """A text that is no plain string to Go, but a type of its own such as ``core.DNSPolicy``, or behind a pointer."""

    __slots__ = ()


class GoValue(NamedTuple):
    """Any other value: what of it is JSON, and its ``%#v``, or none where that holds addresses."""

    json: Any
    verbose: str | None = None


def resource_name(name: str) -> GoValue:
    """Return a ``core.ResourceName``, the one type of text that says how it is printed: without quotes."""
    return GoValue(name, name)


def int_or_string(value: int | str) -> GoValue:
    """Return an ``intstr.IntOrString``."""
    kind, number, text = (1, 0, value) if isinstance(value, str) else (0, value, "")
    return GoValue(value, f"intstr.IntOrString{{Type:{kind}, IntVal:{number}, StrVal:{quote(text)}}}")


def string_map(value: dict[str, str] | None) -> GoValue:
    """Return a ``map[string]string``, ``None`` where the field is not there."""
    if value is None:
        return GoValue(None, "map[string]string(nil)")
    ordered = dict(sorted(value.items()))
    pairs = ", ".join(f"{quote(key)}:{quote(text)}" for key, text in ordered.items())
    return GoValue(ordered, f"map[string]string{{{pairs}}}")


def strings(value: Iterable[str]) -> GoValue:
    """Return a ``[]string``."""
    items = list(value)
    return GoValue(items, f"[]string{{{', '.join(map(quote, items))}}}")


def empty_selector(selector: dict[str, Any]) -> GoValue:
    """Return a ``metav1.LabelSelector`` without a condition."""
    labels = "{}" if selector.get("matchLabels") is not None else "(nil)"
    expressions = "{}" if selector.get("matchExpressions") is not None else "(nil)"
    return GoValue(
        {},
        f"v1.LabelSelector{{MatchLabels:map[string]string{labels}, "
        f"MatchExpressions:[]v1.LabelSelectorRequirement{expressions}}}",
    )
