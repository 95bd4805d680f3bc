"""``dslint check CHART``: findings where people edit, the rendered line beside them, one for all environments."""

import json
import os
import subprocess
import sys

import pytest

from tests.cli.process import Done, environment
from tests.rendering.made import chart, write

ARGUMENTS = ("--no-config", "--select", "DS302")


def run(*arguments, cwd):
    command = [sys.executable, "-m", "dslint", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False, timeout=120)
    return Done(done.returncode, done.stdout, done.stderr)


def check(folder, *arguments, paths=("agent",)):
    return run("check", *paths, *ARGUMENTS, *arguments, cwd=folder)


def findings(folder, *arguments, **more):
    return json.loads(check(folder, "--output-format", "json", *arguments, **more).out)["findings"]


@pytest.fixture
def agent(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    write(tmp_path / "agent", chart("plain"))
    return tmp_path


def test_a_finding_is_at_the_line_of_the_template(agent):
    (found,) = findings(agent)
    assert (found["path"], found["line"], found["column"], found["endColumn"]) == (
        "agent/templates/daemonset.yaml", 17, 9, 30,
    )  # fmt: skip
    assert [(one["path"], one["line"], one["role"]) for one in found["related"]][-1] == (
        "<helm template agent>", 19, "rendered",
    )  # fmt: skip


def test_environments_share_one_finding(agent):
    write(agent / "agent", {"ci/a-values.yaml": "image: a\n", "ci/b-values.yaml": "image: b\n", "ci/c.yaml": "x: 1\n"})
    (found,) = findings(agent)
    assert [one["message"] for one in found["related"]] == [
        "rendered: agent/ci/a-values.yaml",
        "rendered: agent/ci/b-values.yaml",
    ]


def test_values_and_sets_are_one_environment(agent):
    write(agent / "agent", {"ci/a-values.yaml": "image: a\n", "more.yaml": "image: other\n"})
    (found,) = findings(agent, "--values", "agent/more.yaml", "--set", "hostNetwork=false")
    assert [one["path"] for one in found["related"]] == [
        "<helm template agent -f agent/more.yaml --set hostNetwork=false>"
    ]


def test_release_namespace_and_versions_reach_helm(agent):
    text = (
        "    v: {{ .Capabilities.KubeVersion.Minor | quote }}\n    n: {{ .Release.Name }}/{{ .Release.Namespace }}\n"
        '    {{- if .Capabilities.APIVersions.Has "x.io/v1" }}\n    dslint.dev/ignore: x\n    {{- end }}'
    )
    write(
        agent / "agent",
        {"templates/daemonset.yaml": chart("plain")["templates/daemonset.yaml"].replace("    a: b", text)},
    )
    arguments = ("--namespace", "system", "--release-name", "r1", "--api-versions", "x.io/v1", "--kube-version", "1.31")
    done = run("check", "agent", "--no-config", "--select", "DS004", *arguments, "--output-format", "json", cwd=agent)
    assert [(one["rule"], one["line"]) for one in json.loads(done.out)["findings"]] == [("DS004", 10)]


def test_a_comment_in_the_template_suppresses_in_every_environment(agent):
    files = chart("plain")
    files["templates/daemonset.yaml"] = files["templates/daemonset.yaml"].replace(
        "beta.kubernetes.io/os: linux", "beta.kubernetes.io/os: linux # dslint: ignore[DS302] old nodes"
    )
    write(agent / "agent", files | {"ci/a-values.yaml": "image: a\n", "ci/b-values.yaml": "image: b\n"})
    assert findings(agent) == []
    assert check(agent).code == 0


def test_a_comment_is_stale_only_where_it_is_stale_in_all_environments(agent):
    files = chart("plain")
    files["templates/daemonset.yaml"] = files["templates/daemonset.yaml"].replace(
        "        beta.kubernetes.io/os: linux",
        "        # dslint: ignore[DS302] old nodes\n        {{ if .Values.old }}beta.{{ end }}kubernetes.io/os: linux",
    )
    write(agent / "agent", files | {"ci/a-values.yaml": "old: true\n", "ci/b-values.yaml": "old: false\n"})
    found = findings(agent, "--extend-select", "DS004")
    assert [one["rule"] for one in found] == []
    (agent / "agent/ci/a-values.yaml").unlink()
    found = findings(agent, "--extend-select", "DS004")
    assert [(one["rule"], one["path"], one["line"]) for one in found] == [
        ("DS004", "agent/templates/daemonset.yaml", 17)
    ]


@pytest.mark.usefixtures("no_renderers")
def test_without_helm_a_chart_is_read_as_text(tmp_path):
    write(tmp_path / "agent", chart("plain"))
    done = check(tmp_path)
    assert "agent is a Helm chart, which is read as text: helm is not on the PATH" in done.err
    assert done.code == 0


@pytest.mark.parametrize("path", [".", "agent/templates/daemonset.yaml", "agent/templates"])
def test_a_plain_tree_starts_no_renderer(tmp_path, monkeypatch, path):
    write(tmp_path / "agent", chart("plain"))
    trap = tmp_path / "bin"
    trap.mkdir()
    for name in ("helm", "kubectl", "kustomize"):
        (trap / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        (trap / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{trap}:{os.environ['PATH']}")
    check(tmp_path, paths=(path,))
    assert not (tmp_path / "started").exists()


def test_the_working_directory_is_rendered_on_request(agent):
    done = run("check", ".", *ARGUMENTS, "--render", "--output-format", "concise", cwd=agent / "agent")
    assert done.out.startswith("templates/daemonset.yaml:17:9: ")


def test_a_chart_that_fails_ends_with_two_and_valid_json(agent):
    (agent / "agent/templates/x.yaml").write_text('a: b\n{{ fail "no" }}\n')
    done = check(agent, "--output-format", "json")
    assert done.code == 2
    assert json.loads(done.out)["findings"] == []
    assert "cannot render agent: execution error at (agent/templates/x.yaml:2:3): no" in done.err


def test_an_environment_that_fails_is_a_finding_and_the_others_go_on(agent):
    (agent / "agent/templates/x.yaml").write_text('a: b\n{{ if .Values.bad }}{{ fail "no" }}{{ end }}\n')
    write(agent / "agent", {"ci/a-values.yaml": "bad: true\n", "ci/b-values.yaml": "image: b\n"})
    done = check(agent, "--output-format", "concise")
    assert [line.partition(" ")[0] for line in done.out.splitlines()] == [
        "agent/templates/daemonset.yaml:17:9:",
        "agent/templates/x.yaml:2:1:",
    ]
    assert done.code == 1


def test_missing_dependencies_are_one_message_for_all_environments(agent):
    write(agent / "agent", {"ci/a-values.yaml": "a: 1\n", "ci/b-values.yaml": "a: 2\n"})
    (agent / "agent/Chart.yaml").write_text(
        "apiVersion: v2\nname: agent\nversion: 0.1.0\ndependencies:\n- name: other\n  version: 1.0.0\n"
        "  repository: https://charts.example\n"
    )
    done = check(agent)
    assert (done.code, done.out) == (2, "")
    told = "cannot render agent: it needs charts that are not there: other; run: helm dependency build agent\n"
    assert done.err.count(told) == done.err.count("cannot render") == 1


def test_sarif_has_places_that_exist(agent):
    done = check(agent, "--output-format", "sarif")
    (result,) = json.loads(done.out)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (agent / place["artifactLocation"]["uri"]).is_file()
    assert place["region"]["startLine"] == 17
    assert "physicalLocation" not in result["relatedLocations"][-1]
    assert result["relatedLocations"][-1]["message"]["text"] == (
        "rendered: default values, line 19 of <helm template agent>"
    )


def test_a_baseline_of_plain_manifests_stays_valid(agent):
    (agent / "plain.yaml").write_bytes(
        subprocess.run(["helm", "template", "agent"], cwd=agent, capture_output=True, check=True, timeout=60).stdout
    )
    run("check", "plain.yaml", *ARGUMENTS, "--write-baseline", "known.json", cwd=agent)
    (agent / "plain.yaml").unlink()
    done = check(agent, "--baseline", "known.json")
    assert done.code == 0
    assert "1 in baseline" in done.err


COMMENTS = {
    "alone": ("{{/* dslint: ignore[DS302] old nodes */}}", ""),
    "alone, trimmed before": ("{{- /* dslint: ignore[DS302] old nodes */}}", ""),
    "alone, trimmed behind": ("{{/* dslint: ignore[DS302] old nodes */ -}}", ""),
    "on several lines": ("{{/*\n  dslint: ignore[DS302] old nodes\n*/}}", ""),
    "behind": ("", " {{/* dslint: ignore[DS302] old nodes */}}"),
    "behind, trimmed": ("", " {{- /* dslint: ignore[DS302] old nodes */}}"),
    "above the mapping": ("SELECTOR", ""),
}


@pytest.mark.parametrize(("above", "behind"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_of_a_template_suppresses_in_every_environment(agent, above, behind):
    line = "        beta.kubernetes.io/os: linux"
    text = chart("plain")["templates/daemonset.yaml"]
    if above == "SELECTOR":
        text = text.replace(
            "      nodeSelector:", "      {{/* dslint: ignore[DS302] old nodes */}}\n      nodeSelector:"
        )
    else:
        text = text.replace(line, (f"        {above}\n" if above else "") + line + behind)
    files = {"ci/a-values.yaml": "image: a\n", "ci/b-values.yaml": "image: b\n", "templates/daemonset.yaml": text}
    write(agent / "agent", files)
    done = check(agent, "--extend-select", "DS003,DS004,DS005", "--output-format", "json", "--show-suppressed")
    (found,) = json.loads(done.out)["findings"]
    assert (found["rule"], found["suppression"]["reason"]) == ("DS302", "old nodes")
    assert len([one for one in found["related"] if one["role"] == "rendered"]) == 2
    assert done.code == 0


def test_a_comment_of_a_template_that_is_wrong_or_of_no_use_is_told_at_its_place(agent):
    comments = (
        "      {{/* dslint: ignore[DS201] of no use */}}\n      {{/* dslint: ignore[DS302x] */}}\n"
        "      {{- /* dslint: ignore[DS302] */}}\n      nodeSelector:"
    )
    text = chart("plain")["templates/daemonset.yaml"].replace("      nodeSelector:", comments)
    write(agent / "agent", {"templates/daemonset.yaml": text})
    found = findings(agent, "--extend-select", "DS003,DS004,DS005,DS201")
    assert [(one["rule"], one["line"], one["column"], one["object"], one["fix"]) for one in found] == [
        ("DS004", 16, 27, None, None),
        ("DS003", 17, 27, None, None),
        ("DS005", 18, 7, None, None),
    ]


def test_a_comment_of_a_template_is_stale_only_where_it_is_stale_in_all_environments(agent):
    text = chart("plain")["templates/daemonset.yaml"].replace(
        "        beta.kubernetes.io/os: linux",
        "        {{/* dslint: ignore[DS302] old nodes */}}\n"
        "        {{ if .Values.old }}beta.{{ end }}kubernetes.io/os: linux",
    )
    write(agent / "agent", {"templates/daemonset.yaml": text, "ci/a-values.yaml": "old: true\n"})
    write(agent / "agent", {"ci/b-values.yaml": "old: false\n"})
    assert findings(agent, "--extend-select", "DS004") == []
    (agent / "agent/ci/a-values.yaml").unlink()
    assert [(one["rule"], one["line"]) for one in findings(agent, "--extend-select", "DS004")] == [("DS004", 17)]


def test_a_comment_of_a_definition_covers_what_each_use_of_it_prints(agent):
    helper = (
        '{{- define "own" -}}\n{{/* dslint: ignore[DS302] old nodes */}}\nbeta.kubernetes.io/os: linux\n{{- end -}}\n'
    )
    text = chart("plain")["templates/daemonset.yaml"].replace(
        "        beta.kubernetes.io/os: linux", '        {{- include "own" . | nindent 8 }}'
    )
    write(agent / "agent", {"templates/daemonset.yaml": text, "templates/_own.tpl": helper})
    assert findings(agent, "--extend-select", "DS004") == []


def test_a_comment_for_the_whole_document_covers_no_other_one(agent):
    text = chart("plain")["templates/daemonset.yaml"]
    twice = "{{/* dslint: ignore-file[DS302] old nodes */}}\n" + text + "---\n" + text.replace("agent\n", "other\n")
    write(agent / "agent", {"templates/daemonset.yaml": twice})
    assert [(one["rule"], one["line"]) for one in findings(agent, "--extend-select", "DS004")] == [("DS302", 39)]


def test_without_suppressions_a_comment_of_a_template_says_nothing(agent):
    text = chart("plain")["templates/daemonset.yaml"]
    write(agent / "agent", {"templates/daemonset.yaml": "{{/* dslint: ignore-file[DS302] old nodes */}}\n" + text})
    assert [one["rule"] for one in findings(agent, "--no-suppressions")] == ["DS302"]


def test_hooks_and_tests_are_checked_at_their_lines(agent):
    text = chart("plain")["templates/daemonset.yaml"]
    hook, test = (text.replace("made: by-tests", f"helm.sh/hook: {word}") for word in ("pre-install", "test"))
    write(agent / "agent", {"templates/hook.yaml": hook.replace("agent\n", "hook\n")})
    write(agent / "agent", {"templates/tests/test.yaml": test.replace("agent\n", "test\n")})
    assert [(one["path"], one["line"], one["column"]) for one in findings(agent)] == [
        ("agent/templates/daemonset.yaml", 17, 9),
        ("agent/templates/hook.yaml", 17, 9),
        ("agent/templates/tests/test.yaml", 17, 9),
    ]
