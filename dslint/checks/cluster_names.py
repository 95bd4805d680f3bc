"""Names that only the DNS of the cluster resolves, in what a pod is told. Imported where it matters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dslint.finding import Note
from dslint.manifest.field import Root
from dslint.source.chunks import is_json, split
from dslint.source.nodes import Mapping, ParseError
from dslint.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field

_LABEL = r"(?:[a-z0-9-]+|\$[({][\w.]+[)}])"
_SVC = re.compile(rf"(?<![\w.-]){_LABEL}\.{_LABEL}\.svc(?:\.[a-z0-9.-]*[a-z0-9])?(?=$|[:/\s\"',;)\]}}])")
_COMMENT = re.compile(r"^\s*[#;].*$", re.MULTILINE)
# names in a certificate are shown to clients and asked of nobody
_CERTIFICATE = re.compile(r"(?:dns|cert|san|server)[-_]?(?:names?|hosts?|sans?)\b", re.IGNORECASE)


def asked(ds: DaemonSet) -> Note | None:
    """Return the first place of a name of the cluster: in env, args, command or a ConfigMap of the same text."""
    others = list(_others(ds)) if "Service" in ds.source.text or "ConfigMap" in ds.source.text else []
    namespace = ds.name.namespace or ""
    services = [_address(one, namespace) for one in others if one.get("kind").text == "Service"]
    for field in (*_told(ds), *_mounted(ds, others, namespace)):
        found = _name(field.text, services)
        if found:
            return Note(field, f"asks for {found}")
    return None


def _name(text: str, services: list[re.Pattern[str]]) -> str | None:
    """Return the name of the cluster that a text asks for."""
    if not text or _CERTIFICATE.search(text):
        return None
    text = _COMMENT.sub("", text)
    for pattern in (_SVC, *services):
        found = pattern.search(text)
        if found:
            return found[0]
    return None


def _address(service: Field, namespace: str) -> re.Pattern[str]:
    """Return what finds a Service as the host of an address: with its namespace, unless that is the pod's own."""
    metadata = service.get("metadata")
    host, own = re.escape(metadata.get("name").text), metadata.get("namespace").text
    if own:
        host += rf"(?:\.{re.escape(own)}){'?' if own == namespace else ''}"
    return re.compile(rf"(?<=://){host}(?=$|[:/?])|(?<![\w./-]){host}(?=:\d)")


def _told(ds: DaemonSet) -> Iterator[Field]:
    """Yield what containers are told on their command line and in their environment."""
    for container in ds.containers():
        for variable in container.get("env").items():
            yield variable.get("value")
        yield from container.get("command").items()
        yield from container.get("args").items()


def _mounted(ds: DaemonSet, others: list[Field], namespace: str) -> Iterator[Field]:
    """Yield the data of the ConfigMaps that the pods read."""
    wanted = set(_config_maps(ds))
    for one in others:
        metadata = one.get("metadata")
        is_read = one.get("kind").text == "ConfigMap" and metadata.get("name").text in wanted
        if is_read and metadata.get("namespace").text == namespace:
            yield from one.get("data").entries()


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


def _others(ds: DaemonSet) -> Iterator[Field]:
    """Yield the Services and ConfigMaps of the same text, each a document of its own."""
    text = ds.source.text
    if is_json(text):
        return
    for chunk in split(text):
        if any(text.find(f"kind: {kind}\n", chunk.start, chunk.end) >= 0 for kind in ("Service", "ConfigMap")):
            try:
                tree = parse(text[chunk.start : chunk.end], chunk.start)
            except ParseError:
                continue
            if isinstance(tree.root, Mapping):
                yield Root(tree.root, ds.source)
