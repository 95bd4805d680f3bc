"""Hostile charts and overlays: bounded in time, output and memory, with a clear message; nothing outside is touched."""

import json
import os
import sys

import pytest

from dslint.config import Options
from dslint.external import Limits, run
from dslint.inputs.rendering import renderer
from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.rendering.overlays import Overlay
from dslint.inputs.rendering.renderer import UnrenderedError
from dslint.inputs.worktree import WorkTree
from dslint.run import check_paths
from tests.rendering.made import CHART, DAEMON_SET, chart, write

LINUX = sys.platform.startswith("linux")
HOSTILE = {
    "loops": (
        "a: {{ range until 3000 }}{{ range until 3000 }}{{ range until 3000 }}{{ end }}{{ end }}{{ end }}",
        Limits(2, 64 << 20, 2 << 30),
        "helm gave no answer within 2 s",
    ),
    "prints too much": (
        'a:\n{{- range until 20000 }}\n- {{ repeat 100 "x" }}\n{{- end }}\n',
        Limits(60, 1 << 20, 2 << 30),
        "helm prints more than 1 MiB",
    ),
    "takes too much memory": (
        'a: {{ repeat 1000000000 "x" | quote }}',
        Limits(60, 1 << 20, 256 << 20),
        "helm needs more than 256 MiB of memory",
    ),
}  # fmt: skip


def render(folder):
    return Chart(WorkTree(), str(folder), folder.name).render(Target(str(folder), folder.name))


@pytest.mark.parametrize(("template", "limits", "message"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.usefixtures("renderers")
def test_a_hostile_chart_is_stopped(template, limits, message, tmp_path, monkeypatch):
    if "memory" in message and not LINUX:
        pytest.skip("memory is bounded on Linux only")
    write(tmp_path / "agent", chart("plain") | {"templates/x.yaml": template})
    monkeypatch.setattr(renderer, "LIMITS", limits)
    with pytest.raises(UnrenderedError) as caught:
        render(tmp_path / "agent")
    assert caught.value.message == f"cannot render agent: {message}"


COMPLAINTS = {
    "a line": ("error: no resource matches", "no resource matches"),
    "a logged line": (
        'E1126 23:51:36.126361   10728 run.go:72] "command failed" err="no matches for patch \\"agent\\""',
        'no matches for patch "agent"',
    ),
    "a logged line behind a warning": (
        '# Warning: vars is deprecated.\nE1127 1:2.6 3 run.go:72] "command failed" err=<\n\tno patch file\n >',
        "no patch file",
    ),
    "logged lines": (
        'E1126 23:51:05.9 8 run.go:72] "command failed" err=<\ntrouble configuring builtin P with config: `\n`: no >',
        "no",
    ),
}


@pytest.mark.parametrize(("said", "message"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_of_what_kubectl_says_the_reason_is_told(said, message, tmp_path, monkeypatch):
    write(tmp_path / "overlay", {"kustomization.yaml": "resources: []\n"})
    write(tmp_path / "bin", {"said": said, "kubectl": f"#!/bin/sh\ncat '{tmp_path}/bin/said' >&2; exit 1\n"})
    (tmp_path / "bin" / "kubectl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UnrenderedError) as caught:
        Overlay(WorkTree(), str(tmp_path / "overlay"), "overlay").render()
    assert caught.value.message == f"cannot render overlay: {message}"


@pytest.mark.usefixtures("renderers")
def test_definitions_that_include_each_other_are_a_message(tmp_path):
    text = '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'
    write(tmp_path / "agent", chart("plain") | {"templates/x.yaml": text})
    with pytest.raises(UnrenderedError, match="nested reference"):
        render(tmp_path / "agent")


@pytest.mark.usefixtures("renderers")
def test_nothing_is_left_and_nothing_else_is_written(tmp_path, monkeypatch, run_dslint):
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    write(tmp_path / "work/agent", chart("library"))
    before = sorted(tmp_path.rglob("*"))
    run_dslint(tmp_path / "work", "check", "agent", "--no-config", "--select", "DS302")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.usefixtures("renderers")
def test_a_link_out_of_the_repository_is_not_followed(tmp_path):
    (tmp_path / "secret.yaml").write_text("a: secret\n")
    write(tmp_path / "repository/agent", chart("plain"))
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/agent/templates/x.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "secret" not in render(tmp_path / "repository/agent").text


@pytest.mark.usefixtures("renderers")
def test_a_chart_sees_neither_the_environment_nor_a_cluster(tmp_path, monkeypatch):
    monkeypatch.setenv("TOKEN", "t0ken")
    text = 'a: {{ env "TOKEN" | quote }}\n'
    write(tmp_path / "agent", chart("plain") | {"templates/x.yaml": text})
    with pytest.raises(UnrenderedError, match='function "env" not defined'):
        render(tmp_path / "agent")


@pytest.mark.usefixtures("renderers")
def test_what_the_environment_says_to_helm_is_not_passed_on(tmp_path, monkeypatch, run_dslint):
    plugin = {"plugin.yaml": f'name: evil\nversion: 1.0.0\ncommand: "touch {tmp_path}/started"\n'}
    write(tmp_path / "plugins/evil", plugin)
    words = {"HELM_PLUGINS": tmp_path / "plugins", "HELM_NAMESPACE": "other", "HELM_REPOSITORY_CONFIG": "/etc/passwd"}
    for name, word in words.items():
        monkeypatch.setenv(name, str(word))
    text = DAEMON_SET.replace("name: agent\n", "name: agent-{{ .Release.Namespace }}\n", 1) % "    a: b"
    write(tmp_path / "agent", chart("plain") | {"templates/daemonset.yaml": text})
    done = run_dslint(tmp_path, "check", "agent", "--no-config", "--select", "DS302", "--output-format", "json")
    assert [one["object"]["name"] for one in json.loads(done.out)["findings"]] == ["agent-default"]
    assert not (tmp_path / "started").exists()


@pytest.mark.skipif(os.name != "posix", reason="programs of tests are scripts of a shell")
@pytest.mark.parametrize(
    ("script", "seconds", "words"),
    [
        (
            "echo 'Error: unknown flag: --kube-version' >&2; exit 1",
            60,
            "unknown flag: --kube-version; dslint is tested",
        ),
        ("sleep 60", 1, "helm gave no answer within 1 s"),
        ("exit 7", 60, "exit code 7"),
        ("printf '\\377\\376'", 60, "what it becomes is not UTF-8"),
    ],
    ids=["another version", "hangs", "says nothing", "prints no text"],
)
def test_another_program_in_the_place_of_helm_is_a_message(tmp_path, monkeypatch, script, seconds, words):
    write(tmp_path, {f"agent/{path}": text for path, text in chart("plain").items()})
    write(tmp_path, {"bin/helm": f"#!/bin/sh\n{script}\n"})
    (tmp_path / "bin/helm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.setattr(renderer, "LIMITS", Limits(seconds, 64 << 20, 2 << 30))
    with pytest.raises(UnrenderedError) as caught:
        render(tmp_path / "agent")
    assert words in caught.value.message


HANGS = """\
#!/bin/sh
if grep -q hang values-0.yaml; then sleep 60; fi
printf -- '---\\n# Source: agent/templates/daemonset.yaml\\n'
cat chart/templates/daemonset.yaml
"""


@pytest.mark.skipif(os.name != "posix", reason="programs of tests are scripts of a shell")
def test_a_program_that_hangs_again_and_again_is_waited_for_less_and_the_others_go_on(tmp_path, monkeypatch):
    write(tmp_path, {"bin/helm": HANGS, "agent/Chart.yaml": CHART})
    (tmp_path / "bin/helm").chmod(0o755)
    text = DAEMON_SET.replace("{{ .Values.image }}", "registry.example/agent:1.4") % "    a: b"
    values = {f"ci/{name}-values.yaml": f"x: {'fine' if name == 'z' else 'hang'}\n" for name in "abcdz"}
    write(tmp_path / "agent", {"templates/daemonset.yaml": text, **values})
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.setattr(renderer, "LIMITS", Limits(3, 64 << 20, 2 << 30))
    monkeypatch.setattr(renderer, "IN_VAIN", 4)
    monkeypatch.setattr(renderer, "AFTERWARDS", 2)
    monkeypatch.chdir(tmp_path)
    found = check_paths(["agent"], Options(no_config=True, select=("DS302",))).findings
    told = [one.message.rpartition("within ")[2] for one in found if one.rule == "DS001"]
    assert told == ["3 s", "3 s", "2 s", "2 s"]
    assert [one.path for one in found if one.rule == "DS302"] == ["agent/templates/daemonset.yaml"]


@pytest.mark.skipif(os.name != "posix", reason="processes are killed in groups on POSIX")
def test_what_a_program_has_started_ends_with_it():
    ended = run([sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60'])"], Limits(0.5, 1 << 20))
    assert ended.bound == "gave no answer within 0.5 s"


@pytest.mark.parametrize("words", ["runtime: out of memory", "runtime: cannot allocate memory"])
def test_both_words_in_which_go_dies_of_too_little_memory_are_known(words):
    script = f"import sys; sys.exit('fatal error: {words}\\n\\ngoroutine 1 [running]:')"
    ended = run([sys.executable, "-c", script], Limits(30, 1 << 20, 2 << 30))
    assert (ended.code, ended.bound) == (1, "needs more than 2048 MiB of memory")


def test_a_program_gets_no_input_and_its_last_words_are_kept():
    script = "import sys; sys.stderr.write('x' * 100000 + '\\nlast\\n'); print(sys.stdin.read()); sys.exit(3)"
    ended = run([sys.executable, "-c", script], Limits(30, 1 << 20))
    assert (ended.code, ended.output, ended.last_words, ended.bound) == (3, b"\n", "last", None)
