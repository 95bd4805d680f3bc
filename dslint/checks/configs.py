"""ConfigMaps and Secrets that a DaemonSet names, and the keys of them, held against those of the input."""

from __future__ import annotations

from dslint.checks.parts import containers, used_volumes
from dslint.checks.references import Reference, missing, reference
from dslint.finding import Hit, Note
from dslint.manifest.objects import Kept
from dslint.phrases import meant, suggest
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.objects import Record
    from dslint.manifest.workload import Workload

CONFIG_MAP, SECRET = "ConfigMap", "Secret"
_KEYS = (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET))
_WHOLE = (("configMapRef", CONFIG_MAP), ("secretRef", SECRET))
# those that the cluster makes in every namespace: pkg/controller/certificates/rootcacertpublisher/publisher.go,
# https://docs.openshift.com/container-platform/4.16/security/certificates/service-serving-certificate.html
_EVERYWHERE = ("kube-root-ca.crt", "openshift-service-ca.crt")


class Key(NamedTuple):
    """A key of an object that a DaemonSet needs, and where it is named."""

    kind: str
    object: str
    name: str
    at: Place


class Configs(NamedTuple):
    """What a DaemonSet needs: objects by kind, and keys of them."""

    objects: tuple[tuple[str, Reference], ...]
    keys: tuple[Key, ...]


def configs(workload: Workload, _context: Context) -> Configs | None:
    """Keep the ConfigMaps and Secrets without which the pods do not start, and the keys."""
    if workload.answer.decode_errors:
        return None
    objects: dict[tuple[str, str], Reference] = {}
    keys: list[Key] = []
    spec = workload.written.pod_spec
    for kind, name, at, wanted in _needed(workload):
        if (kind, name) not in objects:
            found = None if name in _EVERYWHERE else reference(workload, spec.get(*at))
            if found is None:
                continue
            objects[kind, name] = found
        fields = (spec.get(*key) for key in wanted)
        keys += [Key(kind, name, field.text, workload.written.keep(field)) for field in fields if field.text]
    return Configs(tuple((kind, found) for (kind, _), found in objects.items()), tuple(keys)) if objects else None


def _needed(workload: Workload) -> Iterator[tuple[str, str, Path, list[Path]]]:
    """Yield kind and name of what is not optional, where in the pod it is named, and where its keys are."""
    used = used_volumes(workload)
    for index, volume in enumerate(workload.pod.get("volumes") or ()):
        if volume.get("name") not in used:
            continue
        at: Path = ("volumes", index)
        yield from _of_source(volume, at, "secretName")
        for number, one in enumerate((volume.get("projected") or {}).get("sources") or ()):
            yield from _of_source(one, (*at, "projected", "sources", number), "name")
    for container in containers(workload):
        at = (container.kind, container.number)
        for index, env in enumerate(container.stored.get("env") or ()):
            source = env.get("valueFrom") or {}
            for name, kind in _KEYS:
                if (one := source.get(name)) and one.get("name") and not one.get("optional"):
                    place = (*at, "env", index, "valueFrom", name)
                    yield kind, one["name"], (*place, "name"), [(*place, "key")]
        for index, source in enumerate(container.stored.get("envFrom") or ()):
            for name, kind in _WHOLE:
                if (one := source.get(name)) and one.get("name") and not one.get("optional"):
                    yield kind, one["name"], (*at, "envFrom", index, name, "name"), []


def _of_source(source: Mapping[str, Any], at: Path, secret_name: str) -> Iterator[tuple[str, str, Path, list[Path]]]:
    """Yield the same of a volume, or of a part of a projected one, which calls the name of a Secret otherwise."""
    for name, kind, called in (("configMap", CONFIG_MAP, "name"), ("secret", SECRET, secret_name)):
        one = source.get(name)
        if one and one.get(called) and not one.get("optional"):
            keys: list[Path] = [(*at, name, "items", number, "key") for number in range(len(one.get("items") or ()))]
            yield kind, one[called], (*at, name, called), keys


def missing_config(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find ConfigMaps, Secrets and keys that the input should hold and does not, one for each DaemonSet."""
    spoken = set()
    for kind in (CONFIG_MAP, SECRET):
        wanted = [Kept(one.owner, ref) for one in kept for of, ref in one.facts.objects if of == kind]
        there = [one for one in objects if one.kind == kind]
        # many are made by hand, or by the agent itself
        for hit in missing(wanted, there, spaced=True, known=(), alike=True, params={"kind": kind}):
            owner = hit.field.owner  # type: ignore[attr-defined]  # a place of a DaemonSet
            if owner not in spoken:
                spoken.add(owner)
                yield hit
    data: dict[tuple[str, str, str | None, str], list[Record]] = {}
    for other in objects:
        data.setdefault((other.owner.folder, other.kind, other.namespace, other.name), []).append(other)
    for one in kept:
        if one.owner not in spoken:
            yield from _missing_key(one, data)


def _missing_key(one: Kept, data: Mapping[tuple[str, str, str | None, str], list[Record]]) -> Iterator[Hit]:
    """Yield the first key that the object of that name lacks, where the folder has one in the namespace."""
    for key in one.facts.keys:
        there = data.get((one.owner.folder, key.kind, one.owner.name.namespace, key.object), [])
        known = [_keys(other.value) for other in there]
        if not known or None in known or any(key.name in names for names in known if names):
            continue
        # what is named too is no slip of another
        named = {other.name for other in one.facts.keys if (other.kind, other.object) == (key.kind, key.object)}
        close = suggest(key.name, sorted((known[0] or set()) - named))
        if close is not None:  # others are filled in by whoever runs the agent
            params = {"kind": key.kind, "name": key.object, "key": key.name, "meant": meant(close)}
            yield Hit("key", key.at, params, notes=(Note(there[0].at, f"the {key.kind}"),))
            return


def _keys(config: Mapping[str, Any]) -> set[str] | None:
    """Return the keys of a ConfigMap or Secret; ``None`` where its data is no mapping, or none is written."""
    parts = [config[name] for name in ("data", "binaryData", "stringData") if config.get(name) is not None]
    if not parts or not all(isinstance(part, dict) for part in parts):
        return None
    return {str(key) for part in parts for key in part}
