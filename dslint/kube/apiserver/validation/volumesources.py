"""The sources of volumes, one rule each.

Source: the validate…VolumeSource functions in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

import re

from dslint.kube.apiserver.badvalues import strings
from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.labels import go_lower
from dslint.kube.apiserver.validation.common import check
from dslint.kube.apiserver.validation.containers import validate_pull_policy
from dslint.kube.apiserver.validation.paths import no_backsteps, relative_path
from dslint.kube.apiserver.validation.projections import (
    validate_downward_api,
    validate_items,
    validate_mode,
    validate_projected,
)
from dslint.kube.values.names import dns1123_label, dns1123_subdomain, in_range, size
from dslint.kube.values.quantity import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path
    from dslint.kube.apiserver.validation.options import Options

    Source = dict[str, Any]
    Rule = Callable[[Source, Path, FieldErrors, Options], None]

_HOST_PATH_TYPES = [
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
]
_AZURE_CACHING = ["None", "ReadOnly", "ReadWrite"]
_AZURE_KINDS = ["Dedicated", "Managed", "Shared"]
_AZURE_MANAGED = [
    "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
]
_AZURE_BLOB = ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]
_PAIRS = "must be a host:port pair or multiple pairs separated by commas"
_ISCSI_NAMES = {
    "iqn": r"iqn\.[0-9]{4}-[0-9]{2}\.[0-9A-Za-z.-]+:[^,;*&$|\t\n\f\r ]+\Z",
    "eui": r"\Aeui.[0-9A-Za-z]{16}\Z",
    "naa": r"\Anaa.[0-9A-Za-z]{32}\Z",
}


def _requires(*fields: str) -> Rule:
    """Make the rule of a source of which only some fields must be there."""

    def rule(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
        _require(source, fields, path, errors)

    return rule


def _require(source: Source, fields: tuple[str, ...], path: Path, errors: FieldErrors) -> None:
    for field in fields:
        if not source.get(field):
            errors.required((*path, field))


def _require_secret_name(source: Source, path: Path, errors: FieldErrors) -> None:
    secret = source.get("secretRef")
    if secret is not None and not secret.get("name"):
        errors.required((*path, "secretRef", "name"))


def _empty_dir(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    limit = source.get("sizeLimit")
    if limit is not None and parse(limit) < parse(0):
        errors.forbidden((*path, "sizeLimit"), "SizeLimit field must be a valid resource quantity", limit)


def _host_path(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    place = source.get("path")
    if not place:
        errors.required((*path, "path"))
        return
    for fault in no_backsteps(place):
        errors.invalid((*path, "path"), place, fault)
    kind = source.get("type", "")
    if kind not in _HOST_PATH_TYPES:
        errors.not_supported((*path, "type"), kind, _HOST_PATH_TYPES)


def _git_repo(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("repository",), path, errors)
    check(relative_path, source.get("directory", ""), (*path, "directory"), errors)


def _gce_disk(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    # the server calls it by the name that the source once had
    here = (*path[:-1], "persistentDisk")
    if not source.get("pdName"):
        errors.required((*here, "pdName"), at=(*path, "pdName"))
    _partition(source, here, errors, path)


def _aws_disk(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("volumeID",), path, errors)
    _partition(source, path, errors, path)


def _partition(source: Source, path: Path, errors: FieldErrors, at: Path) -> None:
    partition = source.get("partition", 0)
    if not 0 <= partition <= 255:
        # the text says 1, yet 0 stands for the whole disk
        fault = "must be between 1 and 255, inclusive"
        errors.invalid((*path, "partition"), partition, fault, (*at, "partition"))


def _secret(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("secretName",), path, errors)
    validate_mode(source, "defaultMode", path, errors)
    validate_items(source, path, errors)


def _config_map(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("name",), path, errors)
    validate_mode(source, "defaultMode", path, errors)
    validate_items(source, path, errors)


def _nfs(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("server", "path"), path, errors)
    place = source.get("path", "")
    if not place.startswith("/"):
        errors.invalid((*path, "path"), place, "must be an absolute path")


def _iscsi(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("targetPortal", "iqn"), path, errors)
    name = source.get("iqn")
    if name:
        check(_iscsi_name, name, (*path, "iqn"), errors)
    lun = source.get("lun", 0)
    for fault in in_range(lun, 0, 255):
        errors.invalid((*path, "lun"), lun, fault)
    authenticated = source.get("chapAuthDiscovery") or source.get("chapAuthSession")
    if authenticated and source.get("secretRef") is None:
        errors.required((*path, "secretRef"))
    initiator = source.get("initiatorName")
    if initiator is not None:
        check(_iscsi_name, initiator, (*path, "initiatorname"), errors, (*path, "initiatorName"))


def _iscsi_name(name: str) -> list[str]:
    pattern = _ISCSI_NAMES.get(name[:3])
    if pattern is None:
        return ["must be valid format starting with iqn, eui, or naa"]
    return [] if re.search(pattern, name) else ["must be valid format"]


def _flocker(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    name, uuid = source.get("datasetName"), source.get("datasetUUID")
    if not name and not uuid:
        errors.required(path, "one of datasetName and datasetUUID is required")
    if name and uuid:
        errors.invalid(path, source, "datasetName and datasetUUID can not be specified simultaneously", bad="resource")
    if name and "/" in name:
        errors.invalid((*path, "datasetName"), name, "must not contain '/'")


def _cinder(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("volumeID",), path, errors)
    _require_secret_name(source, path, errors)


def _quobyte(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    registry = source.get("registry")
    if not registry:
        errors.required((*path, "registry"), _PAIRS)
    elif size(source.get("tenant", "")) > 64:
        errors.required((*path, "tenant"), "must be a UUID and may not exceed a length of 64 characters")
    else:
        for pair in registry.split(","):
            if not _is_host_port(pair):
                errors.invalid((*path, "registry"), registry, _PAIRS)
    _require(source, ("volume",), path, errors)


def _is_host_port(text: str) -> bool:
    """Tell whether Go's net.SplitHostPort takes the text: ``host:port`` or ``[host]:port``, either may be empty."""
    host, colon, port = text.rpartition(":")
    if host.startswith("["):
        host, bracket, rest = host[1:].partition("]")
        if not bracket or rest:
            return False
    elif ":" in host:
        return False
    return bool(colon) and not any(bracket in part for bracket in "[]" for part in (host, port))


def _fc(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    targets, wwids = source.get("targetWWNs"), source.get("wwids")
    here = (*path, "targetWWNs")
    if not targets:
        if not wwids:
            errors.required(here, "must specify either targetWWNs or wwids, but not both")
        return
    if wwids:
        detail = "targetWWNs and wwids can not be specified simultaneously"
        errors.invalid(here, targets, detail, bad=strings(targets))
    lun = source.get("lun")
    if lun is None:
        errors.required((*path, "lun"), "lun is required if targetWWNs is specified")
    else:
        for fault in in_range(lun, 0, 255):
            errors.invalid((*path, "lun"), lun, fault)


def _flex(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("driver",), path, errors)
    for key in source.get("options") or ():
        namespace = f".{go_lower(key.partition('/')[0])}"
        if namespace.endswith((".kubernetes.io", ".k8s.io")):
            fault = "kubernetes.io and k8s.io namespaces are reserved"
            errors.invalid((*path, "options", Key(key)), key, fault)


def _azure_disk(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("diskName", "diskURI"), path, errors)
    caching, kind, uri = source.get("cachingMode"), source.get("kind"), source.get("diskURI", "")
    if caching is not None and caching not in _AZURE_CACHING:
        errors.not_supported((*path, "cachingMode"), caching, _AZURE_CACHING)
    if kind is None:
        return
    if kind not in _AZURE_KINDS:
        errors.not_supported((*path, "kind"), kind, _AZURE_KINDS)
    if kind == "Managed":
        if not uri.startswith("/subscriptions/"):
            errors.not_supported((*path, "diskURI"), uri, _AZURE_MANAGED, bad=uri)
    elif not uri.startswith("https://"):
        errors.not_supported((*path, "diskURI"), uri, _AZURE_BLOB, bad=uri)


def _storage_os(source: Source, path: Path, errors: FieldErrors, _options: Options) -> None:
    _require(source, ("volumeName",), path, errors)
    for field in ("volumeName", "volumeNamespace"):
        name = source.get(field)
        if name:
            check(dns1123_label, name, (*path, field), errors)
    _require_secret_name(source, path, errors)


def _csi(source: Source, path: Path, errors: FieldErrors, options: Options) -> None:
    driver = source.get("driver", "")
    if not driver:
        errors.required((*path, "driver"))
    if driver or options.minor < 35:  # before, the name is looked at in any case
        if size(driver) > 63:
            errors.too_long((*path, "driver"), driver, 63)
        for fault in dns1123_subdomain(go_lower(driver)):
            errors.invalid((*path, "driver"), driver, fault)
    secret = source.get("nodePublishSecretRef")
    if secret is not None:
        place = (*path, "nodePublishSecretRef", "name")
        name = secret.get("name")
        if not name:
            errors.required(place)
        else:
            check(dns1123_subdomain, name, (*path, "name"), errors, place)


def _ephemeral(source: Source, path: Path, errors: FieldErrors, options: Options) -> None:
    template = source.get("volumeClaimTemplate")
    here = (*path, "volumeClaimTemplate")
    if template is None:
        errors.required(here)
    else:
        from dslint.kube.apiserver.validation.claimtemplate import validate_claim_template  # rare

        validate_claim_template(template, here, errors, options)


def _image(source: Source, path: Path, errors: FieldErrors, options: Options) -> None:
    # templates, but not pods, may leave the image to others up to 1.36 (kubernetes/kubernetes#135989, CHANGELOG-1.37)
    if options.is_pod or options.minor >= 37:
        _require(source, ("reference",), path, errors)
    validate_pull_policy(source.get("pullPolicy", ""), (*path, "pullPolicy"), errors)


# All sources, in the order in which the server looks for them
SOURCES: dict[str, Rule] = {
    "emptyDir": _empty_dir,
    "hostPath": _host_path,
    "gitRepo": _git_repo,
    "gcePersistentDisk": _gce_disk,
    "awsElasticBlockStore": _aws_disk,
    "secret": _secret,
    "nfs": _nfs,
    "iscsi": _iscsi,
    "glusterfs": _requires("endpoints", "path"),
    "flocker": _flocker,
    "persistentVolumeClaim": _requires("claimName"),
    "rbd": _requires("monitors", "image"),
    "cinder": _cinder,
    "cephfs": _requires("monitors"),
    "quobyte": _quobyte,
    "downwardAPI": validate_downward_api,
    "fc": _fc,
    "flexVolume": _flex,
    "configMap": _config_map,
    "azureFile": _requires("secretName", "shareName"),
    "vsphereVolume": _requires("volumePath"),
    "photonPersistentDisk": _requires("pdID"),
    "portworxVolume": _requires("volumeID"),
    "azureDisk": _azure_disk,
    "storageos": _storage_os,
    "projected": validate_projected,
    "scaleIO": _requires("gateway", "system", "volumeName"),
    "csi": _csi,
    "ephemeral": _ephemeral,
    "image": _image,
}
