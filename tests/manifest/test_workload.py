"""What is derived from a DaemonSet is worked out once, and for one target version at a time."""

from dslint.inputs.documents import daemon_sets, read
from dslint.kube.versions import DEFAULT
from dslint.manifest.workload import Workload
from dslint.source.text import SourceText
from tests.checks.hits import HEAD, pod


def workload(text, minor=DEFAULT):
    [ds] = [one for document in read(SourceText("x.yaml", text)) for one in daemon_sets(document)]
    return Workload(ds, minor)


def test_the_answer_is_worked_out_once():
    one = workload(HEAD)
    assert one.answer.accepted
    assert one.answer is one.answer
    assert one.stored is one.answer.stored
    assert one.pod["dnsPolicy"] == "ClusterFirst"


def test_versions_never_mix():
    text = pod("hostnameOverride: me")
    old, new = workload(text, 30), workload(text, 36)
    assert [field.field for field in old.answer.unknown] == ["spec.template.spec.hostnameOverride"]
    assert not new.answer.unknown


def test_an_old_api_version_is_read_as_the_present_one():
    one = workload(pod("nodeName: NOT-VALID").replace("apps/v1", "extensions/v1beta1"))
    assert [error.field for error in one.answer.errors] == ["spec.template.spec.nodeName"]


def test_what_cannot_be_decoded_still_has_pods_with_defaults():
    one = workload(pod("hostNetwork: 'yes'\ntolerations: [{operator: Exists}]"))
    assert not one.answer.accepted
    assert "hostNetwork" not in one.pod
    assert one.pod["dnsPolicy"] == "ClusterFirst"
    assert [port.port for port in one.host_ports] == []
    assert one.selection.requirements() is not None


def test_host_ports_and_requests_are_those_of_one_pod():
    one = workload(pod("hostNetwork: true").replace("1.4}", "1.4, ports: [{containerPort: 80}]}"))
    assert [str(port) for port in one.host_ports] == ["80/TCP"]
    assert one.requests == {}
