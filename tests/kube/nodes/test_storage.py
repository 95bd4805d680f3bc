"""Nodes to which the volumes of pods are bound."""

import pytest

from dslint.kube.nodes.storage import Storage, needed

POD = {"volumes": [{"name": "x", "emptyDir": {}}, {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
CLAIM = {("ops", "data"): {"spec": {"volumeName": "disk"}}}


def volume(*terms, **spec):
    return {"disk": {"spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": list(terms)}}, **spec}}}


def zone(value):
    return {"matchExpressions": [{"key": "zone", "operator": "In", "values": [value]}]}


def reached(claims, volumes):
    """Return whether the claim is reached from zones a and b; nothing where that is not known."""
    (one,) = needed(POD, "ops", Storage(claims, volumes, {}))
    assert one.at[3:] == ("volumes", 1, "persistentVolumeClaim", "claimName")
    return answers(one)


def answers(one):
    """Return whether a volume is to be had in zones a and b; nothing where that is not known."""
    found = [one.lacks({"zone": name}, name) for name in ("a", "b")]
    if one.terms is None:
        assert [lack.certain for lack in found] == [False, False]
        return None
    assert all(lack is None or lack.certain for lack in found)
    return [lack is None for lack in found]


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


LATE = {"provisioner": "csi.example", "volumeBindingMode": "WaitForFirstConsumer"}
DEFAULT = {"metadata": {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}


def allowed(*values):
    return {"allowedTopologies": [{"matchLabelExpressions": [{"key": "zone", "values": list(values)}]}]}


def made(name, classes, volumes=None):
    spec = {} if name is None else {"storageClassName": name}
    pod = {"volumes": [{"name": "x"}, {"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}}]}
    (one,) = needed(pod, "ops", Storage({}, volumes or {}, classes))
    assert one.at[3:] == ("volumes", 1, "ephemeral", "volumeClaimTemplate", "spec", "storageClassName")
    return answers(one), one.elsewhere


@pytest.mark.parametrize(
    ("name", "classes", "expected", "words"),
    [
        ("fast", {"fast": LATE}, [True, True], None),
        ("fast", {"fast": LATE | allowed("b", "c")}, [False, True], "makes the volume tmp for other nodes alone"),
        ("fast", {"fast": LATE | {"allowedTopologies": [{}]}}, [False, False], "for other nodes alone"),
        (None, {"fast": LATE | DEFAULT | allowed("a")}, [True, False], "StorageClass fast makes"),
        (None, {"fast": LATE | allowed("a")}, None, "the default StorageClass decides about the volume tmp"),
        (None, {"a": LATE | DEFAULT, "b": LATE | DEFAULT}, None, "the default StorageClass decides"),
        ("", {"fast": LATE | DEFAULT}, None, "its claim wants no StorageClass"),
        ("slow", {"fast": LATE}, None, "the StorageClass slow decides about the volume tmp, which is not known"),
        ("fast", {"fast": LATE | {"provisioner": "kubernetes.io/no-provisioner"}}, None, "makes none"),
        ("fast", {"fast": LATE | {"volumeBindingMode": "Immediate"}}, None, "before a node is chosen"),
        ("fast", {"fast": {"provisioner": "csi.example"}}, None, "before a node is chosen"),
        ("fast", {"fast": LATE | {"allowedTopologies": "a"}}, None, "and its volumes decide"),
    ],
)
def test_an_ephemeral_volume_is_made_where_its_class_allows(name, classes, expected, words):
    found, said = made(name, classes)
    assert found == expected
    assert words is None or words in said


def test_a_volume_of_the_class_that_is_there_may_do_as_well():
    volumes = {"disk": {"spec": {"storageClassName": "fast"}}}
    assert made("fast", {"fast": LATE | allowed("b")}, volumes)[0] is None
    assert made("fast", {"fast": LATE | allowed("b")}, {"disk": {"spec": {}}})[0] == [False, True]
