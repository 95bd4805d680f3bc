import pytest

from dslint.checks.purpose import is_unused
from dslint.run import check_paths
from tests.checks.hits import pod


@pytest.mark.parametrize(
    "path",
    [
        "test/agent.yaml",
        "deploy/e2e-tests/agent.yaml",
        "../tests/agent.yaml",
        "hack__test__kind__metallb.yaml",
        "chart/.snapshots/full.yaml",
        "archive/agent.yaml",
        "C:\\work\\Testing\\agent.yaml",
        "deploy/kubernetes-1.13/agent.yaml",
        "deploy__k8s-v1.9-1.12__agent.yaml",
        "deploy/v1.10.0/agent.yaml",
        "deploy/node_sanity_test.yaml",
    ],
)
def test_a_folder_says_that_nobody_runs_what_lies_in_it(path):
    assert is_unused(path)


@pytest.mark.parametrize(
    "path",
    [
        "test.yaml",
        "deploy/agent-tester.yaml",
        "deploy/kubernetes-1.28/agent.yaml",
        "deploy/v1/agent.yaml",
        "deploy/v1.10.0.yaml",
        "addons/k8s-1.12.yaml",
        "contest/agent.yaml",
        "examples/agent.yaml",
        "clusters/dev/agent.yaml",
        "-",
    ],
)
def test_other_folders_and_names_of_files_say_nothing(path):
    assert not is_unused(path)


AGENT = pod("volumes: [{name: v, hostPath: {path: /var/log/containers}}]")


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return what checks a file below a folder for tests, named in some way, and tells where DS503 speaks."""
    work = tmp_path / "tests" / "work"

    def tell(name, *, stand, named):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(AGENT)
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        monkeypatch.chdir(work if stand == "there" else tmp_path / "elsewhere")
        path = {"folder": str(work), "file": str(work / name), "here": "."}[named]
        return [(one.at.start.line, one.severity) for one in check_paths([path]).findings if one.rule == "DS503"]

    return tell


@pytest.mark.parametrize(
    ("stand", "named"),
    [("there", "here"), ("there", "folder"), ("elsewhere", "folder"), ("elsewhere", "file")],
    ids=["where it lies", "as an absolute path", "from elsewhere", "itself"],
)
def test_folders_above_what_somebody_means_say_nothing(told, stand, named):
    assert told("agent.yaml", stand=stand, named=named) == [(8, "warning")]


@pytest.mark.parametrize(("stand", "named"), [("there", "here"), ("there", "folder"), ("elsewhere", "folder")])
def test_folders_below_what_somebody_names_count_however_he_names_it(told, stand, named):
    assert told("tests/agent.yaml", stand=stand, named=named) == []


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("acme__recipes/ch04/agent.yaml", "info"),
        ("k8s-examples/agent.yaml", "info"),
        ("acme/agent-minikube.yaml", "info"),
        ("acme/mock-ingester.yaml", "info"),
        ("acme-samples__agents/agent.yaml", "warning"),
        ("examples/agent.yaml", "info"),
        ("acme/example/agents/agent.yaml", "info"),
        ("acme/agents/example-agent.yaml", "warning"),
    ],
)
def test_what_others_learn_from_may_lack_what_a_cluster_wants(told, name, severity):
    assert told(name, stand="elsewhere", named="folder") == [(8, severity)]


@pytest.mark.parametrize(
    ("images", "severity"),
    [
        (["gcr.io/<your project>/agent:1809"], "info"),
        (["You_need_to_build"], "info"),
        (["your-registry/agent:1.4"], "info"),
        (["<the image>", "registry.example/sidecar:1.4"], "warning"),
        (["<AGENT_IMAGE>"], "warning"),
        (["registry.example/agent:<version>"], "warning"),
        (["${IMAGE}"], "warning"),
        (["registry.example/agent-for-your-nodes:1.4"], "warning"),
    ],
    ids=lambda one: one if isinstance(one, str) else ", ".join(one),
)
def test_what_a_reader_is_to_put_an_image_into_is_a_sketch(tmp_path, images, severity):
    lines = [f"- {{name: c{index}, image: '{image}'}}" for index, image in enumerate(images)]
    fields = "\n".join(["nodeSelector: {beta.kubernetes.io/os: linux}", "containers:", *lines])
    (tmp_path / "a.yaml").write_text(pod(fields))
    [one] = [one for one in check_paths(str(tmp_path)).findings if one.rule == "DS302"]
    assert one.severity == severity


@pytest.mark.parametrize(
    ("name", "told_as"), [("acme__recipes/agent.yaml", "info"), ("acme__agents/agent.yaml", "warning")]
)
def test_a_file_is_of_the_repository_that_its_folder_is_called_after(told, name, told_as):
    assert told(name, stand="elsewhere", named="file") == [(8, told_as)]
    assert told(name, stand="there", named="here") == [(8, told_as)]


RETIRED = pod(
    "tolerations: [{key: node-role.kubernetes.io/master}]\nvolumes: [{name: v, hostPath: {path: /var/log/pods}}]"
)


@pytest.fixture
def severity(tmp_path, monkeypatch):
    """Return what tells how severe a rule is about a file in some place."""
    monkeypatch.chdir(tmp_path)

    def tell(name, rule, text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        return [one.severity for one in check_paths([name]).findings if one.rule == rule]

    return tell


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chart/.snapshots/agent.yaml", "info"),
        ("chart/__snapshot__/agent.yaml", "info"),
        ("chart__.snapshots__agent.yaml", "info"),
        ("kube_old/agent.yaml", "info"),
        ("deploy/snapshot/agent.yaml", "warning"),
        ("deploy/volume-snapshots/agent.yaml", "warning"),
    ],
)
def test_warnings_about_what_is_kept_or_golden_are_infos(severity, name, expected):
    assert severity(name, "DS202", RETIRED) == [expected]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("app/05-agent-jenkins.yaml", "info"),
        ("app/ci/agent.yaml", "info"),
        ("app/e2e/agent.yaml", "info"),
        ("app/sample_agent/agent.yaml", "info"),
        ("app/samples/agent.yaml", "info"),
        ("app__my-sample__agent.yaml", "info"),
        ("docs/how-to/agent.yaml", "info"),
        ("aws-samples__app/agent.yaml", "warning"),
        ("acme__jenkins/agent.yaml", "warning"),
        ("app/cicd/agent.yaml", "warning"),
        ("app/sampler/agent.yaml", "warning"),
        ("examples/agent.yaml", "warning"),
        ("deploy/example/agent.yaml", "warning"),
    ],
)
def test_warnings_about_samples_and_rigs_are_infos(severity, name, expected):
    assert severity(name, "DS202", RETIRED) == [expected]
