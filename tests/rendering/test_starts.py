"""How often a renderer is started: twice for the lines of a chart or an overlay, and more where there are findings."""

import os

import pytest

from dslint.inputs.rendering.renderer import program
from tests.rendering.made import BASE, CHART, FROM_VALUES, HEAD, PATCH_HEAD, write
from tests.rendering.made_sets import SETS, chart_of

LINES, MORE, OVERLAY = 2, 12, 3
FINE = f"{HEAD}      containers:\n      - name: agent\n        image: x:1\n"
TEMPLATE = (
    FROM_VALUES
    + """\
      containers:
      - name: agent
        image: "{{ .Values.image.name }}:{{ .Values.image.tag | lower }}"
        args: [{{ .Values.level | upper | quote }}]
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
"""
)
VALUES = """\
image: {name: registry.example/agent, tag: LATEST}
nodeSelector:
  beta.kubernetes.io/os: linux
  beta.kubernetes.io/arch: amd64
tolerations:
- key: node-role.kubernetes.io/master
  effect: NoSchedule
host: {network: true}
grace: 3000
level: debug
resources: {limits: {cpu: 200m}}
"""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs of tests are scripts of a shell")


@pytest.fixture
def starts(tmp_path, renderers, monkeypatch):  # noqa: ARG001 - they are put on the PATH
    """Return a function that tells how often helm and kubectl were started since it was asked last."""
    log = tmp_path / "log"
    for name in ("helm", "kubectl"):
        write(tmp_path / "bin", {name: f"#!/bin/sh\necho {name} >> '{log}'\nexec '{program(name)}' \"$@\"\n"})
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    def count():
        found = len(log.read_text().splitlines()) if log.exists() else 0
        log.unlink(missing_ok=True)
        return found

    return count


def check(run_dslint, folder, path, *more):
    done = run_dslint(folder, "check", path, "--no-config", *more)
    assert done.code in (0, 1), done.err
    return done.code


@pytest.mark.parametrize("name", list(SETS)[::5])
def test_a_chart_without_findings_is_rendered_twice(tmp_path, starts, run_dslint, name):
    write(tmp_path / "agent", chart_of(name))
    assert check(run_dslint, tmp_path, "agent", "--select", "DS101") == 0
    assert starts() == LINES


@pytest.mark.parametrize("more", [(), ("--diff",)], ids=["check", "diff"])
def test_findings_take_at_most_twelve_renders_more(tmp_path, starts, run_dslint, more):
    write(tmp_path / "agent", {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/agent.yaml": TEMPLATE})
    assert check(run_dslint, tmp_path, "agent", "--select", "ALL", *more) == 1
    assert LINES < starts() <= (LINES + MORE) * (2 if more else 1)


def test_each_environment_is_rendered_by_itself(tmp_path, starts, run_dslint):
    files = {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/agent.yaml": FINE}
    write(tmp_path / "agent", files | {f"ci/{name}-values.yaml": "x: 1\n" for name in "abc"})
    assert check(run_dslint, tmp_path, "agent", "--select", "DS101") == 0
    assert starts() == 3 * LINES


@pytest.mark.parametrize("rule", ["DS101", "ALL"])
def test_an_overlay_is_rendered_three_times_at_most(tmp_path, starts, run_dslint, rule):
    patch = f"{PATCH_HEAD}      nodeSelector:\n        beta.kubernetes.io/arch: amd64\n"
    files = {"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": BASE}
    overlay = "resources: [../base]\npatches: [{path: patch.yaml}]\n"
    write(tmp_path, files | {"prod/kustomization.yaml": overlay, "prod/patch.yaml": patch})
    check(run_dslint, tmp_path, "prod", "--select", rule)
    assert starts() == (LINES if rule == "DS101" else OVERLAY)


def test_a_folder_around_charts_starts_nothing(tmp_path, starts, run_dslint):
    write(tmp_path / "charts/agent", chart_of("in a definition"))
    check(run_dslint, tmp_path, "charts")
    assert starts() == 0
