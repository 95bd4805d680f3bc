"""DS608, DS609 and DS612: what containers could do without, and tokens."""

import pytest

from tests.checks.hits import at_marks, hits, pod
from tests.checks.runs import found, manifest

TIGHT = (
    "{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}, runAsNonRoot: true}"
)
NODE = "env:\n- name: NODE\n  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}"


def container(security="", name="agent", more=""):
    rows = f"  securityContext: {security}\n" if security else ""
    return f"- name: {name}\n  image: registry.example/agent:1.4\n{rows}{more}"


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (container(TIGHT), None),
        (container("{privileged: true}"), None),
        (container(TIGHT.replace("ALL", "KILL")), "capabilities: {drop: [ALL]}"),
        (container(TIGHT.replace(", runAsNonRoot: true", "")), "runAsNonRoot: true"),
        (container(TIGHT.replace("runAsNonRoot: true", "runAsUser: 1000")), None),
        (container(TIGHT.replace("true, cap", "false, cap")), "readOnlyRootFilesystem: true"),
        (
            container("{capabilities: {add: [SYS_ADMIN]}, readOnlyRootFilesystem: true}"),
            "capabilities: {drop: [ALL]}",
        ),
    ],
    ids=["tight", "privileged", "some capabilities", "root", "a user", "a writable root", "SYS_ADMIN escalates"],
)
def test_a_container_is_told_what_it_could_do_without(fields, wanted):
    told = [hit.params["wanted"] for _, hit in hits("DS608", pod(f"containers:\n{fields}"))]
    assert told == ([wanted] if wanted else [])


def test_a_container_without_a_name_is_told_as_one():
    fields = container("{runAsNonRoot: true}").replace("name: agent\n  ", "") + container(TIGHT.replace("ALL", "KILL"))
    [(_, hit)] = hits("DS608", pod(f"containers:\n{fields}"))
    assert (hit.params["names"], hit.params["first"]) == ("(unnamed), agent", "(unnamed)")


def test_paths_of_the_node_may_take_root_and_windows_knows_none_of_it():
    volumes = "\nvolumes: [{name: v, hostPath: {path: /var/log}}]"
    loose = container(TIGHT.replace(", runAsNonRoot: true", ""))
    assert hits("DS608", pod(f"containers:\n{loose}{volumes}")) == []
    assert hits("DS608", pod("nodeSelector: {kubernetes.io/os: windows}")) == []


def test_all_containers_are_one_finding_at_the_first():
    fields = "containers:\n" + container(name="§one") + container(TIGHT, "two") + container(name="three")
    [(_, hit)] = hits("DS608", pod(fields.replace("§", "")))
    assert hit.params["names"] == "one, three"
    assert [note.text.partition(":")[0] for note in hit.notes] == ["three"]
    assert at_marks("DS608", fields) == ["found"]


@pytest.mark.parametrize(
    ("pods", "more", "told"),
    [
        ("", "", 1),
        ("automountServiceAccountToken: false", "", 0),
        ("serviceAccountName: agent", "", 0),
        ("serviceAccountName: default", "", 1),
        ("", NODE, 0),
        ("", "args: [--kubeconfig=/etc/agent]", 0),
    ],
    ids=["nothing said", "no token", "an account", "the default by name", "its node", "an argument"],
)
def test_a_token_that_nobody_uses_is_told(tmp_path, pods, more, told):
    files = {"a.yaml": manifest("agent", more, pods)}
    assert len(found(tmp_path, files, "DS609", select=("DS609",), preview=True)) == told


def test_an_account_that_gives_no_token_is_no_finding(tmp_path):
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: NAME}\n"
    account += "automountServiceAccountToken: false\n"
    for name, told in (("monitoring", []), ("other", [(8, 5)])):
        files = {"a.yaml": manifest("agent"), "b.yaml": account.replace("NAME", name)}
        places = [one[1:3] for one in found(tmp_path, files, "DS609", select=("DS609",), preview=True)]
        assert places == told


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (container(more="  args: [--kube-api=x]\n"), ["found"]),
        (container(), []),
    ],
    ids=["it asks", "it does not"],
)
def test_an_agent_that_asks_the_server_has_an_account_of_its_own(fields, messages):
    assert [hit.message for _, hit in hits("DS612", pod(f"containers:\n{fields}"))] == messages
    assert hits("DS612", pod(f"serviceAccountName: agent\ncontainers:\n{fields}")) == []
    mark = "§" if messages else ""
    assert at_marks("DS612", f"serviceAccountName: {mark}default\ncontainers:\n{fields}") == messages
