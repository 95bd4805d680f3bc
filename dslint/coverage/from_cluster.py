"""The nodes and DaemonSets of a cluster, as coverage takes them."""

from __future__ import annotations

from dslint.coverage.manifests import Manifests
from dslint.errors import InputError
from dslint.inputs.live import live_objects, load_live
from dslint.inventory import Inventory
from dslint.manifest.surroundings import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from dslint.inventory.snapshot import Snapshot


def inventory_of(snapshot: Snapshot) -> Inventory:
    """Return the nodes of a cluster; raises InputError where it gave no answer or shows none."""
    if snapshot.error is not None:
        wrong = snapshot.error
        raise InputError(f"cluster {snapshot.context}: {wrong.message}", hint=wrong.hint) from None
    if snapshot.nodes is None:
        raise InputError(f"cluster {snapshot.context} shows no nodes", hint="kubectl auth can-i list nodes")
    return Inventory(snapshot.nodes, snapshot.sources)


def manifests_of(snapshot: Snapshot, names: Container[tuple[str, str]] | None = None) -> Manifests:
    """Return the DaemonSets of a cluster, of some ``names`` only where they are given, and the objects around them."""
    sets = [one for one in snapshot.sets if names is None or (one.namespace, one.name) in names]
    found = Manifests(load_live(one.source) for one in sets)
    found.objects += live_objects(snapshot.others, KINDS)
    return found
