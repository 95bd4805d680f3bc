"""The value that decides a field is told, and never a wrong one: with another value the rendered line is another."""

import json
import subprocess

import pytest

from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.rendering.helm_values import MOST_RENDERS
from dslint.inputs.worktree import WorkTree
from dslint.source.text import Span
from tests.rendering.made import CHART, HEAD, write

TEMPLATE = (
    HEAD
    + """\
      nodeSelector:
        {{- toYaml .Values.nodeSelector | nindent 8 }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      hostNetwork: {{ .Values.host.network }}
      terminationGracePeriodSeconds: {{ int .Values.grace | add 1 }}
      priorityClassName: {{ .Values.none }}
      containers:
      - name: agent
        image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
        args: [{{ .Values.level | upper | quote }}]
        {{- range .Values.ports }}
        # port {{ .number }}
        {{- end }}
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
        {{- with .Values.pull }}
        workingDir: {{ . | quote }}
        {{- end }}
        env:
        - {name: A, value: {{ tpl .Values.text . | quote }}}
        - {name: B, value: {{ .Values.same | quote }}}
      volumes:
      - name: cache
        {{- toYaml .Values.cache | nindent 8 }}
"""
)
VALUES = """\
image:
  name: registry.example/agent
  tag: latest
nodeSelector:
  beta.kubernetes.io/os: linux
tolerations:
- key: node-role.kubernetes.io/master
  effect: NoSchedule
host:
  network: false
grace: 30
level: debug
ports:
- number: 9100
text: "{{ .Values.level }}"
same: linux
resources: {limits: {cpu: 200m, memory: 64Mi}}
pull: 'no'
cache: {emptyDir: {}}
"""
# what stands in the rendered text, and the values behind it
BEHIND = {
    "image": ("registry.example/agent:latest", ["/image/name", "/image/tag"]),
    "key of a mapping": ("beta.kubernetes.io/os", ["/nodeSelector/beta.kubernetes.io~1os"]),
    "value of a mapping": ("linux", ["/nodeSelector/beta.kubernetes.io~1os"]),
    "item of a list": ("node-role.kubernetes.io/master", ["/tolerations/0/key"]),
    "false": ("false", ["/host/network"]),
    "computed": ("31", ["/grace"]),
    "changed by a function": ("DEBUG", ["/level"]),
    "in a loop": ("9100", ["/ports/0/number"]),
    "that begins with a digit": ("200m", ["/resources/limits/cpu"]),
    "that YAML would take for another type": ('"no"', ["/pull"]),
    "key of an empty mapping": ("emptyDir", ["/cache/emptyDir"]),
    "text of the template": ("DaemonSet", []),
}


@pytest.fixture
def chart(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    write(tmp_path / "agent", {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/agent.yaml": TEMPLATE})
    return tmp_path / "agent"


def render(folder, **more):
    return Chart(WorkTree(), str(folder), folder.name).render(Target(str(folder), folder.name, **more))


@pytest.mark.parametrize(("text", "expected"), BEHIND.values(), ids=BEHIND)
def test_values_behind_a_stretch_are_known(chart, text, expected):
    rendered = render(chart)
    at = rendered.text.index(text)
    span = Span(at, at + len(text))
    assert [one.pointer for one in rendered.behind([span]).get(span, ())] == expected


def test_a_value_of_a_later_file_decides(chart, tmp_path):
    (tmp_path / "more.yaml").write_text("image: {tag: nightly}\n")
    rendered = render(chart, values=(str(tmp_path / "more.yaml"),))
    at = rendered.text.index("nightly")
    (found,) = rendered.behind([Span(at, at + 7)])[Span(at, at + 7)]
    assert (found.source.path, found.pointer) == (str(tmp_path / "more.yaml"), "/image/tag")


def test_no_more_renders_are_tried_than_are_allowed(chart, monkeypatch):
    rendered, count = render(chart), []
    real = subprocess.Popen

    def counting(*arguments, **more):
        count.append(arguments)
        return real(*arguments, **more)

    monkeypatch.setattr(subprocess, "Popen", counting)
    spans = [Span(one.start, one.start + 1) for one in rendered.stretches]
    rendered.behind(spans)
    assert 0 < len(count) <= MOST_RENDERS


def test_a_finding_points_at_its_value_before_the_rendered_line(chart, run_check):
    found = json.loads(run_check(chart.parent, "agent", "--select", "DS302,DS420,DS202").out)["findings"]
    places = {
        one["rule"]: [
            f"{other['role']} {other['path']}:{other['line']}:{other['column']}"
            for other in one["related"]
            if other["role"] != "context"
        ]
        for one in found
    }
    assert places == {
        "DS302": ["values agent/values.yaml:5:3", "rendered <helm template agent>:15:9"],
        "DS202": ["values agent/values.yaml:7:8", "rendered <helm template agent>:18:16"],
        "DS420": [
            "values agent/values.yaml:2:9",
            "values agent/values.yaml:3:8",
            "rendered <helm template agent>:24:16",
        ],
    }
    assert [(one["path"], one["line"]) for one in found] == [("agent/templates/agent.yaml", n) for n in (13, 16, 23)]


def test_a_comment_at_a_value_suppresses_what_it_decides(chart, run_check):
    (chart / "values.yaml").write_text(
        VALUES.replace("  tag: latest", "  tag: latest # dslint: ignore[DS420] pinned by the release").replace(
            "  network: false", "  network: false # dslint: ignore[DS302] nothing here"
        )
    )
    found = json.loads(run_check(chart.parent, "agent", "--select", "DS420,DS302,DS004").out)["findings"]
    assert [(one["rule"], one["path"], one["line"]) for one in found] == [
        ("DS302", "agent/templates/agent.yaml", 13),
        ("DS004", "agent/values.yaml", 10),
    ]


def test_a_schema_that_asks_a_network_is_left_out_and_told(chart, run_check):
    (chart / "values.schema.json").write_text('{"$ref": "https://example.invalid/schema.json"}')
    done = run_check(chart.parent, "agent", "--select", "DS420")
    assert "the values of agent are not held against its schema: its values.schema.json refers to a network" in done.err
    assert len(json.loads(done.out)["findings"]) == 1
