"""Projections of certificates: bundles of trust anchors, and certificates that are issued to the pod.

Both are validated from Kubernetes 1.37 on, when their gates are on by default; before that the server drops them.

Source: validateProjectionSources and ValidateUserAnnotations in pkg/apis/core/validation/validation.go,
ValidateSignerName and ValidateClusterTrustBundleName in pkg/apis/core/validation/names.go, the limits in
pkg/apis/certificates/types.go (Kubernetes v1.37.2).
"""

from __future__ import annotations

from dslint.kube.apiserver.fields import Key
from dslint.kube.apiserver.labels import ANNOTATIONS_LIMIT, go_lower
from dslint.kube.apiserver.validation.common import check, claim_file, validate_user
from dslint.kube.apiserver.validation.paths import projected_path
from dslint.kube.nodes.selectors import validate_selector
from dslint.kube.values.gojson import quote
from dslint.kube.values.names import dns1123_label, dns1123_subdomain, qualified_name, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dslint.kube.apiserver.fields import FieldErrors, Path

_KEY_TYPES = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"]
# in the order in which the server looks at them
_PATHS = ("credentialBundlePath", "keyPath", "certificateChainPath")
_MIN_LIFE = 60 * 60  # seconds
_MAX_LIFE = 91 * 24 * 60 * 60
_MAX_LIFE_OF_KUBERNETES = 24 * 60 * 60
_MAX_DOMAIN = 253  # bytes
_MAX_SIGNER_NAME = _MAX_DOMAIN + 1 + 63 + 1 + 253


def validate_trust_bundle(bundle: dict[str, Any], path: Path, errors: FieldErrors) -> None:
    """Check a ``clusterTrustBundle``, which names one bundle or selects those of a signer."""
    name, signer, selector = bundle.get("name"), bundle.get("signerName"), bundle.get("labelSelector")
    if name is not None and signer is not None:
        from dslint.kube.apiserver.structures import trust_bundle

        errors.invalid(path, bundle, "only one of name and signerName may be used", bad=trust_bundle(bundle))
    elif name is not None:
        if not name:
            errors.required((*path, "name"), "must be a valid object name")
        for fault in _bundle_name(name):
            errors.invalid((*path, "name"), name, f"not a valid clustertrustbundlename: {fault}")
        if selector is not None:
            from dslint.kube.apiserver.structures import label_selector

            fault = "labelSelector must be unset if name is specified"
            errors.invalid((*path, "labelSelector"), selector, fault, bad=label_selector(selector))
    elif signer is not None:
        if not signer:
            errors.required((*path, "signerName"), "must be a valid signer name")
        _signer_name(signer, (*path, "signerName"), errors)
        validate_selector(selector, (*path, "labelSelector"), errors)
    else:
        errors.required(path, "either name or signerName must be specified")
    file = bundle.get("path", "")
    if not file:
        errors.required((*path, "path"))
    validate_user(bundle, "user", path, errors)
    check(projected_path, file, (*path, "path"), errors)


def _bundle_name(name: str) -> list[str]:
    """Check the name of a bundle: that of its signer with colons, a colon, a subdomain; or a subdomain alone."""
    signer, colon, rest = name.rpartition(":")
    if not colon:
        return dns1123_subdomain(name)
    if not signer:
        return ['ClusterTrustBundle without signer name must not have ":" in its name']
    # what the server takes for the signer's name may hold slashes of its own, then it asks for another prefix
    prefix = f"{signer.replace('/', ':')}:"
    if not name.startswith(prefix):
        told = signer.replace(":", "/")
        return [f"ClusterTrustBundle for signerName {told} must be named with prefix {prefix}"]
    return dns1123_subdomain(rest)


def _signer_name(name: str, path: Path, errors: FieldErrors) -> None:
    """Check ``example.com/signer``: a domain of at least two labels, and subdomains behind one slash."""
    if not name:
        errors.required(path)
        return
    domain, slash, signer = name.partition("/")
    if not slash or "/" in signer:
        fault = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        errors.invalid(path, name, fault)
        return
    if size(domain) > _MAX_DOMAIN:
        errors.too_long(path, name, _MAX_DOMAIN)
    _labels(domain, dns1123_label, path, errors)
    if "." not in domain:
        errors.invalid(path, domain, "should be a domain with at least two segments separated by dots")
    _labels(signer, dns1123_subdomain, path, errors)
    if size(name) > _MAX_SIGNER_NAME:
        errors.too_long(path, name, _MAX_SIGNER_NAME)


def _labels(text: str, rule: Callable[[str], list[str]], path: Path, errors: FieldErrors) -> None:
    """Say what is wrong with the first bad one of the labels between dots."""
    for label in text.split("."):
        faults = rule(label)
        if faults:
            for fault in faults:
                errors.invalid(path, text, f"validating label {quote(label)}: {fault}")
            return


def validate_pod_certificate(
    certificate: dict[str, Any], files: set[str], volume: Path, path: Path, errors: FieldErrors
) -> None:
    """Check a ``podCertificate``, and add its files to those of the volume, whose path is ``volume``."""
    signer = certificate.get("signerName", "")
    _signer_name(signer, (*path, "signerName"), errors)
    _user_annotations(certificate.get("userAnnotations") or {}, (*path, "userAnnotations"), errors)
    validate_user(certificate, "user", path, errors)
    kind = certificate.get("keyType", "")
    if kind not in _KEY_TYPES:
        errors.not_supported((*path, "keyType"), kind, _KEY_TYPES, bad=kind)
    _life(certificate.get("maxExpirationSeconds"), signer, (*path, "maxExpirationSeconds"), errors)
    given = [field for field in _PATHS if certificate.get(field)]
    for field in given:
        check(projected_path, certificate[field], (*path, field), errors)
        claim_file(certificate[field], files, volume, errors, (*path, field))
    if not given:
        errors.required(path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath")


def _life(seconds: int | None, signer: str, path: Path, errors: FieldErrors) -> None:
    if seconds is None:
        return
    if seconds < _MIN_LIFE:
        errors.invalid(path, seconds, f"if provided, maxExpirationSeconds must be >= {_MIN_LIFE}")
    host = signer.partition("/")[0]
    of_kubernetes = host == "kubernetes.io" or host.endswith(".kubernetes.io")
    longest = _MAX_LIFE_OF_KUBERNETES if of_kubernetes else _MAX_LIFE
    if seconds > longest:
        errors.invalid(path, seconds, f"if provided, maxExpirationSeconds must be <= {longest}")


def _user_annotations(annotations: dict[str, str], path: Path, errors: FieldErrors) -> None:
    """Check annotations for the signer: keys with a domain, in any case, and the size of all."""
    for given in annotations:
        key, place = go_lower(given), (*path, Key(given))
        if not key:
            errors.required(path, at=place)
            continue
        faults = qualified_name(key)
        if not faults and "/" not in key:
            faults = ['must be a domain-prefixed key (such as "acme.io/foo")']
        for fault in faults:
            errors.invalid(path, key, fault, place)
    if sum(size(key) + size(value) for key, value in annotations.items()) > ANNOTATIONS_LIMIT:
        errors.too_long(path, None, ANNOTATIONS_LIMIT)
