"""Warnings about volumes: plugins that are gone, and files of one volume that hide each other."""

from __future__ import annotations

from dslint.kube.apiserver.feature_gates import enabled
from dslint.kube.apiserver.warnings.core import MOST, SPEC, ServerWarning, fractional_bytes
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import Path
    from dslint.kube.apiserver.warnings.core import WarningList

# Field of the volume -> (name that the server prints, its text), in its order.
_PLUGINS = {
    "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    "gitRepo": ("gitRepo", "deprecated in v1.11"),
    "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    "ephemeral": ("ephemeral", ""),
    "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
}
# Overlapping paths: not in v1.31.14.
_OVERLAPS_SINCE = 32
# v1.32.13 and v1.33.13 take the paths of the source before for a source that names none.
_OWN_PATHS_SINCE = 34


class _File:
    """A file that a volume writes: its path in the volume, what it comes from, and where that is said."""

    __slots__ = ("at", "path", "source")

    def __init__(self, path: str, source: str, at: Path) -> None:
        self.path = path
        self.source = source
        self.at = at

    def __str__(self) -> str:
        return f"{quote(self.path)} ({self.source})" if self.source else quote(self.path)


def plugin_warnings(volumes: list[dict[str, Any]], out: WarningList) -> None:
    """Warn of volumes whose driver is deprecated or gone, and of fractional sizes of ephemeral volumes."""
    for index, volume in enumerate(volumes):
        if volume.keys().isdisjoint(_PLUGINS):
            continue
        path = (*SPEC, "volumes", index)
        for field, (name, text) in _PLUGINS.items():
            if field not in volume:
                continue
            if field == "ephemeral":
                _claim_warnings(volume[field].get("volumeClaimTemplate", {}), (*path, field), out)
                continue
            disabled = field == "gitRepo" and not enabled("GitRepoVolumeDriver", out.minor)
            hint = ", and disabled by default in v1.33+" if disabled else ""
            out.add((*path, name), text + hint, at=(*path, field))


def _claim_warnings(template: dict[str, Any], path: Path, out: WarningList) -> None:
    resources = template.get("spec", {}).get("resources", {})
    for kind in ("requests", "limits"):
        place = (*path, "volumeClaimTemplate", "spec", "resources", kind)
        fractional_bytes(resources.get(kind, {}), "storage", place, out)


def overlap_warnings(volumes: list[dict[str, Any]], out: WarningList) -> None:
    """Warn of files of one volume at the same path, or with a file where another needs a folder."""
    if out.minor < _OVERLAPS_SINCE:
        return
    for index, volume in enumerate(volumes):
        path = (*SPEC, "volumes", index)
        name = quote(volume.get("name", ""))
        for field, kind, label in (
            ("configMap", "ConfigMap", "name"),
            ("secret", "Secret", "secretName"),
            ("downwardAPI", "DownwardAPI", None),
        ):
            source = volume.get(field)
            if source and source.get("items"):
                title = f"{kind} {quote(source.get(label, ''))}" if label else kind
                _overlaps(name, title, _files(source, "", (*path, field)), _Seen(), out)
        if "projected" in volume:
            _projected(name, volume["projected"].get("sources", ()), (*path, "projected", "sources"), out)


def _projected(name: str, sources: list[dict[str, Any]], path: Path, out: WarningList) -> None:
    seen = _Seen()
    files: list[_File] = []
    for index, source in enumerate(sources):
        place = (*path, index)
        if not source:
            out.append(ServerWarning(f"volume {name} (Projected) has no sources provided", place))
            continue
        own = _projected_files(source, place)
        if own is not None or out.minor >= _OWN_PATHS_SINCE:
            files = own or []
        _overlaps(name, "Projected", files, seen, out)


def _projected_files(source: dict[str, Any], path: Path) -> list[_File] | None:
    """Return the files of one source, None for one that does not name them."""
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "DownwardAPI")):
        value = source.get(field)
        if value is not None and "items" in value:
            title = kind if kind == "DownwardAPI" else f"{kind} {quote(value.get('name', ''))}"
            return _files(value, title, (*path, field))
    if "serviceAccountToken" in source:
        token = source["serviceAccountToken"]
        return [_File(token.get("path", ""), "ServiceAccountToken", (*path, "serviceAccountToken", "path"))]
    if "clusterTrustBundle" in source:
        bundle = source["clusterTrustBundle"]
        title = f"ClusterTrustBundle {quote(bundle.get('name', bundle.get('signerName', '')))}"
        return [_File(bundle.get("path", ""), title, (*path, "clusterTrustBundle", "path"))]
    certificate = source.get("podCertificate")
    if certificate is None:
        return None
    return [
        _File(certificate[field], f"PodCertificate {what}", (*path, "podCertificate", field))
        for field, what in (
            ("certificateChainPath", "chain"),
            ("keyPath", "key"),
            ("credentialBundlePath", "credential bundle"),
        )
        if certificate.get(field)
    ]


def _files(source: dict[str, Any], title: str, path: Path) -> list[_File]:
    items = enumerate(source["items"])
    return [_File(item.get("path", ""), title, (*path, "items", index, "path")) for index, item in items]


class _Seen:
    """The files of a volume so far, to be asked which of them a path is, lies below or lies above."""

    __slots__ = ("below", "exactly", "files")

    def __init__(self) -> None:
        self.files: list[_File] = []
        self.exactly: dict[str, list[int]] = {}
        self.below: dict[str, list[int]] = {}

    def add(self, file: _File) -> None:
        number = len(self.files)
        self.files.append(file)
        self.exactly.setdefault(file.path, []).append(number)
        for folder in _folders(file.path):
            self.below.setdefault(folder, []).append(number)

    def overlapping(self, path: str) -> list[_File]:
        """Return the files that cannot be there together with a path, in their order."""
        numbers = [*self.exactly.get(path, ()), *self.below.get(path, ())]
        for folder in _folders(path):
            numbers += self.exactly.get(folder, ())
        return [self.files[number] for number in sorted(numbers)]


def _folders(path: str) -> list[str]:
    return [path[:end] for end, char in enumerate(path) if char == "/" and end]


def _overlaps(name: str, title: str, files: list[_File], seen: _Seen, out: WarningList) -> None:
    """Compare each file with those before it, and add it to them."""
    for given in files:
        file = _File(given.path.rstrip("/"), given.source, given.at)
        if not file.path or len(out) > MOST:
            continue
        for other in seen.overlapping(file.path):
            text = f"volume {name} ({title}): overlapping paths: {file} with {other}"
            out.append(ServerWarning(text, file.at, other.at))
        seen.add(file)
