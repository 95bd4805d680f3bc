"""``--add-ignores`` for what is rendered: a comment in the template, the resource or the patch that a finding is at."""

import json

import pytest

from tests.rendering.made import BASE, CHART, DAEMON_SET, PATCH_HEAD, VALUES, write

REASON = "old nodes, OPS-17"
OF_VALUES = "        {{- toYaml .Values.selector | nindent 8 }}"
OLD = "        beta.kubernetes.io/os: linux"
COMMENT = " {{- /* dslint: ignore[deprecated-node-label] old nodes, OPS-17 */}}"


@pytest.fixture
def folder(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()
    return tmp_path


def add(run_dslint, folder, path, *more):
    return run_dslint(folder, "check", path, "--no-config", "--select", "DS302,DS004", "--add-ignores", REASON, *more)


def again(run_dslint, folder, path):
    done = run_dslint(folder, "check", path, "--no-config", "--select", "DS302,DS004", "--output-format", "json")
    report = json.loads(done.out)
    return report["findings"], report["summary"]["suppressed"]


LINES = {
    "text": (OLD, OLD + COMMENT),
    "text with a comment": (f"{OLD} # old", f"{OLD} # old{COMMENT}"),
    "an action": (OF_VALUES, OF_VALUES + COMMENT),
    "an action that trims": (
        f"{OF_VALUES[:-2]} -}}}}\n      {{{{- if true }}}}\n      {{{{- end }}}}",
        f"{OF_VALUES[:-2]} -}}}}{COMMENT[:-2]} -}}}}\n      {{{{- if true }}}}\n      {{{{- end }}}}",
    ),
    "with a comment of ours": (
        f"{OLD} {{{{- /* dslint: ignore[DS201] x */}}}}",
        f"{OLD} {{{{- /* dslint: ignore[DS201, deprecated-node-label] x */}}}}",
    ),
}


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES)
def test_a_comment_stands_behind_the_line_of_a_template(folder, run_dslint, line, expected):
    text = DAEMON_SET.replace(OLD, "@") % "    a: b"
    values = VALUES + "selector:\n  beta.kubernetes.io/os: linux\n"
    files = {"Chart.yaml": CHART, "values.yaml": values, "templates/a.yaml": text.replace("@", line)}
    write(folder / "agent", files | {"ci/a-values.yaml": "x: 1\n", "ci/b-values.yaml": "x: 2\n"})
    done = add(run_dslint, folder, "agent")
    assert (folder / "agent/templates/a.yaml").read_text() == text.replace("@", expected)
    assert (done.code, done.err) == (0, "Suppressed 1 problem in 1 file.\n")
    assert [one["rule"] for one in again(run_dslint, folder, "agent")[0] if one["rule"] == "DS302"] == []


def test_a_patch_is_printed_and_nothing_written(folder, run_dslint):
    files = {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/a.yaml": DAEMON_SET % "    a: b"}
    write(folder / "agent", files)
    done = add(run_dslint, folder, "agent", "--diff")
    assert f"-{OLD}\n+{OLD}{COMMENT}\n" in done.out
    assert (folder / "agent/templates/a.yaml").read_text() == files["templates/a.yaml"]


def test_an_overlay_has_them_in_resource_patch_and_patch_as_text(folder, run_dslint):
    patch = f"{PATCH_HEAD}      nodeSelector:\n        beta.kubernetes.io/arch: amd64\n"
    inline = patch.replace("beta.kubernetes.io/arch: amd64", "failure-domain.beta.kubernetes.io/zone: a")
    text = "resources: [../base]\npatches:\n- path: patch.yaml\n- patch: |\n" + "".join(
        f"    {line}\n" for line in inline.splitlines()
    )
    write(folder, {"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": BASE})
    write(folder, {"prod/kustomization.yaml": text, "prod/patch.yaml": patch})
    done = add(run_dslint, folder, "prod")
    assert (done.code, done.err) == (0, "Suppressed 3 problems in 3 files.\n")
    for path in ("base/agent.yaml", "prod/patch.yaml", "prod/kustomization.yaml"):
        assert (folder / path).read_text().count(f"  # dslint: ignore[deprecated-node-label] {REASON}\n") == 1
    assert again(run_dslint, folder, "prod") == ([], 3)


HELD = {
    "an action of several lines": (
        "        {{- toYaml\n        .Values.selector | nindent 8 }}{{ if\n true }}{{ end }}",
        "no comment can stand there",
    ),
    "an action that prints a line more": (
        '        {{- .Files.Get "sel.yaml" | nindent 8 }}',
        "a comment there does not cover it",
    ),
}


@pytest.mark.parametrize(("line", "why"), HELD.values(), ids=HELD)
def test_where_none_can_stand_it_is_said(folder, run_dslint, line, why):
    text = (DAEMON_SET % "    a: b").replace(OLD, line)
    values = VALUES + "selector:\n  beta.kubernetes.io/os: linux\n"
    files = {"Chart.yaml": CHART, "values.yaml": values, "templates/a.yaml": text, "sel.yaml": OLD.strip() + "\n"}
    write(folder / "agent", files)
    done = add(run_dslint, folder, "agent")
    assert (done.code, (folder / "agent/templates/a.yaml").read_text()) == (1, text)
    assert why in done.err


def test_a_patch_in_which_a_comment_would_be_data_is_left_alone(folder, run_dslint):
    patch = '[{"op": "add", "path": "/spec/template/spec/nodeSelector/beta.kubernetes.io~1arch", "value": "amd64"}]'
    text = f"resources: [agent.yaml]\npatches:\n- target: {{kind: DaemonSet}}\n  patch: >-\n    {patch}\n"
    write(folder / "prod", {"kustomization.yaml": text, "agent.yaml": BASE.replace("beta.", "")})
    done = add(run_dslint, folder, "prod")
    assert (done.code, (folder / "prod/kustomization.yaml").read_text()) == (1, text)
    assert "rendered with a comment there, something else is otherwise" in done.err
