"""The smallest objects of which dslint once spoke in other words than a server.

The ids are those of the issue that lists them, and what the server says is what that issue says; not each was asked
again with ``oracle/`` for the version that is named.
"""

import pytest

from dslint.kube.apiserver.podsecurity import evaluate
from tests.kube.apiserver.build import daemonset, with_container

from .answers import ask
from .mended import POD, bundle, certificate, huge, named, projected

OVERLAP = 'volume "v" (Projected): overlapping paths: "p/q" (ClusterTrustBundle "y") with "p" (ClusterTrustBundle "x")'
SIGNER = "must be a fully qualified domain and path of the form 'example.com/signer-name'"


@pytest.mark.parametrize(
    ("manifest", "minor", "details"),
    [
        pytest.param(huge(2**63), 36, ["9223372036854776k is not positive integer multiple of hugepages-2Mi"], id="V2"),
        pytest.param(
            named(finalizers=["orphan", "foregroundDeletion"]),
            36,
            ["finalizer orphan and foregroundDeletion cannot be both set"],
            id="T1",
        ),
        *(
            pytest.param(huge(text), 36, [f"{text} is not positive integer multiple of hugepages-2Mi"], id=f"T2 {text}")
            for text in ("1e0", "5.", "+1", "1E3")
        ),
        pytest.param(
            with_container(resources={"limits": {"memory": "007"}, "requests": {"memory": "200Mi"}}),
            36,
            ["must be less than or equal to memory limit of 007"],
            id="T2 a limit",
        ),
        pytest.param(certificate(signerName="a"), 37, [SIGNER], id="W2"),
    ],
)
def test_the_details_are_the_same_word_for_word(manifest, minor, details):
    assert [error.detail for error in ask(manifest, minor).errors] == details


@pytest.mark.parametrize(
    ("manifest", "minor", "text"),
    [
        pytest.param(
            daemonset(terminationGracePeriodSeconds=2**63),
            36,
            "json: cannot unmarshal number 9223372036854776000 into Go struct field"
            " PodSpec.spec.template.spec.terminationGracePeriodSeconds of type int64",
            id="V2",
        ),
        pytest.param(
            daemonset(terminationGracePeriodSeconds=-(2**63) - 1),
            36,
            "json: cannot unmarshal number -9223372036854776000 into Go struct field"
            " PodSpec.spec.template.spec.terminationGracePeriodSeconds of type int64",
            id="V2, negative",
        ),
        pytest.param(
            named(creationTimestamp="\tK"),
            36,
            r'parsing time "\x09K" as "2006-01-02T15:04:05Z07:00": cannot parse "\x09K" as "2006"',
            id="T3",
        ),
        pytest.param(
            with_container(livenessProbe={"grpc": {"port": 80, "mode": 1}}), 37, "v1.GRPCProbeMode", id="W7, gRPC"
        ),
        pytest.param(
            with_container(livenessProbe={"httpGet": {"port": 80, "protocol": 1}}), 37, "v1.HTTPProtocol", id="W7, HTTP"
        ),
    ],
)
def test_values_that_cannot_be_decoded_are_told_of_in_the_same_words(manifest, minor, text):
    assert text in ask(manifest, minor).decode_error.text


@pytest.mark.parametrize(
    ("manifest", "minor", "warnings"),
    [
        pytest.param(bundle(name="x"), 37, [], id="W1"),
        pytest.param(
            projected(
                {"clusterTrustBundle": {"name": "x", "path": "p"}}, {"clusterTrustBundle": {"name": "y", "path": "p/q"}}
            ),
            37,
            [
                OVERLAP,
            ],
            id="W8",
        ),
        *(
            pytest.param(
                daemonset(hostAliases=[{"ip": "010.0.0.1"}]),
                minor,
                [f'{POD}hostAliases[0].ip: non-standard IP address "010.0.0.1" {verdict}: use "10.0.0.1"'],
                id=f"O1 in 1.{minor}",
            )
            for minor, verdict in (
                (35, "will be considered invalid in a future Kubernetes release"),
                (36, "is invalid"),
            )
        ),
    ],
)
def test_the_same_warnings_come_back(manifest, minor, warnings):
    assert [warning.text for warning in ask(manifest, minor).warnings] == warnings


def test_pod_security_speaks_of_annotations_and_volumes_as_the_server_does():
    annotated = {"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "x"}}, "spec": {}}
    (found,) = evaluate(annotated, "baseline", 18)
    assert found.detail == 'forbidden annotation seccomp.security.alpha.kubernetes.io/pod="x"'  # S1
    annotated = {"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/c": "\t"}}, "spec": {}}
    (found,) = evaluate(annotated, "baseline", 36)
    assert found.detail.endswith('"container.apparmor.security.beta.kubernetes.io/c="\\t""')
    both = {"name": "v", "photonPersistentDisk": {"pdID": "a"}, "scaleIO": {"gateway": "g"}}
    details = [it.detail for it in evaluate({"spec": {"volumes": [both]}}, "restricted", 36)]
    assert 'volume "v" uses restricted volume type "photonPersistentDisk"' in details  # S2
