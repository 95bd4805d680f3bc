"""``dslint check`` in a repository of a stranger: what its configuration may have read, waited for and shown."""

import os
import threading

import pytest

from tests.cli.manifests import GOOD, POLICY

NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {kubernetes.io/os: linux}}\n"
WAYS = ["extends: {}", "nodes: {}", "policies: [{}]", "policies: [policies]"]


@pytest.fixture
def repository(tree):
    """Return the working directory, a repository with one DaemonSet, beside a file with a secret."""
    (tree / "repo" / ".git").mkdir(parents=True)
    os.chdir(tree / "repo")
    (tree / "repo" / "a.yaml").write_text(GOOD)
    return tree / "repo"


@pytest.mark.parametrize("text", ["TOKEN=hunter2\n", "- hunter2: [\n", "hunter2: 1\nschema: {}\n"])
@pytest.mark.parametrize("way", WAYS)
def test_no_line_of_a_file_outside_the_repository_is_printed(repository, dslint, way, text):
    secret = repository.parent / "secret.yaml"
    secret.write_text(text)
    (repository / "policies").mkdir()
    os.symlink(secret, repository / "policies" / "x.yaml")
    (repository / "dslint.yaml").write_text(f"{way.format(secret)}\n")
    done = dslint("check", "a.yaml")
    assert done.code == 2
    assert "hunter2" not in done.out + done.err


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="there is no /proc here")
def test_the_environment_is_not_printed(repository, process):
    (repository / "dslint.yaml").write_text("extends: /proc/self/environ\n")
    done = process("check", str(repository / "a.yaml"), WORD="hunter2")
    assert done.code == 2
    assert "hunter2" not in done.out + done.err
    assert "something is wrong here" in done.err


@pytest.mark.parametrize("way", [*WAYS, "baseline: {}"])
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(repository, process, way):
    (repository / "policies").mkdir()
    os.mkfifo(repository / "policies" / "pipe.yaml")
    (repository / "dslint.yaml").write_text(f"{way.format('policies/pipe.yaml')}\n")
    done = process("check", str(repository / "a.yaml"))
    assert done.code == 2
    assert "it is a pipe, not a file" in done.err or "neither a folder nor a file" in done.err


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty", "/proc/kmsg"])
@pytest.mark.parametrize("way", ["extends: {}", "nodes: {}", "policies: [{}]", "baseline: {}"])
def test_a_device_is_refused_at_once(repository, process, way, device):
    if not os.path.exists(device):
        pytest.skip(f"there is no {device} here")
    (repository / "dslint.yaml").write_text(f"{way.format(device)}\n")
    assert process("check", str(repository / "a.yaml")).code == 2


@pytest.mark.parametrize(("option", "text"), [("--config", "fail-on: error\n"), ("--nodes", NODE)])
def test_a_pipe_that_is_named_on_the_command_line_is_read(repository, dslint, option, text):
    pipe = repository / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(text,), daemon=True)
    writer.start()
    assert dslint("check", option, str(pipe), "a.yaml").code == 0
    writer.join(timeout=60)


def test_policies_in_the_root_are_refused_with_their_place(repository, dslint):
    (repository / "dslint.yaml").write_text("policies: [/]\n")
    done = dslint("check", "a.yaml")
    assert done.code == 2
    assert done.err.startswith('error: dslint.yaml:1:12: "/" holds more than policies: name a folder of them\n')


def test_a_folder_with_more_than_policies_is_not_walked_to_its_end(repository, dslint, monkeypatch):
    from dslint.policy import files

    monkeypatch.setattr(files, "MOST_NAMES", 3)
    (repository / "policies").mkdir()
    for number in range(3):
        (repository / "policies" / f"{number}.txt").write_text("")
    (repository / "policies" / "ACME001-team.yaml").write_text(POLICY)
    done = dslint("check", "--policies", "policies", "a.yaml")
    assert done.code == 2
    assert "policies: more than 3 files and folders in it" in done.err
