"""Manifests with mistakes at random."""

import copy
import json

from hypothesis import strategies as st

from tests.conformance.vectors import OWN

MANIFESTS = [
    case["daemonset"] for case in json.loads((OWN / "validation_vectors.json").read_text(encoding="utf-8"))["cases"]
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "1", "10%", "64Mi", "true", "x", "2024-01-01T00:00:00Z"])
)
NAMES = st.sampled_from(
    ["name", "spec", "containers", "Name", "x", "metadata", "labels", "limits", "value", "port", ""]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=5
)


def places(value, path=()):
    """Yield the paths of everything in a value but the value itself."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*path, key)
        yield from places(item, (*path, key))


@st.composite
def mistakes(draw):
    """Make a manifest in which up to three values are replaced, renamed or joined by an unknown field."""
    value = copy.deepcopy(draw(st.sampled_from(MANIFESTS)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted(places(value), key=repr)))
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        what = draw(st.sampled_from(["replace", "replace", "rename", "add"]))
        if what == "replace" or isinstance(parent, list):
            parent[path[-1]] = draw(VALUES)
        elif what == "rename":
            parent[draw(NAMES)] = parent.pop(path[-1])
        else:
            parent[draw(NAMES)] = draw(VALUES)
    return value
