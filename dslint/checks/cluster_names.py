"""Names that only the DNS of the cluster resolves, in what a pod is told. Imported where it matters."""

from __future__ import annotations

import re
from functools import lru_cache

from dslint.finding import Note
from dslint.manifest.field import Root
from dslint.pattern import pattern
from dslint.source.chunks import is_json, split
from dslint.source.nodes import Mapping, ParseError
from dslint.source.tree import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.source.text import SourceText

_LABEL = r"(?:[a-z0-9-]+|\$[({][\w.]+[)}])"
_SVC = pattern(rf"(?<![\w.-]){_LABEL}\.{_LABEL}\.svc(?:\.[a-z0-9.-]*[a-z0-9])?(?=$|[:/\s\"',;)\]}}])")
_HOST = pattern(r"(?<=://)[\w.-]+(?=$|[:/?])|(?<![\w./-])[\w.-]+(?=:\d)")
_COMMENT = pattern(r"^\s*[#;].*$", re.MULTILINE)
# names in a certificate are shown to clients and asked of nobody
_CERTIFICATE = pattern(r"(?:dns|cert|san|server)[-_]?(?:names?|hosts?|sans?)\b", re.IGNORECASE)
_KINDS = ("kind: Service\n", "kind: ConfigMap\n")


def asked(ds: DaemonSet) -> Note | None:
    """Return the first place of a name of the cluster: in env, args, command or a ConfigMap of the same text."""
    around, namespace = _around(ds.source), ds.name.namespace or ""
    for field in _told(ds):
        found = around.name(field.text, namespace)
        if found:
            return _note(field, found)
    wanted = dict.fromkeys(_config_maps(ds))
    places = (around.asked(name, namespace) for name in wanted)
    return next((_note(*place) for place in places if place is not None), None)


def _note(field: Field, found: str) -> Note:
    return Note(field, f"asks for {found}")


class _Around:
    """The Services and ConfigMaps of a text; what is found in a ConfigMap is found once for all who read it."""

    def __init__(self, source: SourceText) -> None:
        self._services: set[tuple[str, str]] = set()  # the host of an address, and in which namespace: empty in any
        self._maps: dict[tuple[str, str], list[Field]] = {}
        self._asked: dict[tuple[str, str], tuple[Field, str] | None] = {}
        for one in _others(source):
            metadata = one.get("metadata")
            name, own = metadata.get("name").text, metadata.get("namespace").text
            if one.get("kind").text == "ConfigMap":
                self._maps.setdefault((name, own), []).append(one)
            elif one.get("kind").text == "Service" and name:
                self._services |= {(name, own), (f"{name}.{own}", "")} if own else {(name, "")}

    def name(self, text: str, namespace: str) -> str | None:
        """Return the name of the cluster that a text asks for; of a Service in the same namespace by its name alone."""
        if not text or _CERTIFICATE.search(text):
            return None
        text = _COMMENT.sub("", text)
        if found := _SVC.search(text):
            return found[0]
        hosts = (match[0] for match in _HOST.finditer(text)) if self._services else ()
        return next((host for host in hosts if {(host, ""), (host, namespace)} & self._services), None)

    def asked(self, name: str, namespace: str) -> tuple[Field, str] | None:
        """Return the first place in the data of a ConfigMap that asks for a name of the cluster, and the name."""
        key = (name, namespace)
        if key not in self._asked:
            fields = (field for one in self._maps.get(key, ()) for field in one.get("data").entries())
            found = ((field, self.name(field.text, namespace)) for field in fields)
            self._asked[key] = next(((field, name) for field, name in found if name), None)
        return self._asked[key]


@lru_cache(maxsize=1)  # the DaemonSets of a text ask one after the other
def _around(source: SourceText) -> _Around:
    return _Around(source)


def _told(ds: DaemonSet) -> Iterator[Field]:
    """Yield what containers are told on their command line and in their environment."""
    for container in ds.containers():
        for variable in container.get("env").items():
            yield variable.get("value")
        yield from container.get("command").items()
        yield from container.get("args").items()


def _config_maps(ds: DaemonSet) -> Iterator[str]:
    for volume in ds.pod_spec.get("volumes").items():
        yield volume.get("configMap", "name").text
        for source in volume.get("projected", "sources").items():
            yield source.get("configMap", "name").text
    for container in ds.containers():
        for source in container.get("envFrom").items():
            yield source.get("configMapRef", "name").text
        for variable in container.get("env").items():
            yield variable.get("valueFrom", "configMapKeyRef", "name").text


def _others(source: SourceText) -> Iterator[Field]:
    """Yield the Services and ConfigMaps of a text, each a document of its own."""
    text = source.text
    if is_json(text) or not any(kind in text for kind in _KINDS):
        return
    for chunk in split(text):
        if any(text.find(kind, chunk.start, chunk.end) >= 0 for kind in _KINDS):
            try:
                tree = parse(text[chunk.start : chunk.end], chunk.start)
            except ParseError:
                continue
            if isinstance(tree.root, Mapping):
                yield Root(tree.root, source)
