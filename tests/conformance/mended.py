"""Manifests with what dslint once answered otherwise than a server, and the words for what is wrong with them."""

from tests.kube.apiserver.build import daemonset, with_container

POD = "spec.template.spec."
REQUIRED, INVALID, UNSUPPORTED, FORBIDDEN, NOT_FOUND = (
    f"FieldValue{kind}" for kind in ("Required", "Invalid", "NotSupported", "Forbidden", "NotFound")
)


def named(**metadata):
    return {**daemonset(), "metadata": {"name": "agent", **metadata}}


def volume(**source):
    return daemonset(volumes=[{"name": "v", **source}])


def projected(*sources):
    return volume(projected={"sources": list(sources)})


def bundle(**fields):
    return projected({"clusterTrustBundle": {"path": "p", **fields}})


def certificate(**fields):
    given = {"signerName": "example.com/s", "keyType": "ED25519", "credentialBundlePath": "b", **fields}
    return projected({"podCertificate": given})


def huge(amount):
    return with_container(resources={"limits": {"cpu": "1", "hugepages-2Mi": amount}})
