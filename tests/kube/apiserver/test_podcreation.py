import pytest

from dslint.kube.apiserver.podcreation import created_pod, pod_errors
from dslint.kube.versions import VERIFIED
from tests.conformance.answers import ask
from tests.kube.apiserver.build import daemonset, with_container, with_init

POD = ("spec", "template", "spec")
TOKEN = {"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}


def stored(manifest):
    said = ask(manifest)
    assert said.accepted, said.errors
    return said.stored


def on_host(*ports):
    manifest = with_container(ports=[{"containerPort": port} for port in ports])
    manifest["spec"]["template"]["spec"]["hostNetwork"] = True
    return manifest


def with_second_port():
    manifest = on_host(80)
    second = {"name": "second", "image": "registry.example/second:1", "ports": [{"containerPort": 80}]}
    manifest["spec"]["template"]["spec"]["containers"].append(second)
    return manifest


def with_finalizer():
    manifest = daemonset()
    manifest["spec"]["template"]["metadata"]["finalizers"] = ["mine"]
    return manifest


@pytest.mark.parametrize(
    ("manifest", "field", "at"),
    [
        pytest.param(
            with_container(image="registry.example/agent:1 "),
            "spec.containers[0].image",
            (*POD, "containers", 0, "image"),
            id="a blank after an image",
        ),
        pytest.param(
            with_init(image=" registry.example/setup:1"),
            "spec.initContainers[0].image",
            (*POD, "initContainers", 0, "image"),
            id="a blank before the image of an init container",
        ),
        pytest.param(
            with_second_port(),
            "spec.containers[1].ports[0].hostPort",
            (*POD, "containers", 1, "ports", 0, "hostPort"),
            id="the same port twice on the host network",
        ),
        pytest.param(
            daemonset(nodeName="n1", schedulingGates=[{"name": "example.com/wait"}]),
            "spec.nodeName",
            (*POD, "nodeName"),
            id="a node named in spite of scheduling gates",
        ),
        pytest.param(
            with_finalizer(),
            "metadata.finalizers[0]",
            ("spec", "template", "metadata", "finalizers", 0),
            id="a finalizer without a domain",
        ),
        pytest.param(
            {**daemonset(), "metadata": {"name": "agent"}},
            None,
            None,
            id="nothing",
        ),
    ],
)
def test_pods_are_rejected_for_what_their_template_may_hold(manifest, field, at):
    assert [(it.field, it.at) for it in pod_errors(stored(manifest), VERIFIED)] == ([(field, at)] if field else [])


@pytest.mark.parametrize(("account", "rejected"), [("default", False), ("", True)])
def test_a_token_needs_a_service_account_which_admission_fills_in(account, rejected):
    errors = pod_errors(stored(daemonset(volumes=[TOKEN])), VERIFIED, service_account=account)
    assert bool(errors) == rejected


def test_the_named_service_account_is_enough_for_a_token():
    assert (
        pod_errors(stored(daemonset(volumes=[TOKEN], serviceAccountName="agent")), VERIFIED, service_account="") == []
    )


def test_different_ports_on_the_host_network_are_no_conflict():
    assert pod_errors(stored(on_host(80, 81)), VERIFIED) == []


def test_limits_count_as_requests_against_those_of_the_pod():
    manifest = with_container(resources={"limits": {"cpu": "2"}})
    manifest["spec"]["template"]["spec"]["resources"] = {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}
    (error,) = pod_errors(stored(manifest), VERIFIED)
    assert (error.field, error.at) == ("spec.resources.requests[cpu]", (*POD, "resources", "requests", "cpu"))


@pytest.mark.parametrize("name", ["a", "a" * 57, "a" * 58, "a" * 253, "a." * 28 + "b", "a." * 126 + "b"])
def test_a_valid_name_of_a_daemonset_gives_valid_names_of_pods(name):
    assert pod_errors(stored({**daemonset(), "metadata": {"name": name}}), VERIFIED) == []


def test_a_pod_keeps_of_the_metadata_only_labels_annotations_and_finalizers():
    manifest = daemonset()
    manifest["spec"]["template"]["metadata"].update({"name": "no", "namespace": "elsewhere", "annotations": {"a": "b"}})
    metadata = created_pod(stored(manifest), "n1", "hash")["metadata"]
    assert metadata == {
        "generateName": "agent-",
        "namespace": "default",
        "labels": {"app": "agent", "controller-revision-hash": "hash"},
        "annotations": {"a": "b"},
        "finalizers": [],
    }


def test_the_generation_that_an_old_annotation_holds_becomes_a_label():
    manifest = daemonset()
    manifest["metadata"]["annotations"] = {"deprecated.daemonset.template.generation": "3"}
    assert created_pod(stored(manifest), "n1", "hash")["metadata"]["labels"]["pod-template-generation"] == "3"


def test_the_daemonset_stays_as_it_is():
    given = stored(on_host(80))
    before = repr(given)
    pod_errors(given, VERIFIED)
    assert repr(given) == before


def test_a_name_that_the_server_makes_up_is_a_good_one():
    manifest = daemonset()
    del manifest["metadata"]["name"]
    manifest["metadata"]["generateName"] = "agent-"
    assert pod_errors(stored(manifest), VERIFIED) == []
