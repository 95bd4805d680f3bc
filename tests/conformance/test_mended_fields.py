"""The smallest objects at which dslint once named other fields than a server.

The ids are those of the issue that lists them; cases without one were found since, by ``scripts/record_vectors.py``.
"""

import pytest

from tests.kube.apiserver.build import daemonset, with_container, with_init

from .answers import ask
from .mended import (
    FORBIDDEN,
    INVALID,
    NOT_FOUND,
    POD,
    REQUIRED,
    UNSUPPORTED,
    bundle,
    certificate,
    huge,
    named,
    projected,
    volume,
)

SOURCE = f"{POD}volumes[0].projected.sources[0]."
NODE_TERMS = f"{POD}affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
NOT_IN_TEMPLATE = (f"{POD}ephemeralContainers", FORBIDDEN)


def mounted(**mount):
    return {**with_container(volumeMounts=[mount])}


def node_values(*values):
    term = {"matchExpressions": [{"key": "a", "operator": "In", "values": list(values)}]}
    terms = {"nodeSelectorTerms": [term]}
    return daemonset(affinity={"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}})


def with_devices():
    manifest = with_container(volumeDevices=[{"name": "v", "devicePath": "/dev/x"}])
    spec = manifest["spec"]["template"]["spec"]
    spec["hostUsers"] = False
    spec["volumes"] = [{"name": "v", "persistentVolumeClaim": {"claimName": "a"}}]
    return manifest


def ephemeral(**fields):
    return daemonset(ephemeralContainers=[{"name": "e", "image": "i", **fields}])


CASES = [
    # id, manifest, minor version, errors
    ("V1", named(generateName="\u00b5-"), 36, [("metadata.generateName", INVALID)]),
    ("a prefix of names that is none of URLs", named(generateName="/-"), 34, [("metadata.generateName", INVALID)]),
    ("V1 of 1.37", named(generateName="\u00b5-"), 37, [("metadata.generateName", INVALID)]),
    ("V2", huge(2**63), 36, [(f"{POD}containers[0].resources.limits[hugepages-2Mi]", INVALID)]),
    (
        "V3",
        ephemeral(lifecycle={}),
        36,
        [NOT_IN_TEMPLATE, (f"{POD}ephemeralContainers[0].lifecycle", FORBIDDEN)],
    ),
    ("no rules, while their gate is off", ephemeral(restartPolicyRules=[]), 34, [NOT_IN_TEMPLATE]),
    ("V3, no resources", ephemeral(resources={}), 36, [NOT_IN_TEMPLATE]),
    (
        "V4",
        mounted(name="v", subPath="/a"),
        36,
        [
            (f"{POD}containers[0].volumeMounts.subPath", INVALID),
            (f"{POD}containers[0].volumeMounts[0].mountPath", REQUIRED),
            (f"{POD}containers[0].volumeMounts[0].name", "FieldValueNotFound"),
        ],
    ),
    ("W1", bundle(name="x", labelSelector={}), 37, [(f"{SOURCE}clusterTrustBundle.labelSelector", INVALID)]),
    ("W1 while the gate is off", bundle(name="x", labelSelector={}), 36, []),
    ("W2", certificate(keyType="RSA2048"), 37, [(f"{SOURCE}podCertificate.keyType", UNSUPPORTED)]),
    ("W2, neither", bundle(), 37, [(f"{SOURCE}clusterTrustBundle", REQUIRED)]),
    ("W2, both", bundle(name="x", signerName="a.b/c"), 37, [(f"{SOURCE}clusterTrustBundle", INVALID)]),
    ("W2, the name of a signer's bundle", bundle(name="example.com:s:x"), 37, []),
    ("W2, a name with another prefix", bundle(name="a/b:x"), 37, [(f"{SOURCE}clusterTrustBundle.name", INVALID)]),
    (
        "W2, a signer without a path",
        bundle(signerName="a.b"),
        37,
        [(f"{SOURCE}clusterTrustBundle.signerName", INVALID)],
    ),
    ("W2, a short domain", certificate(signerName="a/b"), 37, [(f"{SOURCE}podCertificate.signerName", INVALID)]),
    ("W2, no file", certificate(credentialBundlePath=""), 37, [(f"{SOURCE}podCertificate", REQUIRED)]),
    (
        "W2, a life that is too short",
        certificate(maxExpirationSeconds=3599),
        37,
        [(f"{SOURCE}podCertificate.maxExpirationSeconds", INVALID)],
    ),
    (
        "W2, a life that only others may have",
        certificate(signerName="kubernetes.io/s", maxExpirationSeconds=86401),
        37,
        [(f"{SOURCE}podCertificate.maxExpirationSeconds", INVALID)],
    ),
    (
        "W2, an annotation without a domain",
        certificate(userAnnotations={"a": "b"}),
        37,
        [(f"{SOURCE}podCertificate.userAnnotations", INVALID)],
    ),
    ("W2, a file twice", certificate(keyPath="b"), 37, [(f"{POD}volumes[0].projected", INVALID)]),
    ("W3", daemonset(securityContext={"seLinuxChangePolicy": "MountOption"}), 37, []),
    (
        "W3 while the gate is off",
        daemonset(securityContext={"seLinuxChangePolicy": "MountOption"}),
        36,
        [(f"{POD}securityContext.seLinuxChangePolicy", UNSUPPORTED)],
    ),
    (
        "W4",
        named(ownerReferences=[{}]),
        37,
        [(f"metadata.ownerReferences[0].{field}", REQUIRED) for field in ("apiVersion", "kind", "name", "uid")],
    ),
    (
        "W4 of 1.36",
        named(ownerReferences=[{}]),
        36,
        [(f"metadata.ownerReferences.{field}", INVALID) for field in ("apiVersion", "kind", "name", "uid")],
    ),
    ("W5", daemonset(hostPID=True, shareProcessNamespace=True), 37, [(f"{POD}shareProcessNamespace", INVALID)]),
    (
        "W6",
        volume(quobyte={"registry": "a,", "volume": "v"}),
        37,
        [(f"{POD}volumes[0].quobyte.registry", INVALID)],
    ),
    (
        "W6 of 1.36",
        volume(quobyte={"registry": "a,", "volume": "v"}),
        36,
        [(f"{POD}volumes[0].quobyte.registry", INVALID)] * 2,
    ),
    (
        "a user that the second of two sources names",
        projected({"secret": {"name": "a"}, "serviceAccountToken": {"path": "t", "user": -1}}),
        37,
        [(SOURCE[:-1], FORBIDDEN), (f"{SOURCE}serviceAccountToken.user", INVALID)],
    ),
    ("O2", node_values("a b"), 32, []),
    (
        "O2 from 1.33 on",
        node_values("a b"),
        33,
        [
            (
                f"{NODE_TERMS}[0].matchExpressions[0].values[0]",
                INVALID,
            )
        ],
    ),
    ("O3", with_devices(), 33, []),
    ("O3 from 1.34 on", with_devices(), 34, [(f"{POD}containers[0].volumeDevices", FORBIDDEN)]),
    (
        "O4",
        with_container(lifecycle={"preStop": {"sleep": {"seconds": 3}}}),
        29,
        [(f"{POD}containers[0].lifecycle.preStop", REQUIRED)],
    ),
    (
        "O4, an init container",
        with_init(lifecycle={"preStop": {"sleep": {"seconds": 3}}}),
        29,
        [(f"{POD}initContainers[0].lifecycle", FORBIDDEN)],
    ),
    ("O5", projected({"serviceAccountToken": {"path": "/a"}}), 29, []),
    (
        "O5 from 1.30 on",
        projected({"serviceAccountToken": {"path": "/a"}}),
        30,
        [(f"{POD}volumes[0].projected.path", INVALID)],
    ),
    (
        "O6",
        daemonset(hostAliases=[{"ip": "x", "hostnames": ["a b"]}]),
        29,
        [(f"{POD}hostAliases.hostnames", INVALID), (f"{POD}hostAliases.ip", INVALID)],
    ),
    ("O7", volume(csi={}), 34, [(f"{POD}volumes[0].csi.driver", INVALID), (f"{POD}volumes[0].csi.driver", REQUIRED)]),
    (
        "a claim whose name is the first part of another's",
        with_container(resources={"claims": [{"name": "a/b", "request": "r"}, {"name": "a/b"}]}),
        35,
        [(f"{POD}containers[0].resources.claims[{index}]", NOT_FOUND) for index in (0, 1)],
    ),
    ("a letter that Go writes small as one", volume(csi={"driver": "\u0130"}), 35, []),
    ("O7 from 1.35 on", volume(csi={}), 35, [(f"{POD}volumes[0].csi.driver", REQUIRED)]),
]


@pytest.mark.parametrize(("manifest", "minor", "errors"), [pytest.param(*case, id=name) for name, *case in CASES])
def test_the_same_fields_are_wrong_for_the_same_reason(manifest, minor, errors):
    said = ask(manifest, minor)
    assert said.decode_errors == []
    assert sorted((error.field, error.reason) for error in said.errors) == errors
