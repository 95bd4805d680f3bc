"""What a DaemonSet shows of its roles, weighed.

What pods reach into on the node counts more than whose software it is, and that more than what it is called. What is
known of paths, ports and software is in :mod:`dslint.kube.data.role_signals` and :mod:`dslint.kube.data.software`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from dslint.kube.apiserver.fields import POD_SPEC
from dslint.kube.data.role_signals import SIGNALS, Signal
from dslint.kube.data.software import SYSTEMS
from dslint.manifest.idle import waits
from dslint.manifest.role import Evidence, Role
from dslint.manifest.role_facts import Fact, facts, host_path, repository
from dslint.manifest.role_names import names, software
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ENOUGH, _MEDIUM, _HIGH = 3, 6, 9
# the roles that one agent may have together, what each takes then, and what says that it was told to do both
_TOGETHER = (
    frozenset({"metrics", "log-shipper"}),
    frozenset({"metrics", "runtime-security"}),
    frozenset({"cni", "kube-proxy/network"}),
)
_BOTH, _TOLD = 6, 8
_SCRIPT, _PREPARED, _WAITING = 4, 1, 12

_SYSTEMS, _PAUSE = frozenset(SYSTEMS), frozenset({"pause"})
_ALL_LOGS = "/var/log"
# below which an agent is told to keep what it has, and what others write there
_OWN_FOLDER = pattern(
    r"(?:^|[\s=:\"'])/var/log/(?!(?:containers|pods|journal|audit|messages|syslog|kube[a-z]*|host)\b)"
    r"[\w-]+(?:/[\w-]+)*/?(?=$|[\s,;\"'])"
)
_LOGS = pattern(
    r"/var/log(?:/[^\s]*[*]|/(?:containers|pods|journal|audit|messages|syslog|kube[a-z]*|host)\b|/?(?:$|[\s,:]))"
)
_SHELL = pattern(r"\b(ba|a|da)?sh\b")


def judge(stored: Mapping[str, Any], pod: Mapping[str, Any], *, whole: bool) -> tuple[Role, ...]:
    """Return the roles of a decoded DaemonSet, the main one first; none where nothing shows one.

    Of a part of a DaemonSet (not ``whole``) nothing is concluded from what it lacks.
    """
    known = list(facts(stored, pod))
    if _keeps_its_own(pod, known):
        known = [fact for fact in known if fact.kind != "path" or fact.text != _ALL_LOGS]
    found: dict[str, list[Evidence]] = {}
    for role, evidence in (*_signals(known), *software(known), *_bare(pod)):
        some = found.setdefault(role, [])
        if str(evidence) not in map(str, some):  # a program is in the command too
            some.append(evidence)
    scores = {role: sum(one.weight for one in evidence) for role, evidence in found.items()}
    if whole and scores.keys() <= {"application"} and _uses_nothing(pod) and not _like_agents(stored, pod):
        return (Role("application", "low", (Evidence("absence", "nothing of its node", ()),)),)
    return tuple(
        Role(name, _confidence(scores[name]), tuple(sorted(found[name], key=lambda one: -one.weight)))
        for name in _chosen(scores, found)
    )


def _chosen(scores: Mapping[str, int], found: Mapping[str, Sequence[Evidence]]) -> list[str]:
    """Return the role with the highest score, if it is enough and no other has as much, and one beside it."""
    ranked = sorted(scores, key=lambda role: -scores[role])
    if not ranked or scores[ranked[0]] < _ENOUGH:
        return []
    main = ranked[0]
    for pair in _TOGETHER:
        for second in pair - {main} if main in pair else ():
            if scores.get(second, 0) >= _BOTH and _does_both(found[main], found[second]):
                return [main, second]
    return [] if len(ranked) > 1 and scores[ranked[1]] == scores[main] else [main]


def _does_both(main: Sequence[Evidence], second: Sequence[Evidence]) -> bool:
    """Tell whether an agent does a second thing too: its software can do both, or something switches it on."""
    if any(one.kind == "env" and one.weight >= _TOLD for one in (*main, *second)):
        return True
    can = {one.at for one in main if one.kind == "image"} & {one.at for one in second if one.kind == "image"}
    return bool(can) and any(one.kind in ("path", "mount", "env", "run") for one in second)


def _confidence(score: int) -> str:
    return "high" if score >= _HIGH else "medium" if score >= _MEDIUM else "low"


def _signals(known: Sequence[Fact]) -> Iterator[tuple[str, Evidence]]:
    """Yield what the signals find: each once, at the first place that shows it."""
    by_kind: dict[str, list[Fact]] = {}
    for fact in known:
        by_kind.setdefault(fact.kind, []).append(fact)
    for kind in ("port", "capability"):
        by_kind[kind] = [*by_kind.get(kind, ()), *by_kind.get(f"host {kind}", ())]
    for kind, either in _either().items():
        by_kind[kind] = [fact for fact in by_kind.get(kind, ()) if _match(either, fact)]
    for signal, expression in _expressions():
        for fact in by_kind[signal.kind]:
            match = _match(expression, fact)
            if match:
                text = match.group().strip().rstrip(" -") if signal.kind == "run" else fact.shown
                yield signal.role, Evidence(signal.kind, text, fact.at, signal.weight)
                break


def _match(expression: re.Pattern[str], fact: Fact) -> re.Match[str] | None:
    return expression.search(fact.text) if fact.kind == "run" else expression.fullmatch(fact.text)


@cache
def _either() -> dict[str, re.Pattern[str]]:
    """Return by kind what is found where any signal is: in most facts there is none."""
    patterns: dict[str, list[str]] = {}
    for signal in SIGNALS:
        patterns.setdefault(signal.kind, []).append(f"(?:{signal.pattern})")
    return {kind: pattern("|".join(some)) for kind, some in patterns.items()}


@cache
def _expressions() -> list[tuple[Signal, re.Pattern[str]]]:
    return [(signal, pattern(signal.pattern)) for signal in SIGNALS]


def _keeps_its_own(pod: Mapping[str, Any], known: Sequence[Fact]) -> bool:
    """Tell whether pods have the logs of the node to write into a folder of their own there, and name no other."""
    if not any(fact.kind == "path" and fact.text == _ALL_LOGS for fact in known):
        return False
    said = [fact.text for fact in known if fact.kind in ("run", "env")]
    if not any(map(_OWN_FOLDER.search, said)) or any(map(_LOGS.search, said)):
        return False
    volumes = pod.get("volumes") or ()
    logs = {one.get("name") for one in volumes if host_path((one.get("hostPath") or {}).get("path") or "") == _ALL_LOGS}
    mounts = (mount for one in pod.get("containers") or () for mount in one.get("volumeMounts") or ())
    return any(one.get("name") in logs and not one.get("readOnly") for one in mounts)


def _bare(pod: Mapping[str, Any]) -> Iterator[tuple[str, Evidence]]:
    """Yield what shows pods with images of bare systems: a script that works on the node, or a shell to come in by."""
    kinds = ("initContainers", "containers")
    waiting, working, others, serving = [], [], 0, False
    for kind in kinds:
        for index, container in enumerate(pod.get(kind) or ()):
            image = container.get("image") or ""
            text = " ".join((*(container.get("command") or ()), *(container.get("args") or ())))
            asleep = waits(text) and bool(text) and not pod.get("initContainers") and not container.get("lifecycle")
            if not names(repository(image), _SYSTEMS) and not asleep:
                others += 1
                serving = serving or (kind == "containers" and not names(repository(image), _PAUSE))
            elif waits(text) or not _SHELL.search(text):
                waiting.append((text, image, (*POD_SPEC, kind, index, "image")))
            else:
                working.append((text, image, (*POD_SPEC, kind, index, "image")))
                serving = serving or bool(container.get("ports"))
    if waiting and not working and not others:
        text, image, at = waiting[-1]
        yield "debug", Evidence("idle", image, at, _WAITING if waits(text) else 0)
    if working and not _uses_nothing(pod):
        _, image, at = working[0]
        # beside what serves, a script only prepares
        yield "node-config", Evidence("script", image, at, _PREPARED if serving else _SCRIPT)


_AGENT = pattern(
    r"(?<![a-z0-9])(agent|node|nodes|plugin|driver|daemon|daemonset|ds|operator|controller|manager|proxy|sensor|scanner"
    r"|collector|host|kube|system|cluster)(?![a-z0-9])"
)


def _like_agents(stored: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    """Tell whether anything marks pods as agents, though nothing tells of what kind."""
    metadata = stored.get("metadata") or {}
    if str(metadata.get("namespace") or "").startswith("kube-") or str(pod.get("priorityClassName") or "").startswith(
        "system-"
    ):
        return True
    if any(not one.get("key") for one in pod.get("tolerations") or ()):
        return True
    containers = pod.get("containers") or ()
    names = (metadata.get("name") or "", *(repository(one.get("image") or "") for one in containers))
    if any(_AGENT.search(name) for name in names):
        return True
    fields = (
        ((env.get("valueFrom") or {}).get("fieldRef") or {}).get("fieldPath")
        for one in containers
        for env in one.get("env") or ()
    )
    limits = (name for one in containers for name in (one.get("resources") or {}).get("limits") or ())
    return any(field in ("spec.nodeName", "status.hostIP") for field in fields) or any("/" in name for name in limits)


def _uses_nothing(pod: Mapping[str, Any]) -> bool:
    """Tell whether whole pods have nothing of their node: no paths, namespaces, ports or privileges of it."""
    containers = [*(pod.get("containers") or ()), *(pod.get("initContainers") or ())]
    if not containers or not all(container.get("image") for container in containers):
        return False
    if any(pod.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
        return False
    if any("hostPath" in volume for volume in pod.get("volumes") or ()):
        return False
    contexts = [container.get("securityContext") or {} for container in containers]
    return not any(one.get("privileged") or (one.get("capabilities") or {}).get("add") for one in contexts)
