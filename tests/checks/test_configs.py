"""DS802 and DS804: slips in the names of what a DaemonSet needs, and Services that miss it by a slip."""

import pytest

from tests.checks.runs import found, manifest

OBJECT = "apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {space}}}\n{data}"
DATA = "data: {agent.yaml: x}\n"


def obj(name, kind="ConfigMap", space="monitoring", data=DATA):
    return OBJECT.format(kind=kind, name=name, space=space, data=data)


MOUNT = "volumeMounts: [{name: v, mountPath: /v}]"


def told(tmp_path, pod, *objects, container=MOUNT, rule="DS802", beside=""):
    text = "---\n".join([manifest("agent", container, pod), *objects])
    return found(
        tmp_path, {"a.yaml": text, "b.yaml": beside or obj("far", space="x")}, rule, select=(rule,), preview=True
    )


VOLUME = "volumes: [{{name: v, {}: {{{}}}}}]".format


@pytest.mark.parametrize(
    ("pod", "objects", "message"),
    [
        (VOLUME("configMap", "name: agent-conf"), [obj("agent-config")], "there is no ConfigMap agent-conf"),
        (VOLUME("configMap", "name: agent-config"), [obj("agent-config")], None),
        (VOLUME("configMap", "name: agent-conf, optional: true"), [obj("agent-config")], None),
        (VOLUME("configMap", "name: agent-conf"), [obj("agent-config", space="other")], None),
        (VOLUME("configMap", "name: cluster-info"), [obj("agent-config")], None),
        (VOLUME("configMap", "name: kube-root-ca.crt"), [obj("kube-root-ca")], None),
        (VOLUME("secret", "secretName: agent-tsl"), [obj("agent-tls", "Secret")], "there is no Secret agent-tsl"),
        (
            VOLUME("projected", "sources: [{secret: {name: agent-tsl}}]"),
            [obj("agent-tls", "Secret")],
            "there is no Secret agent-tsl",
        ),
        (
            VOLUME("configMap", "name: agent-config, items: [{key: agent.yml, path: a}]"),
            [obj("agent-config")],
            "ConfigMap agent-config has no key agent.yml",
        ),
        (VOLUME("configMap", "name: agent-config, items: [{key: other, path: a}]"), [obj("agent-config")], None),
        (
            VOLUME("configMap", "name: agent-config, items: [{key: agent.yml, path: a}]"),
            [obj("agent-config", data="")],
            None,
        ),
        (VOLUME("configMap", "name: [3]"), [obj("agent-config")], None),
    ],
    ids=[
        "a slip", "it is there", "optional", "in another namespace", "a name of its own", "made by the cluster",
        "a secret", "projected", "a key", "a key that somebody fills in", "without data", "no name",
    ],
)  # fmt: skip
def test_a_slip_in_a_name_or_key_is_told(tmp_path, pod, objects, message):
    assert [one[4].partition(" in the input")[0].partition(";")[0] for one in told(tmp_path, pod, *objects)] == (
        [message] if message else []
    )


def test_the_place_is_that_of_the_name_with_what_was_meant(tmp_path):
    [one] = told(tmp_path, VOLUME("configMap", "name: agent-conf"), obj("agent-config"))
    assert one[1:3] == (9, 45)
    assert one[5] == [("a.yaml", 17, 18, "the input has agent-config")]
    container = "env:\n- {name: A, valueFrom: {configMapKeyRef: {name: agent-config, key: agent.yml}}}"
    [one] = told(tmp_path, "", obj("agent-config"), container=container)
    assert one[1:3] == (13, 78)


def test_what_is_named_as_well_is_no_slip(tmp_path):
    both = "volumes: [{name: a, configMap: {name: agent-conf}}, {name: b, configMap: {name: agent-conf-2}}]"
    mounts = "volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /b}]"
    assert len(told(tmp_path, both, obj("agent-conf-2"), container=mounts)) == 1
    keys = "name: agent-config, items: [{key: agent.yaml, path: a}, {key: agent.yml, path: b}]"
    assert told(tmp_path, VOLUME("configMap", keys), obj("agent-config")) == []


def test_a_slip_in_a_volume_that_no_container_mounts_keeps_no_pod(tmp_path):
    assert told(tmp_path, VOLUME("configMap", "name: agent-conf"), obj("agent-config"), container="") == []


def service(selector, name="agent", space="monitoring"):
    return obj(name, "Service", space, f"spec: {{selector: {selector}}}\n")


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("{app: agnet}", "the Service agent selects app=agnet, the pods have app=agent"),
        ("{app: agent}", None),
        ("{app: agent-controller}", None),
        ("{name: agent}", None),
        ("{app: agnet, tier: node}", None),
        ("{app: 3}", None),
        ("[]", None),
    ],
    ids=["a slip", "it selects them", "another agent", "another label", "two labels", "no text", "no mapping"],
)
def test_a_service_that_misses_the_pods_by_a_slip_is_told(tmp_path, selector, message):
    hits = told(tmp_path, "", service(selector), rule="DS804")
    assert [one[4] for one in hits] == ([message] if message else [])
    if message:
        assert hits[0][1:3] == (7, 16)


def test_a_service_of_another_text_or_of_another_daemon_set_is_left_alone(tmp_path):
    assert told(tmp_path, "", rule="DS804", beside=service("{app: agnet}")) == []
    assert told(tmp_path, "", service("{app: agent2}"), manifest("agent2"), rule="DS804") == []
    assert told(tmp_path, "", service("{app: agnet}", space="other"), rule="DS804") == []
