import pytest

from dslint.checks.purpose import is_unused


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
        "addons/k8s-1.12.yaml",
        "contest/agent.yaml",
        "examples/agent.yaml",
        "clusters/dev/agent.yaml",
        "-",
    ],
)
def test_other_folders_and_names_of_files_say_nothing(path):
    assert not is_unused(path)


def test_folders_above_the_working_directory_say_nothing(tmp_path, monkeypatch):
    work = tmp_path / "tests" / "work"
    (work / "tests").mkdir(parents=True)
    monkeypatch.chdir(work)
    assert not is_unused("agent.yaml")
    assert is_unused("tests/agent.yaml")
    assert not is_unused(str(work / "agent.yaml"))
    assert not is_unused(str(tmp_path / "tests" / "agent.yaml"))
