import pytest

from dslint.kube.apiserver import feature_gates
from dslint.kube.versions import NEWEST, VERIFIED
from tests.conformance.answers import ask
from tests.kube.apiserver.build import ODD_ADDRESS, daemonset, with_container, with_init


@pytest.mark.parametrize(
    ("manifest", "first"),
    [
        pytest.param(with_container(env=[{"name": "a b"}]), 32, id="env names of any printable characters"),
        pytest.param(with_container(lifecycle={"preStop": {"sleep": {"seconds": 0}}}), 33, id="a sleep of no seconds"),
        pytest.param(daemonset(dnsConfig={"searches": ["_tcp.example"]}), 33, id="underscores in search domains"),
    ],
)
def test_a_feature_is_accepted_from_its_version_on(manifest, first):
    answers = {minor: ask(manifest, minor) for minor in (first - 1, first, VERIFIED)}
    assert [answers[minor].accepted for minor in answers] == [False, True, True]


@pytest.mark.parametrize(("minor", "refused"), [(25, [0, 2]), (28, [0, 2]), (29, []), (VERIFIED, [])])
def test_disks_of_gce_that_can_be_written_to_are_refused_before_1_29(minor, refused):
    disks = [{"pdName": "d", **fields} for fields in ({}, {"readOnly": True}, {"readOnly": False})]
    volumes = [{"name": f"v{number}", "gcePersistentDisk": disk} for number, disk in enumerate(disks)]
    errors = ask(daemonset(volumes=volumes), minor).errors
    assert [(error.field, error.reason) for error in errors] == [
        (f"spec.template.spec.volumes[{number}].gcePersistentDisk.readOnly", "FieldValueInvalid") for number in refused
    ]
    assert all(error.detail.startswith("must be true for replicated pods > 1; ") for error in errors)


def test_leading_zeros_in_addresses_are_accepted_until_1_35():
    assert [ask(ODD_ADDRESS, minor).accepted for minor in (35, 36)] == [True, False]


def test_an_unknown_restart_policy_of_a_container_is_an_error_only_where_the_server_keeps_it():
    manifest = with_container(restartPolicy="Sometimes")
    fields = {minor: [(error.field, error.reason) for error in ask(manifest, minor).errors] for minor in (30, 35)}
    place = "spec.template.spec.containers[0].restartPolicy"
    assert fields == {30: [(place, "FieldValueForbidden")], 35: [(place, "FieldValueNotSupported")]}


@pytest.mark.parametrize(
    ("minor", "kept"), [(28, False), (29, True)], ids=["dropped while the gate is off", "kept once it is on"]
)
def test_sidecars_are_kept_since_their_gate_is_on(minor, kept):
    stored = ask(with_init(restartPolicy="Always"), minor).stored
    assert ("restartPolicy" in stored["spec"]["template"]["spec"]["initContainers"][0]) == kept


def test_an_image_volume_goes_with_its_mounts_while_its_gate_is_off():
    volume = {"name": "model", "image": {"reference": "registry.example/model:1"}}
    manifest = with_container(volumeMounts=[{"name": "model", "mountPath": "/model"}])
    manifest["spec"]["template"]["spec"]["volumes"] = [volume]
    spec = {minor: ask(manifest, minor).stored["spec"]["template"]["spec"] for minor in (34, 35)}
    assert (spec[34]["volumes"], spec[34]["containers"][0]["volumeMounts"]) == ([], [])
    assert [it["name"] for it in spec[35]["volumes"]] == ["model"]


def test_a_field_of_a_later_version_is_unknown_to_an_earlier_one():
    manifest = daemonset(hostnameOverride="agent")
    place = "spec.template.spec.hostnameOverride"
    assert [unknown.field for unknown in ask(manifest, 33).unknown] == [place]
    assert ask(manifest, 34).unknown == []


@pytest.mark.parametrize("gate", sorted(feature_gates._DEFAULTS))
def test_the_table_is_in_order_and_ends_before_what_is_not_verified(gate):
    since = [minor for minor, _ in feature_gates._DEFAULTS[gate]]
    assert since == sorted(set(since))
    assert since[-1] <= VERIFIED
    assert feature_gates.enabled(gate, NEWEST) == feature_gates.enabled(gate, VERIFIED)
    assert feature_gates.exists(gate, since[0])
    assert not feature_gates.exists(gate, since[0] - 1)


def test_a_gate_that_is_not_in_the_table_is_an_error():
    with pytest.raises(KeyError):
        feature_gates.enabled("NoSuchGate", VERIFIED)
