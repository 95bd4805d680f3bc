"""What is asked of updates: strategies over nodes that are well, dead, or have a pod that is not ready."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from .cluster import EVERYTHING, Object, node
from .objects import base

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "oracle/kind"
PORT = {"ports": [{"containerPort": 80, "hostPort": 80}]}


def rollouts() -> list[Object]:
    """Return all updates, each with nodes of its own."""
    return [_rollout(f"r{number}", **case) for number, case in enumerate(_cases())]


def budget(unavailable: Any = None, surge: Any = None, ready_after: int = 0) -> Object:
    """Make what a spec says of its updates."""
    rolling = {"maxUnavailable": unavailable, "maxSurge": surge}
    given = {key: value for key, value in rolling.items() if value is not None}
    made: Object = {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": given}}
    return {**made, "minReadySeconds": ready_after} if ready_after else made


ON_DELETE = {"updateStrategy": {"type": "OnDelete"}}


def _cases() -> Iterator[Object]:
    live = {"live": 8}
    for unavailable in (1, 2, 3, "10%", "25%", "34%", "50%", "100%"):
        yield {"spec": budget(unavailable), "nodes": live}
    for surge in (1, 3, "10%", "25%", "50%", "100%"):
        yield {"spec": budget(0, surge), "nodes": live}
    for unavailable in (1, 2, 3, "20%", "40%"):
        for dead in (1, 2, 3):
            yield {"spec": budget(unavailable), "nodes": {"live": 7 - dead, "dead": dead}}
    for unavailable in (1, "20%"):
        for dead in (1, 2):
            yield {"spec": budget(unavailable), "nodes": {"live": 6, "dead": dead}, "tolerations": []}
    for surge in (1, "30%"):
        for dead in (1, 2):
            yield {"spec": budget(0, surge), "nodes": {"live": 5, "dead": dead}}
    for unavailable in (1, 2):
        for sick in (1, 2, 4):
            yield {"spec": budget(unavailable), "nodes": {"live": 5, "sick": sick}}
        yield {"spec": budget(unavailable), "nodes": {"sick": 5}}
        yield {"spec": budget(unavailable), "nodes": {"live": 4, "sick": 1, "dead": 1}}
    for surge in (1, "50%"):
        yield {"spec": budget(0, surge), "nodes": {"live": 4, "sick": 2}}
    for spec in (budget(1), budget(2), budget("50%"), budget(0, 1), budget(0, "50%")):
        yield {"spec": spec, "nodes": {"live": 6}, "stuck": True}
        yield {"spec": spec, "nodes": {"live": 5, "dead": 1}, "stuck": True}
    for spec in (budget(1), budget(0, 1), budget(0, "50%")):
        yield {"spec": spec, "nodes": {"live": 5}, "container": PORT}
        yield {"spec": spec, "nodes": {"live": 5}, "after": {"serviceAccountName": "missing"}}
        yield {"spec": spec, "nodes": {"live": 5}, "after": {"container": {"resources": {"requests": {"cpu": "100"}}}}}
        yield {"spec": spec, "nodes": {"live": 1}}
    for spec in (budget(1, ready_after=2), budget(2, ready_after=2), budget(0, 1, ready_after=2)):
        yield {"spec": spec, "nodes": {"live": 4}}
    for kinds in ({"live": 4}, {"live": 3, "dead": 1}, {"live": 3, "sick": 1}):
        yield {"spec": ON_DELETE, "nodes": kinds}
    yield {"spec": ON_DELETE, "nodes": {"live": 3}, "stuck": True}
    yield {"spec": budget(1), "nodes": {"live": 4, "left": 2}, "after": {"nodeSelector": {KIND: "live"}}}
    yield {"spec": budget(2), "nodes": {"live": 4, "new": 2}, "before": {"nodeSelector": {KIND: "live"}}}
    yield {"spec": budget(1), "nodes": {"live": 4}, "same": True}


def _rollout(
    name: str,
    *,
    spec: Object,
    nodes: dict[str, int],
    tolerations: list[Object] = EVERYTHING,
    container: Object | None = None,
    before: Object | None = None,
    after: Object | None = None,
    stuck: bool = False,
    same: bool = False,
) -> Object:
    """Make one request; ``before`` and ``after`` are what only the old and only the new template says."""
    made = [
        node(f"{name}-{kind}-{number}", {KIND: kind, "rollout": name}, [], {})
        for kind, count in nodes.items()
        for number in range(count)
    ]
    common = {"nodeSelector": {"rollout": name}, "tolerations": tolerations}
    old, new = (_daemonset(spec, container or {}, common, only or {}) for only in (before, after))
    if not same:
        new["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/agent:2"
    request: Object = {"daemonset": old, "update": new, "nodes": made}
    for kind in ("dead", "sick"):
        names = [it["metadata"]["name"] for it in made if it["metadata"]["labels"][KIND] == kind]
        if names:
            request[kind] = names
    return {**request, "stuck": True} if stuck else request


def _daemonset(spec: Object, container: Object, common: Object, only: Object) -> Object:
    made = base()
    made["spec"].update(spec)
    of_pods = made["spec"]["template"]["spec"]
    rest = {key: value for key, value in only.items() if key not in {"container", "nodeSelector"}}
    selector = {**common["nodeSelector"], **only.get("nodeSelector", {})}
    of_pods.update({**copy.deepcopy(common), **rest, "nodeSelector": selector})
    of_pods["containers"][0].update({**container, **only.get("container", {})})
    return made
