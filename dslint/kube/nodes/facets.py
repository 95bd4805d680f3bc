"""What a question about nodes can look at: name, taints, pool, resources, declared features, the value of a label."""

from __future__ import annotations

Facet = tuple[str, ...]
NAME: Facet = ("name",)
TAINTS: Facet = ("taints",)
POOL: Facet = ("pool",)
ALLOCATABLE: Facet = ("allocatable",)
FEATURES: Facet = ("features",)


def label(key: str) -> Facet:
    """Return the facet that a label is."""
    return ("label", key)
