"""DS307 and DS604: what container runtimes have on their node, Docker that is gone among them."""

import pytest

from dslint.run import check_paths
from tests.checks.hits import at_marks, hits, mounts, pod


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("§/run/containerd/containerd.sock").replace("thing", "log-shipper"), ["found"]),
        (mounts("§/var/run/crio/crio.sock").replace("thing", "log-shipper"), ["found"]),
        (mounts("/run/containerd/containerd.sock"), []),
        (mounts("/run/containerd"), []),
        (mounts("/run/containerd/containerd.sock", extra="hostPID: true\n").replace("thing", "falco"), []),
    ],
    ids=["containerd", "CRI-O", "no role", "a folder", "an agent that watches"],
)
def test_the_socket_of_the_runtime_is_told(fields, messages):
    assert at_marks("DS604", fields, selected=frozenset({"DS604"})) == messages


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (mounts("§/var/run/docker.sock", "§/var/lib/docker/containers"), ["socket", "logs"]),
        (mounts("§/var/run/docker.sock", "/var/lib/docker"), ["socket"]),
        (mounts("§/var/lib/docker"), ["data"]),
        (mounts("/var/log", "§/var/lib/docker/containers"), ["left"]),
        (mounts("/var/log", "§/var/lib/docker/containers").replace("registry.example", "localhost"), ["beside"]),
        (mounts("/var/run/docker.sock", "/run/containerd/containerd.sock"), []),
        (mounts("/var/run", "/var/lib/docker"), []),
        (mounts("/var/log/pods", "/var/lib/docker/containers, type: §Directory"), ["stuck"]),
        (mounts("/run/containerd/containerd.sock", "/var/run/docker.sock, type: §Socket"), ["stuck"]),
        (mounts("/var/log/pods", "/var/lib/docker/containers, type: DirectoryOrCreate"), []),
        (mounts("/var/run/docker.sock", extra="nodeSelector: {runtime: docker}\n"), []),
    ],
    ids=[
        "both",
        "what a socket is for",
        "its data alone",
        "beside the logs",
        "beside the logs, on one machine",
        "several runtimes",
        "the sockets of all",
        "a folder that has to be there",
        "a socket that has to be there",
        "made where it is missing",
        "nodes with Docker",
    ],
)
def test_what_docker_alone_makes_is_told(fields, messages):
    assert at_marks("DS307", fields) == messages


SET = "name: i, image: registry.example/thing:1.4, env: [{name: CRI, value: docker}]"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (mounts("/var/log", "/var/lib/docker/containers", "/mnt/sda1/var/lib/docker/containers"), False),
        (mounts("/var/log", "/var/lib/docker/containers", extra="# as Minikube has it\n"), False),
        (mounts("/var/log", "/var/lib/docker/containers", "/data/minikubes"), True),
        (mounts("/var/log", "/var/lib/docker/containers", extra=f"initContainers: [{{{SET}}}]\n"), False),
        (mounts("/var/log", "/var/lib/docker/containers", extra="# cri-dockerd\n"), False),
    ],
    ids=["its disk", "a comment", "another word", "a setting", "what makes it a runtime"],
)
def test_nodes_that_are_said_to_run_docker_do(fields, told):
    assert bool(hits("DS307", pod(fields))) is told


ALLOY = 'kind: ConfigMap\nmetadata: {name: c}\ndata:\n  config.alloy: |\n    discovery.docker "all" {}\n'
MOUNTED = "services: {a: {volumes: ['/var/run/docker.sock:/var/run/docker.sock']}}\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, True),
        ({"logs/config.yaml": ALLOY}, False),
        ({"other/config.yaml": ALLOY}, True),
        ({"logs/config.yaml": "kind: ConfigMap\ndata: {a: discovery.kubernetes}\n"}, True),
        ({"README.md": "# Lab\n\n    minikube start --cpus 4\n"}, False),
        ({"README.md": "# Lab\n\n    minikube start --container-runtime=containerd\n"}, True),
        ({"README.md": "# Lab, on whatever cluster\n"}, True),
        ({"README.md": "# Agent\n\n    minikube start\n", "go.mod": "module registry.example/agent\n"}, True),
        ({"scripts/Setup-minikube.ps1": "minikube start --driver=hyperv\n"}, False),
        ({"scripts/minikube.sh": "kubectl config use-context minikube\n"}, True),
        ({"docker-compose/portainer/docker-compose.yml": MOUNTED}, False),
        ({"compose.yaml": MOUNTED}, False),
        ({"compose.yaml": "services: {a: {image: redis}}\n"}, True),
        ({"app/compose.yaml": MOUNTED}, True),
        ({"compose.yaml": MOUNTED, "package.json": "{}\n"}, True),
    ],
    ids=[
        "nothing around",
        "a configuration that asks Docker",
        "of another folder",
        "a configuration that asks Kubernetes",
        "a README that starts minikube",
        "with another runtime",
        "a README",
        "one of software",
        "a script that starts it",
        "a script that only uses it",
        "a folder for Compose",
        "a file for Compose",
        "without the socket",
        "of an application",
        "of software",
    ],
)
def test_the_tree_says_whether_nodes_run_docker(tmp_path, files, told):
    (tmp_path / ".git").mkdir()
    for name, text in {"logs/agent.yaml": pod(mounts("/var/run/docker.sock")), **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert any(one.rule == "DS307" for one in check_paths([str(tmp_path)]).findings) is told


@pytest.mark.parametrize(("config", "told"), [(ALLOY, False), ("kind: ConfigMap\nmetadata: {name: c}\n", True)])
def test_an_agent_whose_configuration_asks_docker_needs_its_socket(tmp_path, config, told):
    shipper = pod(mounts("/run/podman/podman.sock", "/var/log/pods")).replace("thing:", "promtail:")
    (tmp_path / "agent.yaml").write_text(shipper)
    (tmp_path / "config.yaml").write_text(config)
    assert any(one.rule == "DS604" for one in check_paths([str(tmp_path)]).findings) is told


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  args: [--prune]\n", "socket"),
        ("  args: [--cri, /run/runtime.sock]\n", "cri"),
        ("  env: [{name: CONTAINER_RUNTIME_ENDPOINT, value: /run/runtime.sock}]\n", "cri"),
        ("  env: [{name: DESCRIPTION, value: critical}]\n", "socket"),
    ],
)
def test_another_socket_is_advised_only_to_what_speaks_with_other_runtimes(more, message):
    fields = mounts("/var/run/docker.sock").replace("  volumeMounts:", f"{more}  volumeMounts:")
    assert [hit.message for _, hit in hits("DS307", pod(fields))] == [message]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("", True),
        ("nodeSelector: {bottlerocket.aws/updater-interface-version: 2.0.0}\n", False),
    ],
    ids=["any node", "a node whose containerd is there"],
)
def test_the_socket_of_dockershim_is_that_of_containerd_on_bottlerocket(fields, told):
    assert bool(hits("DS307", pod(fields + mounts("/var/run/dockershim.sock")))) is told
    assert hits("DS307", pod(fields + mounts("/var/run/docker.sock")))
