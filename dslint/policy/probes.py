"""Whether a schema says of what the API server makes of a manifest what it says of the manifest itself.

Policies of the cluster see a DaemonSet as it is stored: with defaults, and without what is as good as absent to Go.
Where that makes a difference to a schema, it has no exact twin. Differences are looked for in small manifests, in which
each field that the schema looks at is absent, empty, zero, and what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise

from dslint.kube.admission.objects import new_daemonset
from dslint.kube.apiserver.server import answer
from dslint.kube.versions import DEFAULT
from dslint.manifest.schema import decoder
from dslint.policy.inexact import InexactError
from dslint.template import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Path = tuple[str | int, ...]
    Object = dict[str, Any]
    Holds = Callable[[Object], bool]


_POD: Path = ("spec", "template", "spec")
_MISSING = object()
_VALUES: tuple[Any, ...] = (_MISSING, "", "x", 0, 1, "1000m", False, True, [], {})
_THERE: tuple[Any, ...] = ({}, "x", 1, True, [{}], ["x"])
_LEAST = {"str": "minLength", "list": "minItems", "dict": "minProperties"}
_MOST_VALUES, _MOST_PATHS = 20, 400
# what an item or a volume needs beside the field that is looked at
_NEEDED: Mapping[str, Object] = {
    "containers": {"name": "a", "image": "registry.example/a:1"},
    "initContainers": {"name": "b", "image": "registry.example/b:1"},
    "ports": {"containerPort": 80},
    "volumeMounts": {"name": "v", "mountPath": "/v"},
    "volumes": {"name": "v"},
    "hostPath": {"path": "/var/log"},
    "configMap": {"name": "c"},
    "secret": {"secretName": "s"},
    "env": {"name": "A"},
    "tolerations": {"operator": "Exists"},
    "httpGet": {"port": 80},
    "tcpSocket": {"port": 80},
    "imagePullSecrets": {"name": "s"},
    "topologySpreadConstraints": {"maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "ScheduleAnyway"},
}


def refuse_differences(holds: Holds, paths: Mapping[Path, list[Any]]) -> None:
    """Raise InexactError where a manifest shows that a schema differs from its twin.

    ``holds`` applies the schema to an object, as written or as stored; ``paths`` are those of the DaemonSet that the
    schema looks at, with what it compares them with.
    """
    bases = [*_bases(), _full(paths)]
    for path, compared in list(paths.items())[:_MOST_PATHS]:
        for base in bases:
            for value in (*_VALUES, *compared[:_MOST_VALUES]):
                written = _with(base, path, value)
                if written is None:
                    continue
                stored = _stored(written)
                if stored is not None and holds(written) != holds(new_daemonset(stored)):
                    raise InexactError(_difference(path, value, passes=holds(written)))


def _difference(path: Path, value: Any, *, passes: bool) -> str:
    """Return the words for a difference; what only looks as if it were there can be ruled out."""
    what = "left out" if value is _MISSING else "empty" if value in ("", [], {}) else show(str(value))
    name = ".".join(step for step in path if isinstance(step, str))
    least = _LEAST.get(type(value).__name__, "")
    hint = f"; with {least}: 1 it would not" if passes and least and not value else ""
    return f"the API server sees something else than is written where {name} is {what}{hint}"


def _bases() -> Iterator[Object]:
    """Yield manifests between which defaults differ."""
    yield _manifest({})
    yield _manifest({"image": "registry.example/a", "ports": [{"containerPort": 80}]}, hostNetwork=True)
    bare = _manifest({})
    bare["spec"]["selector"] = {"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}
    bare["spec"]["template"]["metadata"] = {}
    yield bare


def _full(paths: Iterable[Path]) -> Object:
    """Return a manifest that has all fields that a schema looks at, as far as they go together."""
    whole = _manifest({})
    for path in paths:
        for value in _THERE:
            written = _with(whole, path, value)
            if written is not None and _stored(written) is not None:
                whole = written
                break
    return whole


def _stored(written: Object) -> Object | None:
    found = answer(deepcopy(written), decoder(DEFAULT), DEFAULT)
    return found.stored if found.accepted else None


def _manifest(container: Object, **spec: Any) -> Object:
    labels = {"app": "a"}
    pod = {**spec, "containers": [{"name": "a", "image": "registry.example/a:1", **container}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "a"},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": dict(labels)}, "spec": pod}},
    }


def _with(base: Object, path: Path, value: Any) -> Object | None:
    """Return a manifest in which a field has a value; ``None`` where it has none anyway."""
    if not path:
        return base if value is _MISSING else None
    whole = deepcopy(base)
    at: Any = whole
    above = ""
    for step, following in pairwise(path):
        if isinstance(at, list):
            if not at:
                at.append(_needed(above))
            at = at[0]
        elif isinstance(at, dict):
            above = str(step)
            at = at.setdefault(above, [] if isinstance(following, int) else _needed(above))
        else:
            return None
    last = path[-1]
    if isinstance(at, list):
        at[:] = [] if value is _MISSING else [value]
    elif not isinstance(at, dict):
        return None
    elif value is _MISSING:
        at.pop(str(last), None)
    else:
        at["k" if last == "*" else str(last)] = value
    return whole


def _needed(name: str) -> Object:
    return deepcopy(dict(_NEEDED.get(name, {})))
