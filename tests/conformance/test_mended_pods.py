"""The smallest objects at which dslint once judged pods, or an update, otherwise than a server.

The ids are those of the issue that lists them, and what the server says is what that issue says; not each was asked
again with ``oracle/`` for the version that is named.
"""

import pytest

from dslint.kube.apiserver.podcreation import created_pod, pod_errors
from dslint.kube.apiserver.update import update
from tests.kube.apiserver.build import daemonset, with_container

from .answers import ask, decoder
from .mended import INVALID, REQUIRED, named, volume

NAME_PART = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
    " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
    " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)


SPREAD = {
    "labelSelector": {"matchLabels": {"app": "agent"}},
    "matchLabelKeys": ["app"],
    "maxSkew": 1,
    "topologyKey": "zone",
    "whenUnsatisfiable": "ScheduleAnyway",
}
AFFINITY_TERM = {"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "agent"}}, "matchLabelKeys": ["app"]}
TERMS = {"requiredDuringSchedulingIgnoredDuringExecution": [AFFINITY_TERM]}


@pytest.mark.parametrize(
    ("manifest", "minor", "errors"),
    [
        pytest.param(volume(image={}), 36, [("spec.volumes[0].image.reference", REQUIRED)], id="P1"),
        pytest.param(
            daemonset(topologySpreadConstraints=[SPREAD]),
            36,
            [("spec.topologySpreadConstraints[0][0]", INVALID)],
            id="P2",
        ),
        pytest.param(
            daemonset(affinity={"podAntiAffinity": TERMS}),
            31,
            [("spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0][0]", INVALID)],
            id="P2, affinity",
        ),
        pytest.param(daemonset(affinity={"podAntiAffinity": TERMS}), 30, [], id="P2 while the gate is off"),
    ],
)
def test_pods_are_rejected_for_the_same_reason(manifest, minor, errors):
    said = ask(manifest, minor)
    assert said.accepted
    assert [(error.field, error.reason) for error in pod_errors(said.stored, minor)] == errors


def test_a_key_that_stands_twice_is_told_of_where_it_is_written():
    stored = ask(daemonset(topologySpreadConstraints=[SPREAD]), 36).stored
    (error,) = pod_errors(stored, 36)
    assert error.at == ("spec", "template", "spec", "topologySpreadConstraints", 0, "matchLabelKeys", 0)


def changed(new, old=None, minor=36):
    read = decoder(minor).decode
    return update(read(new).object, read(old or daemonset()).object, minor)


def with_template(**metadata):
    manifest = daemonset()
    manifest["spec"]["template"]["metadata"].update(metadata)
    return manifest


SELINUX = {"securityContext": {"seLinuxChangePolicy": "Recursive"}}


@pytest.mark.parametrize(
    ("new", "old", "details"),
    [
        pytest.param(
            named(deletionTimestamp="2020-01-01T00:00:00Z", deletionGracePeriodSeconds=0),
            None,
            ["field is immutable"] * 2,
            id="U1",
        ),
        pytest.param(
            named(finalizers=[None]),
            None,
            [
                "name part must be non-empty",
                NAME_PART,
                "name is neither a standard finalizer name nor is it fully qualified",
            ],
            id="U3",
        ),
        pytest.param(
            daemonset(securityContext={"seLinuxChangePolicy": "x"}),
            daemonset(**SELINUX),
            ['supported values: "MountOption", "Recursive"'],
            id="U4",
        ),
    ],
)
def test_updates_are_refused_for_the_same_reason(new, old, details):
    assert [error.detail for error in changed(new, old).errors] == details


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(daemonset(resources={}), id="U2, resources of the pod"),
        pytest.param(with_container(restartPolicy=""), id="U2, a restart policy of a container"),
        pytest.param(with_template(deletionGracePeriodSeconds=0), id="U2, a period of no seconds"),
        *(
            pytest.param(daemonset(securityContext={name: ""}), id=f"{name} of the pod")
            for name in ("fsGroupChangePolicy", "seLinuxChangePolicy", "supplementalGroupsPolicy")
        ),
    ],
)
def test_pods_are_replaced_where_a_pointer_is_set_to_nothing(new):
    assert changed(new).template_changed


def spread(item):
    return daemonset(topologySpreadConstraints=[item])


@pytest.mark.parametrize(
    ("holding", "item", "field"),
    [
        pytest.param(lambda it: with_container(volumeMounts=[it]), {"name": "v"}, "recursiveReadOnly", id="a mount"),
        pytest.param(lambda it: daemonset(dnsConfig={"options": [it]}), {"name": "a"}, "value", id="an option of DNS"),
        pytest.param(spread, SPREAD, "nodeTaintsPolicy", id="the taints of a spread"),
        pytest.param(spread, SPREAD, "nodeAffinityPolicy", id="the affinity of a spread"),
    ],
)
def test_pods_are_replaced_where_an_item_gets_an_empty_text(holding, item, field):
    assert changed(holding({**item, field: ""}), holding(item)).template_changed
    assert not changed(holding(item), holding(item)).template_changed


@pytest.mark.parametrize(
    ("minor", "details"), [pytest.param(33, 1, id="as a DNS name up to 1.33"), pytest.param(34, 0, id="not since 1.34")]
)
def test_a_prefix_of_names_in_an_update_is_looked_at(minor, details):
    assert len(changed(named(generateName="A"), minor=minor).errors) == details


@pytest.mark.parametrize(
    ("written", "label"), [pytest.param("-5", "1", id="below one"), pytest.param("007", "7", id="with zeros")]
)
def test_the_generation_of_a_template_is_a_number_above_zero(written, label):
    stored = ask(named(annotations={"deprecated.daemonset.template.generation": written}), 36).stored
    assert created_pod(stored, "node", "0")["metadata"]["labels"]["pod-template-generation"] == label
    assert pod_errors(stored, 36) == []


def test_the_same_quantity_in_other_words_replaces_no_pods():
    limits = [with_container(resources={"limits": {"cpu": text}}) for text in ("1e0", "1")]
    assert not changed(*limits).template_changed
