"""The pods that the controller creates of an accepted DaemonSet, and what the API server objects to in them.

A template may hold what a pod must not: then the DaemonSet is stored and none of its pods ever is.

Sources: CreatePodTemplate, ReplaceDaemonSetPodNodeNameNodeAffinity in pkg/controller/daemon/util/daemonset_util.go;
GetPodFromTemplate in pkg/controller/controller_utils.go; SetDefaults_Pod in pkg/apis/core/v1/defaults.go;
ValidatePodCreate, validatePodMetadataAndSpec in pkg/apis/core/validation/validation.go (Kubernetes v1.36.2).
"""

from __future__ import annotations

from functools import lru_cache

from dslint.kube.apiserver.fields import FieldErrors
from dslint.kube.apiserver.labelkeys import merge_label_keys
from dslint.kube.apiserver.poddefaults import apply_pod_defaults
from dslint.kube.apiserver.validation.metadata import validate_object_meta
from dslint.kube.apiserver.validation.options import create_options
from dslint.kube.apiserver.validation.pod import validate_pod_spec
from dslint.kube.nodes.tolerations import pod_tolerations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dslint.kube.apiserver.fields import FieldError, Path
    from dslint.kube.apiserver.validation.options import Options

_GENERATION = "deprecated.daemonset.template.generation"
# what strings.TrimSpace takes away
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_OTHER_IN_PODS = ("hostNetwork", "affinity", "topologySpreadConstraints", "resources", "resourceClaims")


def created_pod(stored: dict[str, Any], node: str, revision_hash: str) -> dict[str, Any]:
    """Return the pod that the controller creates for a node, before the server's defaults.

    ``stored`` is the DaemonSet as stored (``server.Answer.stored``). Of the template's metadata only labels,
    annotations and finalizers get into a pod. The affinity to the node takes the place of the template's required one.
    """
    spec = _spec(stored["spec"]["template"]["spec"], node)
    return {"apiVersion": "v1", "kind": "Pod", "metadata": _metadata(stored, revision_hash), "spec": spec}


def _spec(template: dict[str, Any], node: str) -> dict[str, Any]:
    affinity = template.get("affinity") or {}
    own_node = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {**(affinity.get("nodeAffinity") or {}), _REQUIRED: {"nodeSelectorTerms": [own_node]}}
    return {**template, "tolerations": pod_tolerations(template), "affinity": {**affinity, "nodeAffinity": required}}


def _metadata(stored: dict[str, Any], revision_hash: str) -> dict[str, Any]:
    meta, given = stored.get("metadata") or {}, stored["spec"]["template"].get("metadata") or {}
    labels = {**(given.get("labels") or {}), "controller-revision-hash": revision_hash}
    generation = (meta.get("annotations") or {}).get(_GENERATION)
    if generation is not None:
        labels["pod-template-generation"] = str(max(1, int(generation)))  # PrepareForCreate in the strategy
    return {
        "generateName": f"{_name(meta)}-",
        "namespace": meta.get("namespace"),
        "labels": labels,
        "annotations": given.get("annotations") or {},
        "finalizers": given.get("finalizers") or [],
    }


def _name(meta: dict[str, Any]) -> str:
    """Return the name of the DaemonSet; one that the server is to make up ends with five letters or digits."""
    return meta.get("name") or f"{meta.get('generateName') or ''}00000"


def pod_errors(stored: dict[str, Any], minor: int, *, service_account: str = "default") -> list[FieldError]:
    """Return why Kubernetes 1.``minor`` rejects every pod of an accepted DaemonSet; an empty list if it does not.

    ``field`` is the path in the pod, ``at`` the place in the DaemonSet. ``service_account`` is what the admission
    plugin ServiceAccount, which is on by default, fills in where the pod names none; empty: the plugin is off. Other
    plugins are left out.
    """
    meta, template = _metadata(stored, "0"), stored["spec"]["template"]["spec"]
    spec, differs = dict(template), _differs(template)
    if differs:
        spec = merge_label_keys(apply_pod_defaults(_spec(template, "node"), minor), meta["labels"], minor)
        if not template.get("affinity"):
            del spec["affinity"]  # only the controller's term, which is valid: start-up time counts
    if service_account and not spec.get("serviceAccountName"):
        spec["serviceAccountName"] = service_account
    errors = FieldErrors()
    _validate(meta, spec, minor, errors, differs=differs)
    return [error._replace(at=_in_daemonset(error.at)) for error in errors]


def _differs(template: dict[str, Any]) -> bool:
    """Tell whether a pod may have a fault that its template, which was accepted, has not.

    Defaults of pods, the controller's affinity, labels that selectors name, and what only templates may leave out.
    """
    return any(map(template.get, _OTHER_IN_PODS)) or any(one.get("image") for one in template.get("volumes") or ())


def _validate(meta: dict[str, Any], spec: dict[str, Any], minor: int, errors: FieldErrors, *, differs: bool) -> None:
    options = _options(minor)
    path: Path = ("spec",)
    annotations = meta["annotations"]
    validate_object_meta(meta, ("metadata",), errors, minor)
    if annotations:
        from dslint.kube.apiserver.validation.podannotations import (
            validate_annotated_profiles,
            validate_pod_annotations,
        )

        validate_pod_annotations(annotations, spec, ("metadata", "annotations"), errors, options)
    if differs:
        validate_pod_spec(spec, path, errors, options, meta)
    if not spec.get("serviceAccountName"):
        _tokens(spec, path, errors)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            image = container.get("image") or ""
            if image != image.strip(_SPACE):
                place = (*path, field, index, "image")
                errors.invalid(place, image, "must not have leading or trailing whitespace")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        detail = "cannot be set until all schedulingGates have been cleared"
        errors.forbidden((*path, "nodeName"), detail, spec["nodeName"])
    if annotations:
        validate_annotated_profiles(annotations, spec, path, errors)


@lru_cache(maxsize=16)
def _options(minor: int) -> Options:
    return create_options(minor).but(is_pod=True)


def _tokens(spec: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    for index, volume in enumerate(spec.get("volumes") or ()):
        for number, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
            token = source.get("serviceAccountToken")
            if token is not None:
                place = (*path, "volumes", index, "projected", "sources", number, "serviceAccountToken")
                errors.forbidden(place, "must not be specified when serviceAccountName is not set", token)


def _in_daemonset(at: Path) -> Path:
    if at[:2] == ("metadata", "generateName"):
        return ("metadata", "name")
    return ("spec", "template", *at)
