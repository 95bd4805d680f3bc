import pytest

from dslint.kube.apiserver import podcreation
from dslint.kube.apiserver.podcreation import created_pod, pod_errors
from dslint.kube.apiserver.poddefaults import apply_pod_defaults

from .answers import ask
from .manifests import mutated
from .vectors import RECORDED, cases


@pytest.mark.parametrize("case", cases("podcreation", has="nodeName"))
def test_pods_are_made_as_by_the_controller(case):
    expect = case["expect"]
    pod = created_pod(ask(case["daemonset"], RECORDED).stored, case["nodeName"], case["revisionHash"])
    assert pod["metadata"]["labels"] == expect["labels"]
    spec = pod["spec"]
    assert spec.get("nodeSelector", {}) == expect["nodeSelector"]
    assert spec["affinity"] == expect["affinity"]
    assert spec["tolerations"] == expect["tolerations"]
    assert spec["schedulerName"] == expect["schedulerName"]
    assert spec.get("nodeName", "") == expect["nodeNameField"]


@pytest.mark.parametrize("case", cases("podcreation", has="note"))
def test_pods_of_accepted_daemonsets_are_judged_as_by_the_server(case):
    expect = case["expect"]
    said = ask(case["daemonset"], RECORDED)
    assert said.accepted == expect["daemonsetAccepted"]
    errors = pod_errors(said.stored, RECORDED, service_account="")  # the vectors ran without admission plugins
    got = [{"field": error.field, "type": error.reason, "detail": error.detail} for error in errors]
    assert got == expect["podErrors"]
    assert (not errors) == expect["podAccepted"]
    containers = apply_pod_defaults(said.stored["spec"]["template"]["spec"], RECORDED)["containers"]
    ports = [
        [{field: port[field] for field in ("containerPort", "hostPort")} for port in container.get("ports", ())]
        for container in containers
    ]
    assert ports == expect["podContainerPorts"]


@pytest.mark.parametrize("minor", [25, RECORDED])
def test_looking_at_less_of_pods_like_their_template_changes_no_answer(minor, monkeypatch):
    """Of every object of the vectors that a server accepts."""
    manifests = [case.values[0]["daemonset"] for case in cases("validation", where={"op": "create"}) if not case.marks]
    manifests += [
        mutated(one["file"], one["document"], one["patch"])
        for case in cases("mutation")
        if not case.marks
        for one in case.values
    ]
    stored = [said.stored for manifest in manifests if (said := ask(manifest, minor)).accepted]
    less = [pod_errors(one, minor) for one in stored]
    monkeypatch.setattr(podcreation, "_differs", bool)
    assert [pod_errors(one, minor) for one in stored] == less
    assert stored
