"""Fields that no DaemonSet of the target version has: what was most likely meant, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dslint.checks.apiserver.blocks import find_blocks, list_of
from dslint.checks.apiserver.describe import what
from dslint.checks.apiserver.homes import below_spec, destination, nearest, short
from dslint.finding import AppendItem, Hit, InsertEntry, Reindent, RemoveEntry, RemoveItem, RenameKey
from dslint.kube.versions import NEWEST
from dslint.manifest.schema import decoder
from dslint.phrases import few, suggest
from dslint.template import Path, Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.checks.apiserver.blocks import Block
    from dslint.finding import Operation
    from dslint.kube.apiserver.decode import Decoder, UnknownField
    from dslint.kube.apiserver.fields import Path as Path_
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
_OF_OLD = "generation"
# messages about fields that a DaemonSet has no use for, so that nothing is lost with them
_IDLE = frozenset({"replicas", "stateful", "deployment", "job", "generation"})
_ZERO = (0, "0%")
MANY, _SOME = 8, 2
# a name this long that begins another one is that one, cut short
_LONG = 12


def told(workload: Workload, context: Context, unknowns: Iterable[UnknownField]) -> Iterator[Hit]:
    """Yield a hit for each unknown field, with what was most likely meant; those of one block follow from the first."""
    ds, pending = workload.written, []
    for unknown in unknowns:
        if ds.fragment is not None and str(unknown.at[-1]).startswith(("$", "(")):
            continue  # directives of a patch, expressions of an assertion
        pending.append((unknown, *_meant(unknown, ds, context)))
    places = {
        unknown.at: destination(ds, ds.root.get(*unknown.at), params["there"]) if message == "misplaced" else None
        for unknown, message, params in pending
    }
    tellers: set[int] = set()
    items = _Items(decoder(context.minor))
    blocks = find_blocks(ds, places, decoder(context.minor))
    for unknown, message, params in pending:
        place, block = ds.root.get(*unknown.at), blocks.get(unknown.at)
        hit = Hit(
            message=message,
            field=place,
            params={"name": unknown.at[-1], "parent": _parent(unknown), "along": "", **params},
            key=True,
            server_field=unknown.field,
            server_text=unknown.text,
            explains=_explained(place, message, params, places[unknown.at]),
            fix=_fix(place, message, params, places[unknown.at]),
        )
        if block is not None:
            hit = _in_block(hit, block, is_first=id(block) not in tellers)
            tellers.add(id(block))
        elif message == _OF_OLD:  # where it is not apps/v1, that is what is wrong
            hit = hit._replace(follows=ds.root.get("apiVersion").path)
        elif place.parent is not None and isinstance(place.parent.name, int):
            hit = items.hit(hit, place.parent, unknown.at[:-1])
        yield hit if ds.fragment is None else hit._replace(fix=())


class _Items:
    """Tells of items that stand in the wrong list; what else is unknown in one follows from the first."""

    def __init__(self, known: Decoder) -> None:
        self._known = known
        self._told: dict[Path_, tuple[Step, ...] | None] = {}

    def hit(self, hit: Hit, item: Field, at: Path_) -> Hit:
        """Return what to say of an unknown field of an item."""
        if at in self._told:
            first = self._told[at]
            return hit if first is None else hit._replace(explains=(), follows=first, fix=())
        home = list_of(item, self._known, at)
        self._told[at] = hit.field.path if home is not None else None
        if home is None:
            return hit
        fix = () if _has_lines(item.value) else (RemoveItem(item), AppendItem(home, item.value))
        params = {**hit.params, "home": Path(home.name)}
        return hit._replace(message="item", params=params, explains=(item.path,), fix=fix)


def _in_block(hit: Hit, block: Block, *, is_first: bool) -> Hit:
    """Make the first unknown field of a block tell of all of it, and the others follow."""
    names = [str(field.name) for field, _ in block.moves]
    if not is_first:
        return hit._replace(explains=(), follows=block.at.path, fix=())
    intent = Reindent(block.moves)
    hit = hit._replace(explains=intent.paths(), fix=(intent,) if block.is_sure else ())
    if block.at.path != hit.field.path:
        stands = "stands" if len(names) == 1 else "stand"
        params = {**hit.params, "name": block.at.name, "inner": _joined(names), "stands": stands}
        return hit._replace(message="empty", field=block.at, params=params)
    return hit._replace(params={**hit.params, "along": f", and {_joined(names[1:])} with it" if names[1:] else ""})


def _joined(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) == 2 else few(names)


def _explained(
    place: Field, message: str, params: Mapping[str, str], there: Field | None
) -> tuple[tuple[Step, ...], ...]:
    """Return the path at which the field was meant to stand, and where it is missing now."""
    if message in ("near", "case"):
        return ((*place.path[:-1], params["near"]),)
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
    home = nearest(unknown, context)
    near = suggest(name, known, 0.75)
    if home and not (near and _typo(name, near)):
        return "misplaced", {"home": Path(short(home, unknown)), "there": home}
    if near:
        return "near", {"near": near}
    if homes := below_spec(unknown, context):
        named = " or ".join(short(one, unknown) for one in homes[:_SOME])
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


def _typo(name: str, near: str) -> bool:
    """Tell whether two names differ by a plural or by swapped letters: nothing that was meant to stand elsewhere."""
    return abs(len(name) - len(near)) <= 1 and sorted(name.lower())[:3] == sorted(near.lower())[:3] and name != near


def _rename(place: Field, name: str) -> tuple[Operation, ...]:
    """Return what gives a misspelt field its name; the same value under that name already, or an older one, goes."""
    beside = place.parent or place
    if beside.get(name).node is not None:
        return (RemoveEntry(place),) if beside.get(name).value == place.value else ()
    older = beside.get("serviceAccount") if name == "serviceAccountName" else None
    if older is not None and older.node is not None and older.value == place.value:
        return RenameKey(place, name), RemoveEntry(older)
    return (RenameKey(place, name),)


def _fix(place: Field, message: str, params: Mapping[str, str], there: Field | None) -> tuple[Operation, ...]:
    """Return what would mend an unknown field, which is nothing where that is not clear."""
    if message in ("near", "case"):
        return _rename(place, params["near"])
    if message == "strategy":
        return (RenameKey(place, "updateStrategy"),) if _is_update_strategy(place) else ()
    if message in _IDLE:
        return (RemoveEntry(place),)
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
