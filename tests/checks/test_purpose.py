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
    ],
)
def test_a_folder_says_that_nobody_runs_what_lies_in_it(path):
    assert is_unused(path)


@pytest.mark.parametrize(
    "path",
    [
        "test.yaml",
        "deploy/agent-test.yaml",
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
