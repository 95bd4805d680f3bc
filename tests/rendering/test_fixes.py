"""Fixes of what is rendered: made in the template, the value, the resource or the patch, or described and not made."""

import json
import subprocess

import pytest

from tests.rendering.made import BASE, CHART, HEAD, PATCH_HEAD, write

TEMPLATE = (
    HEAD
    + """\
      # the nodes of today
      nodeSelector:
%s
      containers:
      - name: agent
        image: registry.example/agent:1.4
"""
)
PLAIN = "        beta.kubernetes.io/os: linux  # old"
OF_VALUES = "        {{- toYaml .Values.selector | nindent 8 }}"
VALUES = "selector:\n  beta.kubernetes.io/os: linux # kept\n  disk: ssd\n"


def agent(folder, line, **files):
    own = {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/agent.yaml": TEMPLATE % line}
    write(folder / "agent", own | {path.replace("__", "/").replace("_y", ".y"): text for path, text in files.items()})


@pytest.fixture
def folder(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()
    return tmp_path


def read(folder, path="agent/templates/agent.yaml"):
    return (folder / path).read_text(encoding="utf-8")


def check(run_dslint, folder, *arguments, path="agent"):
    return run_dslint(folder, "check", path, "--no-config", "--select", "DS302", *arguments)


def finding(run_dslint, folder, **more):
    done = check(run_dslint, folder, "--output-format", "json", **more)
    (one,) = json.loads(done.out)["findings"]
    return one


def test_plain_text_of_a_template_is_fixed_there(folder, run_dslint):
    agent(folder, PLAIN)
    one = finding(run_dslint, folder)
    assert one["fix"]["edits"] == [
        {"line": 14, "column": 9, "endLine": 14, "endColumn": 30, "text": "kubernetes.io/os"}
    ]
    done = check(run_dslint, folder, "--fix")
    assert (done.code, done.err) == (0, "Fixed 1 problem in 1 file.\n")
    assert read(folder) == TEMPLATE % PLAIN.replace("beta.", "")


def test_a_value_is_fixed_where_it_stands_and_its_comment_stays(folder, run_dslint):
    agent(folder, OF_VALUES)
    one = finding(run_dslint, folder)
    assert (one["path"], one["fix"]["path"]) == ("agent/templates/agent.yaml", "agent/values.yaml")
    assert "; in agent/values.yaml\n" in check(run_dslint, folder).out
    assert check(run_dslint, folder, "--fix").code == 0
    assert read(folder, "agent/values.yaml") == VALUES.replace("beta.", "")
    assert read(folder) == TEMPLATE % OF_VALUES


def test_a_patch_is_printed_and_nothing_written(folder, run_dslint):
    agent(folder, PLAIN)
    done = check(run_dslint, folder, "--diff")
    assert done.code == 1
    assert done.out == (
        "--- a/agent/templates/agent.yaml\n+++ b/agent/templates/agent.yaml\n@@ -11,7 +11,7 @@\n"
        "     spec:\n       # the nodes of today\n       nodeSelector:\n"
        "-        beta.kubernetes.io/os: linux  # old\n+        kubernetes.io/os: linux  # old\n"
        "       containers:\n       - name: agent\n         image: registry.example/agent:1.4\n"
    )
    assert done.err == "Would fix 1 problem in 1 file.\n"
    assert read(folder) == TEMPLATE % PLAIN
    subprocess.run(["git", "apply", "--check", "-"], cwd=folder, input=done.out.encode(), check=True, timeout=60)


def test_an_unsafe_fix_needs_the_flag(folder, run_dslint):
    text = (TEMPLATE % PLAIN.replace("beta.", "")).replace("labels: {app: agent}", "labels: {app: agnet}")
    write(folder / "agent", {"Chart.yaml": CHART, "templates/agent.yaml": text})
    arguments = ("check", "agent", "--no-config", "--select", "DS101", "--fix")
    assert run_dslint(folder, *arguments).code == 1
    assert read(folder) == text
    assert run_dslint(folder, *arguments, "--unsafe-fixes").code == 0
    assert read(folder) == text.replace("agnet", "agent")


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ('        {{ printf "beta.%s" "kubernetes.io/os" }}: linux', {}),
        ("        {{ .Values.prefix }}kubernetes.io/os: linux", {"values_yaml": "prefix: beta.\n"}),
        (
            ('        {{- include "sel" . | nindent 8 }}\n      {{- if contains "beta" (include "sel" .) }}\n'
            "      priorityClassName: old\n      {{- end }}"),
            {"templates___h_yaml": '{{ define "sel" }}beta.kubernetes.io/os: linux{{ end }}'},
        ),
    ],
    ids=["computed", "put together", "asked for elsewhere"],
)  # fmt: skip
def test_what_is_computed_is_described_and_left_alone(folder, run_dslint, line, files):
    agent(folder, line, **files)
    before = read(folder)
    one = finding(run_dslint, folder)
    assert one["fix"] is None
    assert one["fixHeldBack"]
    assert one["help"].startswith("rename it to kubernetes.io/os")
    assert check(run_dslint, folder, "--fix").code == 1
    assert read(folder) == before


def test_a_definition_that_other_text_is_computed_with_is_fixed_where_nothing_else_changes(folder, run_dslint):
    helper = '{{ define "sel" }}beta.kubernetes.io/os: linux{{ end }}'
    agent(folder, '        {{- include "sel" . | nindent 8 }}', templates___h_yaml=helper)
    assert check(run_dslint, folder, "--fix").code == 0
    assert read(folder, "agent/templates/_h.yaml") == helper.replace("beta.", "")


def test_a_chart_that_prints_random_text_is_fixed_where_nothing_else_changes(folder, run_dslint):
    secret = "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {a: {{ randAlphaNum 8 | quote }}}\n"
    agent(folder, PLAIN, templates__s_yaml=secret)
    assert check(run_dslint, folder, "--fix").err == "Fixed 1 problem in 1 file.\n"
    assert read(folder) == TEMPLATE % PLAIN.replace("beta.", "")


def test_what_prints_nothing_but_random_text_is_not_fixed(folder, run_dslint):
    agent(folder, '        {{ randAlphaNum 3 | printf "beta.kubernetes.io/os: %s" }}')
    assert finding(run_dslint, folder)["fix"] is None


def test_a_line_of_a_text_among_the_values_is_fixed_there(folder, run_dslint):
    text = "selector: |\n  # kept\n  beta.kubernetes.io/os: linux\n"
    agent(folder, "        {{- tpl .Values.selector . | nindent 8 }}", values_yaml=text)
    assert check(run_dslint, folder, "--fix").err == "Fixed 1 problem in 1 file.\n"
    assert read(folder, "agent/values.yaml") == text.replace("beta.", "")


def test_environments_that_agree_are_fixed_together(folder, run_dslint):
    agent(folder, PLAIN)
    write(folder / "agent", {"ci/a-values.yaml": "x: 1\n", "ci/b-values.yaml": "x: 2\n"})
    assert check(run_dslint, folder, "--fix").err.startswith("Fixed 1 problem in 1 file")


def test_a_value_that_another_environment_needs_is_left_alone(folder, run_dslint):
    agent(folder, OF_VALUES)
    other = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {x: {{ toJson .Values.selector | quote }}}\n"
    write(folder / "agent", {"templates/c.yaml": "{{ if .Values.more }}" + other + "{{ end }}"})
    write(folder / "agent", {"ci/a-values.yaml": "more: true\n", "ci/b-values.yaml": "more: false\n"})
    assert finding(run_dslint, folder)["fix"] is None
    check(run_dslint, folder, "--fix")
    assert read(folder, "agent/values.yaml") == VALUES


def test_environments_with_values_of_their_own_take_different_changes(folder, run_dslint):
    agent(folder, OF_VALUES)
    own = "selector:\n  beta.kubernetes.io/os: linux\n"
    write(folder / "agent", {"values.yaml": "", "ci/a-values.yaml": own, "ci/b-values.yaml": own})
    one = finding(run_dslint, folder)
    assert (one["fix"], one["fixHeldBack"]) == (None, "its environments take different changes")


def test_an_overlay_is_fixed_in_resource_and_patch(folder, run_dslint):
    patch = f"{PATCH_HEAD}      nodeSelector:\n        beta.kubernetes.io/arch: amd64 # kept\n"
    write(
        folder,
        {
            "base/kustomization.yaml": "resources: [agent.yaml]\n",
            "base/agent.yaml": BASE,
            "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{path: patch.yaml}]\n",
            "overlays/prod/patch.yaml": patch,
        },
    )
    done = check(run_dslint, folder, "--fix", path="overlays/prod")
    assert (done.code, done.err) == (0, "Fixed 2 problems in 2 files.\n")
    assert read(folder, "base/agent.yaml") == BASE.replace("beta.kubernetes.io/os", "kubernetes.io/os")
    assert read(folder, "overlays/prod/patch.yaml") == patch.replace("beta.", "")


PRIORITY = ("--select", "DS503", "--fix", "--unsafe-fixes")
LOGS = BASE.replace("registry.example/agent:1.4", "fluent/fluent-bit:1.4").replace("beta.", "")


@pytest.fixture
def overlay(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    folder = tmp_path / "fleet"  # no repository that is called a test
    (folder / ".git").mkdir(parents=True)
    write(folder, {"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": LOGS})
    write(folder, {"prod/kustomization.yaml": "namePrefix: prod-\nresources: [../base]\n"})
    return folder


def test_what_is_missing_is_added_to_the_resource_of_an_overlay(overlay, run_dslint):
    done = run_dslint(overlay, "check", "prod", "--no-config", *PRIORITY)
    assert (done.code, done.err) == (0, "Fixed 1 problem in 1 file.\n")
    assert read(overlay, "base/agent.yaml") == LOGS.replace(
        "    spec:\n", "    spec:\n      priorityClassName: system-node-critical\n"
    )


def test_it_is_added_once_for_all_overlays_of_a_base(overlay, run_dslint):
    write(overlay, {"edge/kustomization.yaml": "namePrefix: edge-\nresources: [../base]\n"})
    done = run_dslint(overlay, "check", "prod", "edge", "--no-config", *PRIORITY)
    assert read(overlay, "base/agent.yaml").count("priorityClassName") == 1
    assert done.code == 0


def test_an_item_is_added_to_the_list_of_a_patch(overlay, run_dslint):
    tolerations = "      tolerations:\n      - key: node-role.kubernetes.io/master\n        effect: NoSchedule # old\n"
    write(overlay, {"prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n"})
    write(overlay, {"prod/patch.yaml": PATCH_HEAD + tolerations})
    done = run_dslint(overlay, "check", "prod", "--no-config", "--select", "DS202", "--fix")
    assert (done.code, read(overlay, "base/agent.yaml")) == (0, LOGS)
    text = read(overlay, "prod/patch.yaml")
    assert text.startswith(PATCH_HEAD + tolerations)
    assert text.count("node-role.kubernetes.io/control-plane") == 1


def test_what_a_patch_as_text_sets_is_not_added_to(overlay, run_dslint):
    patch = "".join(
        f"    {line}\n"
        for line in (PATCH_HEAD + "      tolerations:\n      - {key: node-role.kubernetes.io/master}").splitlines()
    )
    text = f"resources: [../base]\npatches:\n- patch: |\n{patch}"
    write(overlay, {"prod/kustomization.yaml": text})
    done = run_dslint(overlay, "check", "prod", "--no-config", "--select", "DS202", "--fix")
    assert (done.code, read(overlay, "prod/kustomization.yaml")) == (1, text)


def test_what_is_added_waits_for_what_is_changed_and_both_are_made_in_one_run(overlay, run_dslint):
    write(overlay, {"base/agent.yaml": LOGS.replace("kubernetes.io/os", "beta.kubernetes.io/os")})
    arguments = ("check", "prod", "--no-config", "--select", "DS302,DS503")
    found = json.loads(run_dslint(overlay, *arguments, "--output-format", "json").out)["findings"]
    assert {one["rule"]: one["fixHeldBack"] for one in found} == {
        "DS302": None,
        "DS503": "it is tried once the other fixes are made",
    }
    done = run_dslint(overlay, *arguments, "--fix", "--unsafe-fixes")
    assert (done.code, done.err) == (0, "Fixed 2 problems in 1 file.\n")


def test_a_template_that_cannot_be_written_is_told_and_the_run_is_not_whole(folder, run_dslint):
    agent(folder, PLAIN)
    (folder / "agent/templates/agent.yaml").chmod(0o444)
    done = check(run_dslint, folder, "--fix")
    assert done.code == 2
    assert "cannot write agent/templates/agent.yaml: it is read-only" in done.err


def test_sarif_has_the_fix_in_the_file_that_it_changes(folder, run_dslint):
    agent(folder, OF_VALUES)
    done = check(run_dslint, folder, "--output-format", "sarif")
    (result,) = json.loads(done.out)["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "agent/values.yaml"
    assert change["replacements"][0]["deletedRegion"]["startLine"] == 2


def test_an_entry_is_added_below_the_line_that_is_copied(folder, run_dslint):
    line = "        kubernetes.io/os: linux\n      tolerations:\n      - key: node-role.kubernetes.io/master\n"
    agent(folder, f"{line}        effect: NoSchedule")
    done = run_dslint(folder, "check", "agent", "--no-config", "--select", "DS202", "--fix")
    assert done.code == 0, done.out
    assert "control-plane" in read(folder)
    assert read(folder).startswith((TEMPLATE % line).partition("      - key")[0])


def test_the_python_interface_tells_which_file_a_fix_changes(folder, monkeypatch):
    import dslint

    agent(folder, OF_VALUES)
    monkeypatch.chdir(folder)
    (one,) = [one for one in dslint.check_many(["agent"]).findings if one.rule == "DS302"]
    assert one.fix.elsewhere.path == "agent/values.yaml"
