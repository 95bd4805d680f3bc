"""Secrets that stand in a manifest: in variables, arguments and the ConfigMaps that pods get."""

from __future__ import annotations

import re

from dslint.checks.parts import containers, listed
from dslint.finding import Hit, Note
from dslint.pattern import pattern
from dslint.phrases import SHOWN
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import Place
    from dslint.manifest.field import Field
    from dslint.manifest.objects import Kept, Record
    from dslint.manifest.workload import Workload

_PASSWORDS = ("passwd", "password", "passphrase", "_pwd", "-pwd")
_KEYS = ("secret", "token", "key")
_KEY = pattern(
    r"(secret|token|api[_-]?key|access[_-]?key|private[_-]?key|licen[cs]e[_-]?key|auth[_-]?key|ingest[a-z]*[_-]?key)$"
)
# what is to be filled in, or is nothing: variables, brackets, words that people write there
_PLACEHOLDER = pattern(
    r"[<>{}$%*\[\]]|^\W*$|(.)\1{3}|\b(change|your?|example|replace|dummy|sample|insert|enter|todo|fixme|none|null|true"
    r"|false|redacted|placeholder|password|passwd|secret|token|key|here|test)|^(change|your|my|some)|-?secret$",
    re.IGNORECASE,
)
_NAMED = pattern(r"[A-Z]+(?:_[A-Z]+)+")  # somebody puts there what is called so
_RANDOM = pattern(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/_=.:-]{16,}")
# what such a form begins with: most values have none of it
_MARK = pattern(r"A[KSI]|gh[pousr]_|glpat|xox|eyJ|-BEGIN")
# Forms that only secrets have: keys of AWS and Google, tokens of GitHub, GitLab and Slack, signed tokens, private keys.
# A private key is taken as far as its first line.
_CERTAIN = pattern(
    r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b"
    r"|\bxox[abpr]-[0-9A-Za-z-]{20,}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
    r"|-----BEGIN ([A-Z]+ )?PRIVATE KEY-----"
)
_WITH_PASSWORD = pattern(r"://[^/\s:@]+:(?P<password>[^/\s@]+)@")
_FLAG = pattern(r"--?(?P<name>[A-Za-z][\w.-]*)[= ](?P<value>\S+)")
_SHORTEST = 20  # no secret that is known by its form is shorter
_MOST = 100_000  # characters of a value that are looked at


class Plain(NamedTuple):
    """Secrets that stand in a DaemonSet, by what they are called, and the ConfigMaps that its pods get."""

    found: tuple[tuple[str, Place], ...]
    maps: tuple[tuple[str, Place], ...]


def plain(workload: Workload, context: Context) -> Plain | None:
    """Keep where secrets stand, never what they are, and which ConfigMaps the pods get."""
    ds = workload.written
    found = tuple((name, ds.keep(at)) for name, at in _written(workload))
    maps = tuple((name, ds.keep(at)) for name, at in _maps(workload)) if context.preview else ()
    return Plain(found, maps) if found or maps else None


def _written(workload: Workload) -> Iterator[tuple[str, Field]]:
    for one in containers(workload):
        for index, env in enumerate(one.stored.get("env") or ()):
            name, value = env.get("name") or "", env.get("value") or ""
            if value and is_secret(name, value):
                yield name, one.field(workload).get("env", index, "value")
        for kind in ("command", "args"):
            for index, word in enumerate(one.stored.get(kind) or ()):
                flag = _FLAG.match(word[:_MOST]) if word.startswith("-") else None
                name, value = (flag["name"], flag["value"]) if flag else ("an argument", word)
                if is_secret(name, value):
                    yield name, one.field(workload).get(kind, index)


def _maps(workload: Workload) -> Iterator[tuple[str, Field]]:
    for index, volume in enumerate(workload.pod.get("volumes") or ()):
        if name := (volume.get("configMap") or {}).get("name"):
            yield name, workload.written.pod_spec.get("volumes", index, "configMap", "name")
    for one in containers(workload):
        for index, source in enumerate(one.stored.get("envFrom") or ()):
            if name := (source.get("configMapRef") or {}).get("name"):
                yield name, one.field(workload).get("envFrom", index, "configMapRef", "name")


def is_secret(name: str, value: str) -> bool:
    """Tell whether a value is a secret by its form, or by its name and no placeholder."""
    value = value[:_MOST].strip()
    if len(value) >= _SHORTEST and _MARK.search(value) and _CERTAIN.search(value):
        return True
    if "@" in value and (login := _WITH_PASSWORD.search(value)) is not None:
        return _PLACEHOLDER.search(login["password"]) is None
    name = name.lower()
    if not (name.endswith(_PASSWORDS) or (name.endswith(_KEYS) and _KEY.search(name) and _RANDOM.fullmatch(value))):
        return False
    return "/" not in value[:2] and _PLACEHOLDER.search(value) is None and _NAMED.fullmatch(value) is None


def in_the_open(kept: Sequence[Kept], objects: Sequence[Record], _context: Context) -> Iterator[Hit]:
    """Find DaemonSets with secrets in the open, once each, those in their ConfigMaps included."""
    maps = {(one.owner.folder, one.namespace, one.name): one for one in objects}
    for one in kept:
        found: list[tuple[str, Place, Field | None]] = [(name, at, None) for name, at in one.facts.found]
        for name, at in one.facts.maps:
            there = maps.get((one.owner.folder, one.owner.name.namespace, name))
            key = _first_secret(there.value) if there is not None else None
            if there is not None and key is not None:
                found.append((f"{key} of ConfigMap {name}", at, there.at))
        if found:
            yield _hit(found)


def _hit(found: Sequence[tuple[str, Place, Field | None]]) -> Hit:
    (_, first, there), *others = found
    notes = [Note(there, "stands here")] if there is not None else []
    notes += [Note(at, "and here") for _, at, _ in others[:SHOWN]]
    names = listed(name for name, _, _ in found)
    return Hit("found", first, {"names": names}, notes=tuple(notes), covers=tuple(at for _, at, _ in others))


def _first_secret(config: Mapping[str, Any]) -> str | None:
    """Return the key of a ConfigMap under which a secret stands, if there is one."""
    data = config.get("data")
    for key, value in data.items() if isinstance(data, dict) else ():
        if isinstance(key, str) and isinstance(value, str):
            known = _CERTAIN.search(value[:_MOST]) if "\n" in value.strip() else is_secret(key, value)
            if known:
                return key
    return None
