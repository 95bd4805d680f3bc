"""What a DaemonSet shows of itself, one fact after the other: what its role can be judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dslint.kube.apiserver.fields import POD_SPEC, Key, Path
from dslint.pattern import pattern
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LABELS = ("app", "k8s-app", "name", "component", "app.kubernetes.io/name", "app.kubernetes.io/component")
_SHELLS = pattern(r"^((ba|a|da)?sh|pwsh|powershell|cmd|sleep|tail|nsenter|chroot|python[0-9.]*)(\.exe)?$")
_TEMPLATE: Path = ("spec", "template", "metadata", "labels")


class Fact(NamedTuple):
    """One thing that a manifest says: a kind as in :mod:`dslint.kube.data.role_signals`, or an image or a name.

    ``text`` is what patterns are held against, ``shown`` what the manifest says, ``at`` where. ``aside``: of an init
    container or a container behind the first one.
    """

    kind: str
    text: str
    shown: str
    at: Path
    aside: bool = False


def facts(stored: Mapping[str, Any], pod: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield the facts of a decoded DaemonSet."""
    for index, volume in enumerate(pod.get("volumes") or ()):
        path = (volume.get("hostPath") or {}).get("path")
        if path:
            yield Fact("path", host_path(path), path, (*POD_SPEC, "volumes", index, "hostPath", "path"))
    for kind in ("containers", "initContainers"):
        for index, container in enumerate(pod.get(kind) or ()):
            aside = kind == "initContainers" or index > 0
            yield from _container(container, (*POD_SPEC, kind, index), aside=aside, host=bool(pod.get("hostNetwork")))
    metadata = stored.get("metadata") or {}
    if namespace := metadata.get("namespace"):
        yield Fact("namespace", namespace.lower(), namespace, ("metadata", "namespace"))
    if name := metadata.get("name") or metadata.get("generateName"):
        yield Fact("name", name.lower(), name, ("metadata", "name"))
    template = ((stored.get("spec") or {}).get("template") or {}).get("metadata") or {}
    for at, labels in ((("metadata", "labels"), metadata.get("labels")), (_TEMPLATE, template.get("labels"))):
        for label in _LABELS:
            if value := (labels or {}).get(label):
                yield Fact("name", value.lower(), value, (*at, Key(label)))


def _container(container: Mapping[str, Any], at: Path, *, aside: bool, host: bool) -> Iterator[Fact]:
    if image := container.get("image"):
        yield Fact("image", repository(image), image, (*at, "image"), aside)
    if name := container.get("name"):
        yield Fact("container", name.lower(), name, (*at, "name"), aside)
    yield from _commands(container, at, aside=aside)
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        path = mount.get("mountPath") or ""
        yield Fact("mount", host_path(path), path, (*at, "volumeMounts", index, "mountPath"), aside)
        if mode := mount.get("mountPropagation"):
            yield Fact("propagation", mode, mode, (*at, "volumeMounts", index, "mountPropagation"), aside)
    for index, one in enumerate(container.get("env") or ()):
        text = f"{one.get('name', '')}={one.get('value', '')}"
        yield Fact("env", text, one.get("name", ""), (*at, "env", index, "name"), aside)
    for index, port in enumerate(container.get("ports") or ()):
        for name in ("containerPort", "hostPort"):
            number = port.get(name)
            if number:
                kind = "host port" if name == "hostPort" or host else "port"
                yield Fact(kind, str(number), str(number), (*at, "ports", index, name), aside)
    added = ((container.get("securityContext") or {}).get("capabilities") or {}).get("add") or ()
    for index, capability in enumerate(added):
        place = (*at, "securityContext", "capabilities", "add", index)
        kind = "host capability" if host else "capability"
        yield Fact(kind, capability.upper().removeprefix("CAP_"), capability, place, aside)


def _commands(container: Mapping[str, Any], at: Path, *, aside: bool) -> Iterator[Fact]:
    """Yield the words of command and arguments as one text each, so that a pattern may span words."""
    hook = ((container.get("lifecycle") or {}).get("postStart") or {}).get("exec") or {}
    for name, words, place in (
        ("command", container.get("command"), at),
        ("args", container.get("args"), at),
        ("command", hook.get("command"), (*at, "lifecycle", "postStart", "exec")),
    ):
        if words:
            yield Fact("run", " ".join(words), "", (*place, name), aside)
    words = container.get("command") or ()
    if words and not _SHELLS.search(program := words[0].rpartition("/")[2].lower()):
        yield Fact("program", program, program, (*at, "command", 0), aside)


def host_path(path: str) -> str:
    """Return a path in one notation: those of Windows without drive, in lower case and with slashes."""
    if path[1:2] == ":":
        path = path[2:].lower()
    return path.replace("\\", "/").rstrip("/") or "/"


def repository(image: str) -> str:
    """Return an image reference without registry, tag and digest, as good as it can be read."""
    name = image.partition("@")[0]
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        name = rest
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}".lower()
