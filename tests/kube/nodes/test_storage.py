"""Nodes to which the volumes of pods are bound."""

import pytest

from dslint.kube.nodes.storage import bound

POD = {"volumes": [{"name": "x", "emptyDir": {}}, {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
CLAIM = {("ops", "data"): {"spec": {"volumeName": "disk"}}}


def volume(*terms, **spec):
    return {"disk": {"spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": list(terms)}}, **spec}}}


def zone(value):
    return {"matchExpressions": [{"key": "zone", "operator": "In", "values": [value]}]}


def reached(claims, volumes):
    """Return whether the claim is reached from zones a and b; nothing where that is not known."""
    (one,) = bound(POD, "ops", claims, volumes)
    assert (one.number, one.claim) == (1, "data")
    return None if one.terms is None else [one.reaches({"zone": name}, name) for name in ("a", "b")]


@pytest.mark.parametrize(
    ("claims", "volumes", "expected"),
    [
        (CLAIM, volume(zone("a")), [True, False]),
        (CLAIM, volume(zone("a"), zone("b")), [True, True]),
        ({}, volume(zone("b"), claimRef={"namespace": "ops", "name": "data"}), [False, True]),
        ({}, volume(zone("b"), claimRef={"namespace": "dev", "name": "data"}), None),
        (CLAIM, {"disk": {"spec": {"nfs": {}}}}, [True, True]),
        (CLAIM, {}, None),
        ({("dev", "data"): {"spec": {"volumeName": "disk"}}}, volume(zone("a")), None),
        (CLAIM, volume({"matchExpressions": "zone"}), None),
        (CLAIM, volume({"matchExpressions": [{"key": ["zone"], "operator": "In"}]}), None),
        ({("ops", "data"): {"spec": ["disk"]}}, volume(zone("a")), None),
    ],
    ids=[
        "one zone",
        "either",
        "a volume kept for the claim",
        "a volume kept for the claim of another namespace",
        "a volume without nodes",
        "no volume at hand",
        "a claim of another namespace",
        "terms of the wrong type",
        "a key of the wrong type",
        "a claim of the wrong type",
    ],
)
def test_a_claim_is_where_its_volume_is(claims, volumes, expected):
    assert reached(claims, volumes) == expected
