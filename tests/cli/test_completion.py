import shutil
import subprocess
import sys

import pytest

from dslint.catalogue.index import load_rules
from dslint.kube.versions import NEWEST
from dslint.render import FORMATS
from tests.cli.manifests import GOOD
from tests.cli.process import environment

SUMMARY = next(rule.summary for rule in load_rules() if rule.id == "DS101")


def completed(process, *words):
    """Return what zsh would be told: type, word and help, a line each."""
    done = process(_DSLINT_COMPLETE="zsh_complete", COMP_WORDS=" ".join(["dslint", *words]), COMP_CWORD=str(len(words)))
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(process, shell):
    done = process("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_DSLINT_COMPLETE={shell}_complete" in done.out
    if shutil.which(shell):
        check = [shell, "--no-execute"] if shell == "fish" else [shell, "-n"]
        assert (
            subprocess.run(check, input=done.out.encode(), check=False, env=environment(), timeout=120).returncode == 0
        )


def test_an_unknown_shell_is_told(process):
    done = process("completion", "basch")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith('error: "basch" in SHELL is not one of bash, zsh, fish; did you mean bash?\n')


def test_commands_are_completed(process):
    words = completed(process, "co")
    assert words[1::3] == ["coverage", "config", "completion"]


def test_rules_are_completed_by_id_and_name_with_their_summary(process):
    assert completed(process, "explain", "DS101") == ["plain", "DS101", SUMMARY]
    assert completed(process, "explain", "unmatched-s") == ["plain", "unmatched-selector", SUMMARY]
    assert "DS101" in completed(process, "check", "--select", "DS10")
    assert "DEFAULT" in completed(process, "check", "--ignore", "DEF")
    assert "tag:placement" in completed(process, "rules", "--select", "tag:pl")


def test_a_list_is_completed_at_its_last_word(process):
    assert completed(process, "check", "--select", "DS302,DS101") == ["plain", "DS302,DS101", SUMMARY]


def test_formats_severities_and_versions_are_completed(process):
    assert completed(process, "check", "--output-format", "")[1::3] == list(FORMATS)
    assert completed(process, "check", "--fail-on", "")[1::3] == ["error", "warning", "info", "never"]
    versions = completed(process, "check", "--kubernetes-version", "1.3")[1::3]
    assert versions == [f"1.{minor}" for minor in range(30, NEWEST + 1)]


def test_files_and_folders_are_left_to_the_shell(process):
    assert completed(process, "check", "dep") == ["file", "dep", "_"]
    assert completed(process, "check", "--config", "dep") == ["file", "dep", "_"]
    assert completed(process, "test", "pol") == ["file", "pol", "_"]


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_with_the_script(tree):
    program = tree / "dslint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dslint "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(./dslint completion bash)"\n'
        "COMP_WORDS=(./dslint check --fail-on w) COMP_CWORD=3\n"
        '_dslint_completion ./dslint; echo "${COMPREPLY[@]}"\n'
        "COMPREPLY=() COMP_WORDS=(./dslint explain unmatched-s) COMP_CWORD=2\n"
        '_dslint_completion ./dslint; echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=tree, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.stdout, done.stderr) == ("warning\nunmatched-selector\n", "")


def test_reports_changes_and_daemon_sets_are_completed(process, tree):
    (tree / "a.yaml").write_text(GOOD)
    assert completed(process, "check", "--report", "js")[1::3] == ["json=", "jsonl="]
    assert completed(process, "coverage", "--report", "m")[1::3] == ["markdown="]
    assert completed(process, "coverage", "--what-if", "un")[1::3] == ["untaint", "unlabel"]
    assert completed(process, "check", "--jobs", "")[1::3] == ["auto"]
    assert completed(process, "check", "--executor", "da")[1::3] == ["dask\\://local", "dask\\://"]
    assert completed(process, "coverage", "--daemonset", "")[1::3] == ["agent"]
    assert completed(process, "coverage", "a.yaml", "--daemonset", "x")[1::3] == []


def test_revisions_are_completed_from_the_repository(process, tree):
    (tree / ".git").rmdir()
    assert completed(process, "coverage", "--since", "ma")[1::3] == []
    commands = (("init", "-q", "-b", "main"), ("commit", "-q", "--allow-empty", "-m", "x"), ("tag", "v1"))
    for words in commands:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
        subprocess.run(command, cwd=tree, env=environment(), check=True, timeout=120)
    assert completed(process, "coverage", "--since", "")[1::3] == ["HEAD", "main", "v1"]
    assert completed(process, "coverage", "--since", "v")[1::3] == ["v1"]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("co",), ["coverage\tShow which DaemonSet runs on which node,...", ":4"]),
        (("check", "--report", "j"), ["json=", ":6"]),
        (("check", "a"), [":0"]),
        (("check", "--fail-on", "e"), ["error", ":4"]),
    ],
    ids=" ".join,
)
def test_kubectl_is_told_the_words_and_what_the_shell_does_with_them(tree, words, lines):
    code = "from dslint.cli.kubectl import complete; complete()"
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(
        command, cwd=tree, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    out = done.stdout.splitlines()
    assert (done.returncode, done.stderr, out[0], out[-1]) == (0, "", lines[0], lines[-1])


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")
def test_kubectl_completes_its_plugin(tree):
    for name, code in {
        "kubectl-dslint": "from dslint.cli import main; main()",
        "kubectl_complete-dslint": "from dslint.cli.kubectl import complete; complete()",
    }.items():
        (tree / name).write_text(f"#!{sys.executable}\n{code}\n")
        (tree / name).chmod(0o755)
    env = environment()
    done = subprocess.run(
        ["kubectl", "__complete", "dslint", "check", "--fail-on", "e"],
        env=env | {"PATH": f"{tree}:{env['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.splitlines() == ["error", ":4"]
