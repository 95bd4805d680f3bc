"""How often a renderer is started: twice for the lines of a chart or an overlay, and more where there are findings."""

import os

import pytest

from tests.checkout import ROOT
from tests.rendering.made import BASE, CHART, FROM_VALUES, HEAD, PATCH_HEAD, write
from tests.rendering.made_sets import SETS, chart_of

LINES, MORE, OVERLAY = 2, 12, 3
CORPUS = sorted((ROOT.parent / "shared/corpus-helm").glob("*/Chart.yaml"))
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


def check(run_dslint, folder, path, *more):
    done = run_dslint(folder, "check", path, "--no-config", *more)
    assert done.code in (0, 1), done.err
    return done.code


@pytest.mark.parametrize("name", list(SETS)[::5])
def test_a_chart_without_findings_is_rendered_twice(tmp_path, starts, run_dslint, name):
    write(tmp_path / "agent", chart_of(name))
    assert check(run_dslint, tmp_path, "agent", "--select", "DS101") == 0
    assert starts() == LINES


@pytest.mark.skipif(not CORPUS, reason="the corpus is not there, in ../shared beside the checkout")
def test_a_real_chart_is_rendered_twice_for_its_lines(starts, run_dslint):
    for path in CORPUS:
        check(run_dslint, path.parent.parent, path.parent.name, "--select", "DS101")
        assert (path.parent.name, starts()) == (path.parent.name, LINES)


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
