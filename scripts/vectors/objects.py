"""DaemonSets to ask about: every field of the schema with odd values, objects of rare fields, mutated manifests."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from .values import values

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from .schema import Field, Node, Schema

Object = dict[str, Any]
KINDS = ("field", "pair", "rich", "mutation", "scribble")
SPEC = ("spec", "template", "spec")
_QUANTITIES = {"limits", "overhead", "requests"}
# of these types one field is set, as a rule
_ONE_OF = {"EnvFromSource", "EnvVarSource", "LifecycleHandler", "Volume", "VolumeProjection"}
_ALPHABET = "0012359aAbzZ--__..//::%+eEkKmMiGnu  \t\u00b5\u00e9=@[]'\"$()*#~,;!\\x"
# Kubernetes itself takes seconds to minutes for a quantity such as 1E9999999
_ENDLESS = re.compile(r"[eE][+-]?[0-9]{6}")


def base() -> Object:
    """Return the DaemonSet that fields are put into."""
    container = {"name": "c", "image": "registry.example/agent:1"}
    template = {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent", "namespace": "default"},
        "spec": {"selector": {"matchLabels": {"app": "agent"}}, "template": template},
    }


class Maker:
    """Makes DaemonSets of one version from a source of chance and some manifests, which are the seeds of mutations."""

    def __init__(self, schema: Schema, rng: random.Random, manifests: list[Object]) -> None:
        self.schema = schema
        self.rng = rng
        self.manifests = manifests
        self._of_pods = [field for field in schema.fields if field.path[:3] == SPEC and len(field.path) > 3]
        self._texts = [it for it in schema.fields if it.type in {"string", "Quantity", "IntOrString", "Time", "map"}]
        self._ways: dict[str, Callable[[], Object]] = {
            "field": self.field,
            "pair": self.pair,
            "rich": self.rich,
            "mutation": self.mutation,
            "scribble": self.scribble,
        }

    def make(self, kind: str) -> Object:
        """Make one DaemonSet of a kind of ``KINDS``."""
        while True:
            try:
                return copy.deepcopy(self._ways[kind]())
            except (AttributeError, IndexError, KeyError, TypeError):
                continue  # what was put first left no place for the second

    def field(self) -> Object:
        """Put one value into one field."""
        made, field = base(), self.rng.choice(self.schema.fields)
        self._put(made, field, self._value(field.name, field.type, 0.35))
        return made

    def pair(self) -> Object:
        """Put values into two to four fields that are neighbours."""
        made, first = base(), self.rng.choice(self._of_pods)
        near = [it for it in self._of_pods if it.path[:-2] == first.path[: len(it.path) - 2]]
        for field in [first, *self.rng.choices(near, k=self.rng.choice([1, 1, 2, 3]))]:
            self._put(made, field, self._value(field.name, field.type, 0.15))
        return made

    def scribble(self) -> Object:
        """Put a text into a field in which some characters have been changed."""
        made, field = base(), self.rng.choice(self._texts)
        value: Any = self._scribbled(field.name, field.type)
        if field.type == "map":
            keys = [key for it in values()["fields"].get(field.name, ()) for key in it] or values()["resources"]
            value = {self._changed(self.rng.choice(keys)): value}
        self._put(made, field, value)
        return made

    def rich(self) -> Object:
        """Make an object of several rare fields, most of them valid."""
        made, odd = base(), self.rng.choice([0.0, 0.0, 0.02, 0.05, 0.15])
        spec, members = made["spec"]["template"]["spec"], self.schema.members("PodSpec")
        names = [*members, *["volumes", "initContainers", "containers"] * 6]
        for name in self.rng.sample(names, k=self.rng.choice([1, 2, 3, 5])):
            spec[name] = self._instance(members[name], name, odd, 1)
            if name in {"containers", "initContainers"}:
                for number, container in enumerate(spec[name]):
                    container["name"] = f"{name[0]}{number}"
        if self.rng.random() < 0.15:
            made["spec"]["template"]["metadata"]["annotations"] = copy.deepcopy(
                self.rng.choice(values()["fields"]["annotations"])
            )
        if self.rng.random() < 0.1:
            strategy = self.schema.members("DaemonSetSpec")["updateStrategy"]
            made["spec"]["updateStrategy"] = self._instance(strategy, "updateStrategy", odd, 1)
        self._let_mounts_find_volumes(spec)
        return made

    def mutation(self) -> Object:
        """Change a manifest in one to four places."""
        made = copy.deepcopy(self.rng.choice(self.manifests))
        for _ in range(self.rng.choice([1, 1, 1, 2, 2, 3, 4])):
            self.mutate(made)
        return made

    def mutate(self, made: Object) -> None:
        """Change a DaemonSet in one place."""
        places = [it for it in paths(made) if it[0] not in {"apiVersion", "kind", "status"}]
        if not places:
            return
        path = self.rng.choice(places)
        owner, key = at(made, path[:-1]), path[-1]
        name = next(step for step in reversed(path) if isinstance(step, str))
        chance, value = self.rng.random(), owner[key]
        if chance < 0.4:
            owner[key] = self._odd(name)
        elif chance < 0.52:
            del owner[key]
        elif chance < 0.6 and isinstance(owner, dict):
            owner[self.rng.choice([key.upper(), key.title(), f"{key}s", "x", f"{key} "])] = owner.pop(key)
        elif chance < 0.8 and isinstance(value, list) and value:
            value.append(copy.deepcopy(self.rng.choice([*value, self._odd(name)])))
        elif isinstance(value, dict) and name in self.schema.below:
            field = self.rng.choice(self.schema.below[name])
            value[field.name] = self._value(field.name, field.type, 0.3)
        else:
            owner[key] = self._odd(name)

    def _odd(self, name: str) -> Any:
        known, rest = values()["fields"].get(name), self.rng.choice(["strings", "integers", "quantities", "types"])
        return copy.deepcopy(self.rng.choice(known if known and self.rng.random() < 0.5 else values()[rest]))

    def _value(self, name: str, kind: str, odd: float) -> Any:
        """Choose a value for a field by its name and type; ``odd`` is how often it may be anything."""
        return copy.deepcopy(self._chosen(name, kind, odd))

    def _chosen(self, name: str, kind: str, odd: float) -> Any:
        if self.rng.random() < min(0.04, odd / 8):
            return self.rng.choice(values()["types"])
        if name in _QUANTITIES and kind == "map":
            amounts = (
                ["1", "2", "500m", "1Gi", "2Mi", "4Mi", "0"] if self.rng.random() > odd else values()["quantities"]
            )
            names = values()["resources"]
            return {self.rng.choice(names): self.rng.choice(amounts) for _ in range(self.rng.choice([1, 1, 2]))}
        known = [value for value in values()["fields"].get(name, ()) if _fits(value, kind)]
        if known and self.rng.random() > odd:
            return self.rng.choice(known)
        return self._any(kind, odd)

    def _any(self, kind: str, odd: float) -> Any:
        choice, pools = self.rng.choice, values()
        if kind == "map":
            return {choice(pools["strings"]): choice(pools["strings"]) for _ in range(choice([0, 1, 1, 2]))}
        usual: dict[str, list[Any]] = {
            "string": pools["strings"],
            "integer": [0, 1, 2, 5, 30, 100, 1000, -1],
            "boolean": [True, False],
            "Quantity": ["1", "500m", "1Gi", "2Mi", "1k", "0"],
            "IntOrString": [*pools["integers"], *pools["strings"]],
            "Time": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.1+01:00"],
            "array": [[], [{}], [""], ["x"], ["x", "x"], [None]],
        }
        rare: dict[str, list[Any]] = {
            "integer": pools["integers"],
            "boolean": [None, "true", 1],
            "Quantity": pools["quantities"],
            "Time": ["2020-01-01", "", None, "x", "2020-13-01T00:00:00Z", "2020-01-01t00:00:00z", 1],
        }
        if kind in rare and self.rng.random() < odd:
            return choice(rare[kind])
        return choice(usual.get(kind, [{}, {}, {}, None, {"x": 1}]))

    def _instance(self, node: Node, name: str, odd: float, depth: int) -> Any:
        """Make a value of a type, mostly a valid one."""
        kind = self.schema.type_of(node)
        if kind == "array":
            if values()["fields"].get(name):
                return self._value(name, kind, odd)
            return [self._instance(node["items"], name, odd, depth) for _ in range(self.rng.choice([1, 1, 1, 2]))]
        if not self.schema.is_struct(kind):
            return self._value(name, kind, odd)
        made = copy.deepcopy(values()["smallest"].get(kind, {}))
        if depth > 7:
            return made
        members = self.schema.members(kind)
        own = [it for it in members if it not in {"name", "prefix"}] if kind in _ONE_OF else [*members]
        if kind == "EnvFromSource":
            made = {}
        many = 1 if kind in _ONE_OF else self.rng.choice([1, 1, 2, 2, 3, 4])
        for member in self.rng.sample(own, k=min(len(own), many)):
            made[member] = self._instance(members[member], member, odd, depth + 1)
        return made

    def _put(self, made: Object, field: Field, value: Any) -> None:
        """Set a value, and make valid what leads there and what it refers to."""
        owner: Any = made
        for step, kind, following in zip(field.path, field.types, field.path[1:], strict=False):
            fresh = [] if isinstance(following, int) else copy.deepcopy(values()["smallest"].get(kind, {}))
            if isinstance(step, int):
                if not owner:
                    owner.append(fresh)
            elif not isinstance(owner.get(step), type(fresh)):
                owner[step] = fresh
            owner = owner[step]
        last = field.path[-1]
        if isinstance(last, int) and not owner:
            owner.append(value)
        else:
            owner[last] = value
        _only_source(made, field.path)
        spec = at(made, SPEC)
        if "volumeMounts" in field.path or "fileKeyRef" in field.path:
            spec.setdefault("volumes", [{"name": "v"}])
        if "volumeDevices" in field.path:
            spec.setdefault("volumes", [{"name": "v", "persistentVolumeClaim": {"claimName": "a"}}])
        if "claims" in field.path:
            spec.setdefault("resourceClaims", [{"name": "r", "resourceClaimName": "x"}])

    def _scribbled(self, name: str, kind: str) -> str:
        if self.rng.random() < 0.25:
            text = "".join(self.rng.choices(_ALPHABET, k=self.rng.choice([1, 2, 3, 4, 6, 8])))
        else:
            pool = [it for it in values()["fields"].get(name, ()) if isinstance(it, str)]
            if kind == "Quantity" or name in _QUANTITIES:
                pool = [it for it in values()["quantities"] if isinstance(it, str)]
            if kind == "Time":
                pool = ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.123+01:00", "2020-02-29T23:59:59-23:59"]
            text = self._changed(self.rng.choice(pool or values()["strings"]))
        return "1" if _ENDLESS.search(text) else text

    def _changed(self, text: str) -> str:
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            index, char = self.rng.randrange(len(text) + 1), self.rng.choice(_ALPHABET)
            text = text[:index] + self.rng.choice([char, "", char]) + text[index + self.rng.choice([0, 1]) :]
        return text

    def _let_mounts_find_volumes(self, spec: Object) -> None:
        names = [it.get("name") for it in spec.get("volumes") or () if isinstance(it, dict)]
        for kind in ("containers", "initContainers"):
            for container in spec.get(kind) or ():
                for mount in [*(container.get("volumeMounts") or ()), *(container.get("volumeDevices") or ())]:
                    if isinstance(mount, dict) and self.rng.random() < 0.85:
                        if not names:
                            names, spec["volumes"] = ["v"], [{"name": "v"}]
                        mount["name"] = self.rng.choice(names)


def _fits(value: Any, kind: str) -> bool:
    """Tell whether a value has the type of a field, so that decoding goes on."""
    wanted: dict[str, Any] = {"string": str, "boolean": bool, "array": list, "map": dict}
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
    return isinstance(value, wanted.get(kind, object))


def _only_source(made: Object, path: tuple[str | int, ...]) -> None:
    """Leave of a volume, and of a projection, the source that a path leads to."""
    for steps in (("volumes", 0), ("sources", 0)):
        for index in range(len(path) - 2):
            if path[index : index + 2] == steps and path[index + 2] != "name":
                owner = at(made, path[: index + 2])
                for other in [it for it in owner if it not in {"name", path[index + 2]}]:
                    del owner[other]


def paths(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value in another one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*above, key)
        yield from paths(item, (*above, key))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return what stands at a path."""
    for step in path:
        value = value[step]
    return value
