"""DS420 in a tree: what lies around a manifest tells whether somebody wants the tag that moves."""

import pytest

from dslint.run import check_paths
from tests.checks.hits import pod

KUSTOMIZATION = "resources: [../deploy]\nimages:\n- name: {}\n  newTag: v1.4\n"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return what writes a manifest of one image into a repository and tells what DS420 says of it."""

    def tell(image, path="deploy/agent.yaml", repository="clusters", policy="", **files):
        top = tmp_path / "here" / repository
        (top / ".git").mkdir(parents=True, exist_ok=True)
        text = pod(f"containers:\n- name: agent\n  image: {image}\n{policy and f'  imagePullPolicy: {policy}'}")
        for name, content in {path: text, **files}.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text(content)
        monkeypatch.chdir(top)
        found = [one for one in check_paths(["."]).findings if one.rule == "DS420"]
        assert all((one.path, one.at.start.line, one.at.start.column) == (path, 12, 16) for one in found)
        return [(one.message_key, one.severity) for one in found]

    return tell


@pytest.mark.parametrize(
    ("repository", "image", "own"),
    [
        ("node-agent", "ghcr.io/acme/node-agent", True),
        ("Node-Agent", "ghcr.io/acme/node-agent", True),
        ("node-agent", "r.example/agents/node/driver", False),
        ("node-agent", "r.example/node/agent", True),
        ("agent", "acme/agent", True),
        ("k8s", "acme/k8s-sidecar", False),
        ("fluent-bit-shipping", "fluent/fluent-bit", False),
        ("acme__things", "quay.io/acme/agent", True),
        ("acme+things", "quay.io/acme/agent", True),
        ("things", "quay.io/acme/agent", False),
        ("telegraf", "telegraf", False),
    ],
    ids=str,
)
def test_an_image_of_the_repository_that_the_manifest_lies_in_is_told_as_such(told, repository, image, own):
    message = [("own", "warning")] if own else [("found", "warning")]
    assert told(f"{image}:latest", repository=repository) == message


@pytest.mark.parametrize(
    "files",
    [
        {"go.mod": "module github.com/acme/things/v2\n\ngo 1.24\n"},
        {"Makefile": "IMAGE ?= acme/agent\n"},
        {".github/workflows/images.yml": "jobs: {push: {env: {IMAGE: acme/agent}}}\n"},
    ],
    ids=["the owner of the module", "a Makefile", "a workflow"],
)
def test_what_builds_a_repository_tells_which_images_are_its_own(told, files):
    assert told("acme/agent:latest", **files) == [("own", "warning")]


@pytest.mark.parametrize("path", ["deploy/agent.yaml", "examples/agent.yaml"])
def test_a_single_word_that_docker_hub_does_not_have_is_of_no_registry(told, path):
    assert told("node-agent:latest", path=path) == [("local", "info")]
    assert told("node-agent:latest", path=path, policy="Never") == []


SAID = {
    "# The best practice is to reference it by SHA.": False,
    "# Pinning to a release tag is\n  # strongly recommended for\n  # production deployments.": False,
    "# for demo purposes": False,
    "# CI stamps the tag": False,
    "# the tag is replaced by the release pipeline": False,
    "# a placeholder, not a published tag": False,
    "# Replace with your actual image, e.g. ghcr.io/acme/agent:latest": False,
    "# image and args are set at runtime by the operator": False,
    "# set by the user": True,
    "# replaced the old agent": True,
    "# the agent itself": True,
    "# shared with the ping container": True,
    "# image: acme/agent@sha256:0123": True,
    "# pinned\n": True,
}


def is_told(tmp_path, text, name="a.yaml"):
    """Tell whether DS420 says something of a text that lies alone in a folder."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    return any(one.rule == "DS420" for one in check_paths(str(tmp_path)).findings)


@pytest.mark.parametrize(("comment", "told_"), SAID.items(), ids=SAID)
def test_who_says_at_the_image_how_to_pin_it_knows_that_it_moves(tmp_path, comment, told_):
    text = pod(f"containers:\n- name: agent\n  {comment}\n  image: acme/agent:latest")
    assert is_told(tmp_path, text) is told_


def test_a_comment_behind_the_image_counts_and_one_of_another_image_does_not(tmp_path):
    lines = "- {name: a, image: 'acme/a:latest'} # pin it in production\n- {name: b, image: 'acme/b:latest'}"
    (tmp_path / "a.yaml").write_text(pod(f"containers:\n{lines}"))
    [one] = [one for one in check_paths(str(tmp_path)).findings if one.rule == "DS420"]
    assert (one.at.start.line, one.related) == (12, ())


@pytest.mark.parametrize(("lines", "told_"), [(10, False), (10_000, True)])
def test_of_a_long_comment_what_is_near_the_image_is_read(tmp_path, lines, told_):
    comment = "  # pin it in production\n" + "  # and so on\n" * lines
    assert is_told(tmp_path, pod(f"containers:\n- name: agent\n{comment}  image: acme/agent:latest")) is told_


def test_what_a_comment_says_of_an_image_holds_wherever_that_stands(tmp_path):
    first = "initContainers:\n- name: setup\n  # the pipeline stamps the tag\n  image: acme/agent:latest\n"
    assert not is_told(tmp_path, pod(f"{first}containers:\n- {{name: agent, image: 'acme/agent:latest'}}"))


IN_FRONT = {
    "## This is part of the payload deployed by the acme-operator, NOT kustomize.": False,
    "---\n# The DaemonSet is rendered\n# by an operator": False,
    "# This manifest is deployed by Argo CD": True,
    "# What the operator deploys has more": True,
}


@pytest.mark.parametrize(("comment", "told_"), IN_FRONT.items(), ids=IN_FRONT)
def test_an_operator_that_applies_a_manifest_names_the_images(tmp_path, comment, told_):
    text = f"{comment}\n{pod('containers: [{name: agent, image: acme/agent}]')}"
    assert is_told(tmp_path, text) is told_


def test_an_operator_names_the_images_of_what_is_built_into_it(tmp_path):
    text = pod("containers: [{name: agent, image: acme/agent}]")
    assert (is_told(tmp_path, text, "bindata/a.yaml"), is_told(tmp_path, text, "data/a.yaml")) == (False, True)


@pytest.mark.parametrize(
    "registry", ["image-registry.openshift-image-registry.svc:5000", "docker-registry.default.svc:5000"]
)
def test_what_is_built_in_the_cluster_moves_as_its_builds_do(told, registry):
    assert told(f"{registry}/acme/agent:latest") == [("channel", "info")]


def test_what_is_in_a_registry_called_staging_was_chosen_by_somebody(told):
    assert told("gcr.io/k8s-staging-acme/agent:latest") == [("channel", "info")]


def test_a_makefile_that_names_others_tells_nothing(told):
    assert told("acme/agent:latest", Makefile="IMAGE ?= acme/other\n") == [("found", "warning")]


def test_without_a_repository_around_only_a_name_with_its_owner_tells(tmp_path, monkeypatch):
    for folder in ("agent", "acme__agent"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ds.yaml").write_text(pod("containers: [{name: agent, image: 'acme/agent:latest'}]"))
    monkeypatch.chdir(tmp_path)
    found = [(one.path, one.message_key) for one in check_paths(["."]).findings if one.rule == "DS420"]
    assert found == [("acme__agent/ds.yaml", "own"), ("agent/ds.yaml", "found")]


@pytest.mark.parametrize(
    ("name", "silent"),
    [("acme/agent", True), ("docker.io/acme/agent", True), ("acme/other", False)],
)
def test_an_image_that_a_kustomization_of_the_tree_sets_is_not_pulled_by_its_tag(told, name, silent):
    found = told("acme/agent:latest", **{"clusters/kustomization.yaml": KUSTOMIZATION.format(f"'{name}'")})
    assert found == ([] if silent else [("found", "warning")])


@pytest.mark.parametrize(
    ("entry", "silent"),
    [("newTag: latest", False), ("newTag: v1.4", True), ("{newName: r.example/agent, newTag: latest}", True)],
)
def test_a_kustomization_that_sets_the_tag_latest_sets_none(told, entry, silent):
    fields = entry.strip("{}").replace(", ", "\n  ")
    text = f"resources: [../deploy]\nimages:\n- name: acme/agent\n  {fields}\n"
    found = told("acme/agent:latest", **{"clusters/kustomization.yaml": text})
    assert found == ([] if silent else [("found", "warning")])


def test_without_a_repository_around_the_kustomizations_of_the_named_folder_count(tmp_path, monkeypatch):
    for folder in ("deploy", "apart"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ds.yaml").write_text(pod("containers: [{name: agent, image: 'acme/agent:latest'}]"))
    (tmp_path / "deploy" / "kustomization.yaml").write_text(KUSTOMIZATION.format("acme/agent"))
    monkeypatch.chdir(tmp_path)
    assert [one for one in check_paths(["deploy"]).findings if one.rule == "DS420"] == []
    [found] = [one for one in check_paths(["apart"]).findings if one.rule == "DS420"]
    assert (found.at.start.line, found.at.start.column) == (10, 41)


def test_a_kustomization_that_only_names_an_image_sets_nothing(told):
    files = {"x/kustomization.yaml": "images: [{name: acme/agent}, {newTag: v1}, 7, {name: 'A B', newTag: v1}]\n"}
    assert told("acme/agent:latest", **files) == [("found", "warning")]


@pytest.mark.parametrize(
    ("policy", "message"),
    [("Never", []), ("IfNotPresent", [("found", "warning")]), ("Always", [("found", "warning")])],
)
def test_an_image_that_is_never_pulled_does_not_move(told, policy, message):
    assert told("acme/agent:latest", policy=policy) == message


@pytest.mark.parametrize(
    ("path", "trial"),
    [
        ("examples/agent.yaml", True), ("deploy/e2e/agent.yaml", True), ("hack/agent.yaml", True),
        ("deploy/agent-dev.yaml", True), ("deploy/testserver.yaml", True), ("labs/agent.yaml", True),
        ("newest/agent.yaml", False), ("homelab/agent.yaml", False), ("devices/agent.yaml", False),
        ("example1/agent.yaml", True),
    ],
)  # fmt: skip
def test_what_is_to_be_tried_may_be_of_today(told, path, trial):
    assert told("acme/agent", path=path) == [("trial", "info") if trial else ("untagged", "warning")]


def test_an_own_image_that_is_to_be_tried_may_be_of_today_too(told):
    assert told("acme/agent:latest", path="examples/agent.yaml", repository="agent") == [("trial", "info")]


@pytest.mark.parametrize(
    ("image", "overlay", "message"),
    [
        ("acme/agent:latest", "resources: [../../base]\n", [("found", "warning")]),
        ("acme/agent:latest", "resources: [../../base/agent.yaml]\n", [("found", "warning")]),
        ("acme/agent:latest", "resources: [../../other]\n", []),
        ("acme/agent:latest", "resources: [../../base]\nimages: [{name: acme/agent, newTag: v1}]\n", []),
        ("acme/agent:latest", "resources: [../../base]\ntransformers: [tags.yaml]\n", []),
        ("acme/clusters:latest", "resources: [../../base]\n", []),
        ("agent:latest", "resources: [../../base]\n", []),
    ],
    ids=[
        "an overlay", "of the file", "of another base", "that sets the image", "with a transformer",
        "an image of the repository", "of no registry",
    ],
)  # fmt: skip
def test_in_a_base_that_overlays_build_on_they_say_what_is_meant(told, image, overlay, message):
    files = {"base/kustomization.yaml": "resources: [agent.yaml]\n", "overlays/prod/kustomization.yaml": overlay}
    assert told(image, path="base/agent.yaml", **files) == message


@pytest.mark.parametrize(("path", "message"), [("deploy/latest/agent.yaml", "channel"), ("deploy/agent.yaml", "found")])
def test_what_lies_in_a_folder_of_a_channel_follows_it(told, path, message):
    assert told("acme/agent:latest", path=path) == [(message, "info" if message == "channel" else "warning")]


def test_an_image_of_others_beside_the_own_one_is_told(tmp_path, monkeypatch):
    (tmp_path / "agent" / ".git").mkdir(parents=True)
    text = pod("containers:\n- {name: a, image: acme/agent}\n- {name: b, image: fluent/fluent-bit}")
    (tmp_path / "agent" / "ds.yaml").write_text(text)
    monkeypatch.chdir(tmp_path / "agent")
    (found,) = [one for one in check_paths(["."]).findings if one.rule == "DS420"]
    assert (found.message_key, found.at.start.line, found.at.start.column) == ("found", 12, 26)
    assert [one.start.line for one in found.related] == [11]


@pytest.mark.parametrize(
    ("image", "more", "expected"),
    [("nginx", "", [("trial", "info")]), ("acme/tools", "command: [sh, -c, sleep 3600]", [])],
    ids=["a server of pages", "a pod that sleeps until somebody comes in"],
)
def test_what_shows_that_there_is_one_on_each_node_may_be_of_today(told, image, more, expected):
    assert told(image, policy=f"Always\n  {more}" if more else "") == expected


PINNED = pod("containers: [{name: agent, image: 'quay.io/acme/agent:v1.4'}]")


@pytest.mark.parametrize(
    ("path", "release", "head"),
    [
        ("deploy/agent.yaml", "deploy/v1.27.9/agent.yaml", True),
        ("deploy/main/agent.yaml", "deploy/v1/agent.yaml", True),
        ("deploy__agent.yaml", "deploy__v1.4-rc.1__agent.yaml", True),
        ("deploy__main__agent.yaml", "deploy__v1.4__agent.yaml", True),
        ("deploy/agent.yaml", "deploy/v1.4/other.yaml", False),
        ("deploy/agent.yaml", "deploy/values/agent.yaml", False),
        ("deploy/v1.5/agent.yaml", "deploy/v1.4/agent.yaml", False),
        ("deploy__v1.5__agent.yaml", "deploy__v1.4__agent.yaml", False),
        ("deploy__agent.yaml", "examples__v1.4__agent.yaml", False),
    ],
)
def test_the_head_beside_pinned_copies_of_releases_moves_on_purpose(told, path, release, head):
    expected = [("channel", "info")] if head else [("own", "warning")]
    assert told("quay.io/acme/agent:latest", path, repository="acme__agent", **{release: PINNED}) == expected


@pytest.mark.parametrize(
    ("path", "follows"),
    [
        ("agent-latest-onprem/agent.yaml", True),
        ("latest/agent.yaml", True),
        ("latests/agent.yaml", False),
        ("canary-agent/agent.yaml", False),
        ("agent-latest.yaml", False),
    ],
)
def test_a_folder_called_latest_follows_what_is_newest(told, path, follows):
    expected = ("channel", "info") if follows else ("found", "warning")
    assert told("quay.io/acme/agent:latest", path) == [expected]
    assert told("quay.io/acme/agent", path) == [expected if follows else ("untagged", "warning")]


@pytest.mark.parametrize("path", ["sample_agent/agent.yaml", "docs/how-to/agent.yaml", "install/05-agent-jenkins.yaml"])
def test_what_is_a_sample_or_of_a_rig_is_on_trial(told, path):
    assert told("quay.io/acme/agent:latest", path) == [("trial", "info")]


@pytest.mark.parametrize(
    ("comment", "trial"),
    [
        ("# mounting /dev in DinD environment would fail", True),
        ("# for kind clusters", True),
        ("# if it runs in a kind cluster, set this to false", False),
        ("# the same in kind", False),
        ("# in minikube nodes and elsewhere", False),
    ],
)
def test_a_comment_tells_of_the_cluster_of_a_developer(told, comment, trial):
    expected = [("trial", "info")] if trial else [("found", "warning")]
    assert told(f"quay.io/acme/agent:latest {comment}", policy="Always") == expected
