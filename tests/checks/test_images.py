"""DS306 and DS420 to DS424: names, tags and registries of images."""

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import at_marks, hits, pod

DIGEST = "sha256:" + "0123456789abcdef" * 4


def image(text, more=""):
    return f"containers:\n- name: a\n  image: §{text}\n{more}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("r.example/a:latest", "found"), ("r.example/a", "untagged"), ("telegraf", "untagged"),
            ("nginx", "trial"), ("nginx-agent", "local"),
        ("agent", "local"), ("localhost/a:latest", None),
        ("localhost:5000/a:latest", None),
        ("r.example/a:main", "channel"), ("r.example/a:develop", "channel"), ("r.example/a:nightly-amd64", "channel"),
        ("r.example/a:1.4-SNAPSHOT", "channel"), ("node-agent:latest", "local"),
        ("node-agent", "local"), ("node-agent:1.4", None),
        ("controller", "local"), ("r.example/a:master_arm64", "channel"), ("r.example/a:HEAD", "channel"),
        ("r.example/a:main-20240611", None), ("r.example/a:main-abc1234", None), ("r.example/a:1.4", None),
        (f"r.example/a:latest@{DIGEST}", None), (f"r.example/a@{DIGEST}", None), ("r.example/a:${TAG}", None),
            ("your-registry/a:latest", None), ("ghcr.io/example/a:latest", None), ("xxx/xxx/a:latest", None),
            ("r.example/a/xxx:latest", "found"), ("r.example/your-agent", None),
            ("r.example/not-your-agent", "untagged"),
        ("'<IMAGE>'", None), ("r.example/a:stable", "channel"), ("r.example:5000/a", "untagged"),
        ("r.example/a@sha256:DIGEST_OF_RELEASE", None), ("agent:1.4\n  imagePullPolicy: Always", "missing"),
            ("redis:7\n  imagePullPolicy: Always", None), ("agent\n  imagePullPolicy: Always", "missing"),
        ("r.example/a:release", "channel"), ("r.example/a:release-1.4", None), ("r.example/a:rolling", "channel"),
            ("r.example/a:prod", "channel"), ("r.example/a:prod-2", None),
    ],
)  # fmt: skip
def test_a_tag_that_moves_is_told(text, message):
    fields = image(text) if message else image(text).replace("§", "")
    assert at_marks("DS420", fields) == ([message] if message else [])


def test_a_bare_system_is_a_matter_of_taste_and_is_named_beside_an_agent_that_moves():
    sidecar = "- name: b\n  image: {}\n"
    assert at_marks("DS420", image("r.example/a:1.4", sidecar.format("§busybox")).replace("§r", "r")) == ["channel"]
    assert at_marks("DS420", image("r.example/a", sidecar.format("alpine:latest"))) == ["found"]
    text = pod(image("r.example/a:latest", sidecar.format("r.example/b:main"))).replace("§", "")
    (told,) = [one for one in check_text(text).findings if one.rule == "DS420"]
    assert told.message == "nodes run different builds under a name that moves: r.example/a:latest, r.example/b:main"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("r.example/Team/a:1", True), ("http://r.example/a:1", True), ("'r.example/a b:1'", True),
        ("a@sha256:12", True),
        ("r.example/a:1", False), ("'<IMAGE>'", False), ("${IMAGE}", False),
        ("You_have_to_build_it", False), ("My_Agent", True),
        ("NODE_AGENT_IMAGE", False), ("r.example/NODE_AGENT:1", False), ("r.example/Node_Agent:1", True),
        ("R.example/a:1", False), ("ko://r.example/cmd/Agent", False), ("https://r.example/a", True),
        ("'%IMAGE%'", False), ("r.example/a:%%TAG%%", False), ("'[[ image ]]'", False), ("r.example/a%20b", True),
    ],
)  # fmt: skip
def test_a_name_that_no_node_can_pull_is_told(text, wrong):
    assert at_marks("DS424", image(text) if wrong else image(text).replace("§", "")) == (["found"] if wrong else [])


@pytest.mark.parametrize("registry", ["k8s.gcr.io", "gcr.io/google_containers", "gcr.io/google-containers"])
def test_a_frozen_registry_is_told(registry):
    assert at_marks("DS306", image(f"{registry}/pause:3.9")) == ["found"]
    assert at_marks("DS306", image(f"r.example/{registry}/pause:3.9").replace("§", "")) == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("quay.io/k8scsi/livenessprobe:v1.1.0", True), ("quay.io/k8scsi2/livenessprobe:v1.1.0", False),
        ("gcr.io/cloud-provider-vsphere/csi/release/driver:v3.3.0", True),
        ("gcr.io/cloud-provider-vsphere/cpi/release/manager:v1.31.0", True),
        ("bitnami/node-exporter:1.9.1", True), ("docker.io/bitnami/kubectl:1.29", True),
        ("bitnami/kubectl:latest", False), ("bitnami/kubectl", False), ("quay.io/bitnami/kubectl:1.29", False),
        ("bitnamilegacy/kubectl:1.29", False),
    ],
)  # fmt: skip
def test_what_a_registry_does_not_have_any_more_is_told(text, gone):
    assert at_marks("DS306", image(text) if gone else image(text).replace("§", "")) == (["gone"] if gone else [])


@pytest.mark.parametrize(
    ("allow", "names", "count"),
    [
        ([], "nginx", 0),
        (["r.example"], "r.example/a:1", 0),
        (["r.example"], "r.example.evil/a:1", 1),
        (["r.example/team/*"], "r.example/team/a:1", 0),
        (["r.example/team"], "r.example/other/a:1", 1),
        (["docker.io/library"], "nginx:1", 0),
    ],
    ids=["nothing is allowed", "allowed", "a longer name", "a team", "another team", "written in full"],
)
def test_only_what_is_allowed_is_let_be(tmp_path, allow, names, count):
    config = tmp_path / "dslint.yaml"
    config.write_text(f"preview: true\nselect: [DS423]\nrules: {{DS423: {{allow: {allow}}}}}\n")
    text = pod("").replace("registry.example/agent:1.4", names)
    found = check_text(text, path=str(tmp_path / "a.yaml"), options=Options()).findings
    assert len(found) == count
    assert all((one.help or "").startswith(f"use an image of {allow[0]}, or add") for one in found)


@pytest.mark.parametrize(("registry", "fixed"), [("r.example", 1), ("localhost", 0), ("localhost:5000", 1)])
def test_latest_is_pulled_again_where_there_is_a_registry_and_never_safely(registry, fixed):
    text = pod(f"containers:\n- name: a\n  image: {registry}/a:latest\n  imagePullPolicy: IfNotPresent")
    [(_, hit)] = hits("DS422", text)
    assert hit.field.path[-1] == "imagePullPolicy"
    assert (hit.message, hit.unsafe, len(hit.fix)) == ("stale", True, fixed)
