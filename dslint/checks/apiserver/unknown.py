"""Fields that no DaemonSet of the target version has: what was most likely meant, and what would mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dslint.checks.apiserver.describe import what
from dslint.finding import Hit, InsertEntry, RemoveEntry, RenameKey
from dslint.kube.versions import NEWEST
from dslint.manifest.schema import decoder
from dslint.phrases import suggest
from dslint.template import Path, Sentence

if TYPE_CHECKING:
    from dslint.finding import Operation
    from dslint.kube.apiserver.decode import UnknownField
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field, Step
    from dslint.manifest.workload import Workload

# Fields of spec that other kinds have: the kind, and what a DaemonSet has instead.
# Source: staging/src/k8s.io/api/apps/v1/types.go, staging/src/k8s.io/api/batch/v1/types.go.
_OTHER_KINDS = {
    "replicas": "replicas",
    "strategy": "strategy",
    "serviceName": "stateful",
    "podManagementPolicy": "stateful",
    "volumeClaimTemplates": "claims",
    "persistentVolumeClaimRetentionPolicy": "stateful",
    "ordinals": "stateful",
    "paused": "deployment",
    "progressDeadlineSeconds": "deployment",
    "completions": "job",
    "parallelism": "job",
    "backoffLimit": "job",
    "ttlSecondsAfterFinished": "job",
    "templateGeneration": "generation",
}
# messages about fields that a DaemonSet has no use for, so that nothing is lost with them
_IDLE = frozenset({"replicas", "stateful", "deployment", "job", "generation"})
_ZERO = (0, "0%")
MANY, _FAR, _SOME = 8, 3, 2
_IN_CONTAINER = 5  # spec.template.spec.containers[0] are so many steps
# a name this long that begins another one is that one, cut short
_LONG = 12
# what containers have, init containers have too: one of the two is enough to say
_KINDS_OF_CONTAINERS = r"\b(initContainers|ephemeralContainers)\[]"


def told(workload: Workload, context: Context, unknowns: Iterable[UnknownField]) -> Iterator[Hit]:
    """Yield a hit for each unknown field, with what was most likely meant."""
    ds = workload.written
    for unknown in unknowns:
        name = str(unknown.at[-1])
        if ds.fragment is not None and name.startswith(("$", "(")):
            continue  # directives of a patch, expressions of an assertion
        message, params = _meant(unknown, ds, context)
        place = ds.root.get(*unknown.at)
        yield Hit(
            message=message,
            field=place,
            params={"name": name, "parent": _parent(unknown), **params},
            key=True,
            server_field=unknown.field,
            server_text=unknown.text,
            explains=_explained(ds, place, message, params),
            fix=() if ds.fragment is not None else _fix(ds, place, message, params),
        )


def _explained(ds: DaemonSet, place: Field, message: str, params: Mapping[str, str]) -> tuple[tuple[Step, ...], ...]:
    """Return the path at which the field was meant to stand, and where it is missing now."""
    if message in ("near", "case"):
        return ((*place.path[:-1], params["near"]),)
    there = _destination(ds, place, params["there"]) if message == "misplaced" else None
    return ((*there.path, str(place.name)),) if there is not None else ()


def _parent(unknown: UnknownField) -> str:
    """Name the object that has no such field."""
    if len(unknown.at) == 1:
        return "the DaemonSet"
    return what(unknown.at[:-1]) if len(unknown.at) > 4 else unknown.field.rpartition(".")[0]


def _meant(unknown: UnknownField, ds: DaemonSet, context: Context) -> tuple[str, dict[str, str]]:
    """Return the message about an unknown field, and its parameters."""
    name = str(unknown.at[-1])
    known = sorted(unknown.known)
    since = _since(unknown, context.minor)
    if since:
        return "later", {"since": f"1.{since}"}
    if unknown.at == ("spec", name) and name in _OTHER_KINDS:
        return ("recreate" if name == "strategy" and _recreates(unknown, ds) else _OTHER_KINDS[name]), {}
    by_case = {one.lower(): one for one in known}
    if name.lower() in by_case:
        return "case", {"near": by_case[name.lower()]}
    kin = _kin(name, str(unknown.at[-2]) if len(unknown.at) > 1 else "", known)
    if kin:
        return "near", {"near": kin}
    home = _home(unknown, context)
    near = suggest(name, known, 0.75)
    if home and not (near and _typo(name, near)):
        return "misplaced", {"home": Path(_short(home, unknown)), "there": home}
    if near:
        return "near", {"near": near}
    if homes := _homes(unknown, context):
        named = " or ".join(_short(one, unknown) for one in homes[:_SOME])
        return "elsewhere", {"homes": Sentence(f"{named}, among others" if len(homes) > _SOME else named)}
    if len(known) <= MANY:
        return "few", {"known": ", ".join(known)}
    return "unknown", {}


def _kin(name: str, parent: str, known: Sequence[str]) -> str:
    """Return the field that a name is a part of, or has it as a part: ``secretName`` for ``name`` in ``secret``."""
    word = name.lower()
    if len(name) >= _LONG:
        longer = [one for one in known if one.startswith(name)]
        if len(longer) == 1:
            return longer[0]
    if word == "name":
        own = [one for one in known if one.endswith("Name") and one.lower().removesuffix(word) in parent.lower()]
        return own[0] if len(own) == 1 else ""
    return "name" if word.endswith("name") and "name" in known else ""


def _since(unknown: UnknownField, minor: int) -> int | None:
    """Return the later version that brought the field to this very place; ``None`` where none did."""
    path = "".join("[]" if isinstance(step, int) else f".{step}" for step in unknown.at)[1:]
    name = str(unknown.at[-1])
    if minor == NEWEST or path not in decoder(NEWEST).homes(name):
        return None
    return next(later for later in range(minor + 1, NEWEST + 1) if path in decoder(later).homes(name))


def _short(home: str, unknown: UnknownField) -> str:
    """Name a place without the way to it where that is the way to the field too, or to the containers of the pod."""
    for containers, one in (("containers[]", "container"), ("initContainers[]", "init container")):
        prefix = f"spec.template.spec.{containers}"
        if home == prefix:
            return f"the {one}"
        if home.startswith(f"{prefix}."):
            inside = len(unknown.at) > _IN_CONTAINER and isinstance(unknown.at[4], int)
            return home.removeprefix(f"{prefix}." if inside else "spec.template.spec.")
    return home


def _typo(name: str, near: str) -> bool:
    """Tell whether two names differ by a plural or by swapped letters: nothing that was meant to stand elsewhere."""
    return abs(len(name) - len(near)) <= 1 and sorted(name.lower())[:3] == sorted(near.lower())[:3] and name != near


def _home(unknown: UnknownField, context: Context) -> str:
    """Return where the field was most likely meant to stand: the nearest place that has one of this name."""
    ranked = _ranked(unknown, context)
    if not ranked or (len(ranked) > 1 and (ranked[0][:2] == ranked[1][:2] or ranked[0][0] >= _FAR)):
        return ""
    return ranked[0][2]


def _homes(unknown: UnknownField, context: Context) -> list[str]:
    """Return the places below ``spec`` that have a field of this name, the nearest first."""
    return [home for _, _, home in _ranked(unknown, context) if home.startswith("spec")]


def _ranked(unknown: UnknownField, context: Context) -> list[tuple[int, bool, str]]:
    """Return each place that has a field of this name behind its distance, in order."""
    here = [step for step in unknown.at[:-1] if not isinstance(step, int)]
    homes = [path.rpartition(".")[0] for path in decoder(context.minor).homes(str(unknown.at[-1]))]
    homes = [home for home in homes if not re.search(_KINDS_OF_CONTAINERS, home)] or homes
    return sorted(
        (_distance(here, home.replace("[]", "").split(".")), "containers[]" not in home, home) for home in homes
    )


def _distance(here: Sequence[str | int], there: Sequence[str]) -> int:
    """Return how many steps up and down lead from one place to the other."""
    return len(here) + len(there) - 2 * _common(here, there)


def _common(here: Sequence[str | int], there: Sequence[str | int]) -> int:
    """Return how many steps two ways begin with alike."""
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return common


def _rename(place: Field, name: str) -> tuple[Operation, ...]:
    """Return what gives a misspelt field its name; the same value under that name already, or an older one, goes."""
    beside = place.parent or place
    if beside.get(name).node is not None:
        return (RemoveEntry(place),) if beside.get(name).value == place.value else ()
    older = beside.get("serviceAccount") if name == "serviceAccountName" else None
    if older is not None and older.node is not None and older.value == place.value:
        return RenameKey(place, name), RemoveEntry(older)
    return (RenameKey(place, name),)


def _fix(ds: DaemonSet, place: Field, message: str, params: Mapping[str, str]) -> tuple[Operation, ...]:
    """Return what would mend an unknown field, which is nothing where that is not clear."""
    if message in ("near", "case"):
        return _rename(place, params["near"])
    if message == "strategy":
        return (RenameKey(place, "updateStrategy"),) if _is_update_strategy(place) else ()
    if message in _IDLE:
        return (RemoveEntry(place),)
    there = _destination(ds, place, params["there"]) if message == "misplaced" else None
    if there is None or _has_lines(place.value):
        return ()
    if not there and place.parent is not None and place.parent.get(str(there.name)):
        return ()  # what it belongs into stands beside it, out of place too, and could not be moved any more
    # what decides about a whole pod or DaemonSet is read first, not behind its containers
    first = there.name == "spec" and not isinstance(place.value, (dict, list))
    after = "" if first else None
    return (RemoveEntry(place), InsertEntry(there, str(place.name), place.value, after, like=place))


def _recreates(unknown: UnknownField, ds: DaemonSet) -> bool:
    """Tell whether a strategy is the one that no DaemonSet has under any name."""
    return ds.root.get(*unknown.at, "type").text == "Recreate"


def _is_update_strategy(place: Field) -> bool:
    """Tell whether a strategy of a Deployment is one that a DaemonSet can have: exactly one number is not zero."""
    rolling = place.get("rollingUpdate")
    without_surge = rolling.get("maxSurge").value in (None, *_ZERO)
    keeps_all = rolling.get("maxUnavailable").value in _ZERO
    return place.get("type").value in (None, "RollingUpdate", "OnDelete") and without_surge != keeps_all


def _has_lines(value: Any) -> bool:
    """Tell whether a value holds a text of several lines, which would not look the same elsewhere."""
    if isinstance(value, str):
        return "\n" in value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_lines(part) for part in parts)


def _destination(ds: DaemonSet, place: Field, home: str) -> Field | None:
    """Return the one object that a home such as ``spec.template.spec.containers[]`` means from a place; else ``None``.

    Of a list it is the item that the place itself is in, or the only one; out of one item into another nothing moves.
    """
    here, there = place.path, ds.root
    for name in home.replace("[]", ".[]").split("."):
        if name != "[]":
            there = there.get(name)
        elif here[: len(there.path)] == there.path and len(here) > len(there.path) + 1:
            there = there.get(here[len(there.path)])
        elif len(items := list(there.items())) == 1:
            there = items[0]
        else:
            return None
    common = _common(here, there.path)
    leaves, enters = (any(isinstance(step, int) for step in path[common:]) for path in (here, there.path))
    return None if leaves and enters else there
