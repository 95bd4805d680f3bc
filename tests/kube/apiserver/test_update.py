import pytest

from dslint.kube.apiserver.update import update, update_options
from dslint.kube.apiserver.validation.options import create_options
from dslint.kube.versions import VERIFIED
from tests.conformance.answers import ask, decoder
from tests.conformance.manifests import manifest
from tests.conformance.vectors import corpus_cases
from tests.kube.apiserver.build import ODD_ADDRESS, daemonset, with_container, with_init


def change(new, old, minor=VERIFIED):
    return update(decoder(minor).decode(new).object, decoder(minor).decode(old).object, minor)


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        pytest.param(daemonset(), False, id="nothing"),
        pytest.param(daemonset(dnsPolicy="ClusterFirst", restartPolicy="Always"), False, id="defaults written out"),
        pytest.param(daemonset(hostNetwork=False, hostPID=False), False, id="false where nothing was"),
        pytest.param(daemonset(tolerations=[], nodeSelector={}), False, id="empty where nothing was"),
        pytest.param(daemonset(priorityClassName=""), False, id="an empty name"),
        pytest.param(with_container(resources={}), False, id="no resources"),
        pytest.param(daemonset(hostNetwork=True), True, id="true where nothing was"),
        pytest.param(with_container(securityContext={}), True, id="an empty security context"),
        pytest.param(daemonset(automountServiceAccountToken=False), True, id="a false that was not written"),
        pytest.param(with_container(securityContext={"privileged": False}), True, id="not privileged"),
        pytest.param(daemonset(priority=0), True, id="priority 0"),
        pytest.param(daemonset(tolerations=[{"operator": "Exists"}]), True, id="a toleration"),
        pytest.param(with_container(env=[{"name": "A", "value": ""}]), True, id="an empty variable"),
    ],
)
def test_pods_are_replaced_only_if_the_template_means_something_else(new, changed):
    said = change(new, daemonset())
    assert said.errors == []
    assert said.template_changed == changed
    assert said.generation_bumped == changed


def test_the_same_amount_written_otherwise_is_no_change():
    limits = [with_container(resources={"limits": {"cpu": cpu, "memory": "1Gi"}}) for cpu in ("1", "1000m")]
    assert not change(*limits).template_changed


def test_a_change_outside_the_template_starts_no_rollout():
    new = daemonset()
    new["spec"]["minReadySeconds"] = 5
    said = change(new, daemonset())
    assert (said.template_changed, said.generation_bumped) == (False, True)


def test_an_unchanged_template_is_not_warned_of_again():
    deprecated = {"nodeSelector": {"beta.kubernetes.io/os": "linux"}}
    assert change(daemonset(**deprecated), daemonset(**deprecated)).warnings == []
    assert len(change(daemonset(hostPID=True, **deprecated), daemonset(**deprecated)).warnings) == 1


def test_what_is_stored_may_stay_although_it_is_no_longer_allowed():
    term = {
        "topologyKey": "a",
        "labelSelector": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["-"]}]},
    }
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert not ask(daemonset(affinity=affinity)).accepted
    assert change(daemonset(affinity=affinity), daemonset(affinity=affinity)).errors == []
    assert change(daemonset(affinity=affinity), daemonset()).errors != []


def test_a_disk_that_is_written_to_may_stay_where_one_is_already():
    first, second = (
        daemonset(volumes=[{"name": "v", "gcePersistentDisk": {"pdName": name}}]) for name in ("one", "other")
    )
    assert change(second, first, 28).errors == []
    assert change(second, daemonset(), 28).errors != []


def test_a_valid_object_opens_no_door():
    stored = ask(daemonset()).stored
    assert vars(update_options(stored, VERIFIED)) == vars(create_options(VERIFIED))


def test_an_object_with_another_fault_opens_no_door_either():
    assert vars(update_options(ask(ODD_ADDRESS).stored, VERIFIED)) == vars(create_options(VERIFIED))


def test_a_field_of_a_disabled_feature_stays_where_it_was_in_use():
    sidecar = with_init(restartPolicy="Always")
    assert not change(sidecar, sidecar, 28).template_changed
    assert not change(sidecar, with_init(), 28).template_changed
    assert change(with_init(), sidecar, 28).template_changed


@pytest.mark.parametrize("field", ["name", "namespace"])
def test_an_object_keeps_its_name(field):
    new = daemonset()
    new["metadata"] = {**new["metadata"], field: "other"}
    assert [(it.field, it.detail) for it in change(new, daemonset()).errors] == [
        (f"metadata.{field}", "field is immutable")
    ]


@pytest.mark.parametrize("case", corpus_cases("corpus_verdicts"))
def test_writing_out_what_the_server_filled_in_changes_nothing(case):
    given = manifest(case["file"], case["document"])
    said = ask(given)
    if said.decode_errors:
        assert case["expect"]["decodeError"]
        return
    written_out = change(said.stored, given)
    assert (written_out.template_changed, written_out.generation_bumped) == (False, False)
    assert {(it.field, it.reason) for it in written_out.errors} == {(it.field, it.reason) for it in said.errors}
    assert ask(said.stored).stored == said.stored
